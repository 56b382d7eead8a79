"""The editor's own texts on the forum's pages: which is shown, and what they hold back.

Legal wording belongs to the municipality. Until somebody has approved it, it is shown marked as
a draft; and nobody can join before the Danish text on what happens to what one says is
approved. An approval belongs to the exact words: other words need another.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import get_language_info
from wagtail.log_actions import log

from events.permissions import Viewer
from medborgerforum import charter, forum_markup
from medborgerforum.enums import ForumLanguage, ForumTextKey
from medborgerforum.forum_markup import Block
from medborgerforum.models import ForumText

SOURCE = ForumLanguage.DA
LEGAL = (ForumTextKey.BEFORE_JOINING, ForumTextKey.COMPLAINT)


class Approval(NamedTuple):
    """Who answers for a text, and since which day (Copenhagen)."""

    name: str
    day: date


@dataclass(frozen=True)
class Shown:
    """A text as a reader meets it: ``language`` is "da" where hers is not to be had.

    ``is_approved`` is False for legal wording that nobody has approved: then it is marked as a
    draft (``medborgerforum/shown_text.html`` does). A text that is not written has no blocks.
    """

    blocks: list[Block]
    language: str
    is_approved: bool

    def __bool__(self) -> bool:
        return bool(self.blocks)

    @property
    def direction(self) -> str:
        """The direction of its language, as HTML says it."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def shown(key: ForumTextKey, language: str) -> Shown:
    """Return a text in a language, in Danish where there is none; one query.

    Of legal wording, an approved Danish text goes before a draft in the reader's language.
    """
    rows = ForumText.objects.filter(key=key, language__in={language, SOURCE})
    found = {row.language: row for row in rows}
    in_order = [found[code] for code in (language, SOURCE) if code in found]
    if not in_order:
        return Shown([], SOURCE, is_approved=key not in LEGAL)
    approved = [row for row in in_order if key not in LEGAL or row.approved_on is not None]
    row = (approved or in_order)[0]
    return Shown(forum_markup.blocks(row.body), row.language, is_approved=bool(approved))


def missing() -> list[ForumTextKey]:
    """Return the legal texts that have no approved Danish wording yet; one query."""
    approved = set(
        ForumText.objects.filter(
            key__in=LEGAL, language=SOURCE, approved_on__isnull=False
        ).values_list("key", flat=True)
    )
    return [key for key in LEGAL if key not in approved]


def joining_is_ready() -> bool:
    """Whether associations can join: a charter is in force, and the text before it approved.

    Two queries.
    """
    return ForumTextKey.BEFORE_JOINING not in missing() and charter.in_force() is not None


def tidy(body: str) -> str:
    """Return a text as it is kept: lines end with LF and have no blanks at their end."""
    return "\n".join(line.rstrip() for line in body.strip().splitlines())


@transaction.atomic
def save(
    key: ForumTextKey,
    language: str,
    body: str,
    *,
    approval: Approval | None = None,
    by: Viewer = None,
) -> ForumText | None:
    """Keep a text in one language. Words that changed lose their approval, unless one is given.

    Other Danish words take back the approvals of the translations too: nobody has compared
    them. A translation without words is deleted, so that the Danish is shown (returns None).
    """
    rows = {row.language: row for row in ForumText.objects.select_for_update().filter(key=key)}
    row = rows.get(language) or ForumText(key=key, language=language)
    body = tidy(body)
    if not body and language != SOURCE:
        ForumText.objects.filter(key=key, language=language).delete()
        return None
    changed = row.body != body
    row.body = body
    if changed:
        row.approved_by, row.approved_on = "", None
    if approval is not None:
        row.approved_by, row.approved_on = approval
    row.full_clean(validate_unique=False)
    row.save()
    if changed and language == SOURCE:
        others = ForumText.objects.filter(key=key).exclude(language=SOURCE)
        others.update(approved_by="", approved_on=None)
    log(row, "wagtail.edit", user=by, data={"language": language})
    return row

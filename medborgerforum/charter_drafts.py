"""What staff write before a version of the charter, or a translation of one, is published.

Whoever answers for a text answers for its exact words: words that changed lose their check,
unless it is given anew with them. Other Danish words take back those of the translations too.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events.permissions import Viewer
from medborgerforum import charter
from medborgerforum.charter import BINDING, CharterRefused
from medborgerforum.forum_texts import Approval, tidy
from medborgerforum.models import CharterText, CharterVersion


class AlreadyPublished(CharterRefused):
    """What is published never changes."""

    message = _("Versionen er offentliggjort og kan ikke længere ændres. Lav en ny version.")


@dataclass(frozen=True)
class Words:
    """A text as it was typed; ``check`` says who answers for it, where somebody does."""

    title: str
    body: str
    check: Approval | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.title.strip() or self.body.strip())


def proposed_number() -> int:
    """Return the number after the highest there is, drafts included."""
    return (CharterVersion.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1


@transaction.atomic
def save(
    version: CharterVersion, words: Mapping[str, Words], *, by: Viewer = None
) -> CharterVersion:
    """Keep a draft with its texts by language; a text without words is deleted.

    Raises AlreadyPublished.
    """
    if not version._state.adding:
        _lock_draft(version)
    version.save()
    texts = {text.language: text for text in CharterText.objects.filter(version=version)}
    danish_before = _of(texts.get(BINDING))
    kept = {code: _write(version, code, texts.get(code), words[code], revision=1) for code in words}
    danish = kept.get(BINDING)
    if BINDING in words and danish_before and _of(danish) != danish_before:
        # What was checked just now was compared with the new words.
        just_now = [code for code, one in words.items() if one.check is not None]
        others = CharterText.objects.filter(version=version).exclude(language__in=just_now)
        others.exclude(language=BINDING).update(checked_by="", checked_on=None)
    log(version, "wagtail.edit", user=by)
    return version


@transaction.atomic
def discard(version: CharterVersion, *, by: Viewer = None) -> None:
    """Delete a draft and its texts. Raises AlreadyPublished."""
    row = _lock_draft(version)
    log(row, "wagtail.delete", user=by)
    CharterText.objects.filter(version=row).delete()
    row.delete()


@transaction.atomic
def save_translation(
    version: CharterVersion, language: str, words: Words, *, by: Viewer = None
) -> CharterText | None:
    """Keep the draft of a translation beside a published version: a first or a new revision.

    Without words the draft is deleted and None returned. Raises CharterRefused.
    """
    row = CharterVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if row.published_at is None or language == BINDING:
        raise CharterRefused(_("Den danske tekst ændres kun ved en ny version."))
    texts = CharterText.objects.filter(version=row, language=language).order_by("-revision")
    newest = texts.first()
    draft = newest if newest and newest.published_at is None else None
    number = draft.revision if draft else newest.revision + 1 if newest else 1
    kept = _write(row, language, draft, words, revision=number)
    log(row, "wagtail.edit", user=by, data={"language": language})
    return kept


def drafts(version: CharterVersion) -> dict[str, CharterText]:
    """Return the texts of a version that are not published, by language; one query."""
    rows = CharterText.objects.filter(version=version, published_at=None)
    return {text.language: text for text in rows.order_by("revision")}


def state_of(version: CharterVersion) -> str:
    """Return a code for all that would be published, so that a change in between is seen."""
    said = [
        f"{version.number}|{version.valid_from}|{version.material}",
        f"{version.accept_by}|{version.lapse_on}|{version.changes}",
    ]
    for code, text in sorted(drafts(version).items()):
        said += [code, charter.fingerprint(text.title, text.body), text.checked_by]
        said.append(str(text.checked_on))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _lock_draft(version: CharterVersion) -> CharterVersion:
    row = CharterVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if row.published_at is not None:
        raise AlreadyPublished
    return row


def _of(text: CharterText | None) -> tuple[str, str] | None:
    return (text.title, text.body) if text else None


def _write(
    version: CharterVersion,
    language: str,
    text: CharterText | None,
    words: Words,
    *,
    revision: int,
) -> CharterText | None:
    if words.is_empty:
        if text is not None:
            text.delete()
        return None
    row = text or CharterText(version=version, language=language, revision=revision)
    title, body = words.title.strip(), tidy(words.body)
    if _of(row) != (title, body):
        row.title, row.body = title, body
        row.checked_by, row.checked_on = "", None
    if words.check is not None:
        row.checked_by, row.checked_on = words.check
    row.save()
    return row

"""The charter: which version is in force, which must be accepted, and how one is published.

The Danish text binds. A text is fingerprinted as ``canonical`` writes it, so that anyone can
take it as plain text and compute the same SHA-256 (FIPS 180-4) with any tool.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events.permissions import Viewer
from medborgerforum.enums import ForumLanguage
from medborgerforum.models import CharterText, CharterVersion

BINDING = ForumLanguage.DA


class CharterRefused(Exception):
    """Nothing was published; ``message`` says why and what to do."""

    message: str | Promise = _("Charteret kan ikke offentliggøres sådan.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("charter refused")
        if message is not None:
            self.message = message


def canonical(title: str, body: str) -> str:
    """Return title and body as they are fingerprinted and served as plain text.

    Unicode NFC; lines end with LF and have no blanks at their end; title, an empty line, the
    body, one LF at the end.
    """
    lines = unicodedata.normalize("NFC", f"{title.strip()}\n\n{body.strip()}").splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def fingerprint(title: str, body: str) -> str:
    """Return the SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(title, body).encode()).hexdigest()


def published() -> list[CharterVersion]:
    """Return the published versions, newest first; one query."""
    return list(CharterVersion.objects.filter(published_at__isnull=False))


def in_force(day: date | None = None) -> CharterVersion | None:
    """Return the version in force on a Copenhagen day (default: today); None before the first."""
    day = day or timezone.localdate()
    return next((v for v in published() if v.valid_from <= day), None)


def required_number(versions: Iterable[CharterVersion], day: date) -> int:
    """Return the lowest version number that opens members' sign-up on a Copenhagen day.

    That is the newest material version whose last day to accept has passed; 0 where none has.
    """
    due = (v.number for v in versions if v.material and _is_due(v, day))
    return max(due, default=0)


def _is_due(version: CharterVersion, day: date) -> bool:
    if version.accept_by is None:
        return version.valid_from <= day
    return version.accept_by < day


def to_accept(versions: Iterable[CharterVersion], accepted: int) -> CharterVersion | None:
    """Return the newest published version if a material one since ``accepted`` asks for it."""
    rows = sorted(versions, key=lambda v: v.number)
    if not any(v.material and v.number > accepted for v in rows):
        return None
    return rows[-1]


def texts(version: CharterVersion) -> dict[str, CharterText]:
    """Return the newest published text of a version in each language; one query."""
    rows = CharterText.objects.filter(version=version, published_at__isnull=False)
    return {text.language: text for text in rows.order_by("revision").select_related("version")}


def upcoming(versions: Iterable[CharterVersion], day: date) -> CharterVersion | None:
    """Return the next version that is announced but not yet in force on a Copenhagen day."""
    later = [version for version in versions if version.valid_from > day]
    return min(later, key=lambda version: version.number, default=None)


def text_in(version: CharterVersion, language: str) -> CharterText:
    """Return the version's text in a language, Danish where there is none; one query."""
    found = texts(version)
    return found.get(language) or found[BINDING]


@transaction.atomic
def publish(version: CharterVersion, *, by: Viewer = None) -> CharterVersion:
    """Publish a version with all its texts. From then on the database keeps them as they are.

    After a material version all members are asked to accept it, in the same transaction. Raises
    CharterRefused when the Danish text is missing or unchecked, a material version after the
    first has no dates, or its number or day is not after the published ones.
    """
    # All of them: two drafts that are published at once must still come one after the other.
    rows = list(CharterVersion.objects.select_for_update().order_by("-number"))
    row = next(one for one in rows if one.pk == version.pk)
    if row.published_at is not None:
        return row
    earlier = [one for one in rows if one.published_at is not None]
    _check_dates(row, earlier)
    drafts = list(CharterText.objects.filter(version=row, published_at=None))
    if BINDING not in {text.language for text in drafts}:
        raise CharterRefused(_("Den danske tekst mangler. Den er den, der gælder."))
    for text in drafts:
        _publish_text(text)
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    log(row, "wagtail.publish", user=by)
    if row.material and earlier:
        _ask_members(row)
    return row


def _ask_members(row: CharterVersion) -> None:
    from medborgerforum import renewal  # which asks here who has accepted what

    renewal.ask_members(row)


def _check_dates(row: CharterVersion, earlier: list[CharterVersion]) -> None:
    if not earlier:
        _check_first(row)
        return
    newest = earlier[0]
    if row.number <= newest.number or row.valid_from <= newest.valid_from:
        raise CharterRefused(
            _("Versionen skal have et højere nummer og gælde fra en senere dag end den forrige.")
        )
    if row.material and (row.accept_by is None or row.lapse_on is None):
        raise CharterRefused(
            _("En væsentlig ændring skal have en frist og en dag, hvor medlemskabet udløber.")
        )
    if row.accept_by is not None and row.accept_by <= timezone.localdate():
        raise CharterRefused(_("Fristen for tilslutning skal ligge i fremtiden."))


def _check_first(row: CharterVersion) -> None:
    # Sign-up to meetings opens with it, so it has to be one that is accepted, and at once.
    if not row.material or row.accept_by is not None:
        raise CharterRefused(
            _("Den første version er væsentlig og har ingen frist, for ingen er medlem endnu.")
        )


@transaction.atomic
def publish_text(text: CharterText, *, by: Viewer = None) -> CharterText:
    """Publish a translation, or a new revision of one, beside a published version.

    Raises CharterRefused.
    """
    version = CharterVersion.objects.select_for_update(no_key=True).get(pk=text.version_id)
    row = CharterText.objects.get(pk=text.pk)
    if row.published_at is not None:
        return row
    if version.published_at is None:
        raise CharterRefused(_("Offentliggør versionen først; så følger teksterne med."))
    if row.language == BINDING:
        raise CharterRefused(_("Den danske tekst ændres kun ved en ny version."))
    _publish_text(row)
    log(version, "wagtail.publish", user=by, data={"language": row.language})
    return row


def _publish_text(text: CharterText) -> None:
    if not text.checked_by or text.checked_on is None:
        raise CharterRefused(
            _("Skriv, hvem der har set teksten på %(language)s igennem, og hvornår.")
            % {"language": text.get_language_display()}
        )
    if text.checked_on > timezone.localdate():
        raise CharterRefused(_("Den dag, teksten er set igennem, kan ikke ligge i fremtiden."))
    text.sha256 = fingerprint(text.title, text.body)
    text.published_at = timezone.now()
    text.save()

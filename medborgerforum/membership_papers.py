"""The signed copy: a tagged PDF that shows who accepted which charter, when, in which language."""

from dataclasses import dataclass

from django.utils import translation

from events import documents, when
from events.labels import vocabulary
from events.models import District
from medborgerforum import charter, forum_markup
from medborgerforum.models import Association, CharterEvent, CharterText, Signatory


@dataclass(frozen=True)
class Printed:
    """A text of the charter as the paper shows it."""

    text: CharterText
    blocks: list[forum_markup.Block]
    direction: str


def file_name(event: CharterEvent) -> str:
    """Return the file's name; it names nobody."""
    return f"charter-{event.text.version.number}.pdf"


def signed_copy_pdf(event: CharterEvent) -> bytes:
    """Return the signed copy of an acceptance as PDF/UA, in the active language.

    The charter stands in it in the language that was read, and in Danish, which binds; each
    with its SHA-256. A signatory that was blanked is said to be. Slow: never inside a
    transaction. The caller has checked who may have it.
    """
    read = event.text
    danish = charter.texts(read.version)[charter.BINDING]
    return documents.pdf(
        "forum_signed_copy",
        {
            "rtl": translation.get_language_bidi(),
            "event": event,
            "association": event.association,
            "districts": _districts(event.association),
            "signatory": Signatory.objects.filter(event=event).first(),
            "version": read.version,
            "valid_from": when.plain_day(read.version.valid_from),
            "at": when.moment(event.at),
            "read": _printed(read),
            "danish": _printed(danish),
            "is_danish": read.pk == danish.pk,
        },
    )


def _printed(text: CharterText) -> Printed:
    return Printed(text, forum_markup.blocks(text.body), _direction(text.language))


def _direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def _districts(association: Association) -> list[str]:
    mine = set(association.districts.values_list("pk", flat=True))
    return [term.title for term in vocabulary(District) if term.pk in mine]

"""The charter on paper: one tagged PDF for each version and language."""

from django.core.cache import cache
from django.utils import translation

from events import documents
from medborgerforum.charter import BINDING
from medborgerforum.forum_markup import blocks
from medborgerforum.models import CharterText

KEPT = 60 * 60  # seconds; what is published never changes, so the PDF does not either


def charter_pdf(text: CharterText, danish: CharterText) -> bytes:
    """Return a published text as tagged PDF in its own language, with version, date and hash.

    Kept in the cache for an hour: making it takes a second. Never inside a transaction.
    """
    key = f"charter-pdf:{text.version.number}:{text.language}:{text.sha256}"
    made: bytes | None = cache.get(key)
    if made is None:
        with translation.override(text.language):
            made = documents.pdf(
                "forum_charter",
                {
                    "text": text,
                    "danish": danish,
                    "version": text.version,
                    "blocks": blocks(text.body),
                    "is_translation": text.language != BINDING,
                },
            )
        cache.set(key, made, KEPT)
    return made

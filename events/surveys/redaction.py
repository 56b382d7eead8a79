"""Take names out of a remark for good: words may be removed, never added or changed.

The text is overwritten and stands nowhere else: no log, no revision, no copy. What is left in
backups and in the database's own traces goes with them (``docs/results.md``).
"""

import hashlib
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.cpr import contains_cpr
from events.models import SurveyComment

REMOVED = "[fjernet]"
"""What stands in place of a word. Stored, and therefore in one language."""

# Words with what holds them together: an e-mail address, a hyphen, an apostrophe.
_WORD = re.compile(r"\[fjernet\]|\w+(?:[-'’.@/+]\w+)*")
MOST_PARTS_OF_A_CPR = 4


class Changed(Exception):
    """Someone else has changed the remark since it was shown."""

    message = _("Bemærkningen er ændret, siden du åbnede den. Se den igennem igen.")


class NothingMarked(Exception):
    """No word was marked."""

    message = _("Sæt kryds ved mindst ét ord.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a remark, or what stands between words (``place`` is None).

    ``suspect`` marks what may be part of a CPR number.
    """

    text: str
    place: int | None = None
    suspect: bool = False


def pieces(text: str) -> list[Piece]:
    """Return the text cut into words and what is between them; joined they give the text."""
    words = list(_WORD.finditer(text))
    suspects = _suspects(text, words)
    found: list[Piece] = []
    at = 0
    for place, word in enumerate(words):
        if word.start() > at:
            found.append(Piece(text[at : word.start()]))
        is_removed = word.group() == REMOVED
        found.append(Piece(word.group(), None if is_removed else place, place in suspects))
        at = word.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def _suspects(text: str, words: list[re.Match[str]]) -> set[int]:
    """Return the places of the fewest words in a row that read as a CPR number."""
    found: set[int] = set()
    if not contains_cpr(text):
        return found
    for number in range(1, MOST_PARTS_OF_A_CPR + 1):
        for first in range(len(words) - number + 1):
            row = set(range(first, first + number))
            part = text[words[first].start() : words[first + number - 1].end()]
            if row.isdisjoint(found) and contains_cpr(part):
                found |= row
    return found


def version_of(text: str) -> str:
    """Return what tells one text from another, so that places count in the text one saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def without(text: str, places: set[int]) -> str:
    """Return the text with the words at these places removed; unknown places change nothing."""
    return "".join(
        REMOVED if piece.place is not None and piece.place in places else piece.text
        for piece in pieces(text)
    )


@transaction.atomic
def redact(comment: SurveyComment, places: set[int], version: str) -> int:
    """Overwrite a remark without the words at these places; return how many went.

    ``version`` is that of the text in which they were marked. Raises Changed, NothingMarked, or
    SurveyComment.DoesNotExist.
    """
    stored = SurveyComment.objects.select_for_update().get(pk=comment.pk)
    if version_of(stored.text) != version:
        raise Changed
    known = {piece.place for piece in pieces(stored.text)} - {None}
    marked = places & known
    if not marked:
        raise NothingMarked
    stored.text = without(stored.text, marked)
    stored.save(update_fields=["text"])
    return len(marked)

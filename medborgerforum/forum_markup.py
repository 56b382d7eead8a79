"""The few marks an editor's text may have: paragraphs, headings, lists. Pure, no ORM.

A blank line ends a paragraph; a line that begins with "## " is a heading; lines that begin with
"- " are a list. All else is text and is escaped where it is shown (medborgerforum/blocks.html).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HEADING_MARK = "## "
ITEM_MARK = "- "


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEMS = "items"


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or list; ``lines`` are a list's items or a paragraph's lines."""

    kind: Kind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The block as running text, its lines joined by a blank."""
        return " ".join(self.lines)


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text, in their order; an empty text has none."""
    found: list[Block] = []
    kind = Kind.PARAGRAPH
    lines: list[str] = []
    for line_kind, line in _marked(text):
        if lines and (line_kind != kind or kind == Kind.HEADING):
            found.append(Block(kind, tuple(lines)))
            lines = []
        if line_kind is not None:
            kind = line_kind
            lines.append(line)
    if lines:
        found.append(Block(kind, tuple(lines)))
    return found


def _marked(text: str) -> Iterator[tuple[Kind | None, str]]:
    """Yield each line with its kind and without its mark; a blank line has no kind."""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(HEADING_MARK):
            yield Kind.HEADING, line.removeprefix(HEADING_MARK).strip()
        elif line.startswith(ITEM_MARK):
            yield Kind.ITEMS, line.removeprefix(ITEM_MARK).strip()
        else:
            yield (Kind.PARAGRAPH if line else None), line

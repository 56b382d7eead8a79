"""What is different between two versions of the charter. Pure: texts in, pieces out.

Paragraphs are laid beside each other by Python's ``difflib`` (Ratcliff and Obershelp's
matching); within those that belong together, the words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from medborgerforum.forum_markup import Kind, blocks

ALIKE = 0.4  # share of words in common from which two paragraphs are one that was changed


class Mark(StrEnum):
    """What became of some words, or of a whole paragraph."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Part:
    """Words that all stayed, came or went."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A heading, paragraph or list item; its parts in the order they are read."""

    kind: Kind
    mark: Mark
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Difference:
    """Two texts laid over each other."""

    paragraphs: tuple[Paragraph, ...]

    def number(self, mark: Mark) -> int:
        """Return how many paragraphs have the mark."""
        return sum(paragraph.mark == mark for paragraph in self.paragraphs)

    @property
    def changed(self) -> int:
        """Paragraphs that were changed."""
        return self.number(Mark.CHANGED)

    @property
    def added(self) -> int:
        """Paragraphs that are new."""
        return self.number(Mark.ADDED)

    @property
    def removed(self) -> int:
        """Paragraphs that are gone."""
        return self.number(Mark.REMOVED)

    @property
    def is_empty(self) -> bool:
        """Whether the words are the same."""
        return not (self.changed or self.added or self.removed)

    @property
    def groups(self) -> list[tuple[Kind, list[Paragraph]]]:
        """The paragraphs, those of a list together."""
        return [(kind, list(rows)) for kind, rows in groupby(self.paragraphs, lambda p: p.kind)]


type _Words = tuple[Kind, str]


def difference(old_title: str, old_body: str, new_title: str, new_body: str) -> Difference:
    """Return how the new text came of the old one; the title is its first heading."""
    old = list(_paragraphs(old_title, old_body))
    new = list(_paragraphs(new_title, new_body))
    return Difference(tuple(_laid_over(old, new)))


def _paragraphs(title: str, body: str) -> Iterator[_Words]:
    yield Kind.HEADING, _one_blank(title)
    for block in blocks(body):
        if block.kind == Kind.ITEMS:
            yield from ((block.kind, _one_blank(line)) for line in block.lines)
        else:
            yield block.kind, _one_blank(block.text)


def _one_blank(text: str) -> str:
    return " ".join(text.split())


def _laid_over(old: Sequence[_Words], new: Sequence[_Words]) -> Iterator[Paragraph]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (_whole(words, Mark.SAME) for words in new[j1:j2])
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[_Words], new: Sequence[_Words]) -> Iterator[Paragraph]:
    """Pair each new paragraph with the first old one left that is much like it."""
    at = 0
    for words in new:
        match = next((i for i in range(at, len(old)) if _are_alike(old[i], words)), None)
        if match is None:
            yield _whole(words, Mark.ADDED)
            continue
        yield from (_whole(gone, Mark.REMOVED) for gone in old[at:match])
        yield Paragraph(words[0], Mark.CHANGED, tuple(_parts(old[match][1], words[1])))
        at = match + 1
    yield from (_whole(gone, Mark.REMOVED) for gone in old[at:])


def _are_alike(old: _Words, new: _Words) -> bool:
    same_kind = old[0] == new[0]
    matcher = SequenceMatcher(a=old[1].split(), b=new[1].split(), autojunk=False)
    return same_kind and matcher.ratio() >= ALIKE


def _whole(words: _Words, mark: Mark) -> Paragraph:
    kind, text = words
    return Paragraph(kind, mark, (Part(mark, text),))


def _parts(old: str, new: str) -> Iterator[Part]:
    before, after = old.split(), new.split()
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(Mark.SAME, " ".join(after[j1:j2]))
            continue
        if i1 < i2:
            yield Part(Mark.REMOVED, " ".join(before[i1:i2]))
        if j1 < j2:
            yield Part(Mark.ADDED, " ".join(after[j1:j2]))

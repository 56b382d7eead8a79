"""Geometry of a diverging stacked bar: what lies below the middle to the left of a line.

Pure arithmetic. Positions are percentages of the drawing's width, as SVG writes them, so that
the letters of a chart keep their size on a phone, on a desk and on paper. The template is
``events/results/_likert.html``, the style ``css/likert.css``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language

from events.confidence import MIN_ANSWERS, percent_text

SIDE = {1: -1, 2: -1, 8: -1, 3: 0, 4: 1, 5: 1, 7: 1}
"""Where an outcome lies: left of the middle line, half on each side, or right of it.

7 and 8 are "all of them" and "not all" of questions counted together (``models.Outcome``).
"""

PATTERN = {1: "cross", 2: "falling", 3: "dots", 4: "rising", 5: "full",
           7: "full", 8: "falling", 0: "blank", 6: "dashed"}  # fmt: skip
"""How each outcome is drawn, told apart without colour."""

GROUND = {
    "cross": "#a34400",
    "falling": "#ffe0c2",
    "dots": "#eceff4",
    "rising": "#d6e5fa",
    "full": "#00459f",
}
"""The colour under a pattern on paper; ``css/likert.css`` has the themes."""

NOT_AN_ANSWER = frozenset({6})
"""Of those who ticked this no share is taken: "ikke relevant for mig"."""

ROOM_FOR_A_NUMBER = Fraction(1, 14)
"""The least part of the width that has room for a number of two digits, on a phone."""

LEAST_SIDE = Fraction(1, 10)

type Choices = Sequence[tuple[int, str | Promise]]
type Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Axis:
    """How far a chart reaches to each side of the middle line, in shares of its answers."""

    left: Fraction
    right: Fraction

    def at(self, share: Fraction) -> Fraction:
        """Return the place of a share (negative: left of the middle) as a part of the width."""
        return (share + self.left) / (self.left + self.right)


@dataclass(frozen=True, slots=True)
class Segment:
    """One outcome: its label, how many chose it, and its place in the bar.

    ``share`` is of the answers; None for "ikke relevant for mig", which is none.
    """

    value: int
    label: str
    number: int
    share: Fraction | None
    start: Fraction
    length: Fraction
    shows_percent: bool

    @property
    def pattern(self) -> str:
        """How it is drawn: the name of a pattern in the template."""
        return PATTERN[self.value]

    @property
    def ground(self) -> str:
        """The colour under its lines, on paper."""
        return GROUND.get(self.pattern, "#ffffff")

    @property
    def has_lines(self) -> bool:
        """Whether its pattern has lines or dots."""
        return self.pattern in {"cross", "falling", "dots", "rising"}

    @property
    def x(self) -> str:
        """Where it begins, "12.5%"."""
        return _percentage(self.start)

    @property
    def width(self) -> str:
        """How long it is, "12.5%"."""
        return _percentage(self.length)

    @property
    def middle(self) -> str:
        """Where its number stands, "12.5%"."""
        return _percentage(self.start + self.length / 2)

    @property
    def has_room(self) -> bool:
        """Whether its number may stand over it; the table has them all."""
        return bool(self.number) and self.length >= ROOM_FOR_A_NUMBER

    @property
    def percent(self) -> str:
        """Its share in the reader's language; "" below ten answers."""
        if self.share is None or not self.shows_percent:
            return ""
        return percent_text(self.share, decimals=1, decimal_comma=get_language() != "en")


@dataclass(frozen=True, slots=True)
class Likert:
    """A bar with all its outcomes in the order of the questionnaire, from the top down.

    ``bar`` is what lies in it, from left to right; ``apart`` what lies outside the scale.
    ``answered`` counts "ved ikke" and not "ikke relevant for mig".
    """

    rows: tuple[Segment, ...]
    bar: tuple[Segment, ...]
    apart: tuple[Segment, ...]
    answered: int
    zero: str

    @property
    def summary(self) -> str:
        """The whole bar in words: the text alternative of the drawing."""
        return "; ".join(f"{one.label}: {one.number}" for one in self.rows)

    @property
    def shows_percent(self) -> bool:
        """Whether there are answers enough for percentages."""
        return self.answered >= MIN_ANSWERS


def likert(counts: Counts, choices: Choices, axis: Axis | None = None) -> Likert:
    """Return the chart of a question's ``counts`` (outcome to number of answers).

    ``choices`` are the outcomes with their labels from the top down (``instruments.SCALES``).
    ``axis`` is shared by charts that are to be compared (``common_axis``); by default the chart
    fills its width. Whether the numbers may be shown at all is for the caller to know.
    """
    answered = _answered(counts, choices)
    reach = axis or common_axis([(counts, choices)])
    rows = [_row(value, str(label), counts, answered) for value, label in choices]
    bar = _laid([one for one in reversed(rows) if one.value in SIDE], reach)
    placed = {one.value: one for one in bar}
    return Likert(
        rows=tuple(placed.get(one.value, one) for one in rows),
        bar=tuple(bar),
        apart=tuple(one for one in rows if one.value not in SIDE),
        answered=answered,
        zero=_percentage(reach.at(Fraction(0))),
    )


def common_axis(charts: Iterable[tuple[Counts, Choices]]) -> Axis:
    """Return an axis on which all of the charts fit, so that they can be compared."""
    left = right = LEAST_SIDE
    for counts, choices in charts:
        answered = _answered(counts, choices)
        if not answered:
            continue
        sides = {side: Fraction(0) for side in (-1, 0, 1)}
        for value, _label in choices:
            if value in SIDE:
                sides[SIDE[value]] += Fraction(counts.get(value, 0), answered)
        left = max(left, sides[-1] + sides[0] / 2)
        right = max(right, sides[1] + sides[0] / 2)
    return Axis(left, right)


def _answered(counts: Counts, choices: Choices) -> int:
    return sum(counts.get(value, 0) for value, _label in choices if value not in NOT_AN_ANSWER)


def _row(value: int, label: str, counts: Counts, answered: int) -> Segment:
    number = counts.get(value, 0)
    share = Fraction(number, answered) if answered and value not in NOT_AN_ANSWER else None
    nowhere = Fraction(0)
    return Segment(value, label, number, share, nowhere, nowhere, answered >= MIN_ANSWERS)


def _laid(rows: list[Segment], axis: Axis) -> list[Segment]:
    """Lay the steps of the scale side by side, lowest first, around the middle line."""
    at = -sum(
        ((one.share or Fraction(0)) / (2 if SIDE[one.value] == 0 else 1)
         for one in rows if SIDE[one.value] <= 0),
        Fraction(0),
    )  # fmt: skip
    laid = []
    for one in rows:
        share = one.share or Fraction(0)
        start, end = axis.at(at), axis.at(at + share)
        laid.append(replace(one, start=start, length=end - start))
        at += share
    return laid


def _percentage(part: Fraction) -> str:
    """Write a part of the width for SVG: a dot, whatever the language."""
    return f"{int(part * 10_000) / 100:g}%"

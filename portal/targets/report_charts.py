"""Geometry of a report's charts, from the frozen numbers: places along an axis in percent.

As in ``charts``, letters keep their size whatever the width. Heights are pixels from the top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from events.surveys.likert import Likert, likert

TICKS = (
    ("0%", "0", "start"),
    *((f"{tick}%", str(tick), "middle") for tick in (20, 40, 60, 80)),
    ("100%", "100", "end"),
)
TOP, HEIGHT = 10, 70  # pixels: of the history's plot
EDGE = Fraction(2, 100)  # of the width: room for the first and the last point


@dataclass(frozen=True, slots=True)
class Interval:
    """An axis from 0 to 100 %: interval bar, point and threshold line."""

    point: str
    point_anchor: str
    point_shift: int
    threshold: str
    threshold_anchor: str
    low: str
    high: str
    width: str
    ticks: tuple[tuple[str, str, str], ...] = TICKS


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar that grows towards a threshold line."""

    width: str
    threshold: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the history; ``low_y`` and ``high_y`` are its interval's ends."""

    x: str
    y: str
    low_y: str
    high_y: str


@dataclass(frozen=True, slots=True)
class Line:
    """A piece between two points."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class History:
    """A target's figures over time, with the threshold as a line."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    threshold: str
    bottom: int = TOP + HEIGHT


def fraction(text: str | None) -> Fraction | None:
    """Read an exact number."""
    return None if text is None else Fraction(text)


def interval(numbers: Mapping[str, Any]) -> Interval | None:
    """Return the chart of a share with its uncertainty; None where there is none to show."""
    value, low, high = (fraction(numbers[name]) for name in ("value", "low", "high"))
    limit = fraction(numbers["threshold"])
    if value is None or low is None or high is None or limit is None:
        return None
    anchor, shift = _beside(value, limit)
    return Interval(
        point=_at(value),
        point_anchor=anchor,
        point_shift=shift,
        threshold=_at(limit),
        threshold_anchor=_anchor(limit),
        low=_at(low),
        high=_at(high),
        width=_at(high - low),
    )


def meter(numbers: Mapping[str, Any]) -> Meter | None:
    """Return the bar of a count or a published figure; None without both ends."""
    value, limit = fraction(numbers["value"]), fraction(numbers["threshold"])
    if value is None or not limit or numbers["low"] is not None:
        return None
    longest = Fraction(1) if numbers["is_share"] else max(value, limit)
    return Meter(_at(min(value / longest, Fraction(1))), _at(min(limit / longest, Fraction(1))))


def answers(distribution: Sequence[Mapping[str, Any]]) -> Likert | None:
    """Return the chart of the answers, in the order of the scale; None where none are shown."""
    if not distribution:
        return None
    counts = {one["value"]: one["number"] for one in distribution}
    return likert(counts, [(one["value"], one["label"]) for one in distribution])


def history(numbers: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> History | None:
    """Return the chart of the readings; None with fewer than two."""
    if len(rows) < 2:
        return None
    days = [date.fromisoformat(row["day"]) for row in rows]
    limit = fraction(numbers["threshold"])
    values = [Fraction(row["value"]) for row in rows]
    top = Fraction(1) if numbers["is_share"] else max(*values, limit or Fraction(0), Fraction(1))
    span = max((days[-1] - days[0]).days, 1)
    points = tuple(
        Point(
            _at(EDGE + (1 - 2 * EDGE) * Fraction((day - days[0]).days, span)),
            _down(value / top),
            _down(Fraction(row["low"]) / top) if row["low"] else "",
            _down(Fraction(row["high"]) / top) if row["high"] else "",
        )
        for day, value, row in zip(days, values, rows, strict=True)
    )
    lines = tuple(Line(a.x, a.y, b.x, b.y) for a, b in pairwise(points))
    return History(points, lines, _down(min(limit / top, Fraction(1))) if limit else "")


def _beside(share: Fraction, threshold: Fraction) -> tuple[str, int]:
    """Anchor the label of a point so that it stays clear of a threshold line nearby."""
    near = abs(share - threshold) < Fraction(1, 5)
    if near and Fraction(1, 10) < share < Fraction(24, 25):
        return ("start", -9) if share >= threshold else ("end", 9)
    anchor = _anchor(share)
    return anchor, {"start": -9, "end": 9}.get(anchor, 0)


def _anchor(share: Fraction) -> str:
    if share < Fraction(1, 8):
        return "start"
    return "end" if share > Fraction(7, 8) else "middle"


def _at(share: Fraction) -> str:
    """Write a share as a percentage: a dot, whatever the language, and never rounded up."""
    return f"{int(share * 10_000) / 100:g}%"


def _down(share: Fraction) -> str:
    """Write a height as pixels from the top."""
    return f"{TOP + int((1 - share) * HEIGHT * 10) / 10:g}"

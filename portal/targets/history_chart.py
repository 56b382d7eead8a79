"""Geometry of a target's figures over time: positions as percentages, as in ``charts``.

What cannot be written in percentages (lines through several points, the band of uncertainty)
is given in a square of 100 by 100, which the template stretches.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count, groupby

from .charts import TICKS, percent_at
from .measurement import Measurement
from .timeline import Point

STEPS = (1, 2, 5)
NEAR = Fraction(1, 5)
"""Two dates closer than this on the axis would run into each other on a phone."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: where it stands, and what it says."""

    x: str
    y: str
    day: date
    measured: Measurement


@dataclass(frozen=True, slots=True)
class DayTick:
    """A date on the axis, and how its label is anchored."""

    x: str
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class HistoryChart:
    """The figures from left to right; ``threshold_y`` is None where there is none to show.

    ``lines`` join figures that follow each other without a gap; ``bands`` are their 95 %
    intervals. ``value_ticks`` are places with what stands there: percent, or a number.
    """

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    threshold_y: str | None
    value_ticks: tuple[tuple[str, int], ...]
    day_ticks: tuple[DayTick, ...]
    is_share: bool


@dataclass(frozen=True, slots=True)
class _Axes:
    first: date
    last: date
    top: Fraction

    def x(self, day: date) -> Fraction:
        """How far to the right a day stands (0 to 1)."""
        return Fraction((day - self.first).days, max((self.last - self.first).days, 1))

    def y(self, value: Fraction) -> Fraction:
        """How far down a value stands (0 to 1)."""
        return 1 - min(value / self.top, Fraction(1))


def history_chart(points: Sequence[Point]) -> HistoryChart | None:
    """Return the chart of at least two figures; None for fewer."""
    shown = [point for point in points if point.measured.value is not None]
    if len(shown) < 2:
        return None
    newest = points[-1].measured
    axes = _Axes(
        min(newest.period.first_day, shown[0].day),
        max(newest.period.last_day, points[-1].day),
        Fraction(1) if newest.is_share else Fraction(_ticks(shown, newest.threshold)[-1]),
    )
    runs = [
        list(run)
        for has_value, run in groupby(points, key=lambda p: p.measured.value is not None)
        if has_value
    ]
    limit = newest.threshold
    ticks = TICKS if newest.is_share else _ticks(shown, limit)
    whole = 100 if newest.is_share else axes.top
    return HistoryChart(
        dots=tuple(_dot(point, axes) for point in shown),
        lines=tuple(_line(run, axes, stepped=not newest.is_share) for run in runs if len(run) > 1),
        bands=tuple(_band(run, axes) for run in runs if len(run) > 1 and _has_intervals(run)),
        threshold_y=None if limit is None else percent_at(axes.y(limit)),
        value_ticks=tuple((percent_at(1 - Fraction(t) / whole), t) for t in ticks),
        day_ticks=tuple(_day_ticks(axes)),
        is_share=newest.is_share,
    )


def _value(point: Point) -> Fraction:
    return Fraction(point.measured.value or 0)


def _ticks(shown: Iterable[Point], threshold: Fraction | None) -> tuple[int, ...]:
    """Return some four round numbers from 0 to above the highest that is drawn."""
    highest = max(*(_value(p) for p in shown), threshold or Fraction(0), Fraction(1))
    steps = (step * 10**power for power in count() for step in STEPS)
    step = next(step for step in steps if 4 * step >= highest)
    return tuple(range(0, int(-(-highest // step)) * step + 1, step))


def _dot(point: Point, axes: _Axes) -> Dot:
    x, y = axes.x(point.day), axes.y(_value(point))
    return Dot(percent_at(x), percent_at(y), point.day, point.measured)


def _line(run: Sequence[Point], axes: _Axes, *, stepped: bool) -> str:
    """Return the line through the figures; a count stays what it was until the next reading."""
    places: list[tuple[Fraction, Fraction]] = []
    for point in run:
        x, y = axes.x(point.day), axes.y(_value(point))
        if stepped and places:
            places.append((x, places[-1][1]))
        places.append((x, y))
    return _written(places)


def _has_intervals(run: Iterable[Point]) -> bool:
    return all(p.measured.low is not None and p.measured.high is not None for p in run)


def _band(run: Sequence[Point], axes: _Axes) -> str:
    upper = [(axes.x(p.day), axes.y(p.measured.high or Fraction(1))) for p in run]
    lower = [(axes.x(p.day), axes.y(p.measured.low or Fraction(0))) for p in reversed(run)]
    return _written([*upper, *lower])


def _written(places: Iterable[tuple[Fraction, Fraction]]) -> str:
    return " ".join(f"{float(x * 100):.2f},{float(y * 100):.2f}" for x, y in places)


def _day_ticks(axes: _Axes) -> Iterable[DayTick]:
    """Yield the first day, New Years far enough from both ends and each other, the last day."""
    yield DayTick("0%", axes.first, "start")
    before = Fraction(0)
    for year in range(axes.first.year + 1, axes.last.year + 1):
        at = axes.x(date(year, 1, 1))
        if at - before >= NEAR and 1 - at >= NEAR:
            yield DayTick(percent_at(at), date(year, 1, 1), "middle")
            before = at
    yield DayTick("100%", axes.last, "end")

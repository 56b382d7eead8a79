"""Geometry of the charts: positions along an axis as percentages of its length.

The templates draw with percentages, never with a fixed drawing width, so that the letters of
a chart stay as large on a phone as on a desk.
"""

from dataclasses import dataclass
from fractions import Fraction

from .measurement import Measurement

TICKS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the axis: its place ("78.4%") and how its label is anchored there."""

    x: str
    anchor: str

    @property
    def shift(self) -> int:
        """Pixels that bring a label's edge in line with the edge of the point's circle."""
        return {"start": -9, "end": 9}.get(self.anchor, 0)


@dataclass(frozen=True, slots=True)
class ShareChart:
    """An axis from 0 to 100 %: interval bar, point and threshold line."""

    point: Mark
    threshold: Mark
    bar_x: str
    bar_width: str
    low_x: str
    high_x: str
    ticks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CountChart:
    """A bar that grows towards a threshold line; both ends fit on the axis."""

    bar_width: str
    threshold: Mark


def share_chart(measurement: Measurement) -> ShareChart | None:
    """Return the chart of a share with its interval; None while there is none to show."""
    low, high, share = measurement.low, measurement.high, measurement.value
    if low is None or high is None or share is None or measurement.threshold is None:
        return None
    return ShareChart(
        point=_beside(Fraction(share), measurement.threshold),
        threshold=_mark(measurement.threshold),
        bar_x=percent_at(low),
        bar_width=percent_at(high - low),
        low_x=percent_at(low),
        high_x=percent_at(high),
        ticks=tuple((f"{tick}%", str(tick)) for tick in TICKS),
    )


def count_chart(measurement: Measurement) -> CountChart | None:
    """Return the bar of a count or of a published figure; None without both ends."""
    value, threshold = measurement.value, measurement.threshold
    if value is None or not threshold or measurement.assessment is not None:
        return None
    longest = Fraction(1) if measurement.is_share else max(Fraction(value), threshold)
    return CountChart(
        bar_width=percent_at(min(Fraction(value) / longest, Fraction(1))),
        threshold=_mark(threshold / longest),
    )


def _beside(share: Fraction, threshold: Fraction) -> Mark:
    """Anchor the label of a point so that it stays clear of a threshold line nearby."""
    near = abs(share - threshold) < Fraction(1, 5)
    if not near or not Fraction(1, 10) < share < Fraction(24, 25):
        return _mark(share)
    return Mark(percent_at(share), "start" if share >= threshold else "end")


def _mark(share: Fraction) -> Mark:
    if share < Fraction(1, 8):
        return Mark(percent_at(share), "start")
    return Mark(percent_at(share), "end" if share > Fraction(7, 8) else "middle")


def percent_at(share: Fraction) -> str:
    """Write a share as an SVG percentage: a dot, whatever the language, and no rounding up."""
    hundredths = share * 10_000
    return f"{int(hundredths) / 100:g}%"

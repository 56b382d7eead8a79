"""A target's figures over time, oldest first: readings, or the figures that were published."""

from dataclasses import dataclass
from datetime import date

from . import readings
from .measurement import Measurement, published_as
from .models import PublishedFigure, Target, TargetKind

SHOWN = 36
"""So many of the newest are listed on the target's page; the file has them all."""


@dataclass(frozen=True, slots=True)
class Point:
    """What the target had come to on a Copenhagen day."""

    day: date
    measured: Measurement


def points_of(target: Target, now: Measurement, today: date) -> list[Point]:
    """Return the target's figures by day; the last is what is shown ``now``. One query.

    At most one a month, and today's. Readings in another unit (of shares, where numbers are
    counted now) are left out.
    """
    if target.kind == TargetKind.PUBLISHED_FIGURE:
        return _published(target) or [Point(today, now)]
    kept = [
        Point(day, found[target.pk])
        for day, found in readings.history(target)
        if found[target.pk].is_share == now.is_share
    ]
    if kept and readings.is_settled(target, today):
        return kept
    return [*(point for point in kept if point.day < today), Point(today, now)]


def _published(target: Target) -> list[Point]:
    rows = PublishedFigure.objects.filter(target=target).order_by("as_of", "pk")
    return [Point(row.as_of, published_as(target, row, row.as_of)) for row in rows]

"""What every target had come to, day by day: written by the clock, read by the pages.

A reading is taken once a day, and again when surveys have been sealed; the last of each month
stays and is the target's history. Pages show today's reading, so that their time does not grow
with what there is to count; where there is none yet, they count.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from events.models import Survey

from .definitions import SHARE_KINDS, Status, period_of
from .figures import as_figures, from_figures
from .measurement import Measurements, measure, survey_shares
from .models import Plan, Target, TargetKind, TargetReading

type History = list[tuple[date, "Measurements"]]

SETTLED_AFTER = timedelta(days=400)
"""So long after a target's period its figures are read no more: what is late has come by then."""

NOT_BACK = frozenset({TargetKind.DISTINCT_ATTENDERS, TargetKind.PUBLISHED_FIGURE})
"""Kinds whose earlier figures cannot be counted afterwards."""

NOTHING_KNOWN = frozenset({Status.NO_DATA, Status.NOT_YET, Status.NOT_STARTED})


def current(targets: Iterable[Target], today: date | None = None) -> Measurements:
    """Return each target's measurement as of ``today`` (a Copenhagen day): read, else counted.

    One query where the clock has run today.
    """
    day = today or timezone.localdate()
    rows = list(targets)
    taken = TargetReading.objects.filter(target__in=rows, day=day)
    found = {reading.target_id: from_figures(reading.figures) for reading in taken}
    missing = [target for target in rows if target.pk not in found]
    settled = _settled(missing, day)
    return found | settled | measure([t for t in missing if t.pk not in settled], day)


def _settled(targets: list[Target], day: date) -> Measurements:
    """Return the last reading of targets whose period ended so long ago that none follows."""
    old = {t.pk: t for t in targets if is_settled(t, day)}
    days = _last_days(old)
    final = {pk: last for pk, last in days.items() if period_of(old[pk]).is_over(last)}
    kept = TargetReading.objects.filter(target__in=final, day__in=set(final.values()))
    return {
        row.target_id: from_figures(row.figures) for row in kept if row.day == final[row.target_id]
    }


def _last_days(targets: Iterable[UUID]) -> dict[UUID, date]:
    """Return the day of each target's newest reading, of those that have one. One query."""
    rows = TargetReading.objects.filter(target__in=list(targets)).values("target")
    return {row["target"]: row["last"] for row in rows.annotate(last=Max("day"))}


def is_settled(target: Target, day: date) -> bool:
    """Whether the target's period ended so long ago that its last reading stands for good."""
    # A figure published elsewhere may be entered many years later.
    is_ours = target.kind != TargetKind.PUBLISHED_FIGURE
    return is_ours and period_of(target).is_over(day - SETTLED_AFTER)


def take_due(now: datetime) -> int:
    """Take today's readings unless they are taken; again after a sealing. For the clock.

    ``now`` is aware. Returns how many were written.
    """
    today = timezone.localdate(now)
    sealed = Survey.objects.filter(sealed_on=today).count()
    taken = {
        row.target_id
        for row in TargetReading.objects.filter(day=today)
        if row.figures.get("sealed_that_day", 0) == sealed
    }
    # An editor may have made readings of one plan already.
    if all(target.pk in taken for target in _unsettled(today)):
        return 0
    return take(today, sealed)


@transaction.atomic
def take(today: date, sealed: int = 0) -> int:
    """Write today's reading of every target not yet settled; return how many.

    Of earlier months only the last reading is kept.
    """
    targets = _unsettled(today)
    _write(targets, today, sealed)
    _thin_out(today)
    return len(targets)


def _unsettled(today: date) -> list[Target]:
    """Return the targets to read: all but those settled with a reading from after their period.

    Two queries.
    """
    targets = list(Target.objects.select_related("track__plan"))
    days = _last_days(target.pk for target in targets)
    return [
        target
        for target in targets
        if not is_settled(target, today)
        or target.pk not in days
        or not period_of(target).is_over(days[target.pk])
    ]


def _write(targets: list[Target], day: date, sealed: int) -> None:
    for pk, measured in measure(targets, day).items():
        TargetReading.objects.update_or_create(
            target_id=pk,
            day=day,
            defaults={"figures": {**as_figures(measured), "sealed_that_day": sealed}},
        )


def _thin_out(today: date) -> None:
    """Delete readings of this month and of the last that are not their month's last."""
    since = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    seen: set[tuple[object, int, int]] = set()
    for row in TargetReading.objects.filter(day__gte=since).order_by("-day").only("target", "day"):
        month = (row.target_id, row.day.year, row.day.month)
        if month in seen:
            row.delete()
        seen.add(month)


def retake(plan: Plan, today: date | None = None) -> None:
    """Take a plan's readings anew, because an editor has changed what is measured."""
    day = today or timezone.localdate()
    targets = list(Target.objects.filter(track__plan=plan).select_related("track__plan"))
    _write(targets, day, Survey.objects.filter(sealed_on=day).count())


def history(target: Target) -> History:
    """Return the target's readings, oldest first: at most one a month. One query."""
    rows = TargetReading.objects.filter(target=target).order_by("day")
    return [(row.day, {target.pk: from_figures(row.figures)}) for row in rows]


@transaction.atomic
def backfill(targets: Iterable[Target], today: date | None = None) -> int:
    """Write the last day of each month gone by of the targets' periods; return how many.

    For figures that were there before readings were taken. Counted from what there is still:
    what has been deleted since is missing, so kinds that lean on deleted people are left out;
    figures published elsewhere have their own dates. So are targets of which nothing is known.
    """
    day = today or timezone.localdate()
    counted = [t for t in targets if t.kind not in NOT_BACK]
    known = measure(counted, day)
    made = 0
    for target in counted:
        if known[target.pk].status in NOTHING_KNOWN:
            continue
        period = period_of(target)
        for last in _month_ends(period.first_day, min(period.last_day, day - timedelta(days=1))):
            then = copy(target)
            then.period_end = last
            if target.kind in SHARE_KINDS:
                measured = survey_shares([then], last, until=last)
            else:
                measured = measure([then], last)
            _reading, created = TargetReading.objects.get_or_create(
                target=target, day=last, defaults={"figures": as_figures(measured[target.pk])}
            )
            made += created
    return made


def _month_ends(first: date, last: date) -> Iterable[date]:
    end = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    while end <= last:
        yield end
        end = (end + timedelta(days=32)).replace(day=1) - timedelta(days=1)

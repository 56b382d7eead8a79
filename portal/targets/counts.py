"""Counts of activities and attendances for many targets at once, in few queries.

Different people are counted in ``attenders``.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from events.enums import ActivityKind, ActivityStatus, AttendanceState
from events.models import Activity, Attendance, AttendedCount, HeadCount

from .definitions import Period, period_of
from .models import Target

type Counts = dict[UUID, int]


def activities_held(targets: Iterable[Target]) -> Counts:
    """Count the activities held; each belongs to the day on which its last session ends.

    Discreet ones count too: the number says nothing about anyone.
    """
    rows = list(targets)
    if not rows:
        return {}
    held = Activity.objects.filter(status=ActivityStatus.HELD).annotate(
        last_end=Max("sessions__end")
    )
    # One column for each target.
    found = held.aggregate(
        **{f"t{i}": Count("pk", filter=_held_for(target)) for i, target in enumerate(rows)}
    )
    return {target.pk: found[f"t{i}"] for i, target in enumerate(rows)}


def _held_for(target: Target) -> Q:
    period = period_of(target)
    wanted = Q(last_end__gte=period.start, last_end__lt=period.end)
    return wanted & Q(kind__in=target.activity_kinds) if target.activity_kinds else wanted


def head_counts(targets: Iterable[Target]) -> Counts:
    """Count attendances (not persons) of the targets' audiences.

    A session with head counts is counted by them. Without, the people ticked off count,
    provided that the activity was for none but the target's audiences.
    """
    rows = list(targets)
    if not rows:
        return {}
    heads, ticked = _counted_heads(rows), _ticked_people(rows)
    result: Counts = {}
    for target in rows:
        period, wanted = period_of(target), set(target.audiences)
        people = sum(
            number
            for kind, start, audiences, number in ticked
            if _for_none_but(wanted, audiences) and _matches(target, period, kind, start)
        )
        result[target.pk] = heads.get(target.pk, 0) + people
    return result


def periods_with_activity(periods: set[Period]) -> set[Period]:
    """Return those of the periods in which the portal knows of anything that was held.

    A period from before the portal's own records must not read as "nothing was done".
    """
    ordered = sorted(periods, key=lambda p: (p.first_day, p.last_day))
    if not ordered:
        return set()
    held = Activity.objects.filter(status=ActivityStatus.HELD)
    found = held.aggregate(
        **{
            f"p{i}": Count(
                "pk", filter=Q(sessions__end__gte=p.start, sessions__end__lt=p.end), distinct=True
            )
            for i, p in enumerate(ordered)
        }
    )
    return {p for i, p in enumerate(ordered) if found[f"p{i}"]}


def kinds_are_recorded(target: Target) -> bool:
    """Whether the portal records the kinds of activity that the target counts."""
    return not target.activity_kinds or bool(set(target.activity_kinds) & set(ActivityKind.values))


def _span(targets: list[Target]) -> Q:
    periods = [period_of(t) for t in targets]
    return Q(
        session__start__gte=min(p.start for p in periods),
        session__start__lt=max(p.end for p in periods),
    )


def _for_none_but(wanted: set[str], audiences: set[str]) -> bool:
    """Whether an activity was for these audiences alone; a target that names none takes all."""
    return not wanted or bool(audiences and audiences <= wanted)


def _counted_heads(targets: list[Target]) -> Counts:
    """Return the sum of the head counts of each target."""
    asked = {f"t{i}": target for i, target in enumerate(targets)}
    # One column for each target: the numbers are added up where they lie.
    found = HeadCount.objects.filter(_span(targets)).aggregate(
        **{name: Sum("number", filter=_heads_for(target)) for name, target in asked.items()}
    )
    return {target.pk: found[name] or 0 for name, target in asked.items()}


def _heads_for(target: Target) -> Q:
    period = period_of(target)
    wanted = Q(session__start__gte=period.start, session__start__lt=period.end)
    if target.audiences:
        wanted &= Q(audience__key__in=target.audiences)
    if target.activity_kinds:
        wanted &= Q(session__activity__kind__in=target.activity_kinds)
    return wanted


def _ticked_people(targets: list[Target]) -> list[tuple]:
    """Return kind, start, the activity's audiences and the number, without a head count only."""
    sessions = (
        Attendance.objects.filter(
            _span(targets), state=AttendanceState.PRESENT, session__head_counts__isnull=True
        )
        .values("session__activity", "session__activity__kind", "session__start")
        .annotate(number=Count("pk"))
    )
    # Of those whose registrations have been deleted, the number is left.
    kept = (
        AttendedCount.objects.filter(_span(targets), session__head_counts__isnull=True)
        .values("session__activity", "session__activity__kind", "session__start")
        .annotate(number=Sum("number"))
    )
    rows = [*sessions, *kept]
    audiences: dict[UUID, set[str]] = defaultdict(set)
    through = Activity.audiences.through.objects.filter(
        activity__in={row["session__activity"] for row in rows}
    )
    for activity, key in through.values_list("activity", "audience__key"):
        audiences[activity].add(key)
    return [
        (
            row["session__activity__kind"],
            row["session__start"],
            audiences[row["session__activity"]],
            row["number"],
        )
        for row in rows
    ]


def _matches(target: Target, period: Period, kind: str, start: datetime) -> bool:
    in_kind = not target.activity_kinds or kind in target.activity_kinds
    return in_kind and period.start <= start < period.end

"""The network goes on without an end: each person is deleted 30 days after her own last meeting.

Her last meeting is the last one where she was ticked off. Who never came is deleted 30 days
after the first meeting that she could have come to. Somebody who would be deleted between two
meetings close to each other is kept until the second has been held: meetings lie as far apart
as a summer, and she has not left by not coming while there is none.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courses.neutral_erasure import erase
from events.enums import ActivityKind, AttendanceState
from events.models import Activity, Attendance, Registration, Session
from events.one_by_one import one_by_one

DAYS = timedelta(days=30)
"""After her own last meeting; promised to those who come to the network."""

GAP = timedelta(days=60)
"""A meeting planned within this time of her last one is waited for."""

TICKING = timedelta(days=3)
"""After a meeting, for staff to tick off who came."""


def goes_on(now: datetime) -> QuerySet[Activity]:
    """Return the networks that have a meeting within the last 30 days, or to come.

    The others are over: they are emptied like any discreet activity.
    """
    recent = Session.objects.filter(activity=OuterRef("pk"), end__gte=now - DAYS)
    return Activity.objects.filter(
        Exists(recent), discreet=True, kind=ActivityKind.FORAELDRENETVAERK
    )


def delete_due(now: datetime) -> int:
    """Delete whoever's 30 days are over; return how many people. Repeating does nothing more.

    Head counts are kept, and a freed seat goes on to the next in line. A companion goes with
    the one she comes with, at that one's time.
    """
    return one_by_one(_due(now), erase)


def _due(now: datetime) -> list[Registration]:
    people = (
        Registration.objects.filter(activity__in=goes_on(now))
        .filter(Q(neutral_needs__comes_with=None) | Q(neutral_needs=None))
        .annotate(came=Subquery(_last_came()), first=Subquery(_first_possible()))
        .order_by("pk")
    )
    meetings = _meetings({row.activity_id for row in people})
    return [row for row in people if _is_over(row, meetings.get(row.activity_id, []), now)]


def _last_came() -> QuerySet:
    came = Attendance.objects.filter(
        registration=OuterRef("pk"), state=AttendanceState.PRESENT
    ).order_by("-session__end")
    return came.values("session__end")[:1]


def _first_possible() -> QuerySet:
    sessions = Session.objects.filter(
        activity=OuterRef("activity"), end__gt=OuterRef("created_at")
    ).order_by("end")
    return sessions.values("end")[:1]


def _meetings(activities: set[UUID]) -> dict[UUID, list[datetime]]:
    found: dict[UUID, list[datetime]] = {}
    rows = Session.objects.filter(activity__in=activities).order_by("end")
    for activity, end in rows.values_list("activity", "end"):
        found.setdefault(activity, []).append(end)
    return found


def _is_over(row: Registration, meetings: list[datetime], now: datetime) -> bool:
    """Whether nothing more keeps a person; ``meetings`` are the ends, in order."""
    last = row.__dict__["came"] or row.__dict__["first"]
    if last is None or now - last <= DAYS:
        return False
    following = next((end for end in meetings if end > last), None)
    return following is None or following - last > GAP or following + TICKING <= now

"""The network goes on without an end: each person is deleted 30 days after her own last meeting.

Her last meeting is the last one where she was ticked off. Who never came is deleted 30 days
after the first meeting that she had a seat for; who stands in line is kept while she waits.
The promise is 30 days and nothing stretches it: where meetings lie further apart than that,
people sign up anew.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.neutral_erasure import erase
from events.enums import ActivityKind, AttendanceState, DecisionKind, RegistrationStatus
from events.models import Activity, Attendance, QueueDecision, Registration, Session
from events.one_by_one import one_by_one

DAYS = timedelta(days=30)
"""After her own last meeting; promised to those who come to the network."""

IN_LINE = (
    RegistrationStatus.WAITING,
    RegistrationStatus.OFFERED,
    RegistrationStatus.PENDING,
)
GOT_A_SEAT = (
    DecisionKind.SEATED,
    DecisionKind.MOVED_UP,
    DecisionKind.ACCEPTED,
    DecisionKind.OUT_OF_TURN,
)


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
        .annotate(seated=Coalesce(Subquery(_seated()), F("created_at")))
        .annotate(came=Subquery(_last_came()), first=Subquery(_first_possible()))
        .annotate(last=Coalesce("came", "first"))
    )
    over = people.filter(last__lt=now - DAYS).exclude(came=None, status__in=IN_LINE)
    return list(over.order_by("pk"))


def _seated() -> QuerySet:
    rows = QueueDecision.objects.filter(registration=OuterRef("pk"), kind__in=GOT_A_SEAT)
    return rows.order_by("-at").values("at")[:1]


def _last_came() -> QuerySet:
    came = Attendance.objects.filter(
        registration=OuterRef("pk"), state=AttendanceState.PRESENT
    ).order_by("-session__end")
    return came.values("session__end")[:1]


def _first_possible() -> QuerySet:
    sessions = Session.objects.filter(
        activity=OuterRef("activity"), end__gt=OuterRef("seated")
    ).order_by("end")
    return sessions.values("end")[:1]

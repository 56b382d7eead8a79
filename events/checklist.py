"""The list of the day: who is expected at a session, who came, who waits.

Each function takes a fixed number of queries, however many people there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from events import when
from events.enums import AttendanceState, RegistrationStatus
from events.models import AbsenceNotice, Activity, Attendance, Registration, Session
from events.models.registration import RegistrationQuerySet
from events.sorting import danish_sort_key

IN_LINE_SHOWN = 5


@dataclass(frozen=True)
class Counts:
    """How many of those with a seat are noted as present or absent at one session."""

    expected: int
    present: int
    absent: int

    @property
    def missing(self) -> int:
        """How many have no note yet."""
        return self.expected - self.present - self.absent


@dataclass(frozen=True)
class SessionCounts:
    """The counts of one session, with its time in words."""

    session: Session
    time: str
    counts: Counts


def people(
    activity: Activity, session: Session, words: str = "", *, names_only: bool = False
) -> RegistrationQuerySet:
    """Return those with a seat, each with ``state`` and ``absence_noted``, in Danish order.

    ``words`` narrow the list: part of a name (case and accents do not count), of a
    workplace, or a whole check-in code. With ``names_only`` nothing but names is searched,
    so that a helper cannot find out by searching what she is not shown.
    """
    noted = Attendance.objects.filter(session=session, registration=OuterRef("pk"))
    absent = AbsenceNotice.objects.filter(session=session, registration=OuterRef("pk"))
    rows = (
        Registration.objects.filter(activity=activity)
        .confirmed()
        .annotate(state=Subquery(noted.values("state")[:1]), absence_noted=Exists(absent))
        .order_by("sort_key", "pk")
    )
    words = words.strip()
    if not words:
        return rows
    key = danish_sort_key(words)
    fits = Q(sort_key__contains=key) if key else Q(pk__in=[])
    if not names_only:
        fits |= Q(workplace__icontains=words) | Q(checkin_code=words.upper())
    return rows.filter(fits)


def state_of(registration: Registration, session: Session) -> str:
    """Return what is noted for one person at one session, "" for nothing."""
    noted = Attendance.objects.filter(session=session, registration=registration)
    return noted.values_list("state", flat=True).first() or ""


def counts(activity: Activity, session: Session) -> Counts:
    """Count those with a seat at the session."""
    rows = people(activity, session).order_by()
    found = rows.aggregate(
        expected=Count("pk"),
        present=Count("pk", filter=Q(state=AttendanceState.PRESENT)),
        absent=Count("pk", filter=Q(state=AttendanceState.ABSENT)),
    )
    return Counts(**found)


def counts_of_each(
    activity: Activity, sessions: Sequence[Session] | None = None
) -> list[SessionCounts]:
    """Count those with a seat at each session (default: all), in two or three queries."""
    seated = Registration.objects.filter(activity=activity).confirmed()
    expected = seated.count()
    noted = (
        Attendance.objects.filter(registration__in=seated)
        .values_list("session", "state")
        .annotate(number=Count("pk"))
    )
    numbers = {(session, state): number for session, state, number in noted}
    return [
        SessionCounts(
            session=session,
            time=when.session_time(session),
            counts=Counts(
                expected=expected,
                present=numbers.get((session.pk, AttendanceState.PRESENT), 0),
                absent=numbers.get((session.pk, AttendanceState.ABSENT), 0),
            ),
        )
        for session in (activity.sessions.all() if sessions is None else sessions)
    ]


def next_in_line(activity: Activity) -> RegistrationQuerySet:
    """Return the first few on the waiting list, whom staff may ring up."""
    return Registration.objects.filter(activity=activity).in_line()[:IN_LINE_SHOWN]


def number_in_line(activity: Activity) -> int:
    """Count those who wait for a seat."""
    return Registration.objects.filter(activity=activity).in_line().count()


def unmarked(activity: Activity) -> int:
    """Count the notes that are missing: people with a seat times sessions, less what is noted."""
    seated = Registration.objects.filter(activity=activity).confirmed().count()
    # Who withdrew after a first session keeps her note, but is not expected any more.
    noted = Attendance.objects.filter(
        session__activity=activity, registration__status=RegistrationStatus.CONFIRMED
    ).count()
    return seated * activity.sessions.count() - noted

"""The list of the day: who is expected at a session, who came, who waits.

Each function takes a fixed number of queries, however many people there are.
"""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from events.enums import AttendanceState, RegistrationStatus
from events.models import Activity, Attendance, Registration, Session
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


def people(activity: Activity, session: Session, words: str = "") -> RegistrationQuerySet:
    """Return those with a seat, each with ``state`` at the session, in Danish order.

    ``words`` narrow the list: part of a name (case and accents do not count), of a
    workplace, or a whole check-in code.
    """
    noted = Attendance.objects.filter(session=session, registration=OuterRef("pk"))
    rows = (
        Registration.objects.filter(activity=activity)
        .confirmed()
        .annotate(state=Subquery(noted.values("state")[:1]))
        .order_by("sort_key", "pk")
    )
    words = words.strip()
    if not words:
        return rows
    fits = Q(workplace__icontains=words) | Q(checkin_code=words.upper())
    if key := danish_sort_key(words):
        fits |= Q(sort_key__contains=key)
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


def next_in_line(activity: Activity) -> RegistrationQuerySet:
    """Return the first few on the waiting list, whom staff may ring up."""
    return Registration.objects.filter(activity=activity).in_line()[:IN_LINE_SHOWN]


def unmarked(activity: Activity) -> int:
    """Count the notes that are missing: people with a seat times sessions, less what is noted."""
    seated = Registration.objects.filter(activity=activity).confirmed().count()
    # Who withdrew after a first session keeps her note, but is not expected any more.
    noted = Attendance.objects.filter(
        session__activity=activity, registration__status=RegistrationStatus.CONFIRMED
    ).count()
    return seated * activity.sessions.count() - noted

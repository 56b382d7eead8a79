"""What a leader sees of the teams she signed up: seats and cancellations, and nothing more.

Who came, and who completed a course, is between the participant and VINK: employees show their
certificates themselves. Nothing here reads attendance, and discreet activities are in no list
and in no count.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Case, Count, F, Max, Min, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from events import when
from events.enums import SEATED, EndReason, RegistrationStatus
from events.history import verified_addresses
from events.models import Activity, Booking, Registration

Status = RegistrationStatus

MOST_ROWS = 30  # of a table of counts
IN_LINE = (Status.WAITING, Status.PENDING)
# A colleague came instead: the seat is still the team's.
PASSED_ON = Q(status=Status.CANCELLED, ended=EndReason.REPLACED)


class Period(StrEnum):
    """Which activities are looked at, by Copenhagen year of the first session."""

    THIS_YEAR = "i-aar"  # and whatever comes later
    LAST_YEAR = "sidste-aar"


@dataclass(frozen=True)
class Counts:
    """How many one team, or the teams at one activity, were and are."""

    label: str
    seats: int
    in_line: int
    cancelled: int

    @property
    def signed_up(self) -> int:
        """All that were signed up, those who have cancelled included."""
        return self.seats + self.in_line + self.cancelled


def bookings(
    user: AbstractBaseUser, period: Period, now: datetime | None = None
) -> QuerySet[Booking, Any]:
    """Return the teams booked with an address of the user's, what is over last.

    Each row has ``starts_at`` and ``ends_at``, and ``people``: those it has, or had, a name or
    a seat for.
    """
    now = now or timezone.now()
    first = _first_moment(when.local(now).year)
    own = Booking.objects.filter(
        is_team=True, activity__discreet=False, contact_email__in=verified_addresses(user)
    ).annotate(starts_at=Min("activity__sessions__start"), ends_at=Max("activity__sessions__end"))
    if period == Period.LAST_YEAR:
        year_before = _first_moment(first.year - 1)
        own = own.filter(starts_at__gte=year_before, starts_at__lt=first)
    else:
        own = own.filter(Q(starts_at__gte=first) | Q(starts_at__isnull=True))
    people = Registration.objects.listed().order_by("sort_key", "pk")
    return (
        own.select_related("activity")
        .prefetch_related(Prefetch("registrations", people, to_attr="people"))
        .order_by(
            Case(When(ends_at__gte=now, then=F("starts_at"))).asc(nulls_last=True),
            F("starts_at").desc(nulls_first=True),
            "pk",
        )
    )


def _first_moment(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=when.COPENHAGEN)


def by_workplace(own: QuerySet[Booking, Any]) -> list[Counts]:
    """Return the counts of each team, by the workplace it was booked for. One query."""
    rows = _counted(own, "booking__workplace")
    return [_counts(row["booking__workplace"] or _("Uden arbejdsplads"), row) for row in rows]


def by_activity(own: QuerySet[Booking, Any]) -> list[Counts]:
    """Return the counts of each course or other activity, all its dates together. Two queries."""
    rows = _counted(own, "activity__series")
    series = [row["activity__series"] for row in rows]
    named = Activity.objects.filter(
        series__in=series, discreet=False, bookings__in=own.values("pk")
    )
    titles = {activity.series: activity.display_title for activity in named.order_by("created_at")}
    return [_counts(titles.get(row["activity__series"], ""), row) for row in rows]


def _counted(own: QuerySet[Booking, Any], key: str) -> list[dict[str, Any]]:
    mine = Registration.objects.listed().filter(booking__in=own.values("pk"))
    rows = (
        mine.exclude(PASSED_ON)
        .order_by()
        .values(key)
        .annotate(
            seats=Count("pk", filter=Q(status__in=SEATED)),
            in_line=Count("pk", filter=Q(status__in=IN_LINE)),
            cancelled=Count("pk", filter=Q(status=Status.CANCELLED)),
            everyone=Count("pk"),
        )
    )
    return list(rows.order_by("-everyone", key)[:MOST_ROWS])


def _counts(label: str, row: dict[str, Any]) -> Counts:
    return Counts(label, row["seats"], row["in_line"], row["cancelled"])


def state_in_words(registration: Registration) -> str:
    """Return how one colleague's sign-up stands, without a reason."""
    if registration.ended == EndReason.REPLACED:
        return _("Afløst af en kollega")
    return {
        Status.HELD: _("Plads uden navn"),
        Status.CONFIRMED: _("Plads"),
        Status.OFFERED: _("Tilbudt plads"),
        Status.WAITING: _("På venteliste"),
        Status.PENDING: _("Afventer godkendelse"),
        Status.CANCELLED: _("Afmeldt"),
    }[Status(registration.status)]

"""How many of those expected came to what was held: counts for planning, nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from events.enums import HEADS_ONLY, AttendanceState, RegistrationSource, RegistrationStatus
from events.models import Attendance, AttendedCount, HeadCount, Registration


@dataclass(frozen=True)
class Turnout:
    """Counts of one held activity. ``expected`` is None once the participants are deleted.

    It is None for an open hearing, too: heads are counted there, and nobody stayed away.

    Expected are those with a seat at the end; came, those of them who were there at least
    once; guests came without having signed up.
    """

    expected: int | None = None
    came: int = 0
    guests: int = 0

    @property
    def missing(self) -> int | None:
        """How many stayed away without a word."""
        return None if self.expected is None else self.expected - self.came

    @property
    def share(self) -> str:
        """The share of those expected who stayed away, such as "17 %"; "–" for none."""
        if not self.expected or self.missing is None:
            return "–"
        return f"{round(100 * self.missing / self.expected)} %"


def turnouts(ids: Iterable[UUID]) -> dict[UUID, Turnout]:
    """Return the counts of held activities: three queries for all of them."""
    keys = list(ids)
    present = Attendance.objects.filter(registration=OuterRef("pk"), state=AttendanceState.PRESENT)
    guest = Q(booking__source=RegistrationSource.WALK_IN)
    rows = (
        Registration.objects.filter(activity__in=keys, status=RegistrationStatus.CONFIRMED)
        .exclude(activity__kind__in=HEADS_ONLY)
        .annotate(was_there=Exists(present))
        .order_by()
        .values("activity")
        .annotate(
            expected=Count("pk", filter=~guest),
            came=Count("pk", filter=~guest & Q(was_there=True)),
            guests=Count("pk", filter=guest & Q(was_there=True)),
        )
    )
    found = {r["activity"]: Turnout(r["expected"], r["came"], r["guests"]) for r in rows}
    others = set(keys) - set(found)
    counted = {**_heads(others), **_kept(others)}
    return {**{pk: Turnout(came=number) for pk, number in counted.items()}, **found}


def _heads(keys: set[UUID]) -> dict[UUID, int]:
    """Return the heads counted at open hearings: those of the fullest session."""
    rows = HeadCount.objects.filter(
        session__activity__in=keys, session__activity__kind__in=HEADS_ONLY
    )
    return _fullest(rows)


def _kept(keys: set[UUID]) -> dict[UUID, int]:
    """Return what is left of activities whose participants are deleted: the fullest session."""
    return _fullest(AttendedCount.objects.filter(session__activity__in=keys))


def _fullest(rows: QuerySet) -> dict[UUID, int]:
    sessions = rows.values("session__activity", "session").annotate(number=Sum("number")).order_by()
    most: dict[UUID, int] = {}
    for row in sessions:
        pk = row["session__activity"]
        most[pk] = max(most.get(pk, 0), row["number"])
    return most

"""How far the forum reaches: members, and those of them that came. Target T7 reads it.

An association is **active** in a period when it was at one of the forum's meetings held in it.
Only members have seats there, so every active association was a member at the time. The other
reading is how many were members on the last day (or today, while the period runs). All kinds of
local actors count alike; both readings are split by kind.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import District
from medborgerforum.enums import ActorKind, MembershipEventKind, MembershipState
from medborgerforum.models import Association, MeetingAttendance, MembershipEvent

type Span = tuple[datetime, datetime]

COMES_IN = (MembershipEventKind.ADMITTED, MembershipEventKind.RESUMED)


@dataclass(frozen=True)
class KindReach:
    """One kind of local actor in both readings."""

    kind: ActorKind
    members: int
    active: int


@dataclass(frozen=True)
class Reach:
    """How many associations were members at the end of a period, and how many came in it."""

    members: int
    active: int
    kinds: tuple[KindReach, ...]


def reach(spans: Iterable[Span], now: datetime | None = None) -> list[Reach]:
    """Return the reach in each span of aware moments (the end is not in it); three queries.

    Whoever is a member is judged at the end of a span, or at ``now`` while it runs.
    """
    now = now or timezone.now()
    kinds = dict(Association.objects.values_list("pk", "kind"))
    changes = list(
        MembershipEvent.objects.order_by("at", "id").values_list("association", "kind", "at")
    )
    came = _came()
    return [
        _counted(
            kinds,
            members=_members_at(min(end, now), changes),
            active={pk for pk, ended in came if start <= ended < end},
        )
        for start, end in spans
    ]


def _came() -> list[tuple[UUID, datetime]]:
    rows = (
        MeetingAttendance.objects.filter(meeting__activity__status=ActivityStatus.HELD)
        .annotate(ended=Max("meeting__activity__sessions__end"))
        .values_list("association", "ended")
    )
    return [(pk, ended) for pk, ended in rows if ended is not None]


def _members_at(moment: datetime, changes: Iterable[tuple[UUID, str, datetime]]) -> set[UUID]:
    inside: set[UUID] = set()
    for pk, kind, at in changes:
        if at >= moment:
            break
        if kind in COMES_IN:
            inside.add(pk)
        else:
            inside.discard(pk)
    return inside


def _counted(kinds: dict[UUID, str], *, members: set[UUID], active: set[UUID]) -> Reach:
    by_kind = Counter(kinds[pk] for pk in members)
    active_by_kind = Counter(kinds[pk] for pk in active)
    return Reach(
        members=len(members),
        active=len(active),
        kinds=tuple(
            KindReach(kind, by_kind[kind], active_by_kind[kind])
            for kind in ActorKind
            if by_kind[kind] or active_by_kind[kind]
        ),
    )


@dataclass(frozen=True)
class DistrictReach:
    """One district and how many members work in it; for staff alone."""

    district: District
    members: int


def by_district() -> list[DistrictReach]:
    """Return every district with its number of members, those without any first; two queries.

    A district without a member says something about those who live there: staff alone see it.
    """
    districts = list(District.objects.filter(locale__language_code="da"))
    counted: Counter = Counter(
        Association.districts.through.objects.filter(
            association__state=MembershipState.MEMBER
        ).values_list("district", flat=True)
    )
    rows = [DistrictReach(district, counted[district.pk]) for district in districts]
    return sorted(rows, key=lambda row: (row.members > 0, row.district.position))

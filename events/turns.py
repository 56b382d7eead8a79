"""Whose turn it is: pure, no database.

A turn is one person, or a team that comes only whole. Turns come in the order of the line. A
team for which too few seats are free keeps its place and is passed over by those behind who
fit.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from events.models import Registration


@dataclass(frozen=True)
class PassedOver:
    """A team past which somebody else got a seat, and how many seats were free for it."""

    team: list[Registration]
    seats: int


@dataclass
class Turns:
    """Who gets a seat now, in order, and which teams were passed over for it."""

    served: list[Registration] = field(default_factory=list)
    passed: list[PassedOver] = field(default_factory=list)


def take_turns(
    line: Iterable[Registration],
    free: int,
    *,
    limit: int | None = None,
    not_ready: Collection[UUID] = (),
) -> Turns:
    """Deal ``free`` seats out along the line, to at most ``limit`` persons or whole teams.

    ``not_ready`` are bookings whose team is not complete yet (some await approval): they wait
    without being passed over. The rows of ``line`` have their ``booking`` loaded.
    """
    result, skipped, turns = Turns(), [], 0
    for members in _in_turn(line):
        if free <= 0 or turns == limit:
            break
        if members[0].booking.together and members[0].booking_id in not_ready:
            continue
        if len(members) > free:
            skipped.append(PassedOver(members, free))
            continue
        result.served += members
        result.passed += skipped
        skipped = []
        free -= len(members)
        turns += 1
    return result


def _in_turn(line: Iterable[Registration]) -> list[list[Registration]]:
    turns: dict[UUID, list[Registration]] = {}
    for row in line:
        key = row.booking_id if row.booking.together else row.pk
        turns.setdefault(key, []).append(row)
    return list(turns.values())

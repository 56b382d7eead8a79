"""The workshops of one locked activity in memory: seats, lines, and how freed seats go on.

``events.choices`` has the doors and the rules that people meet; only it uses this module.
"""

from collections import deque
from datetime import timedelta
from uuid import UUID

from events.enums import ActivityStatus, ChoiceState
from events.models import Activity, Choice, RegistrationChoice

# One person's choice in one round: registration and round.
type Slot = tuple[UUID, int]


class Board:
    """An activity's workshops and their lines, locked; ``write`` stores what changed.

    The caller holds the activity's row. Workshops are locked by key, all of them: a freed
    seat can travel through every one.
    """

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        locked = Choice.objects.select_for_update().filter(activity=activity).order_by("pk")
        self.workshops: dict[UUID, Choice] = {choice.pk: choice for choice in locked}
        self.lines: dict[UUID, deque[RegistrationChoice]] = {pk: deque() for pk in self.workshops}
        waiting = RegistrationChoice.objects.filter(
            choice__in=list(self.workshops), state=ChoiceState.WAITING
        )
        for row in waiting.select_related("registration__booking").order_by("place_in_line"):
            self.lines[row.choice_id].append(row)
        self._touched: set[UUID] = set()
        self._changed: dict[UUID, RegistrationChoice] = {}
        self._gone: set[UUID] = set()

    def is_free(self, pk: UUID) -> bool:
        """Whether there is a seat that nobody waits for."""
        return self.workshops[pk].free_seats > 0 and not self.lines[pk]

    def place_of(self, row: RegistrationChoice) -> int:
        """Return the place of someone in line, counted from 1."""
        return 1 + self.lines[row.choice_id].index(row)

    def admit(self, row: RegistrationChoice) -> None:
        """Give the seat if there is one that nobody waits for, else the last place in line."""
        if self.is_free(row.choice_id):
            self.seat(row)
        else:
            self._queue(row)

    def seat(self, row: RegistrationChoice) -> None:
        """Give a seat, be it beyond the capacity."""
        self._unqueue(row)
        row.state = ChoiceState.SEATED
        self._count(row.choice_id, 1)
        self._changed[row.pk] = row

    def leave(self, row: RegistrationChoice) -> None:
        """Take someone out of a workshop: seat, place in line or wish."""
        if row.state == ChoiceState.SEATED:
            self._count(row.choice_id, -1)
        self._unqueue(row)
        self._changed.pop(row.pk, None)
        self._gone.add(row.pk)

    def set_capacity(self, pk: UUID, capacity: int) -> None:
        """Change the number of seats."""
        self.workshops[pk].capacity = capacity
        self._count(pk, 0)

    def move_on(self) -> list[RegistrationChoice]:
        """Give free seats to those first in line, and let swap who can; return who moved.

        Whoever moves up gives her own seat in the round free, which goes on in turn. It ends,
        because each move takes one person out of a line and nobody joins one.
        """
        if not any(self.lines.values()) or not self._moves_by_itself():
            return []
        held = self._seats_of_those_in_line()
        moved: list[RegistrationChoice] = []
        while heads := self._next_up() or self._ring(held):
            for row in heads:
                if old := held.pop((row.registration_id, row.round), None):
                    self.leave(old)
                self.seat(row)
                moved.append(row)
        return moved

    def write(self) -> None:
        """Store the changes: first what goes, since a person has one seat a round."""
        RegistrationChoice.objects.filter(pk__in=self._gone).delete()
        for pk in sorted(self._touched):
            self.workshops[pk].write_ledger()
        rows = self._changed.values()
        RegistrationChoice.objects.bulk_create([row for row in rows if row._state.adding])
        RegistrationChoice.objects.bulk_update(
            [row for row in rows if not row._state.adding],
            ["state", "place_in_line"],
            batch_size=200,
        )

    def _queue(self, row: RegistrationChoice) -> None:
        choice = self.workshops[row.choice_id]
        row.state, row.place_in_line = ChoiceState.WAITING, choice.next_place
        choice.next_place += 1
        self.lines[choice.pk].append(row)
        self._touched.add(choice.pk)
        self._changed[row.pk] = row

    def _unqueue(self, row: RegistrationChoice) -> None:
        if row in self.lines[row.choice_id]:
            self.lines[row.choice_id].remove(row)
        row.place_in_line = None

    def _count(self, pk: UUID, number: int) -> None:
        choice = self.workshops[pk]
        choice.taken += number
        choice.overbooked = max(0, choice.taken - choice.capacity)
        self._touched.add(pk)

    def _moves_by_itself(self) -> bool:
        over = self.activity.status in {ActivityStatus.CANCELLED, ActivityStatus.HELD}
        return not over and not has_begun(self.activity)

    def _seats_of_those_in_line(self) -> dict[Slot, RegistrationChoice]:
        people = [row.registration_id for line in self.lines.values() for row in line]
        stored = RegistrationChoice.objects.filter(
            registration__in=people, state=ChoiceState.SEATED
        )
        rows = {row.pk: row for row in stored if row.pk not in self._gone} | self._changed
        return {
            (row.registration_id, row.round): row
            for row in rows.values()
            if row.state == ChoiceState.SEATED
        }

    def _next_up(self) -> list[RegistrationChoice]:
        """Return those first in the line of a workshop with free seats, as many as it has."""
        for pk, line in self.lines.items():
            if line and (free := self.workshops[pk].free_seats):
                return list(line)[:free]
        return []

    def _ring(self, held: dict[Slot, RegistrationChoice]) -> list[RegistrationChoice]:
        """Return people who can swap: each is first in line for the next one's workshop."""
        for start in self.lines:
            path: list[RegistrationChoice] = []
            at: UUID | None = start
            while at and self.lines[at] and self.lines[at][0] not in path:
                head = self.lines[at][0]
                path.append(head)
                seat = held.get((head.registration_id, head.round))
                at = seat.choice_id if seat else None
            if path and at == start:
                return path
        return []


def has_begun(activity: Activity) -> bool:
    """Whether the first session has started: from then on people are in their rooms."""
    return activity.starts_within(timedelta(0))

"""Whatever people choose in whatever order, the rooms stay right: checked against a model.

The model is plain Python: for each room who sits there and who waits; for each person what
she wishes while she waits for the activity itself. After every step the rows must say the same.
"""

import uuid
from dataclasses import dataclass, field
from itertools import permutations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events import seats
from events.cancellation import withdraw
from events.choices import choose, find_discrepancies, resize
from events.enums import ChoiceState
from events.models import Activity, Choice, Registration, RegistrationChoice
from tests.factories import ActivityFactory, UserFactory
from tests.workshops.rooms import sign_up, workshop

pytestmark = pytest.mark.django_db

STEPS, EXAMPLES = 40, 15  # six hundred steps in all
ROUNDS = {"A": 1, "B": 1, "C": 1, "X": 2, "Y": 2}
PICKS = st.tuples(st.sampled_from([None, *"ABC"]), st.sampled_from([None, *"XY"])).map(
    lambda pair: [title for title in pair if title]
)


@dataclass
class Room:
    """One workshop of the model."""

    capacity: int
    seated: set[uuid.UUID] = field(default_factory=set)
    line: list[uuid.UUID] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Whether the next to come may sit down."""
        return not self.line and len(self.seated) < self.capacity


class Rooms(RuleBasedStateMachine):
    """A conference of two rounds through which people come, choose and go."""

    def __init__(self) -> None:
        super().__init__()
        self.activity: Activity = ActivityFactory(capacity=5)
        self.choices: dict[str, Choice] = {
            title: workshop(self.activity, title, capacity=1, round=number)
            for title, number in ROUNDS.items()
        }
        self.rooms = {title: Room(1) for title in ROUNDS}
        self.here: list[uuid.UUID] = []
        self.waiting: list[uuid.UUID] = []
        self.wishes: dict[uuid.UUID, list[str]] = {}
        self.capacity = 5
        self.staff = UserFactory()

    # --- the model ---

    def _settle(self) -> None:
        """Move whoever can move; in which order makes no difference."""
        while self._one_moves() or self._some_swap():
            pass

    def _one_moves(self) -> bool:
        for title, room in self.rooms.items():
            if room.line and len(room.seated) < room.capacity:
                self._sit(room.line[0], title)
                return True
        return False

    def _some_swap(self) -> bool:
        """Try every ring of a round's rooms: the head of each line sits in the next room."""
        queued = [title for title, room in self.rooms.items() if room.line]
        for number in range(2, len(queued) + 1):
            for ring in permutations(queued, number):
                if len({ROUNDS[title] for title in ring}) > 1:
                    continue
                heads = [self.rooms[title].line[0] for title in ring]
                after = [*ring[1:], ring[0]]
                if all(
                    head in self.rooms[title].seated
                    for head, title in zip(heads, after, strict=True)
                ):
                    for head, title in zip(heads, ring, strict=True):
                        self._sit(head, title)
                    return True
        return False

    def _sit(self, person: uuid.UUID, title: str) -> None:
        for other, room in self.rooms.items():
            if ROUNDS[other] == ROUNDS[title]:
                self._out(person, room)
        self.rooms[title].seated.add(person)

    @staticmethod
    def _out(person: uuid.UUID, room: Room) -> None:
        room.seated.discard(person)
        if person in room.line:
            room.line.remove(person)

    def _pick(self, person: uuid.UUID, picks: list[str], *, forced: bool = False) -> None:
        for number in (1, 2):
            rooms = {t: r for t, r in self.rooms.items() if ROUNDS[t] == number}
            want = next((t for t in picks if ROUNDS[t] == number), None)
            if want is None:
                for room in rooms.values():
                    self._out(person, room)
            elif person in rooms[want].seated:
                self._leave_lines(person, rooms)
            elif forced or rooms[want].is_free:
                self._sit(person, want)
            elif person not in rooms[want].line:
                self._leave_lines(person, rooms)
                rooms[want].line.append(person)
        self._settle()

    @staticmethod
    def _leave_lines(person: uuid.UUID, rooms: dict[str, Room]) -> None:
        for room in rooms.values():
            if person in room.line:
                room.line.remove(person)

    def _let_in(self) -> None:
        while self.waiting and len(self.here) < self.capacity:
            person = self.waiting.pop(0)
            self.here.append(person)
            self._pick(person, self.wishes.pop(person))

    def _ids(self, picks: list[str]) -> list[uuid.UUID]:
        return [self.choices[title].pk for title in picks]

    # --- what people do ---

    @initialize()
    def three_rooms_are_full(self) -> None:
        """Begin where lines and swaps are near."""
        for title in "ABC":
            self.come([title])

    @rule(picks=PICKS)
    def come(self, picks: list[str]) -> None:
        """Someone signs up and wishes for a workshop in some rounds."""
        person = sign_up(self.activity, *(self.choices[title] for title in picks)).pk
        if not self.waiting and len(self.here) < self.capacity:
            self.here.append(person)
            self._pick(person, picks)
        else:
            self.waiting.append(person)
            self.wishes[person] = picks

    @precondition(lambda self: self.here or self.waiting)
    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        """Someone withdraws, from a seat or from the line."""
        person = data.draw(st.sampled_from(self.here + self.waiting))
        withdraw(Registration.objects.get(pk=person))
        if person in self.waiting:
            self.waiting.remove(person)
            del self.wishes[person]
            return
        self.here.remove(person)
        for room in self.rooms.values():
            self._out(person, room)
        self._settle()
        self._let_in()

    @precondition(lambda self: self.here or self.waiting)
    @rule(data=st.data(), picks=PICKS, forced=st.booleans())
    def choose(self, data: st.DataObject, picks: list[str], forced: bool) -> None:
        """Someone chooses anew, or staff for her, with a reason."""
        person = data.draw(st.sampled_from(self.here + self.waiting))
        by = self.staff if forced else None
        choose(Registration.objects.get(pk=person), self._ids(picks), by=by, reason="Oplægsholder")
        if person in self.waiting:
            self.wishes[person] = picks
        else:
            self._pick(person, picks, forced=forced)

    @precondition(lambda self: self.here)
    @rule(data=st.data(), title=st.sampled_from("ABC"))
    def long_for_another_room(self, data: st.DataObject, title: str) -> None:
        """Someone keeps what she has in the second round and wants this in the first."""
        person = data.draw(st.sampled_from(self.here))
        rest = [t for t in "XY" if person in self.rooms[t].line or person in self.rooms[t].seated]
        # Where she both sits and waits, the form shows what she waits for.
        rest.sort(key=lambda t: person not in self.rooms[t].line)
        picks = [title, *rest[:1]]
        choose(Registration.objects.get(pk=person), self._ids(picks))
        self._pick(person, picks)

    @rule(title=st.sampled_from(sorted(ROUNDS)), capacity=st.integers(0, 2))
    def resize_room(self, title: str, capacity: int) -> None:
        """The organiser sets another number of seats in a room."""
        resize(self.choices[title], capacity)
        self.rooms[title].capacity = capacity
        self._settle()

    @rule(capacity=st.integers(3, 8))
    def resize_activity(self, capacity: int) -> None:
        """The organiser lets more or fewer people come."""
        seats.resize(self.activity, capacity)
        self.capacity = capacity
        self._let_in()

    # --- what must hold ---

    @invariant()
    def rows_and_counters_agree_with_the_model(self) -> None:
        """Seats, lines in order, wishes and counters are what the model says."""
        rows = list(
            RegistrationChoice.objects.filter(choice__activity=self.activity)
            .order_by("place_in_line")
            .values_list("choice__title", "state", "registration")
        )
        for choice in Choice.objects.filter(activity=self.activity):
            room = self.rooms[choice.title]
            mine = [(state, person) for title, state, person in rows if title == choice.title]
            assert {p for state, p in mine if state == ChoiceState.SEATED} == room.seated
            assert [p for state, p in mine if state == ChoiceState.WAITING] == room.line
            over = max(0, len(room.seated) - room.capacity)
            assert (choice.taken, choice.overbooked) == (len(room.seated), over)
        wished = {(p, title) for title, state, p in rows if state == ChoiceState.WISHED}
        assert wished == {(p, title) for p, picks in self.wishes.items() for title in picks}

    def teardown(self) -> None:
        """Let the command that recounts agree, too."""
        assert find_discrepancies() == []


@pytest.mark.postgres
def test_six_hundred_steps_break_no_invariant() -> None:
    """Come, go, choose, be moved by staff, resize: in any order."""
    run_state_machine_as_test(
        Rooms,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

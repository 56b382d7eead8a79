"""Whatever happens in whatever order, seats and line stay right: checked against a model.

The model is a few lines of plain Python: who has a seat, who stands in line, how many seats
there are. After every step the database must say the same.
"""

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from events import planning, seats, waitlist
from events.attendance import add_walk_in
from events.cancellation import withdraw
from events.enums import RegistrationStatus
from events.models import Activity, Registration, Session
from events.registration import Contact, NotOpen, register
from tests.factories import ActivityFactory, make_person

pytestmark = pytest.mark.django_db

STEPS, EXAMPLES = 50, 40  # two thousand steps in all


class SignUps(RuleBasedStateMachine):
    """An activity through which people come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.activity: Activity = ActivityFactory(capacity=3)
        self.session: Session = self.activity.sessions.get()
        self.capacity = 3
        self.seated: list[uuid.UUID] = []
        self.line: list[uuid.UUID] = []
        self.over = 0  # seats beyond the capacity
        self.is_open = True

    def _move_up(self) -> None:
        while self.line and not self.over and len(self.seated) < self.capacity:
            self.seated.append(self.line.pop(0))

    def _free(self, person: uuid.UUID) -> None:
        self.seated.remove(person)
        self.over = max(0, self.over - 1)
        self._move_up()

    @precondition(lambda self: self.is_open)
    @rule(number=st.integers(1, 4))
    def sign_up(self, number: int) -> None:
        """One to four people sign up together; the first take what is free."""
        booking = register(
            activity=self.activity,
            people=[make_person() for _one in range(number)],
            contact=Contact(),
            idempotency_key=uuid.uuid4(),
        )
        people = sorted(
            booking.registrations.all(), key=lambda r: (r.is_waiting, r.place_in_line or 0)
        )
        free = 0 if self.line else max(0, self.capacity - len(self.seated))
        self.seated += [r.pk for r in people[:free]]
        self.line += [r.pk for r in people[free:]]

    @precondition(lambda self: self.is_open and self.seated)
    @rule(data=st.data())
    def give_up_a_seat(self, data: st.DataObject) -> None:
        """Someone with a seat withdraws; the first in line gets it."""
        person = data.draw(st.sampled_from(self.seated))
        withdraw(Registration.objects.get(pk=person))
        self._free(person)

    @precondition(lambda self: self.is_open and self.line)
    @rule(data=st.data())
    def leave_the_line(self, data: st.DataObject) -> None:
        """Someone in line leaves it; nobody moves up for that."""
        person = data.draw(st.sampled_from(self.line))
        withdraw(Registration.objects.get(pk=person))
        self.line.remove(person)

    @precondition(lambda self: self.is_open)
    @rule(capacity=st.integers(0, 8))
    def resize(self, capacity: int) -> None:
        """The organiser sets another number of seats."""
        changed = capacity != self.capacity
        seats.resize(self.activity, capacity)
        if changed:
            self.capacity = capacity
            self.over = max(0, len(self.seated) - capacity)
            self._move_up()

    @precondition(lambda self: self.is_open and self.line)
    @rule(data=st.data())
    def seat_out_of_turn(self, data: st.DataObject) -> None:
        """Staff give someone in line a seat past the others."""
        person = data.draw(st.sampled_from(self.line))
        waitlist.seat_out_of_turn(
            Registration.objects.get(pk=person), reason="Oplægsholder", by=None
        )
        self.line.remove(person)
        self.seated.append(person)
        self.over = max(0, len(self.seated) - self.capacity)

    @precondition(lambda self: self.is_open)
    @rule()
    def walk_in(self) -> None:
        """Someone comes unannounced: a free seat if nobody waits, else one beyond."""
        row = add_walk_in(
            self.activity, self.session, make_person(), idempotency_key=uuid.uuid4(), by=None
        )
        self.seated.append(row.pk)
        self.over = max(self.over, len(self.seated) - self.capacity)

    @precondition(lambda self: self.is_open and len(self.seated) + len(self.line) > 6)
    @rule()
    def cancel_the_activity(self) -> None:
        """The organiser cancels everything."""
        planning.cancel(self.activity)
        self.seated, self.line, self.over, self.is_open = [], [], 0, False

    @precondition(lambda self: not self.is_open)
    @rule(number=st.integers(1, 4))
    def knock_on_a_closed_door(self, number: int) -> None:
        """After that nobody gets in, and nothing changes."""
        with pytest.raises(NotOpen):
            register(
                activity=self.activity,
                people=[make_person() for _one in range(number)],
                contact=Contact(),
                idempotency_key=uuid.uuid4(),
            )

    @invariant()
    def rows_and_counters_agree_with_the_model(self) -> None:
        """Seats, line, order and counters are what the model says."""
        rows = Registration.objects.filter(activity=self.activity)
        assert set(rows.confirmed().values_list("pk", flat=True)) == set(self.seated)
        assert list(rows.in_line().values_list("pk", flat=True)) == self.line
        fresh = Activity.objects.get(pk=self.activity.pk)
        assert (fresh.taken, fresh.overbooked) == (len(self.seated), self.over)
        assert fresh.taken <= fresh.capacity + fresh.overbooked
        cancelled = rows.filter(status=RegistrationStatus.CANCELLED)
        assert rows.count() == len(self.seated) + len(self.line) + cancelled.count()


@pytest.mark.postgres
def test_two_thousand_steps_break_no_invariant() -> None:
    """Sign up, withdraw, leave, resize, walk in, cancel: in any order."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        SignUps,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Whatever happens in whatever order, seats and line stay right: checked against a model.

After every step the database must say of everybody what ``model.py`` says.
"""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from events import approval, holds, offers, planning, seats, waitlist
from events.attendance import add_walk_in
from events.cancellation import withdraw
from events.enums import ApprovalReason, WaitlistMode
from events.models import Activity, Booking, Registration, Session
from events.registration import Contact, NotOpen, register
from tests.factories import ActivityFactory, make_person
from tests.registration.model import Booked, Model, Someone

pytestmark = pytest.mark.django_db

STEPS, EXAMPLES = 50, 40  # two thousand steps in all
BOOKER = Contact(email="leder@skole.example", language="da")


def row(one: Someone) -> Registration:
    return Registration.objects.get(pk=one.pk)


def some(*states: str) -> Any:
    """Let a rule run only while somebody is in one of these states, and nothing is cancelled."""
    return precondition(lambda self: self.is_open and bool(self.model.among(*states)))


class SignUps(RuleBasedStateMachine):
    """An activity through which people come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.activity: Activity = ActivityFactory(capacity=3)
        self.session: Session = self.activity.sessions.get()
        self.model = Model(capacity=3)
        self.is_open = True

    def _pick(self, data: st.DataObject, *states: str) -> Someone:
        return data.draw(st.sampled_from(self.model.among(*states)))

    def _unnamed(self, booking: Booked) -> list[Someone]:
        """Return a booking's places without a name, in the order in which they get one."""
        mine = [one for one in self.model.people if one.booking is booking and not one.named]
        return [
            *(one for one in mine if one.state == "held"),
            *(one for one in self.model.line if one in mine),
            *(one for one in mine if one.state == "pending"),
        ]

    def _bind(self, booking: Booking, new: list[Someone]) -> None:
        """Let the model's newcomers know their rows; places without a name are alike."""
        new[0].booking.pk = booking.pk
        rows = list(booking.registrations.order_by("place_in_line", "name"))
        for one in [*(o for o in self.model.line if o in new), *new]:
            if one.pk is None:
                one.pk = next(r.pk for r in rows if r.status == one.state)
                rows = [r for r in rows if r.pk != one.pk]

    @precondition(lambda self: self.is_open)
    @rule(number=st.integers(1, 4), whole=st.booleans())
    def sign_up(self, number: int, whole: bool) -> None:
        """One to four people sign up in one booking, to come whole or not."""
        booking = register(
            activity=self.activity,
            people=[make_person() for _one in range(number)],
            contact=BOOKER,
            idempotency_key=uuid.uuid4(),
            team=True,
            together=whole,
        )
        booked = Booked(whole=whole)
        new = [Someone(booked) for _one in range(number)]
        self.model.arrive(new)
        self._bind(booking, new)

    @precondition(lambda self: self.is_open)
    @rule(number=st.integers(1, 3), whole=st.booleans())
    def hold(self, number: int, whole: bool) -> None:
        """Seats are booked by number."""
        booking = holds.hold(
            activity=self.activity,
            number=number,
            contact=BOOKER,
            idempotency_key=uuid.uuid4(),
            until=timezone.now() + timedelta(days=3),
            together=whole,
        )
        booked = Booked(whole=whole)
        new = [Someone(booked, named=False) for _one in range(number)]
        self.model.arrive(new)
        self._bind(booking, new)

    def _booking_with_unnamed(self, data: st.DataObject) -> tuple[Booked, Booking]:
        bookings = [
            one.booking for one in self.model.among("held", "waiting", "pending") if not one.named
        ]
        booked = data.draw(st.sampled_from(bookings))
        return booked, Booking.objects.get(pk=booked.pk)

    def _someone_is_unnamed(self) -> bool:
        places = self.model.among("held", "waiting", "pending")
        return self.is_open and any(not one.named for one in places)

    @precondition(_someone_is_unnamed)
    @rule(data=st.data())
    def name(self, data: st.DataObject) -> None:
        """The next place of a booking gets its name; a held seat is confirmed by it."""
        booked, booking = self._booking_with_unnamed(data)
        named = holds.name_seat(booking, make_person())
        unnamed = self._unnamed(booked)
        one, named_one = unnamed[0], next(one for one in unnamed if one.pk == named.pk)
        assert named_one.state == one.state, "seats first, then places in line"
        # Held seats are alike, and the database may name any: the model names its first, so
        # that the same steps always lead to the same state.
        one.pk, named_one.pk = named_one.pk, one.pk
        one.named = True
        if one.state == "held":
            one.state = "confirmed"

    @precondition(_someone_is_unnamed)
    @rule(data=st.data())
    def prolong(self, data: st.DataObject) -> None:
        """Another date for the names changes nobody's seat."""
        _booked, booking = self._booking_with_unnamed(data)
        holds.prolong(booking, timezone.now() + timedelta(days=5))

    @precondition(_someone_is_unnamed)
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        """All places of a booking that have no name are given back."""
        booked, booking = self._booking_with_unnamed(data)
        unnamed = self._unnamed(booked)
        assert holds.let_go(booking) == len(unnamed)
        self.model.leave(*unnamed)

    @some("confirmed", "waiting", "offered", "pending", "held")
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Somebody leaves; a seat that becomes free goes on."""
        one = self._pick(data, "confirmed", "waiting", "offered", "pending", "held")
        withdraw(row(one))
        self.model.leave(one)

    @some("offered")
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        """Somebody says yes to her seat."""
        one = self._pick(data, "offered")
        offers.accept(row(one))
        one.state = "confirmed"

    @some("offered")
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        """Somebody says no, and the seat goes on."""
        one = self._pick(data, "offered")
        offers.decline(row(one))
        self.model.leave(one)

    @some("offered", "held")
    @rule(data=st.data(), by_clock=st.booleans())
    def run_out(self, data: st.DataObject, by_clock: bool) -> None:
        """An offer or a hold runs out: the clock passes it on, or else the next command."""
        one = self._pick(data, "offered", "held")
        past = timezone.now() - timedelta(seconds=1)
        Registration.objects.filter(pk=one.pk).update(expires_at=past)
        if by_clock:
            assert offers.expire_due() == 1
        else:
            seats.resize(self.activity, self.model.capacity)
        self.model.leave(one)

    @some("pending")
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        """The organiser says yes: a seat, or from now on the last place in line."""
        one = self._pick(data, "pending")
        approval.approve(row(one), by=None)
        self.model.approve(one)

    @some("pending")
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        """The organiser says no."""
        one = self._pick(data, "pending")
        approval.refuse(row(one), ApprovalReason.FULL, by=None)
        self.model.leave(one)

    @precondition(lambda self: self.is_open)
    @rule()
    def offer_or_not(self) -> None:
        """From now on freed seats are offered, or not any more."""
        self.model.offers = not self.model.offers
        mode = WaitlistMode.OFFER if self.model.offers else WaitlistMode.MOVE_UP
        Activity.objects.filter(pk=self.activity.pk).update(waitlist_mode=mode)

    @precondition(lambda self: self.is_open)
    @rule()
    def ask_for_approval_or_not(self) -> None:
        """From now on sign-ups are approved, or not any more."""
        self.model.approves = not self.model.approves
        Activity.objects.filter(pk=self.activity.pk).update(needs_approval=self.model.approves)

    @precondition(lambda self: self.is_open)
    @rule(capacity=st.integers(0, 8))
    def resize(self, capacity: int) -> None:
        """The organiser sets another number of seats."""
        seats.resize(self.activity, capacity)
        self.model.resize(capacity)

    @precondition(lambda self: self.is_open and any(one.named for one in self.model.line))
    @rule(data=st.data())
    def seat_out_of_turn(self, data: st.DataObject) -> None:
        """Staff give someone in line a seat past the others."""
        one = data.draw(st.sampled_from([one for one in self.model.line if one.named]))
        waitlist.seat_out_of_turn(row(one), reason="Oplægsholder", by=None)
        self.model.seat_past_the_line(one)
        self.model.move_up()

    @precondition(lambda self: self.is_open)
    @rule()
    def walk_in(self) -> None:
        """Someone comes unannounced: a free seat if nobody waits, else one beyond."""
        came = add_walk_in(
            self.activity, self.session, make_person(), idempotency_key=uuid.uuid4(), by=None
        )
        one = Someone(Booked(), pk=came.pk)
        self.model.people.append(one)
        if self.model.free and not self.model.line:
            one.state = "confirmed"
        else:
            self.model.seat_past_the_line(one)

    @precondition(lambda self: self.is_open and len(self.model.people) > 15)
    @rule()
    def cancel_the_activity(self) -> None:
        """The organiser cancels everything."""
        planning.cancel(self.activity)
        self.model.cancel()
        self.is_open = False

    @precondition(lambda self: not self.is_open)
    @rule(number=st.integers(1, 4))
    def knock_on_a_closed_door(self, number: int) -> None:
        """After that nobody gets in, and nothing changes."""
        with pytest.raises(NotOpen):
            register(
                activity=self.activity,
                people=[make_person() for _one in range(number)],
                contact=BOOKER,
                idempotency_key=uuid.uuid4(),
            )
        with pytest.raises(NotOpen):
            holds.hold(
                activity=self.activity,
                number=number,
                contact=BOOKER,
                idempotency_key=uuid.uuid4(),
                until=timezone.now() + timedelta(days=3),
            )

    @invariant()
    def the_database_agrees_with_the_model(self) -> None:
        """Everybody's state, the order of the line and the counters are the model's."""
        rows = list(Registration.objects.filter(activity=self.activity))
        said = {
            one.pk: "cancelled" if one.state == "gone" else one.state for one in self.model.people
        }
        assert {r.pk: str(r.status) for r in rows} == said
        line = sorted((r for r in rows if r.is_waiting), key=lambda r: r.place_in_line or 0)
        assert [r.pk for r in line] == [one.pk for one in self.model.line]
        fresh = Activity.objects.get(pk=self.activity.pk)
        assert (fresh.taken, fresh.overbooked) == (self.model.taken, self.model.over)
        assert fresh.taken <= fresh.capacity + fresh.overbooked
        assert all(bool(r.ended) == (not r.is_active) for r in rows), "every end has its reason"


@pytest.mark.postgres
def test_two_thousand_steps_break_no_invariant() -> None:
    """Sign up, hold, name, offer, run out, approve, resize, walk in, cancel: in any order."""
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

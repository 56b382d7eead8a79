"""Many processes at once do whatever people and staff do; afterwards everything adds up."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from events import approval, holds, offers, seats, waitlist
from events.cancellation import withdraw
from events.enums import ACTIVE, ApprovalReason, RegistrationStatus, WaitlistMode
from events.models import Activity, Booking, Registration
from events.registration import Contact, Person, RegistrationRefused, register
from tests.crowd import release
from tests.factories import ActivityFactory

PROCESSES, STEPS, CAPACITY = 12, 20, 8
# What somebody may be told who comes a moment too late; anything else fails the test.
REFUSALS = (
    RegistrationRefused,
    approval.NotPending,
    offers.OfferOver,
    waitlist.NotInLine,
    Registration.DoesNotExist,
    Booking.DoesNotExist,
)


class Walker:
    """One process: does this and that at one activity, at random but repeatably."""

    def __init__(self, activity_id: uuid.UUID, seed: int) -> None:
        self.activity = Activity.objects.get(pk=activity_id)
        self.random = Random(seed)

    def one_of(self, *states: str) -> Registration:
        """Return somebody who stands so now; she may not a moment later."""
        rows = self.activity.registrations.filter(status__in=states)
        keys = list(rows.values_list("pk", flat=True)[:50])
        return rows.get(pk=self.random.choice(keys) if keys else None)

    def unnamed(self) -> Booking:
        rows = self.activity.registrations.filter(name="", status__in=ACTIVE)
        keys = list(rows.values_list("booking", flat=True)[:50])
        return Booking.objects.get(pk=self.random.choice(keys) if keys else None)

    def person(self) -> Person:
        key = uuid.UUID(int=self.random.getrandbits(128))
        return Person(name=f"Deltager {key}", email=f"{key}@klub.example")

    def sign_up(self) -> None:
        register(
            activity=self.activity,
            people=[self.person() for _one in range(self.random.randint(1, 4))],
            contact=Contact(email="leder@skole.example"),
            idempotency_key=uuid.uuid4(),
            team=True,
            together=self.random.random() < 0.5,
        )

    def hold(self) -> None:
        holds.hold(
            activity=self.activity,
            number=self.random.randint(1, 3),
            contact=Contact(email="leder@skole.example"),
            idempotency_key=uuid.uuid4(),
            until=timezone.now() + timedelta(days=3),
            together=self.random.random() < 0.5,
        )

    def name(self) -> None:
        holds.name_seat(self.unnamed(), self.person())

    def let_go(self) -> None:
        holds.let_go(self.unnamed())

    def withdraw(self) -> None:
        withdraw(self.one_of(*ACTIVE))

    def accept(self) -> None:
        offers.accept(self.one_of(RegistrationStatus.OFFERED))

    def decline(self) -> None:
        offers.decline(self.one_of(RegistrationStatus.OFFERED))

    def run_out(self) -> None:
        row = self.one_of(RegistrationStatus.OFFERED, RegistrationStatus.HELD)
        kept = Registration.objects.filter(pk=row.pk, expires_at__isnull=False)
        kept.update(expires_at=timezone.now() - timedelta(seconds=1))
        if self.random.random() < 0.5:
            offers.expire_due()

    def resize(self) -> None:
        seats.resize(self.activity, self.random.randint(CAPACITY - 4, CAPACITY + 4))

    def seat(self) -> None:
        waitlist.seat_out_of_turn(
            self.one_of(RegistrationStatus.WAITING), reason="Oplægsholder", by=None
        )

    def answer(self) -> None:
        row = self.one_of(RegistrationStatus.PENDING)
        if self.random.random() < 0.8:
            approval.approve(row, by=None)
        else:
            approval.refuse(row, ApprovalReason.FULL, by=None)

    def change_rules(self) -> None:
        Activity.objects.filter(pk=self.activity.pk).update(
            waitlist_mode=self.random.choice(WaitlistMode.values),
            needs_approval=self.random.random() < 0.2,
        )


DEEDS: dict[Callable[[Walker], None], int] = {
    Walker.sign_up: 6,
    Walker.hold: 3,
    Walker.name: 5,
    Walker.let_go: 1,
    Walker.withdraw: 6,
    Walker.accept: 4,
    Walker.decline: 2,
    Walker.run_out: 3,
    Walker.resize: 2,
    Walker.seat: 1,
    Walker.answer: 4,
    Walker.change_rules: 1,
}


def wander(activity_id: uuid.UUID, seed: int) -> int:
    """Do one process's share; return how many deeds were not refused."""
    walker, done = Walker(activity_id, seed), 0
    for deed in walker.random.choices(list(DEEDS), list(DEEDS.values()), k=STEPS):
        with suppress(*REFUSALS):
            deed(walker)
            done += 1
    return done


def who_fits(activity: Activity) -> list[Registration]:
    """Return those in line for whom enough seats are free; teams still in part pending do not."""
    line = list(activity.registrations.in_line().select_related("booking"))
    pending = {row.booking_id for row in activity.registrations.filter(status="pending")}
    return [
        row
        for row in line
        if not row.booking.together
        or (
            row.booking_id not in pending
            and sum(other.booking_id == row.booking_id for other in line) <= activity.free_seats
        )
    ]


@pytest.mark.postgres
@pytest.mark.postgres_only
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_busy_day_breaks_no_invariant() -> None:
    """Twelve processes, some two hundred deeds, one activity."""
    activity = ActivityFactory(capacity=CAPACITY)
    done = release(wander, [(activity.pk, n) for n in range(PROCESSES)], processes=PROCESSES)
    assert sum(done) > PROCESSES * STEPS / 3, "most of what they tried came about"
    offers.expire_due()

    activity.refresh_from_db()
    rows = list(activity.registrations.all())
    assert seats.find_discrepancies() == []
    assert activity.overbooked == max(0, activity.taken - activity.capacity)
    line = sorted((row for row in rows if row.is_waiting), key=lambda row: row.place_in_line or 0)
    assert [waitlist.position(row) for row in line] == list(range(1, len(line) + 1))
    assert activity.overbooked or not activity.free_seats or not who_fits(activity)
    assert all(bool(row.ended) == (not row.is_active) for row in rows)
    assert all(row.expires_at is None or row.status in waitlist.KEPT for row in rows)
    assert not activity.registrations.filter(decisions=None).exists()

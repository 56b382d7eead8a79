"""First come, first served: a freed seat moves on, nobody jumps the line."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import editing, offers, planning, seats, waitlist
from events.cancellation import TooLate, withdraw
from events.enums import ActivityKind, ActivityStatus, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration, Session
from events.registration import Contact, register
from tests.factories import (
    ActivityFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    make_person,
)
from tests.registration.makers import confirmed, full_activity, in_line, mails

pytestmark = pytest.mark.django_db


def test_a_withdrawn_seat_goes_to_the_first_in_line() -> None:
    activity = full_activity()
    first, second, _third = in_line(activity)
    withdraw(confirmed(activity)[0])
    first.refresh_from_db()
    assert first.is_confirmed
    assert in_line(activity)[0] == second
    assert (mails("moved_up"), mails("withdrawn")) == (1, 1)
    assert seats.find_discrepancies() == []


def test_withdrawing_twice_frees_one_seat() -> None:
    activity = full_activity()
    leaver = confirmed(activity)[0]
    withdraw(leaver)
    withdraw(leaver)
    assert len(in_line(activity)) == 2
    assert mails("withdrawn") == 1


def test_leaving_the_line_moves_nobody_up() -> None:
    activity = full_activity()
    first, second, _third = in_line(activity)
    withdraw(first)
    assert len(confirmed(activity)) == 2
    assert waitlist.position(second) == 1


def test_nobody_jumps_a_line_that_is_not_empty() -> None:
    """Within the last day seats stay free for those rung up in order; newcomers wait."""
    activity = full_activity(starts_in_days=0.5)
    withdraw(confirmed(activity)[0])
    assert len(confirmed(activity)) == 1, "nobody is moved up unasked in the last 24 hours"
    booking = register(
        activity=activity,
        people=[make_person()],
        contact=Contact(),
        idempotency_key=uuid.uuid4(),
    )
    assert booking.registrations.get().is_waiting
    first = in_line(activity)[0]
    assert waitlist.fill_next(activity, by=UserFactory()) == 1
    first.refresh_from_db()
    assert first.is_confirmed


def test_more_seats_move_the_line_up() -> None:
    activity = full_activity(capacity=2, waiting=3)
    seats.resize(activity, 4)
    assert (len(confirmed(activity)), len(in_line(activity))) == (4, 1)


def test_fewer_seats_take_nobodys_seat_and_offer_nothing() -> None:
    activity = full_activity(capacity=4, waiting=2)
    resized = seats.resize(activity, 2)
    assert (resized.taken, resized.overbooked) == (4, 2)
    withdraw(confirmed(activity)[0])
    withdraw(confirmed(activity)[0])
    activity.refresh_from_db()
    assert (activity.taken, activity.overbooked, len(in_line(activity))) == (2, 0, 2)
    withdraw(confirmed(activity)[0])
    assert len(in_line(activity)) == 1, "only now is a seat free"


def test_staff_seat_someone_out_of_turn_with_a_reason() -> None:
    activity = full_activity(capacity=2, waiting=3)
    first, _second, last = in_line(activity)
    with pytest.raises(ValidationError):
        waitlist.seat_out_of_turn(last, reason="  ", by=None)
    waitlist.seat_out_of_turn(last, reason="Hun holder et oplæg", by=None)
    activity.refresh_from_db()
    assert (activity.taken, activity.overbooked, mails("moved_up")) == (3, 1, 1)
    entry = ModelLogEntry.objects.get(action="events.overbook")
    assert entry.data == {"seats": 1, "reason": "Hun holder et oplæg"}
    with pytest.raises(waitlist.NotInLine):
        waitlist.seat_out_of_turn(last, reason="Igen", by=None)
    withdraw(confirmed(activity)[0])
    first.refresh_from_db()
    assert first.is_waiting, "the freed seat only ends the overbooking"
    assert seats.find_discrepancies() == []


def test_cancelling_tells_everyone_once_and_frees_every_seat() -> None:
    activity = full_activity(capacity=2, waiting=3)
    assert planning.cancel(activity, message="Oplægsholderen er syg.") == 5
    activity.refresh_from_db()
    assert (activity.status, activity.taken) == (ActivityStatus.CANCELLED, 0)
    assert mails("activity_cancelled") == 5
    assert not Registration.objects.filter(activity=activity).active().exists()
    with pytest.raises(planning.StepRefused):
        planning.cancel(activity)


def test_nobody_withdraws_from_what_is_over() -> None:
    activity = full_activity()
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.HELD)
    with pytest.raises(TooLate):
        withdraw(confirmed(activity)[0])


def test_only_those_with_a_seat_get_a_calendar_cancellation() -> None:
    activity = full_activity(capacity=1, waiting=1)
    planning.cancel(activity)
    rows = OutboxMessage.objects.filter(kind="activity_cancelled").order_by("registration__email")
    assert [row.params for row in rows] == [{"had_seat": True}, {"had_seat": False}]


def test_a_day_put_off_gives_seats_kept_for_the_phone_to_the_line() -> None:
    activity = full_activity(capacity=1, waiting=1, starts_in_days=0)
    withdraw(confirmed(activity)[0])
    assert confirmed(activity) == []
    (first,) = in_line(activity)

    def put_off() -> None:
        for session in activity.sessions.all():
            session.start += timedelta(days=30)
            session.end += timedelta(days=30)
            session.save()

    editing.change(activity, put_off, capacity=None)
    assert confirmed(activity) == [first]


def test_a_seat_kept_for_the_phone_goes_on_once_a_network_has_met() -> None:
    network = ActivityFactory(
        kind=ActivityKind.FORAELDRENETVAERK, discreet=True, with_page=False, days=0, capacity=1
    )
    soon = timezone.now() + timedelta(hours=12)
    meeting = SessionFactory(activity=network, start=soon, end=soon + timedelta(hours=2))
    SessionFactory(activity=network, start=soon + timedelta(days=30), end=soon + timedelta(days=31))
    seated = RegistrationFactory(activity=network)
    first = RegistrationFactory(activity=network, status=RegistrationStatus.WAITING)
    withdraw(seated)
    offers.expire_due()
    first.refresh_from_db()
    assert first.is_waiting
    begun = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=meeting.pk).update(start=begun)
    offers.expire_due()
    first.refresh_from_db()
    assert first.is_confirmed

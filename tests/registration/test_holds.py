"""Seats booked by number: held, named, prolonged, given back, run out."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import holds, offers, planning, seats
from events.cancellation import withdraw
from events.enums import (
    ActivityStatus,
    DecisionKind,
    EndReason,
    RegistrationSource,
    RegistrationStatus,
)
from events.holds import HoldExpired, NoSeatLeft
from events.models import Activity, Booking, OutboxMessage, Registration
from events.registration import AlreadyRegistered, NamedTwice, NotOpen, TooMany
from tests.factories import ActivityFactory, RegistrationFactory, make_person
from tests.registration.makers import (
    BOOKER,
    confirmed,
    decided,
    fresh,
    let_time_pass,
    mails,
    sign_up,
    statuses,
)

pytestmark = pytest.mark.django_db


def hold(activity: Activity, number: int = 3, **kwargs: Any) -> Booking:
    defaults = {
        "contact": BOOKER,
        "idempotency_key": uuid.uuid4(),
        "until": timezone.now() + timedelta(days=7),
    }
    return holds.hold(activity=activity, number=number, **{**defaults, **kwargs})


def held(booking: Booking) -> list[Registration]:
    return list(booking.registrations.filter(status=RegistrationStatus.HELD))


def taken(activity: Activity) -> int:
    activity.refresh_from_db()
    return activity.taken


def test_held_seats_count_as_taken_and_are_named_one_by_one() -> None:
    activity = ActivityFactory(capacity=4)
    booking = hold(activity, 3, workplace=" Sydhavnen Skole ")
    assert (statuses(booking), taken(activity)) == (["held"] * 3, 3)
    assert (booking.is_team, booking.workplace) == (True, "Sydhavnen Skole")
    row = holds.name_seat(booking, make_person(name="Åse Berg"))
    assert (row.is_confirmed, row.expires_at, row.sort_key != "") == (True, None, True)
    assert statuses(booking) == ["confirmed", "held", "held"]
    assert (taken(activity), mails("confirmed")) == (3, 1)
    assert decided(row) == [DecisionKind.HELD, DecisionKind.SEATED]


def test_what_does_not_fit_stands_in_line_unnamed() -> None:
    activity = ActivityFactory(capacity=2)
    booking = hold(activity, 3)
    assert statuses(booking) == ["held", "held", "waiting"]
    for _seat in range(2):
        assert holds.name_seat(booking, make_person()).is_confirmed
    assert holds.name_seat(booking, make_person()).is_waiting, "seats first, then places in line"
    with pytest.raises(NoSeatLeft):
        holds.name_seat(booking, make_person())


def test_together_means_all_or_none() -> None:
    activity = ActivityFactory(capacity=2)
    assert statuses(hold(activity, 3, together=True)) == ["waiting"] * 3
    assert taken(activity) == 0


def test_nobody_jumps_the_line_by_holding() -> None:
    activity = ActivityFactory(capacity=2)
    sign_up(activity, 3)
    assert statuses(hold(activity, 1)) == ["waiting"]


def test_when_the_date_passes_the_seats_go_on_and_the_booker_is_told_once() -> None:
    activity = ActivityFactory(capacity=2)
    booking = hold(activity, 2)
    newcomer = sign_up(activity).registrations.get()
    named = holds.name_seat(booking, make_person())
    let_time_pass(*held(booking))
    assert offers.expire_due() == 1
    assert statuses(booking) == ["cancelled", "confirmed"]
    assert set(confirmed(activity)) == {named, *fresh([newcomer])}
    row = booking.registrations.get(status=RegistrationStatus.CANCELLED)
    assert (row.ended, decided(row)[-1]) == (EndReason.HOLD_EXPIRED, DecisionKind.HOLD_EXPIRED)
    letter = OutboxMessage.objects.get(kind="team_expired")
    assert (letter.booking, letter.params) == (booking, {"seats": 1})
    with pytest.raises(HoldExpired):
        holds.name_seat(booking, make_person())


def test_a_form_that_nobody_finishes_lets_go_without_a_word() -> None:
    activity = ActivityFactory(capacity=2)
    booking = hold(activity, 3, until=timezone.now() + holds.FORM_HOLD)
    assert booking.names_by is None
    later = timezone.now() + holds.FORM_HOLD + timedelta(seconds=1)
    assert offers.expire_due(later) == 3, "the place in line goes, too"
    assert statuses(booking) == ["cancelled"] * 3
    assert (taken(activity), mails("team_expired")) == (0, 0)


def test_a_form_hold_becomes_a_date_for_the_names() -> None:
    activity = ActivityFactory(capacity=1)
    booking = hold(activity, 2, until=timezone.now() + holds.FORM_HOLD)
    date = timezone.now() + timedelta(days=10)
    assert holds.prolong(booking, date).names_by == date
    assert held(booking)[0].expires_at == date
    assert offers.expire_due(timezone.now() + timedelta(days=1)) == 0
    assert statuses(booking) == ["held", "waiting"], "both are kept now"


def test_no_hold_outlives_the_start() -> None:
    activity = ActivityFactory(starts_in_days=3)
    start = activity.first_start
    assert start is not None
    booking = hold(activity, 1, until=start + timedelta(days=1))
    assert (booking.names_by, held(booking)[0].expires_at) == (start, start)
    assert holds.prolong(booking, start + timedelta(days=2)).names_by == start
    assert offers.expire_due(start) == 1


def test_what_ran_out_is_not_prolonged() -> None:
    booking = hold(ActivityFactory(), 1)
    let_time_pass(*held(booking))
    with pytest.raises(HoldExpired):
        holds.prolong(booking, timezone.now() + timedelta(days=1))


def test_an_unnamed_place_in_line_is_held_for_two_working_days_when_its_turn_comes() -> None:
    activity = ActivityFactory(capacity=1)
    first = RegistrationFactory(activity=activity)
    booking = hold(activity, 1, until=timezone.now() + timedelta(hours=1))
    withdraw(first)
    (row,) = held(booking)
    assert row.expires_at is not None
    assert row.expires_at > timezone.now() + timedelta(hours=20)
    letter = OutboxMessage.objects.get(kind="team_names")
    assert (letter.booking, letter.params) == (booking, {"seats": 1})


def test_unnamed_places_are_given_back_and_go_on() -> None:
    activity = ActivityFactory(capacity=3)
    booking = hold(activity, 4)
    newcomer = sign_up(activity).registrations.get()
    assert holds.let_go(booking, 2) == 2
    assert statuses(booking) == ["cancelled", "cancelled", "held", "held"], "the line goes first"
    assert fresh([newcomer])[0].is_confirmed
    holds.name_seat(booking, make_person())
    assert holds.let_go(booking) == 1
    assert holds.let_go(booking) == 0
    assert seats.find_discrepancies() == []
    assert mails("withdrawn") == 0, "an unnamed seat writes to nobody"


def test_the_same_person_is_not_named_twice() -> None:
    activity = ActivityFactory()
    booking, person = hold(activity, 3), make_person()
    holds.name_seat(booking, person)
    with pytest.raises(NamedTwice):
        holds.name_seat(booking, person)
    elsewhere = make_person()
    sign_up(activity, people=[elsewhere])
    with pytest.raises(AlreadyRegistered):
        holds.name_seat(booking, elsewhere)
    assert statuses(booking) == ["confirmed", "held", "held"]


def test_a_certain_seat_is_named_only_once() -> None:
    booking = hold(ActivityFactory(), 2)
    seat = held(booking)[0]
    assert holds.name_seat(booking, make_person(), registration=seat) == seat
    with pytest.raises(NoSeatLeft):
        holds.name_seat(booking, make_person(), registration=seat)


def test_holding_goes_through_the_same_gates() -> None:
    with pytest.raises(NotOpen):
        hold(ActivityFactory(status=ActivityStatus.CLOSED))
    with pytest.raises(NotOpen):
        hold(ActivityFactory(discreet=True))
    with pytest.raises(TooMany):
        hold(ActivityFactory(capacity=50), holds.TEAM_LIMIT + 1)
    closed = ActivityFactory(status=ActivityStatus.CLOSED)
    assert statuses(hold(closed, 1, source=RegistrationSource.STAFF)) == ["held"]


def test_holding_twice_with_one_key_is_one_booking() -> None:
    activity, key = ActivityFactory(), uuid.uuid4()
    assert hold(activity, 2, idempotency_key=key) == hold(activity, 2, idempotency_key=key)
    assert taken(activity) == 2


def test_cancelling_the_activity_tells_the_booker_once() -> None:
    activity = ActivityFactory()
    booking = hold(activity, 3)
    holds.name_seat(booking, make_person())
    assert planning.cancel(activity) == 3
    assert mails("activity_cancelled") == 2, "the colleague, and the booker for the other two"
    with pytest.raises(NotOpen):
        holds.name_seat(booking, make_person())

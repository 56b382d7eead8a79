"""Where the organiser has freed seats offered: they are kept, answered, and passed on."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from events import editing, offers, planning, seats, waitlist
from events.cancellation import withdraw
from events.clock import tick
from events.enums import DecisionKind, EndReason, RegistrationStatus, WaitlistMode
from events.models import Activity, Booking, Registration
from events.offers import OfferOver
from events.officehours import add_office_hours
from tests.factories import RegistrationFactory, UserFactory
from tests.registration.makers import (
    confirmed,
    decided,
    fresh,
    full_activity,
    in_line,
    let_time_pass,
    mails,
    offered,
    offering,
    sign_up,
)

pytestmark = pytest.mark.django_db


def counters(activity: Activity) -> tuple[int, int]:
    activity.refresh_from_db()
    return activity.taken, activity.overbooked


def test_a_freed_seat_is_offered_to_the_first_in_line_and_kept_for_her() -> None:
    activity = offering()
    first, *_others = in_line(activity)
    before = add_office_hours(timezone.now(), activity.offer_hours)
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    assert row == first
    assert row.place_in_line is None
    assert row.expires_at is not None
    assert row.expires_at - before < timedelta(minutes=5)
    assert counters(activity) == (2, 0), "the seat stays taken while she thinks"
    assert (mails("offered"), mails("moved_up")) == (1, 0)
    assert decided(row)[-1] == DecisionKind.OFFERED


def test_yes_confirms_the_seat_once() -> None:
    activity = offering()
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    assert offers.accept(row).is_confirmed
    assert offers.accept(row).is_confirmed, "a double tap is one yes"
    assert fresh([row])[0].expires_at is None
    assert (mails("confirmed"), decided(row)[-1]) == (1, DecisionKind.ACCEPTED)
    assert seats.find_discrepancies() == []


def test_no_ends_the_registration_and_offers_the_seat_to_the_next() -> None:
    activity = offering()
    first, second, _third = in_line(activity)
    withdraw(confirmed(activity)[0])
    offers.decline(first)
    offers.decline(first)
    (row,) = fresh([first])
    assert (row.status, row.ended) == (RegistrationStatus.CANCELLED, EndReason.DECLINED_OFFER)
    assert offered(activity) == [second]
    assert decided(first)[-1] == DecisionKind.DECLINED
    assert counters(activity) == (2, 0)
    with pytest.raises(OfferOver):
        offers.accept(first)


def test_withdrawing_from_an_offer_is_a_no() -> None:
    activity = offering()
    first, second, _third = in_line(activity)
    withdraw(confirmed(activity)[0])
    assert withdraw(first).ended == EndReason.DECLINED_OFFER
    assert offered(activity) == [second]


def test_silence_passes_the_seat_on_by_the_clock() -> None:
    activity = offering()
    first, second, _third = in_line(activity)
    withdraw(confirmed(activity)[0])
    assert offers.expire_due() == 0
    let_time_pass(first)
    assert "expire_offers_and_holds" in tick().done
    (row,) = fresh([first])
    assert (row.status, row.ended, row.expires_at) == (
        RegistrationStatus.CANCELLED,
        EndReason.OFFER_EXPIRED,
        None,
    )
    assert offered(activity) == [second]
    assert (mails("offer_expired"), decided(first)[-1]) == (1, DecisionKind.EXPIRED)
    assert offers.expire_due() == 0


def test_every_command_passes_on_what_has_run_out() -> None:
    """No clock has ticked: the newcomer still does not find a seat that is in truth free."""
    activity = offering(capacity=1, waiting=1)
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    let_time_pass(row)
    assert sign_up(activity).registrations.get().is_confirmed
    assert fresh([row])[0].ended == EndReason.OFFER_EXPIRED


def test_a_yes_that_comes_too_late_is_refused_and_passes_the_seat_on() -> None:
    activity = offering()
    first, second, _third = in_line(activity)
    withdraw(confirmed(activity)[0])
    let_time_pass(first)
    with pytest.raises(OfferOver):
        offers.accept(first)
    assert offered(activity) == [second], "although the command itself was refused"


def test_without_an_address_the_offer_runs_from_the_call() -> None:
    activity = offering(waiting=0)
    booking = Booking.objects.create(
        activity=activity, idempotency_key="00000000-0000-4000-8000-000000000001"
    )
    row = RegistrationFactory(
        activity=activity,
        status=RegistrationStatus.WAITING,
        booking=booking,
        email=None,
        phone="+4512345678",
        identity=None,
    )
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    assert row.expires_at is None
    assert offers.expire_due(timezone.now() + timedelta(days=10)) == 0, "she was not reached yet"
    started = offers.start_clock(row, by=UserFactory())
    assert started.expires_at is not None
    assert offers.start_clock(row, by=None).expires_at == started.expires_at
    assert offers.expire_due(started.expires_at) == 1
    with pytest.raises(OfferOver):
        offers.start_clock(row, by=None)


def test_no_offer_outlives_the_start() -> None:
    activity = offering(capacity=1, waiting=1, starts_in_days=1.1, offer_hours=50)
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    start = activity.first_start
    assert start is not None
    assert row.expires_at == start
    Registration.objects.filter(pk=row.pk).update(expires_at=None)
    assert offers.expire_due(start) == 1, "not even one that waits for a call"


def test_an_earlier_day_shortens_the_offers() -> None:
    activity = offering(capacity=1, waiting=1)
    withdraw(confirmed(activity)[0])
    soon = timezone.now() + timedelta(hours=2)
    Registration.objects.filter(pk=offered(activity)[0].pk).update(
        expires_at=timezone.now() + timedelta(days=5)
    )

    def bring_forward() -> None:
        for session in activity.sessions.all():
            session.start, session.end = soon, soon + timedelta(hours=3)
            session.save()

    editing.change(activity, bring_forward, capacity=None)
    assert offered(activity)[0].expires_at == soon
    assert mails("offered") == 2, "she is asked again, for the new day"


def test_in_the_last_day_nobody_is_offered_anything_unasked() -> None:
    activity = offering(starts_in_days=0.5)
    withdraw(confirmed(activity)[0])
    assert offered(activity) == []
    first = in_line(activity)[0]
    assert waitlist.fill_next(activity, by=UserFactory()) == 1
    assert fresh([first])[0].is_confirmed, "whom staff have rung has answered already"


def test_nothing_is_offered_while_overbooked_and_open_offers_stay() -> None:
    activity = offering(capacity=3, waiting=3)
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    resized = seats.resize(activity, 1)
    assert (resized.taken, resized.overbooked) == (3, 2)
    assert fresh([row])[0].is_offered, "nobody loses an offer"
    offers.decline(row)
    assert offered(activity) == []
    assert counters(activity) == (2, 1)
    seats.resize(activity, 3)
    assert len(offered(activity)) == 1


def test_closing_keeps_offers_cancelling_ends_them() -> None:
    activity = offering()
    withdraw(confirmed(activity)[0])
    planning.close_signup(activity)
    (row,) = offered(activity)
    planning.cancel(activity)
    (row,) = fresh([row])
    assert (row.status, row.expires_at, row.ended) == (
        RegistrationStatus.CANCELLED,
        None,
        EndReason.CANCELLED_ACTIVITY,
    )
    assert counters(activity) == (0, 0)
    with pytest.raises(OfferOver):
        offers.accept(row)


def test_holding_the_day_ends_what_was_never_answered() -> None:
    activity = offering(starts_in_days=3)
    withdraw(confirmed(activity)[0])
    (row,) = offered(activity)
    activity.sessions.update(start=timezone.now() - timedelta(hours=1))
    planning.hold(activity, nobody_came=True)
    assert fresh([row])[0].ended == EndReason.OFFER_EXPIRED


def test_a_newcomer_to_free_seats_is_not_asked_back() -> None:
    activity = full_activity(capacity=1, waiting=0, waitlist_mode=WaitlistMode.OFFER)
    seats.resize(activity, 2)
    assert sign_up(activity).registrations.get().is_confirmed


def test_staff_may_say_yes_for_someone_who_rang() -> None:
    activity = offering()
    withdraw(confirmed(activity)[0])
    by = UserFactory()
    row = offers.accept(offered(activity)[0], by=by)
    assert row.decisions.get(kind=DecisionKind.ACCEPTED).by == by


def test_the_clock_looks_at_a_few_rows_whatever_there_is(
    django_assert_num_queries: object,
) -> None:
    for _number in range(3):
        offering()
    with django_assert_num_queries(3):  # type: ignore[operator]
        offers.expire_due()


def test_one_activity_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    activities = sorted((offering(1, 1) for _one in range(3)), key=lambda activity: activity.pk)
    for activity in activities:
        withdraw(confirmed(activity)[0])
    sweep = waitlist.sweep

    def broken(activity: Activity, now: datetime) -> int:
        if activity == activities[0]:
            raise ArithmeticError
        return sweep(activity, now)

    monkeypatch.setattr(waitlist, "sweep", broken)
    with pytest.raises(ArithmeticError):
        offers.expire_due(timezone.now() + timedelta(days=20))
    assert [len(offered(activity)) for activity in activities] == [1, 0, 0]

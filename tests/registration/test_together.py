"""A team that comes only whole: all or none, passed over by those who fit, and told so."""

import pytest

from events import decisions, offers, seats, waitlist
from events.cancellation import withdraw
from events.enums import DecisionKind, RegistrationStatus
from events.models import Activity, Registration
from events.registration import TEAM_LIMIT, TooMany
from tests.factories import ActivityFactory, UserFactory
from tests.registration.makers import (
    confirmed,
    decided,
    full_activity,
    in_line,
    mails,
    offered,
    offering,
    params_of,
    sign_up,
    statuses,
)

pytestmark = pytest.mark.django_db


def leave(activity: Activity, number: int = 1) -> None:
    for row in confirmed(activity)[:number]:
        withdraw(row)


def test_it_gets_seats_for_all_at_once_or_stands_in_line() -> None:
    activity = ActivityFactory(capacity=3)
    assert statuses(sign_up(activity, 3, team=True, together=True)) == ["confirmed"] * 3
    other = ActivityFactory(capacity=2)
    booking = sign_up(other, 3, team=True, together=True)
    assert statuses(booking) == ["waiting"] * 3
    row = booking.registrations.first()
    assert params_of(row, DecisionKind.QUEUED_TOGETHER)["free"] == 2


def test_it_moves_up_when_seats_for_all_of_it_are_free() -> None:
    activity = full_activity(capacity=4, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity, 2)
    assert statuses(team) == ["waiting"] * 3
    leave(activity)
    assert statuses(team) == ["confirmed"] * 3
    assert mails("moved_up") == 3


def test_the_next_who_fits_passes_it_and_staff_see_why() -> None:
    activity = full_activity(capacity=2, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    behind = sign_up(activity).registrations.get()
    leave(activity)
    assert behind in confirmed(activity)
    assert statuses(team) == ["waiting"] * 3
    for row in team.registrations.all():
        decision = row.decisions.get(kind=DecisionKind.PASSED_OVER)
        assert decision.params == {"people": 3, "seats": 1}
        assert decisions.sentence(decision) == "Sprunget over: 3 personer, 1 plads."


def test_a_free_seat_that_nobody_takes_passes_over_nobody() -> None:
    """Once for each time that somebody got past, not at every sweep."""
    activity = full_activity(capacity=2, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity)
    offers.expire_due()
    seats.resize(activity, 3)
    assert DecisionKind.PASSED_OVER not in decided(team.registrations.first())
    assert len(in_line(activity)) == 3


def test_a_newcomer_queues_and_is_let_past_with_one_confirmation() -> None:
    activity = full_activity(capacity=2, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity)
    newcomer = sign_up(activity).registrations.get()
    assert newcomer.is_confirmed
    assert decided(newcomer) == [DecisionKind.QUEUED_BEHIND, DecisionKind.MOVED_UP]
    assert (mails("confirmed"), mails("moved_up"), mails("waiting")) == (1, 0, 3)
    assert DecisionKind.PASSED_OVER in decided(team.registrations.first())


def test_in_the_last_day_a_newcomer_does_not_pass() -> None:
    activity = full_activity(capacity=2, waiting=0, starts_in_days=0.5)
    sign_up(activity, 3, team=True, together=True)
    leave(activity)
    newcomer = sign_up(activity).registrations.get()
    assert newcomer.is_waiting
    assert waitlist.fill_next(activity, by=UserFactory()) == 1
    newcomer.refresh_from_db()
    assert newcomer.is_confirmed


def test_staff_fill_seats_for_the_whole_team() -> None:
    activity = full_activity(capacity=3, waiting=0, starts_in_days=0.5)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity, 3)
    assert waitlist.fill_next(activity, by=UserFactory()) == 3
    assert statuses(team) == ["confirmed"] * 3


def test_a_team_that_grows_smaller_may_fit() -> None:
    activity = full_activity(capacity=2, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity, 2)
    withdraw(team.registrations.first())
    assert statuses(team) == ["cancelled", "confirmed", "confirmed"]


def test_a_seat_out_of_turn_for_one_lets_the_rest_fit() -> None:
    activity = full_activity(capacity=2, waiting=0)
    team = sign_up(activity, 3, team=True, together=True)
    leave(activity, 2)
    one = team.registrations.first()
    seats.resize(activity, 3 - 1)
    waitlist.seat_out_of_turn(one, reason="Holder et oplæg", by=None)
    assert statuses(team) == ["confirmed", "waiting", "waiting"]
    seats.resize(activity, 3)
    assert statuses(team) == ["confirmed"] * 3


def test_offered_seats_are_answered_by_each_for_herself() -> None:
    activity = offering(capacity=1, waiting=0)
    team = sign_up(activity, 2, team=True, together=True)
    behind = sign_up(activity).registrations.get()
    seats.resize(activity, 3)
    one, other = offered(activity)
    assert {one.booking_id, other.booking_id} == {team.pk}
    offers.accept(one)
    offers.decline(other)
    assert Registration.objects.get(pk=one.pk).is_confirmed, "one no takes nobody else's seat"
    assert offered(activity) == [behind]


def test_a_long_line_costs_no_more_queries(django_assert_max_num_queries: object) -> None:
    for waiting in (2, 12):
        activity = full_activity(capacity=2, waiting=waiting)
        with django_assert_max_num_queries(18):  # type: ignore[operator]
            withdraw(confirmed(activity)[0])


def test_a_team_has_a_limit() -> None:
    with pytest.raises(TooMany):
        sign_up(ActivityFactory(capacity=50), TEAM_LIMIT + 1, team=True)


def test_two_teams_keep_their_order() -> None:
    activity = full_activity(capacity=4, waiting=0)
    large = sign_up(activity, 4, team=True, together=True)
    small = sign_up(activity, 2, team=True, together=True)
    leave(activity, 2)
    assert statuses(small) == [RegistrationStatus.CONFIRMED] * 2
    assert statuses(large) == [RegistrationStatus.WAITING] * 4
    for row in small.registrations.all():
        withdraw(row)
    leave(activity, 2)
    assert statuses(large) == [RegistrationStatus.CONFIRMED] * 4

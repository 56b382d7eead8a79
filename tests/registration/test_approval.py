"""Where the organiser approves sign-ups: no seat and no place before the yes."""

import pytest

from events import approval, holds, planning, seats
from events.approval import NotPending
from events.cancellation import withdraw
from events.enums import ApprovalReason, DecisionKind, EndReason, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration
from tests.factories import ActivityFactory, UserFactory, make_person
from tests.registration.makers import (
    decided,
    full_activity,
    in_line,
    mails,
    sign_up,
    statuses,
)
from tests.registration.test_holds import hold

pytestmark = pytest.mark.django_db


def picky(capacity: int = 2) -> Activity:
    return ActivityFactory(capacity=capacity, needs_approval=True)


def pending(activity: Activity) -> Registration:
    return sign_up(activity).registrations.get()


def test_a_sign_up_takes_no_seat_and_no_place_before_the_yes() -> None:
    activity = picky()
    row = pending(activity)
    activity.refresh_from_db()
    assert (row.status, row.place_in_line) == (RegistrationStatus.PENDING, None)
    assert (activity.taken, activity.next_place) == (0, 1)
    assert (mails("pending"), mails("confirmed")) == (1, 0)
    assert decided(row) == [DecisionKind.PENDING]


def test_yes_gives_a_seat_or_a_place_in_the_order_of_the_answers() -> None:
    activity, by = picky(capacity=1), UserFactory()
    first, second, third = (pending(activity) for _one in range(3))
    assert approval.approve(third, by=by).is_confirmed
    assert approval.approve(first, by=by).is_waiting
    assert approval.approve(second, by=by).is_waiting
    assert in_line(activity) == [first, second]
    assert decided(third) == [DecisionKind.PENDING, DecisionKind.APPROVED, DecisionKind.SEATED]
    assert third.decisions.get(kind=DecisionKind.APPROVED).by == by
    assert (mails("confirmed"), mails("waiting")) == (1, 2)
    assert seats.find_discrepancies() == []
    with pytest.raises(NotPending):
        approval.approve(third, by=by)


def test_no_ends_the_registration_with_a_reason_from_the_list() -> None:
    activity, by = picky(), UserFactory()
    row = approval.refuse(pending(activity), ApprovalReason.OTHER_DATE, by=by)
    assert (row.status, row.ended) == (RegistrationStatus.CANCELLED, EndReason.NOT_APPROVED)
    mail = OutboxMessage.objects.get(kind="not_approved")
    assert (mail.registration, mail.params) == (row, {"reason": "other_date"})
    with pytest.raises(NotPending):
        approval.refuse(row, ApprovalReason.FULL, by=by)
    with pytest.raises(ValueError, match="because"):
        approval.refuse(pending(activity), "because", by=by)  # type: ignore[arg-type]


def test_nobody_is_approved_past_the_line() -> None:
    activity = full_activity(capacity=1, waiting=1, needs_approval=True)
    row = pending(activity)
    assert approval.approve(row, by=None).is_waiting
    assert in_line(activity)[-1] == row


def test_a_team_that_comes_only_whole_waits_for_all_its_answers() -> None:
    activity = picky(capacity=3)
    team = sign_up(activity, 3, team=True, together=True)
    one, two, three = team.registrations.all()
    approval.approve(one, by=None)
    approval.approve(two, by=None)
    assert statuses(team) == ["pending", "waiting", "waiting"]
    approval.refuse(three, ApprovalReason.OTHER_AUDIENCE, by=None)
    assert statuses(team) == ["cancelled", "confirmed", "confirmed"]


def test_someone_who_is_pending_may_leave_and_its_team_goes_on() -> None:
    activity = picky(capacity=3)
    team = sign_up(activity, 2, team=True, together=True)
    one, two = team.registrations.all()
    approval.approve(one, by=None)
    assert withdraw(two).ended == EndReason.WITHDREW
    assert statuses(team) == ["cancelled", "confirmed"]


def test_unnamed_places_are_approved_and_then_held() -> None:
    booking = hold(picky(), 2)
    assert statuses(booking) == ["pending", "pending"]
    row = approval.approve(booking.registrations.first(), by=None)
    assert (row.is_held, row.expires_at is not None) == (True, True)
    assert holds.name_seat(booking, make_person()) == row
    assert holds.name_seat(booking, make_person()).is_pending


def test_nothing_is_approved_after_the_activity_was_cancelled() -> None:
    activity = picky()
    row = pending(activity)
    planning.cancel(activity)
    with pytest.raises(NotPending):
        approval.approve(row, by=None)

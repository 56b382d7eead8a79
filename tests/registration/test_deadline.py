"""The organiser's deadline for giving up a seat on the web."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events.cancellation import PastDeadline, TooLate, withdraw, withdraw_by_self
from events.deadlines import withdrawal_deadline
from events.enums import ActivityStatus, EndReason, RegistrationStatus
from events.models import Activity, Session
from tests.factories import ActivityFactory, RegistrationFactory
from tests.registration.makers import confirmed, in_line, offered, offering

pytestmark = pytest.mark.django_db

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def on(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def starting(text: str, days: int | None) -> Activity:
    activity = ActivityFactory(withdraw_days=days, with_page=False)
    Session.objects.filter(activity=activity).update(
        start=on(text), end=on(text) + timedelta(hours=3)
    )
    return Activity.objects.get(pk=activity.pk)


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        ("2027-09-16 09:00", 2, "2027-09-15 00:00"),  # all of the day two days before
        ("2027-09-16 09:00", 1, "2027-09-16 00:00"),
        ("2027-09-16 09:00", 0, "2027-09-16 09:00"),  # never past the start
        ("2027-09-16 09:00", None, "2027-09-16 09:00"),
        ("2027-03-30 09:00", 2, "2027-03-29 00:00"),  # the clock goes forward on the 28th
        ("2027-11-02 00:30", 2, "2027-11-01 00:00"),  # and back on the last of October
    ],
)
def test_it_is_a_midnight_in_copenhagen(start: str, days: int | None, deadline: str) -> None:
    assert withdrawal_deadline(starting(start, days)) == on(deadline)


def test_an_activity_without_a_date_has_no_deadline() -> None:
    activity = ActivityFactory(withdraw_days=2)
    activity.sessions.all().delete()
    assert withdrawal_deadline(Activity.objects.get(pk=activity.pk)) is None


def test_after_it_one_rings_and_staff_withdraw() -> None:
    activity = ActivityFactory(starts_in_days=2, withdraw_days=5)
    row = RegistrationFactory(activity=activity)
    with pytest.raises(PastDeadline):
        withdraw_by_self(row)
    row.refresh_from_db()
    assert row.is_confirmed
    assert withdraw(row, reason=EndReason.WITHDRAWN_BY_STAFF).ended == EndReason.WITHDRAWN_BY_STAFF


def test_before_it_one_withdraws_oneself() -> None:
    activity = ActivityFactory(starts_in_days=8, withdraw_days=5)
    row = withdraw_by_self(RegistrationFactory(activity=activity))
    assert (row.status, row.ended) == (RegistrationStatus.CANCELLED, EndReason.WITHDREW)


def test_without_a_deadline_it_ends_when_the_day_begins() -> None:
    activity = ActivityFactory(starts_in_days=1)
    row = RegistrationFactory(activity=activity)
    activity.sessions.update(start=timezone.now() - timedelta(minutes=1))
    with pytest.raises(PastDeadline):
        withdraw_by_self(row)


def test_whoever_has_no_seat_yet_may_always_leave() -> None:
    activity = offering(starts_in_days=3, withdraw_days=30)
    withdraw(confirmed(activity)[0])
    assert withdraw_by_self(offered(activity)[0]).ended == EndReason.DECLINED_OFFER
    assert withdraw_by_self(in_line(activity)[0]).ended == EndReason.WITHDREW


def test_after_the_day_it_is_too_late_for_that() -> None:
    activity = ActivityFactory(starts_in_days=-1)
    row = RegistrationFactory(activity=activity)
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.HELD)
    with pytest.raises(TooLate):
        withdraw_by_self(row)

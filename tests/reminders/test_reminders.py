"""Everyone with a seat is reminded in the morning, as many days before as was set, once a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import planning
from events.clock import tick
from events.enums import ActivityStatus, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration, Session
from events.reminders import remind_due, reminder_time
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def activity_on(day: datetime, **kwargs: Any) -> Activity:
    """Return an activity with one session, beginning at the time given."""
    activity = ActivityFactory(days=0, **kwargs)
    SessionFactory(activity=activity, start=day)
    return activity


def someone(activity: Activity, **kwargs: Any) -> Registration:
    """Return someone who signed up a week before ``NOW``."""
    person = RegistrationFactory(activity=activity, **kwargs)
    Registration.objects.filter(pk=person.pk).update(created_at=NOW - timedelta(days=7))
    return person


def reminded() -> list[str]:
    """Return the names of those with a reminder in the outbox."""
    rows = OutboxMessage.objects.filter(kind="reminder")
    return sorted(rows.values_list("registration__name", flat=True))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        # Both clock changes lie between: nine in the morning stays nine in Copenhagen.
        (datetime(2026, 3, 30, 7, 0, tzinfo=UTC), 2, datetime(2026, 3, 28, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 8, 0, tzinfo=UTC), 2, datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        # Late in the evening in UTC is the next day in Copenhagen.
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), 1, datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_day_and_hour_are_copenhagens(start: datetime, days: int, expected: datetime) -> None:
    assert reminder_time(activity_on(start, remind_days=days)) == expected


def test_who_has_a_seat_is_reminded_once() -> None:
    activity = activity_on(NOW + timedelta(days=2), remind_days=2, capacity=1)
    someone(activity, name="Med plads")
    someone(activity, name="I kø", status=RegistrationStatus.WAITING)
    someone(activity, name="Afmeldt", status=RegistrationStatus.CANCELLED)
    assert remind_due(NOW - timedelta(days=1)) == 0
    assert remind_due(NOW) == 1
    assert remind_due(NOW) == 0
    assert reminded() == ["Med plads"]


def test_each_evening_of_a_course_reminds_and_the_second_day_of_two_does_not() -> None:
    course = activity_on(NOW + timedelta(days=2), remind_days=2)
    SessionFactory(activity=course, start=NOW + timedelta(days=9))
    conference = activity_on(NOW + timedelta(days=2), remind_days=2)
    SessionFactory(activity=conference, start=NOW + timedelta(days=3))
    someone(course, name="Kursist")
    someone(conference, name="Gæst")
    assert [remind_due(NOW + timedelta(days=day)) for day in range(10)] == [
        2, 0, 0, 0, 0, 0, 0, 1, 0, 0,
    ]  # fmt: skip
    assert reminded() == ["Gæst", "Kursist", "Kursist"]


def test_whoever_has_just_signed_up_is_left_in_peace() -> None:
    activity = activity_on(NOW + timedelta(days=1), remind_days=2)
    someone(activity, name="Længe siden")
    person = someone(activity, name="Lige nu")
    Registration.objects.filter(pk=person.pk).update(created_at=NOW - timedelta(hours=2))
    remind_due(NOW)
    assert reminded() == ["Længe siden"]


@pytest.mark.parametrize(
    "changes",
    [
        {"remind_days": None},
        {"remind_days": 2, "status": ActivityStatus.CANCELLED},
    ],
)
def test_nobody_is_reminded_of_these(changes: dict[str, Any]) -> None:
    someone(activity_on(NOW + timedelta(days=1), **changes))
    assert remind_due(NOW) == 0


def test_who_has_a_seat_is_reminded_though_sign_up_was_never_open() -> None:
    """Members of a network, and whom staff signed up, come to days that are not public."""
    someone(activity_on(NOW + timedelta(days=1), remind_days=2, status=ActivityStatus.PLANNED))
    assert remind_due(NOW) == 1


def test_a_day_that_moves_reminds_again() -> None:
    activity = activity_on(NOW + timedelta(days=1), remind_days=2)
    someone(activity)
    assert remind_due(NOW) == 1
    moved = NOW + timedelta(days=20)
    Session.objects.update(start=moved, end=moved + timedelta(hours=6))
    planning.announce_move(activity)
    assert remind_due(NOW) == 0
    assert remind_due(NOW + timedelta(days=19)) == 1


def test_the_clock_reminds() -> None:
    person = RegistrationFactory(activity=ActivityFactory(starts_in_days=1, remind_days=2))
    yesterday = timezone.now() - timedelta(days=2)
    Registration.objects.filter(pk=person.pk).update(created_at=yesterday)
    assert "remind_participants" in tick().done
    assert OutboxMessage.objects.filter(kind="reminder").count() == 1

"""Days in a rhythm, and the sessions made of them."""

from datetime import UTC, date, time, timedelta

import pytest
from django.utils import timezone

from events import rhythm
from events.enums import ActivityStatus, RegistrationStatus
from events.forms.dates import read_dates
from events.models import Activity, OutboxMessage, SchoolHoliday, Session
from events.rhythm import Rhythm
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

EVENING = (time(17), time(19, 30))


def days_of(*text: str) -> list[date]:
    return [date.fromisoformat(day) for day in text]


def test_weekly_and_fortnightly_days() -> None:
    first = date(2026, 11, 3)
    assert rhythm.regular_days(first, Rhythm.WEEKLY, 3) == days_of(
        "2026-11-03", "2026-11-10", "2026-11-17"
    )
    assert rhythm.regular_days(first, Rhythm.FORTNIGHTLY, 3) == days_of(
        "2026-11-03", "2026-11-17", "2026-12-01"
    )


def test_skipping_moves_on_a_week_and_keeps_the_number() -> None:
    # Week 42 is the autumn holiday.
    first = date(2026, 10, 6)
    assert rhythm.regular_days(first, Rhythm.WEEKLY, 3, skip=True) == days_of(
        "2026-10-06", "2026-10-20", "2026-10-27"
    )
    # Fortnightly: the 13th is in it, so the 20th, and two weeks on from there.
    assert rhythm.regular_days(date(2026, 9, 29), Rhythm.FORTNIGHTLY, 3, skip=True) == days_of(
        "2026-09-29", "2026-10-20", "2026-11-03"
    )


def test_a_holiday_without_end_gives_fewer_days_not_an_endless_search() -> None:
    SchoolHoliday.objects.create(title="lukket", first=date(2026, 1, 1), last=date(2040, 1, 1))
    assert rhythm.regular_days(date(2026, 10, 6), Rhythm.WEEKLY, 3, skip=True) == []


def test_picked_days_that_are_holidays_fall_out() -> None:
    assert rhythm.without_holidays(days_of("2026-10-20", "2026-10-13", "2026-10-06")) == days_of(
        "2026-10-06", "2026-10-20"
    )


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 10, 20), [15, 16]), (date(2027, 3, 23), [16, 15])],
    ids=["autumn", "spring"],
)
def test_five_in_the_evening_stays_five_over_both_clock_changes(
    first: date, hours: list[int]
) -> None:
    activity = ActivityFactory(with_page=False, starts_in_days=400)
    days = rhythm.regular_days(first, Rhythm.WEEKLY, 2)
    rhythm.add(activity, rhythm.spans(days, *EVENING))
    made = list(Session.objects.filter(activity=activity).order_by("start")[:2])
    assert [s.start.astimezone(UTC).hour for s in made] == hours
    assert [timezone.localtime(s.start).time() for s in made] == [EVENING[0]] * 2
    assert {s.end - s.start for s in made} == {timedelta(hours=2, minutes=30)}


def test_people_with_seats_are_told_once_and_twice_sent_is_once_done() -> None:
    activity = ActivityFactory(with_page=False, capacity=1)
    RegistrationFactory(activity=activity)
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    wanted = rhythm.spans([timezone.localdate() + timedelta(days=40)], *EVENING)
    assert rhythm.add(activity, wanted) == rhythm.Added(sessions=1, mails=1)
    assert rhythm.add(activity, wanted) == rhythm.Added(sessions=0, mails=0)
    assert [m.kind for m in OutboxMessage.objects.all()] == ["activity_moved"]
    assert activity.sessions.count() == 2


@pytest.mark.parametrize("status", [ActivityStatus.CLOSED, ActivityStatus.CANCELLED])
def test_only_what_is_planned_or_open_gets_dates(status: ActivityStatus) -> None:
    activity = ActivityFactory(with_page=False)
    Activity.objects.filter(pk=activity.pk).update(status=status)
    with pytest.raises(rhythm.NotNow):
        rhythm.add(activity, rhythm.spans([date(2027, 1, 5)], *EVENING))
    assert activity.sessions.count() == 1


def test_what_meets_at_the_same_time_is_said() -> None:
    activity = ActivityFactory(with_page=False)
    session = activity.sessions.get()
    busy = rhythm.Span(session.start + timedelta(hours=1), session.end + timedelta(hours=1))
    after = rhythm.Span(session.end, session.end + timedelta(hours=1))
    assert [w.day for w in rhythm.clashes(activity, [busy, after])] == [busy.day]


def test_dates_are_read_as_people_write_them() -> None:
    text = "24.12.2026\n1/1-2027, 2027-01-02;3-1-2027\n\n24.12.2026"
    assert read_dates(text) == days_of("2026-12-24", "2027-01-01", "2027-01-02", "2027-01-03")
    with pytest.raises(ValueError, match="på torsdag"):
        read_dates("24.12.2026\npå torsdag")

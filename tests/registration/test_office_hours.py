"""Offers run on working days between 8 and 18 in Copenhagen, whatever the calendar does."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from events.officehours import add_office_hours, is_working_day

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-01 09:30", 4, "2026-09-01 13:30"),
        ("2026-09-01 08:00", 10, "2026-09-01 18:00"),
        ("2026-09-01 15:00", 10, "2026-09-02 15:00"),
        ("2026-09-01 05:00", 1, "2026-09-01 09:00"),
        ("2026-09-01 18:00", 1, "2026-09-02 09:00"),
        ("2026-09-01 23:59", 10, "2026-09-02 18:00"),
        ("2026-09-04 16:00", 10, "2026-09-07 16:00"),  # over a weekend
        ("2026-09-05 12:00", 3, "2026-09-07 11:00"),  # on a Saturday
        ("2026-09-01 09:00", 50, "2026-09-08 09:00"),
    ],
)
def test_hours_count_on_working_days_only(start: str, hours: int, end: str) -> None:
    assert add_office_hours(at(start), hours) == at(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-04-01 16:00", 10, "2026-04-07 16:00"),  # Maundy Thursday to Easter Monday
        ("2026-05-13 17:00", 2, "2026-05-15 09:00"),  # Ascension Day
        ("2026-06-04 17:00", 2, "2026-06-08 09:00"),  # 5 June, and a weekend
        ("2025-12-23 17:00", 10, "2025-12-29 17:00"),  # Christmas Eve to the weekend after
        ("2025-12-30 12:00", 10, "2026-01-02 12:00"),  # New Year's Eve and Day
    ],
)
def test_holidays_do_not_count(start: str, hours: int, end: str) -> None:
    assert add_office_hours(at(start), hours) == at(end)


@pytest.mark.parametrize(
    ("start", "end", "hours_between"),
    [
        ("2026-03-27 13:00", "2026-03-30 13:00", 71),  # the clock goes forward on Sunday
        ("2026-10-23 13:00", "2026-10-26 13:00", 73),  # and back
    ],
)
def test_a_clock_change_over_the_weekend_moves_no_deadline(
    start: str, end: str, hours_between: int
) -> None:
    reached = add_office_hours(at(start), 10)
    assert reached == at(end)
    elapsed = reached.astimezone(UTC) - at(start).astimezone(UTC)
    assert elapsed.total_seconds() == hours_between * 3600


def test_the_hours_are_those_of_copenhagen() -> None:
    in_utc = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)  # half past six in the evening there
    assert add_office_hours(in_utc, 1) == at("2026-07-02 09:00")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 1), True),
        (date(2026, 9, 5), False),
        (date(2026, 4, 3), False),
        (date(2026, 6, 5), False),
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2026, 5, 1), False),
        (date(2024, 4, 26), True),  # «store bededag» is no holiday since 2024
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working

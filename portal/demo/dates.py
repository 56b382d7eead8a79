"""Days of the demo, counted from today on Copenhagen's clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CHRISTMAS_DAYS = 12  # 22 December to 2 January


def today() -> date:
    """Return the day it is in Copenhagen."""
    return timezone.now().astimezone(COPENHAGEN).date()


def working_day(offset: int, start: date | None = None) -> date:
    """Return the day ``offset`` days from ``start`` (today), moved off weekends and Christmas.

    Past days move further back and coming ones further ahead, so that none crosses today.
    Days in the Christmas break move by its whole length, and so stay apart from each other.
    """
    day = (start or today()) + timedelta(days=offset)
    step = timedelta(days=-1 if offset < 0 else 1)
    while day.weekday() >= 5 or _is_christmas(day):
        day += step * CHRISTMAS_DAYS if _is_christmas(day) else step
    return day


def _is_christmas(day: date) -> bool:
    return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)


def moment(day: date, clock: str) -> datetime:
    """Return the aware moment of a wall-clock time ("09:30") on that day in Copenhagen."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=COPENHAGEN)

"""When offers run: on weekdays between 8 and 18 in Copenhagen, outside holidays.

Closed, too, are the days on which offices are: 1 May, 5 June, 24 and 31 December.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

OPENS, CLOSES = time(8), time(18)
SATURDAY = 5


@lru_cache(maxsize=8)
def _closed_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year, categories=("public", "optional")))


def is_working_day(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.weekday() < SATURDAY and day not in _closed_days(day.year)


def add_office_hours(start: datetime, hours: int) -> datetime:
    """Return when so many office hours have passed since ``start`` (aware), in Copenhagen time.

    From outside office hours the count begins with the next opening. A clock change never
    falls within them, so that an hour is an hour.
    """
    moment, left = timezone.localtime(start), timedelta(hours=hours)
    while True:
        opens, closes = _hours_of(moment)
        begin = max(moment, opens)
        if is_working_day(moment.date()) and begin < closes:
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        moment = datetime.combine(moment.date() + timedelta(days=1), OPENS, moment.tzinfo)


def _hours_of(moment: datetime) -> tuple[datetime, datetime]:
    day, zone = moment.date(), moment.tzinfo
    return datetime.combine(day, OPENS, zone), datetime.combine(day, CLOSES, zone)

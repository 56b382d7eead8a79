"""Days on which a meeting is badly placed: public holidays, the city's school holidays.

Public holidays come from the library ``holidays``; days on which offices are closed without
being holidays by law (1 May, 5 June, 24 and 31 December) are told of as well. A year in which
some ``SchoolHoliday`` begins is told by the rows alone; any other by this rule:

- winter: ISO week 7; autumn: ISO week 42; summer: ISO weeks 27–31
  (the city's summer holiday begins a few days earlier and ends some days later: these are the
  weeks that are free every year)
- Easter: from the Monday before Easter to Easter Monday
- Christmas: 22 December to 2 January

A holiday belongs to the year in which it begins. Days are Copenhagen's, weeks run from Monday
to Sunday.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from holidays.constants import OPTIONAL, PUBLIC

from events.models import SchoolHoliday
from events.officehours import SATURDAY

WINTER_WEEK, AUTUMN_WEEK = 7, 42
SUMMER_WEEKS = (27, 31)


class Why(StrEnum):
    """Why a day is warned of."""

    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    WEEKEND = "weekend"
    CLASH = "clash"  # the activity meets then already


@dataclass(frozen=True)
class DayWarning:
    """One reason to think again about one day; ``text`` is in the language now active."""

    day: date
    why: Why
    text: str


@dataclass(frozen=True)
class Period:
    """A school holiday, both days included."""

    title: str
    first: date
    last: date


def warnings(days: Iterable[date], *, weekends: bool = False) -> list[DayWarning]:
    """Return what speaks against these days, in order; a day may have several reasons.

    ``weekends`` warns of Saturdays and Sundays as well. One query, none for no days.
    """
    wanted = sorted(set(days))
    if not wanted:
        return []
    periods = _school_holidays(wanted[0], wanted[-1])
    found: list[DayWarning] = []
    for day in wanted:
        if name := _named(day.year, PUBLIC, _names_in()).get(day):
            found.append(DayWarning(day, Why.PUBLIC_HOLIDAY, _("helligdag: %s") % name))
        elif name := _named(day.year, OPTIONAL, _names_in()).get(day):
            found.append(DayWarning(day, Why.PUBLIC_HOLIDAY, _("mange har lukket: %s") % name))
        found += [
            DayWarning(day, Why.SCHOOL_HOLIDAY, _("skoleferie: %s") % period.title)
            for period in periods
            if period.first <= day <= period.last
        ]
        if weekends and day.weekday() >= SATURDAY:
            found.append(DayWarning(day, Why.WEEKEND, _("weekend")))
    return found


def rule(year: int) -> list[Period]:
    """Return the school holidays that begin in a year, by the rule above."""
    easter = _easter(year)
    return [
        _weeks(_("vinterferie"), year, WINTER_WEEK, WINTER_WEEK),
        Period(_("påskeferie"), easter - timedelta(days=6), easter + timedelta(days=1)),
        _weeks(_("sommerferie"), year, *SUMMER_WEEKS),
        _weeks(_("efterårsferie"), year, AUTUMN_WEEK, AUTUMN_WEEK),
        Period(_("juleferie"), date(year, 12, 22), date(year + 1, 1, 2)),
    ]


def _school_holidays(first: date, last: date) -> list[Period]:
    years = range(first.year - 1, last.year + 1)  # Christmas reaches into the next year
    rows = SchoolHoliday.objects.filter(first__year__gte=years[0], first__year__lte=years[-1])
    listed = [Period(row.title, row.first, row.last) for row in rows]
    by_list = {period.first.year for period in listed}
    by_rule = [period for year in years if year not in by_list for period in rule(year)]
    return sorted([*listed, *by_rule], key=lambda period: period.first)


def _weeks(title: str, year: int, first: int, last: int) -> Period:
    return Period(title, date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7))


def _easter(year: int) -> date:
    danish = holidays.country_holidays("DK", years=year, language="da")
    return danish.get_named("Påskedag", lookup="exact")[0]


def _names_in() -> str:
    return "en_US" if get_language() == "en" else "da"


@lru_cache(maxsize=32)
def _named(year: int, category: str, language: str) -> dict[date, str]:
    days = holidays.country_holidays("DK", years=year, categories=(category,), language=language)
    return dict(days)

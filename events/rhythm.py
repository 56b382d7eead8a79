"""The days and times of a course's sessions: weekly, fortnightly, or picked by hand.

Everything here is on Copenhagen's calendar and clock: seven in the evening stays seven in the
evening when the clocks change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import editing, planning, schooldays
from events.enums import ActivityStatus
from events.models import Activity, Session
from events.permissions import Viewer
from events.schooldays import DayWarning, Why
from events.when import COPENHAGEN, local

MOST = 60
# So far ahead a free day is looked for, in steps of the rhythm beyond the number asked for.
REACH = 60
TAKES_DATES = {ActivityStatus.PLANNED, ActivityStatus.OPEN}


class Rhythm(models.TextChoices):
    """How one day follows another."""

    WEEKLY = "weekly", _("Hver uge")
    FORTNIGHTLY = "fortnightly", _("Hver anden uge")
    PICKED = "picked", _("Selvvalgte datoer")


STEPS = {Rhythm.WEEKLY: timedelta(weeks=1), Rhythm.FORTNIGHTLY: timedelta(weeks=2)}
OFF = {Why.PUBLIC_HOLIDAY, Why.SCHOOL_HOLIDAY}


class NotNow(planning.StepRefused):
    """Only what is planned or open gets more dates."""

    message = _("Der kan kun lægges datoer, mens aktiviteten er planlagt eller åben.")


@dataclass(frozen=True)
class Span:
    """One session to be: aware, on Copenhagen's clock."""

    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return local(self.start).date()

    def meets(self, session: Session) -> bool:
        """Whether the two overlap."""
        return self.start < session.end and session.start < self.end


@dataclass(frozen=True)
class Added:
    """What came of it: how many sessions were made, and how many mails went out."""

    sessions: int
    mails: int


def regular_days(first: date, rhythm: str, number: int, *, skip: bool = False) -> list[date]:
    """Return so many days from ``first`` on, weekly or fortnightly.

    ``skip`` passes over public and school holidays: a day that falls on one is moved on by
    whole weeks to the next free one, so that the number is kept; those after it follow from
    there. Returns fewer days where there are not enough free ones within reach.
    """
    step = STEPS[Rhythm(rhythm)]
    if not skip:
        return [first + step * turn for turn in range(number)]
    week = timedelta(weeks=1)
    weeks = [first + week * turn for turn in range((number + REACH) * (step // week))]
    busy = {warning.day for warning in schooldays.warnings(weeks) if warning.why in OFF}
    days: list[date] = []
    earliest = first
    for day in weeks:
        if len(days) < number and day >= earliest and day not in busy:
            days.append(day)
            earliest = day + step
    return days


def without_holidays(days: Iterable[date]) -> list[date]:
    """Return the days that are neither public nor school holidays, in order."""
    wanted = sorted(set(days))
    busy = {warning.day for warning in schooldays.warnings(wanted) if warning.why in OFF}
    return [day for day in wanted if day not in busy]


def spans(days: Iterable[date], start: time, end: time) -> list[Span]:
    """Return the sessions of these days, from ``start`` to ``end`` on Copenhagen's clock."""
    return [
        Span(
            datetime.combine(day, start, tzinfo=COPENHAGEN),
            datetime.combine(day, end, tzinfo=COPENHAGEN),
        )
        for day in days
    ]


def clashes(activity: Activity, wanted: Iterable[Span]) -> list[DayWarning]:
    """Return a warning for each day on which the activity already meets at that time."""
    present = list(activity.sessions.all())
    return [
        DayWarning(span.day, Why.CLASH, str(_("der er allerede en mødegang på det tidspunkt")))
        for span in wanted
        if any(span.meets(session) for session in present)
    ]


def add(activity: Activity, wanted: Sequence[Span], *, by: Viewer = None) -> Added:
    """Give the activity these sessions; whoever has a seat is told of the new dates.

    A session that is there already, to the minute, is not made again, so that sending the
    form twice is sending it once. Raises NotNow.
    """
    made: list[Session] = []

    def save() -> None:
        # Under the lock that ``editing.change`` holds.
        if Activity.objects.get(pk=activity.pk).status not in TAKES_DATES:
            raise NotNow
        present = set(Session.objects.filter(activity=activity).values_list("start", "end"))
        made.extend(
            Session(activity=activity, start=span.start, end=span.end)
            for span in wanted
            if (span.start, span.end) not in present
        )
        Session.objects.bulk_create(made)
        if made:
            log(activity, "events.dates", user=by, data={"number": len(made)})

    outcome = editing.change(activity, save, capacity=None, by=by)
    return Added(sessions=len(made), mails=outcome.mails)

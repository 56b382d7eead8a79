"""The yearly surveys: whether each track of the plan has the effect it is meant to have.

Of frontline staff, by single-use codes that staff hand on at workplaces; and of those who speak
for the members of a forum, by a link each (the app that knows them sends it). No ledger says who
got which code: nobody can be reminded alone, and nothing is left to compare an answer with.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.models import Instrument, Survey
from events.planning import StepRefused
from events.surveys.blocks import OF_A_YEAR
from events.surveys.blocks import YEARLY as KIND
from events.surveys.invitations import closing_time, open_occasion

__all__ = ["FORUM", "FRONTLINE", "KIND"]

MOST = 3000  # codes of one survey; a year's are some hundred


@dataclass(frozen=True)
class Yearly:
    """One of the yearly surveys: whom it asks, with which questionnaire."""

    population: str
    instrument: str
    label: Promise
    title: Promise

    def titled(self, year: int, language: str) -> str:
        """Return the survey's title for a year."""
        with override(language):
            return str(self.title) % {"year": year}


FRONTLINE = Yearly(
    "frontline",
    "aarligt-frontpersonale",
    _("Frontpersonale"),
    _("Undersøgelse blandt frontpersonale %(year)s"),
)
FORUM = Yearly(
    "forum_members",
    "aarligt-forum",
    _("Medborgerforum"),
    _("Undersøgelse blandt medborgerforums medlemmer %(year)s"),
)
ALL = {one.population: one for one in (FRONTLINE, FORUM)}


class NoQuestionnaire(StepRefused):
    """The questionnaire has not been made ready."""

    message = _(
        "Spørgeskemaet er ikke klar. Hent standardskemaerne i spørgsmålsbanken, eller gør "
        "det klar til brug dér."
    )


class AlreadyAsked(StepRefused):
    """There is one for the year."""

    message = _("Der er allerede en undersøgelse for det år.")


class NotSoMany(StepRefused):
    """The number of codes is out of range."""

    message = _("Skriv, hvor mange der skal spørges: fra 1 til 3.000.")


class TooSoon(StepRefused):
    """The last day has passed."""

    message = _("Den sidste dag at svare skal ligge efter i dag.")


def instrument_of(kind: Yearly) -> Instrument | None:
    """Return the newest published questionnaire of a yearly survey, or None."""
    ready = Instrument.objects.filter(key=kind.instrument, published=True)
    return ready.order_by("-version").first()


def surveys() -> QuerySet[Survey]:
    """Return the surveys about no single activity, the newest first."""
    return Survey.objects.filter(activity=None).order_by("-opens_at", "pk")


def of_year(kind: Yearly, year: int) -> Survey | None:
    """Return the survey of a year, or None before it is opened."""
    return surveys().filter(occasion=_occasion(year), population=kind.population).first()


def open_year(kind: Yearly, year: int, number: int, last_day: date) -> Survey:
    """Open a year's survey with so many single-use codes; return it.

    ``last_day`` is a Copenhagen day. Raises NoQuestionnaire, AlreadyAsked, NotSoMany, TooSoon.
    """
    instrument = instrument_of(kind)
    if instrument is None:
        raise NoQuestionnaire
    if of_year(kind, year) is not None:
        raise AlreadyAsked
    if not 1 <= number <= MOST:
        raise NotSoMany
    now = timezone.now()
    if last_day <= timezone.localdate(now):
        raise TooSoon
    survey, opened = open_occasion(
        _occasion(year),
        kind.titled(year, "da"),
        instrument,
        kind.population,
        number,
        title_en=kind.titled(year, "en"),
        closes_at=_end_of(last_day, now),
    )
    if not opened:  # by someone else, just now: its codes are dealt out already
        raise AlreadyAsked
    return survey


def _end_of(last_day: date, now: datetime) -> datetime:
    return closing_time(now, last_day=last_day)


def _occasion(year: int) -> str:
    return f"{OF_A_YEAR}{year}"

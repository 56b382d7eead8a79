"""How an activity's survey will be asked, as far as the organiser decides; and codes for heads.

Where people are known by name the survey opens when the day is closed. Where only heads are
counted (an open hearing, a talk at somebody's workplace) staff make as many codes as people
came, hand them round, and nobody notes who got which.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import seats
from events.enums import HEADS_ONLY, ActivityStatus
from events.models import Activity, HeadCount, Instrument, Question, Registration, Survey
from events.models import SurveySetup as Setup
from events.planning import StepRefused
from events.surveys.instruments import instrument_for
from events.surveys.invitations import open_by_codes
from events.surveys.populations import HEARING, PARTICIPANTS

MOST = 2000  # codes of one activity


class AlreadyOpen(StepRefused):
    """What is asked stays as it is from the moment someone can answer."""

    message = _("Spørgeskemaet er åbnet, så det kan ikke ændres mere.")


class ClosesTooSoon(StepRefused):
    """Nobody can answer before the day is over."""

    message = _("Den sidste dag at svare skal ligge efter aktivitetens sidste dag.")


class NoQuestionnaire(StepRefused):
    """Nothing is asked after this kind of activity."""

    message = _("Der er ikke noget spørgeskema til denne slags aktivitet.")


class KnownByName(StepRefused):
    """Those who came get their link, or a printed code, when the day is closed."""

    message = _("Deltagerne er kendt ved navn: spørgeskemaet går ud, når dagen afsluttes.")


class NotYet(StepRefused):
    """There is nothing to answer before the day itself."""

    message = _("Koderne kan laves fra den dag, aktiviteten begynder.")


class TooMany(StepRefused):
    """A code too many is an answer too many."""

    message = _("Der kan ikke laves flere koder, end der er talt hoveder.")


def setup_of(activity: Activity) -> Setup:
    """Return what the organiser chose, or an empty setup that is not saved."""
    return Setup.objects.filter(activity=activity).first() or Setup(activity=activity)


def last_day_of(activity: Activity) -> date | None:
    """Return the day of the last session in Copenhagen, None without sessions."""
    ends = activity.sessions.order_by("-end").values_list("end", flat=True).first()
    return timezone.localdate(ends) if ends else None


def number_of_speakers(instrument: Instrument) -> int:
    """Return how many speakers the questionnaire can ask about."""
    return instrument.questions.filter(purpose=Question.Purpose.SPEAKER).count()


@transaction.atomic
def choose(
    activity: Activity, *, layout: str, closes_on: date | None, speakers: Iterable[str]
) -> Setup:
    """Store how the survey will be asked; return the setup. Raises AlreadyOpen, ClosesTooSoon."""
    seats.lock(activity.pk)
    if Survey.objects.filter(activity=activity).exists():
        raise AlreadyOpen
    last_day = last_day_of(activity)
    if closes_on is not None and last_day is not None and closes_on <= last_day:
        raise ClosesTooSoon
    names = [name for name in (one.strip() for one in speakers) if name]
    chosen = {"layout": layout, "closes_on": closes_on, "speakers": names}
    return Setup.objects.update_or_create(activity=activity, defaults=chosen)[0]


def asks_by_codes(activity: Activity) -> bool:
    """Whether whoever came can only be asked by codes, as nobody is known by name."""
    if activity.discreet:
        return False
    known = Registration.objects.filter(activity=activity)
    return activity.kind in HEADS_ONLY or not known.exists()


def population_by_codes(activity: Activity) -> str:
    """Return the population of whoever came, where nobody is known by name."""
    return HEARING if activity.kind in HEADS_ONLY else PARTICIPANTS.key


def heads(activity: Activity) -> int:
    """Return how many heads were counted at the session that most came to; 0 before."""
    counted = HeadCount.objects.filter(session__activity=activity).values("session")
    return max((row["heads"] for row in counted.annotate(heads=Sum("number"))), default=0)


def why_no_codes(activity: Activity) -> StepRefused | None:
    """Return why no codes can be made now, or None."""
    if instrument_for(activity) is None:
        return NoQuestionnaire()
    if not asks_by_codes(activity):
        return KnownByName()
    if activity.status == ActivityStatus.CANCELLED:
        return StepRefused()
    first = activity.sessions.order_by("start").values_list("start", flat=True).first()
    if first is None or timezone.localdate(first) > timezone.localdate():
        return NotYet()
    return None


@transaction.atomic
def make_codes(activity: Activity, number: int) -> Survey:
    """Open the survey by ``number`` codes; return it. Repeating changes nothing.

    Raises NoQuestionnaire, KnownByName, NotYet, TooMany, or StepRefused after a cancellation.
    """
    locked = seats.lock(activity.pk)
    population = population_by_codes(locked)
    known = Survey.objects.filter(activity=locked, population=population).first()
    if known is not None:
        return known
    refusal = why_no_codes(locked)
    if refusal is not None:
        raise refusal
    counted = heads(locked)
    if not 1 <= number <= MOST or (counted and number > counted):
        raise TooMany
    instrument = instrument_for(locked)
    assert instrument is not None  # why_no_codes has asked
    return open_by_codes(locked, instrument, population, number)

"""Words and periods of the targets: what each status is called, and when a period runs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.confidence import Reason

from .models import Target, TargetKind

SHARE_KINDS = frozenset({TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE})
"""Kinds judged by ``events.confidence``; other shares are published figures."""


class Status(StrEnum):
    """What can be said of a target today. The first three are verdicts, the rest say why not."""

    MET = "met"
    NOT_MET = "not_met"
    TOO_LITTLE = "too_little"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    NO_THRESHOLD = "no_threshold"
    NO_FIGURE = "no_figure"
    NO_DATA = "no_data"
    NOT_YET = "not_yet"


STATUS_WORDS: dict[Status, Promise] = {
    Status.MET: _("Målet er nået"),
    Status.NOT_MET: _("Målet er ikke nået"),
    Status.TOO_LITTLE: _("For lidt grundlag"),
    Status.UNDER_WAY: _("Ikke nået endnu"),
    Status.NOT_STARTED: _("Perioden er ikke begyndt"),
    Status.NO_THRESHOLD: _("Kan ikke vurderes"),
    Status.NO_FIGURE: _("Intet tal offentliggjort"),
    Status.NO_DATA: _("Ingen tal fra perioden"),
    Status.NOT_YET: _("Ikke målt endnu"),
}

MISSING_THRESHOLD = _("tal mangler i kilden")

REASON_WORDS: dict[Reason, Promise] = {
    Reason.SMALL_N: _("Der er færre end 10 svar. Så få svar viser vi ikke som procent."),
    Reason.CERTAIN: _(
        "Det er sikkert: Resultatet ville være det samme, uanset hvad de øvrige havde svaret."
    ),
    Reason.LOW_RESPONSE: _(
        "Under halvdelen har svaret, så svarene tegner måske ikke billedet for alle."
    ),
    Reason.STATISTICAL: _("Hele usikkerheden ligger på den ene side af målet."),
    Reason.INTERVAL_COVERS: _(
        "Målet ligger inden for usikkerheden. Der skal flere svar til for at sige ja eller nej."
    ),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period of whole Copenhagen days, both ends included."""

    first_day: date
    last_day: date

    @property
    def start(self) -> datetime:
        """The first instant (aware)."""
        return _midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first instant after the period (aware)."""
        return _midnight(self.last_day + timedelta(days=1))

    def is_over(self, today: date) -> bool:
        """Whether the last day has passed."""
        return today > self.last_day

    def has_begun(self, today: date) -> bool:
        """Whether the first day has come."""
        return today >= self.first_day


def _midnight(day: date) -> datetime:
    # Copenhagen's own midnight: 22 or 23 UTC the day before, as the season has it.
    return timezone.make_aware(datetime.combine(day, time.min))


def period_of(target: Target) -> Period:
    """Return the target's own period, or its plan's where it has none."""
    plan = target.track.plan
    return Period(
        target.period_start or plan.period_start,
        target.period_end or plan.period_end,
    )

"""Measure targets: one function for each kind, each in a fixed number of queries.

A whole plan is measured at once, so that thirty targets cost no more queries than one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from events.confidence import Assessment, Verdict
from events.surveys.results import PublicResult

from . import attenders, counts
from .definitions import Period, Status, period_of
from .models import PublishedFigure, Target, TargetKind
from .shares import public_results


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a target has come to today.

    ``value`` is a count, or a share as a fraction of 1; None where nothing may or can be
    shown. ``threshold`` is in the same unit, None where the source gives none. ``answered``,
    ``eligible``, ``response_rate``, ``low`` and ``high`` belong to survey shares alone.
    ``is_preliminary`` holds while the period runs. ``figure`` is the row behind a figure
    published elsewhere.
    """

    status: Status
    period: Period
    is_share: bool = False
    value: int | Fraction | None = None
    threshold: Fraction | None = None
    answered: int | None = None
    eligible: int | None = None
    surveys: int = 0
    waiting_surveys: int = 0
    assessment: Assessment | None = None
    figure: PublishedFigure | None = None
    is_preliminary: bool = False

    @property
    def response_rate(self) -> Fraction | None:
        """Share of the invited who answered."""
        if self.answered is None or not self.eligible:
            return None
        return Fraction(self.answered, self.eligible)

    @property
    def low(self) -> Fraction | None:
        """Lower end of the 95 % interval."""
        return self.assessment.low if self.assessment else None

    @property
    def high(self) -> Fraction | None:
        """Upper end of the 95 % interval."""
        return self.assessment.high if self.assessment else None

    @property
    def missing_threshold(self) -> bool:
        """Whether the source gives no figure to measure against."""
        return self.threshold is None


type Measurements = dict[UUID, Measurement]


def measure(targets: Iterable[Target], today: date | None = None) -> Measurements:
    """Measure every target as of ``today`` (a Copenhagen day; default the present one).

    The targets come with track and plan selected. The number of queries does not depend
    on how many there are.
    """
    day = today or timezone.localdate()
    by_kind: dict[str, list[Target]] = {}
    for target in targets:
        by_kind.setdefault(target.kind, []).append(target)
    measured: Measurements = {}
    for kind, rows in by_kind.items():
        measured |= _MEASURES[TargetKind(kind)](rows, day)
    return measured


def survey_share(targets: list[Target], today: date) -> Measurements:
    """Judge shares of the sealed surveys by ``events.confidence.assess``."""
    # A share has a threshold between none and all; anything else is a slip of the pen.
    sound = [t for t in targets if t.threshold is not None and 0 < t.threshold < 1]
    results = public_results(sound)
    return {t.pk: _share(t, results.get(t.pk), today) for t in targets}


def _share(target: Target, result: PublicResult | None, today: date) -> Measurement:
    period = period_of(target)
    running = not period.is_over(today)
    if result is None:
        return Measurement(Status.NO_THRESHOLD, period, is_share=True)
    if result.tally is None:
        return Measurement(
            _without_answers(result, period, today),
            period,
            is_share=True,
            threshold=target.threshold,
            waiting_surveys=result.waiting,
            is_preliminary=running,
        )
    return Measurement(
        _STATUS_OF[result.verdict],
        period,
        is_share=True,
        value=result.assessment.share if result.assessment else None,
        threshold=target.threshold,
        answered=result.tally.answered,
        eligible=result.tally.eligible,
        surveys=result.surveys,
        waiting_surveys=result.waiting,
        assessment=result.assessment,
        is_preliminary=running,
    )


_STATUS_OF = {
    Verdict.MET: Status.MET,
    Verdict.NOT_MET: Status.NOT_MET,
    Verdict.TOO_LITTLE: Status.TOO_LITTLE,
}


def _without_answers(result: PublicResult, period: Period, today: date) -> Status:
    if not period.has_begun(today):
        return Status.NOT_STARTED
    if result.waiting or not period.is_over(today):
        return Status.TOO_LITTLE
    return Status.NO_DATA


def distinct_attenders(targets: list[Target], today: date) -> Measurements:
    """Count different people who attended, also those deleted since: see ``attenders.count``."""
    return _counted(targets, attenders.count(targets), today)


def head_count(targets: list[Target], today: date) -> Measurements:
    """Count attendances of audiences, see ``counts.head_counts``."""
    return _counted(targets, counts.head_counts(targets), today)


def activities_held(targets: list[Target], today: date) -> Measurements:
    """Count the activities held, see ``counts.activities_held``."""
    return _counted(targets, counts.activities_held(targets), today)


def _counted(targets: list[Target], values: dict[UUID, int], today: date) -> Measurements:
    recorded = counts.periods_with_activity({period_of(t) for t in targets})
    return {t.pk: _count(t, values[t.pk], period_of(t) in recorded, today) for t in targets}


def _count(target: Target, value: int, recorded: bool, today: date) -> Measurement:
    period, threshold = period_of(target), target.threshold
    running = not period.is_over(today)
    if not counts.kinds_are_recorded(target):
        return Measurement(Status.NOT_YET, period, threshold=threshold)
    if value == 0 and not recorded and not running:
        return Measurement(Status.NO_DATA, period, threshold=threshold)
    if not period.has_begun(today):
        return Measurement(Status.NOT_STARTED, period, threshold=threshold)
    if threshold is None:
        status = Status.NO_THRESHOLD
    elif value >= threshold:
        status = Status.MET  # a count only grows: reached is reached
    else:
        status = Status.UNDER_WAY if running else Status.NOT_MET
    return Measurement(status, period, value=value, threshold=threshold, is_preliminary=running)


def published_figure(targets: list[Target], today: date) -> Measurements:
    """Take the newest figure that an editor has entered, with its date and source."""
    newest: dict[UUID, PublishedFigure] = {}
    for figure in PublishedFigure.objects.filter(target__in=targets).order_by("as_of", "pk"):
        newest[figure.target_id] = figure
    return {t.pk: _published(t, newest.get(t.pk), today) for t in targets}


def _published(target: Target, figure: PublishedFigure | None, today: date) -> Measurement:
    period, threshold = period_of(target), target.threshold
    is_share = target.threshold_denominator == 100
    if figure is None:
        return Measurement(Status.NO_FIGURE, period, is_share=is_share, threshold=threshold)
    exact = Fraction(figure.value)
    value = exact / 100 if is_share else exact
    if threshold is None:
        status = Status.NO_THRESHOLD
    else:
        status = Status.MET if value >= threshold else Status.NOT_MET
    return Measurement(
        status,
        period,
        is_share=is_share,
        value=value,
        threshold=threshold,
        figure=figure,
        is_preliminary=not period.is_over(today),
    )


def not_measured_yet(targets: list[Target], today: date) -> Measurements:
    """Say honestly that the portal does not measure this kind yet."""
    return {
        t.pk: Measurement(
            Status.NOT_YET,
            period_of(t),
            is_share=t.threshold_denominator == 100,
            threshold=t.threshold,
        )
        for t in targets
    }


_MEASURES: dict[TargetKind, Callable[[list[Target], date], Measurements]] = {
    TargetKind.SURVEY_SHARE: survey_share,
    # The conjunctive share comes with the course surveys, the associations with the
    # medborgerforum: until then nothing is counted, and the page says so.
    TargetKind.CONJUNCTIVE_SURVEY_SHARE: not_measured_yet,
    TargetKind.ACTIVE_ASSOCIATIONS: not_measured_yet,
    TargetKind.DISTINCT_ATTENDERS: distinct_attenders,
    TargetKind.HEAD_COUNT: head_count,
    TargetKind.ACTIVITIES_HELD: activities_held,
    TargetKind.PUBLISHED_FIGURE: published_figure,
}

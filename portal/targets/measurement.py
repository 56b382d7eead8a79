"""Measure targets: one function for each kind, each in a fixed number of queries.

A whole plan is measured at once, so that thirty targets cost no more queries than one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from events.confidence import Assessment, Verdict
from events.surveys.pools import Pool
from medborgerforum.reach import Reach, reach

from . import attenders, counts
from .definitions import Period, Status, period_of
from .models import PublishedFigure, Target, TargetKind
from .shares import public_results


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a target has come to today.

    ``value`` is a count, or a share as a fraction of 1; None where nothing may or can be
    shown. ``threshold`` is in the same unit, None where the source gives none. ``successes``,
    ``answered``, ``eligible``, ``counts`` (outcome to number), ``response_rate``, ``low`` and
    ``high`` belong to survey shares alone. ``not_relevant`` is how many ticked "ikke relevant
    for mig", and ``other`` the assessment with them read the other way; None where nobody did.
    ``is_preliminary`` holds while the period runs. ``figure`` is the row behind a figure
    published elsewhere.
    """

    status: Status
    period: Period
    is_share: bool = False
    value: int | Fraction | None = None
    threshold: Fraction | None = None
    measure: str = ""
    counts: Mapping[int, int] | None = None
    successes: int | None = None
    answered: int | None = None
    eligible: int | None = None
    not_relevant: int = 0
    surveys: int = 0
    waiting_surveys: int = 0
    assessment: Assessment | None = None
    other: Assessment | None = None
    figure: PublishedFigure | None = None
    is_preliminary: bool = False
    reach: Reach | None = None  # of a count of associations: both readings

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
    """Judge shares of the sealed surveys by ``events.confidence.assess``.

    Of one question, or of several on the same sheet (a conjunctive target).
    """
    return survey_shares(targets, today)


def survey_shares(targets: list[Target], today: date, until: date | None = None) -> Measurements:
    """Judge shares by what had been published ``until`` a Copenhagen day; None: until now."""
    # A share has a threshold between none and all; anything else is a slip of the pen.
    sound = [t for t in targets if t.threshold is not None and 0 < t.threshold < 1]
    results = public_results(sound, until)
    return {t.pk: share_of(t, results.get(t.pk), today) for t in targets}


def share_of(target: Target, pool: Pool | None, today: date) -> Measurement:
    """Return the measurement of one target from the answers that may be published."""
    period, threshold = period_of(target), target.threshold
    running = not period.is_over(today)
    if pool is None or threshold is None:
        return Measurement(Status.NO_THRESHOLD, period, is_share=True)
    if pool.tally is None:
        return Measurement(
            _without_answers(pool, period, today),
            period,
            is_share=True,
            threshold=threshold,
            measure=pool.measure,
            waiting_surveys=pool.waiting,
            is_preliminary=running,
        )
    counted = target.not_relevant_counts
    reading = pool.tally.reading(not_relevant_counts=counted)
    assessment = reading.assess(threshold)
    absent = pool.tally.not_relevant
    return Measurement(
        STATUS_OF[assessment.verdict],
        period,
        is_share=True,
        value=assessment.share,
        threshold=threshold,
        measure=pool.measure,
        counts=pool.tally.counts,
        successes=reading.successes,
        answered=reading.answered,
        eligible=reading.eligible,
        not_relevant=absent,
        surveys=pool.surveys,
        waiting_surveys=pool.waiting,
        assessment=assessment,
        other=pool.assess(threshold, not_relevant_counts=not counted) if absent else None,
        is_preliminary=running,
    )


STATUS_OF = {
    Verdict.MET: Status.MET,
    Verdict.NOT_MET: Status.NOT_MET,
    Verdict.TOO_LITTLE: Status.TOO_LITTLE,
}


def _without_answers(result: Pool, period: Period, today: date) -> Status:
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
    """Take the newest figure of today or before that an editor has entered, with its source."""
    newest: dict[UUID, PublishedFigure] = {}
    rows = PublishedFigure.objects.filter(target__in=targets, as_of__lte=today)
    for figure in rows.order_by("as_of", "pk"):
        newest[figure.target_id] = figure
    return {t.pk: published_as(t, newest.get(t.pk), today) for t in targets}


def published_as(target: Target, figure: PublishedFigure | None, today: date) -> Measurement:
    """Return the measurement that one published figure makes of its target."""
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


def active_associations(targets: list[Target], today: date) -> Measurements:
    """Count the associations that came to the forum in the period: see ``reach.reach``."""
    periods = [period_of(target) for target in targets]
    found = reach((period.start, period.end) for period in periods)
    of_target = {target.pk: one for target, one in zip(targets, found, strict=True)}
    counted = _counted(targets, {pk: one.active for pk, one in of_target.items()}, today)
    return {pk: replace(measurement, reach=of_target[pk]) for pk, measurement in counted.items()}


_MEASURES: dict[TargetKind, Callable[[list[Target], date], Measurements]] = {
    TargetKind.SURVEY_SHARE: survey_share,
    TargetKind.CONJUNCTIVE_SURVEY_SHARE: survey_share,
    TargetKind.ACTIVE_ASSOCIATIONS: active_associations,
    TargetKind.DISTINCT_ATTENDERS: distinct_attenders,
    TargetKind.HEAD_COUNT: head_count,
    TargetKind.ACTIVITIES_HELD: activities_held,
    TargetKind.PUBLISHED_FIGURE: published_figure,
}

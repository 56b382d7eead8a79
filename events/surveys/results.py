"""Read the results, of sealed surveys only, and never so that one person's answer shows.

Answers are pooled over surveys only where the very same version of a question was asked.

What may be shown
    To staff: the whole distribution of one question at one activity, from 5 answers on,
    or nothing of it. To the public: the whole distribution of a pool, from 10 on. There is
    no half-hidden table, so no cell can be had by subtraction within one.

    Between tables it could: the pool less the activities shown leaves the one hidden, and
    today's pool less last month's leaves what came between. So a survey enters the public
    pool in a *batch* of at least 10 answers, and surveys hidden from staff (fewer than 5
    answers) are batched only with one another. A batch is then either one that staff see in
    full, or at least three hidden surveys with 10 answers or more between them, and each
    successive publication differs from the one before by whole batches. Surveys enter in the
    order in which they closed, so a batch once full is never broken up, and nothing shown
    has to be hidden again. What waits for its batch counts as not answered yet: the people
    asked are counted, their answers are not, which can only make a verdict more cautious.

    Of discreet activities nothing is shown from fewer than 10 answers, to staff neither; the
    batches are made as above, with 10 in the place of 5.

    This holds for pools that do not overlap: give two targets the same period or disjoint ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, QuerySet

from events.confidence import Assessment, Verdict, assess
from events.enums import SurveyStatus
from events.models import Activity, Survey, SurveyAnswer, SurveyComment, SurveyResponse
from events.surveys.instruments import SCALE, SUCCESSES

STAFF_MINIMUM = 5
"""Fewer answers than this are shown to nobody."""

PUBLIC_MINIMUM = 10
"""Fewer answers than this are not published."""


DISCREET_MINIMUM = 10
"""Fewer answers than this to a discreet activity's questions are shown to nobody."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one version of a question: for rules, not for showing.

    ``counts`` maps each value (5–1, and 0 for "ved ikke") to a number; ``answered`` is their
    sum, "ved ikke" included; ``eligible`` is how many were asked in all; below ``minimum``
    answers staff see nothing of it.
    """

    counts: Mapping[int, int]
    answered: int
    eligible: int
    minimum: int = STAFF_MINIMUM

    @property
    def is_shown(self) -> bool:
        """Whether there are answers enough for staff to see."""
        return self.answered >= self.minimum

    @property
    def successes(self) -> int:
        """Answers in the top two of five."""
        return sum(number for value, number in self.counts.items() if value in SUCCESSES)

    def assess(self, threshold: Fraction) -> Assessment:
        """Compare the share of successes with the threshold (see ``events.confidence``)."""
        return assess(
            successes=self.successes,
            answered=self.answered,
            eligible=self.eligible,
            threshold=threshold,
        )


@dataclass(frozen=True, slots=True)
class StaffResult:
    """One question at one activity, as staff see it: all of it, or no number at all."""

    tally: Tally | None

    @property
    def shown(self) -> bool:
        """Whether there were answers enough to show."""
        return self.tally is not None


@dataclass(frozen=True, slots=True)
class PublicResult:
    """One question over a period, as everyone sees it: all of it, or no number at all.

    ``surveys`` is how many surveys' answers are counted, ``waiting`` how many sealed ones'
    are not yet, because they alone would say too much; ``eligible`` covers both.
    """

    tally: Tally | None
    assessment: Assessment | None
    surveys: int
    waiting: int

    @property
    def shown(self) -> bool:
        """Whether there were answers enough to publish."""
        return self.tally is not None

    @property
    def verdict(self) -> Verdict:
        """The verdict; TOO_LITTLE where nothing may be shown."""
        return self.assessment.verdict if self.assessment else Verdict.TOO_LITTLE


def tallies(
    surveys: Iterable[Survey], question_keys: Iterable[str]
) -> dict[tuple[str, int], dict[UUID, Tally]]:
    """Return, for each question and version asked, each sealed survey's tally.

    The surveys come in the order in which they closed; those not sealed are left out.
    Two queries, however many questions.
    """
    keys = set(question_keys)
    asked = list(
        _sealed(surveys)
        .filter(instrument__items__question__key__in=keys)
        .order_by("closes_at", "pk")
        .values_list(
            "pk",
            "eligible",
            "activity__discreet",
            "instrument__items__question__key",
            "instrument__items__question__version",
        )
    )
    if not asked:
        return {}
    rows = (
        SurveyAnswer.objects.filter(question__key__in=keys, response__survey__in=_sealed(surveys))
        .values_list("response__survey", "question__key", "question__version", "value")
        .annotate(number=Count("pk"))
    )
    counts: dict[tuple[UUID, str, int], Counter[int]] = {}
    for survey_id, key, version, value, number in rows:
        counts.setdefault((survey_id, key, version), Counter())[value] = number
    found: dict[tuple[str, int], dict[UUID, Tally]] = {}
    for pk, eligible, discreet, key, version in asked:
        one = _tally([counts.get((pk, key, version), Counter())], eligible)
        if discreet:
            one = replace(one, minimum=DISCREET_MINIMUM)
        found.setdefault((key, version), {})[pk] = one
    return found


def tally_each(
    surveys: Iterable[Survey], question_key: str, *, version: int | None = None
) -> dict[UUID, Tally]:
    """Return each sealed survey's tally of a question, in the order in which they closed.

    ``version`` is the question's; without it the newest that any of the surveys asked.
    Surveys not sealed, or that asked another version, are left out. Two queries.
    """
    found = tallies(surveys, [question_key])
    if version is None:
        version = max((asked for _key, asked in found), default=0)
    return found.get((question_key, version), {})


def tally(surveys: Iterable[Survey], question_key: str, *, version: int | None = None) -> Tally:
    """Return the pooled tally of the sealed surveys among ``surveys``; see ``tally_each``."""
    return _pool(tally_each(surveys, question_key, version=version).values())


def assessment_for(
    of: Activity | Iterable[Survey], question_key: str, threshold: Fraction
) -> Assessment:
    """Compare all sealed answers, of one activity or of many surveys, with the threshold.

    For staff. What is published goes through ``public_result``.
    """
    surveys = Survey.objects.filter(activity=of) if isinstance(of, Activity) else of
    return tally(surveys, question_key).assess(threshold)


def staff_results(
    surveys: Iterable[Survey], question_key: str, *, version: int | None = None
) -> dict[UUID, StaffResult]:
    """Return what staff may see of each sealed survey, by the survey's key. Two queries."""
    return {
        pk: StaffResult(one if one.is_shown else None)
        for pk, one in tally_each(surveys, question_key, version=version).items()
    }


def public_result(
    surveys: Iterable[Survey],
    question_key: str,
    threshold: Fraction,
    *,
    version: int | None = None,
) -> PublicResult:
    """Return what may be published of the sealed surveys among ``surveys``. Two queries."""
    each = tally_each(surveys, question_key, version=version)
    return published(each.values(), threshold)


def published(each: Iterable[Tally], threshold: Fraction) -> PublicResult:
    """Return what may be published of tallies given in the order in which they closed."""
    members = list(each)
    released = _released(members)
    waiting = len(members) - len(released)
    if not released:
        return PublicResult(None, None, 0, waiting)
    # Everyone asked, also where the answers wait for their batch.
    asked = sum(one.eligible for one in members)
    pooled = replace(_pool(released), eligible=asked)
    return PublicResult(pooled, pooled.assess(threshold), len(released), waiting)


def comments_for(survey: Survey) -> list[str]:
    """Return the remarks of a sealed survey in random order; none from fewer than 5 sheets.

    Of a discreet activity, none from fewer than 10.
    """
    survey = Survey.objects.select_related("activity").get(pk=survey.pk)
    minimum = DISCREET_MINIMUM if survey.activity.discreet else STAFF_MINIMUM
    if (
        survey.status != SurveyStatus.SEALED
        or SurveyResponse.objects.filter(survey=survey).count() < minimum
    ):
        return []
    comments = SurveyComment.objects.filter(survey=survey).order_by("?")
    return list(comments.values_list("text", flat=True))


def _sealed(surveys: Iterable[Survey]) -> QuerySet[Survey]:
    # Asked of the database, whatever the caller's copy says.
    if isinstance(surveys, QuerySet):
        chosen = Survey.objects.filter(pk__in=surveys.values("pk"))
    else:
        chosen = Survey.objects.filter(pk__in=[survey.pk for survey in surveys])
    return chosen.filter(status=SurveyStatus.SEALED)


def _released(tallies: Iterable[Tally]) -> list[Tally]:
    """Return those whose batch is full, batching small and larger ones apart."""
    released: list[Tally] = []
    waiting: dict[bool, list[Tally]] = {True: [], False: []}
    for one in tallies:
        batch = waiting[not one.is_shown]
        batch.append(one)
        if sum(member.answered for member in batch) >= PUBLIC_MINIMUM:
            released += batch
            batch.clear()
    return released


def _pool(tallies: Iterable[Tally]) -> Tally:
    members = list(tallies)
    return _tally([one.counts for one in members], sum(one.eligible for one in members))


def _tally(counts: Iterable[Mapping[int, int]], eligible: int) -> Tally:
    total: Counter[int] = Counter()
    for one in counts:
        total.update(one)
    by_value = {value: total[value] for value, _label in SCALE}
    return Tally(by_value, sum(by_value.values()), eligible)

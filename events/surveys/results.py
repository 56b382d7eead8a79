"""Read one sealed survey's results for staff, and never so that one person's answer shows.

To staff: the whole distribution of one question at one activity from 5 answers on (10 at a
discreet one), or nothing of it; there is no half-hidden table. What many surveys say together,
and what the public sees, is in ``pools``; ``blocks`` says why the two never add up to more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from events.enums import SurveyStatus
from events.models import (
    InstrumentQuestion,
    Question,
    SealedCount,
    Survey,
    SurveyComment,
)
from events.surveys.blocks import minimum_of
from events.surveys.instruments import AskedQuestion, questions_for
from events.surveys.measures import (
    SPEAKER_MINIMUM,
    Tally,
    name_of,
    versions_of,
)


@dataclass(frozen=True, slots=True)
class StaffResult:
    """One measure at one activity, as staff see it: all of it, or no number at all."""

    tally: Tally | None

    @property
    def shown(self) -> bool:
        """Whether there were answers enough to show."""
        return self.tally is not None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of a survey with what staff may see of it; labels from the top down."""

    question: AskedQuestion
    purpose: str
    result: StaffResult
    minimum: int

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each label of the scale with its number; [] where too few answered."""
        tally = self.result.tally
        if tally is None:
            return []
        return [(str(label), tally.counts.get(value, 0)) for value, label in self.question.choices]


def tally_each(
    surveys: Iterable[Survey], *keys: str, version: int | None = None
) -> dict[UUID, Tally]:
    """Return each sealed survey's tally of a question, or of several taken together.

    For rules, not for showing: ``staff_results`` is what staff see.

    The surveys come in the order in which they closed. ``version`` is that of each question;
    without it, the newest that any of the surveys asked. Those not sealed, or that asked
    another version, are left out. Two queries.
    """
    chosen = list(
        _sealed(surveys).select_related("activity").order_by("closes_at", "pk").distinct()
    )
    instruments = {survey.instrument_id for survey in chosen}
    asked: dict[int, dict[str, int]] = {}
    items = InstrumentQuestion.objects.filter(instrument__in=instruments, question__key__in=keys)
    for instrument, key, number in items.values_list(
        "instrument", "question__key", "question__version"
    ):
        asked.setdefault(instrument, {})[key] = number
    measures = {
        instrument: name_of(versions.items())
        for instrument, versions in asked.items()
        if versions.keys() == set(keys)
    }
    if version is not None:
        wanted = {m for m in measures.values() if set(versions_of(m)) == {version}}
    else:
        wanted = {max(measures.values(), key=versions_of)} if measures else set()
    counts = _counted(chosen, wanted)
    return {
        survey.pk: Tally(
            counts.get((survey.pk, measures[survey.instrument_id]), {}),
            survey.eligible,
            minimum_of(survey),
        )
        for survey in chosen
        if measures.get(survey.instrument_id) in wanted
    }


def staff_results(
    surveys: Iterable[Survey], *keys: str, version: int | None = None
) -> dict[UUID, StaffResult]:
    """Return what staff may see of each sealed survey, by the survey's key. Three queries."""
    tallies = tally_each(surveys, *keys, version=version)
    together = set(
        Survey.objects.filter(pk__in=tallies, block__hidden=True).values_list("pk", flat=True)
    )
    return {
        pk: StaffResult(one if one.is_shown and pk not in together else None)
        for pk, one in tallies.items()
    }


def is_hidden(survey: Survey) -> bool:
    """Whether staff see nothing of a sealed survey: it had too few sheets when it was sealed.

    It stays so: should the activity's minimum change later, the surveys that are published
    together with it would be what is left.
    """
    in_company = survey.block is not None and survey.block.hidden
    return in_company or (survey.responses_in or 0) < minimum_of(survey)


def question_results(survey: Survey, language: str = "da") -> list[QuestionResult]:
    """Return every question of a sealed survey in order; [] before it is sealed. Five queries."""
    stored = Survey.objects.select_related("activity", "instrument", "block").get(pk=survey.pk)
    if stored.status != SurveyStatus.SEALED:
        return []
    known = {
        item.question_id: item.question
        for item in InstrumentQuestion.objects.filter(
            instrument=stored.instrument_id
        ).select_related("question")
    }
    counts = _counted([stored], {question.measure for question in known.values()})
    found = []
    for asked in questions_for(stored.instrument, language, stored.speakers):
        question = known[asked.id]
        rates = question.purpose == Question.Purpose.SPEAKER
        minimum = max(minimum_of(stored), SPEAKER_MINIMUM if rates else 0)
        one = Tally(counts.get((stored.pk, question.measure), {}), stored.eligible, minimum)
        shown = one.is_shown and not is_hidden(stored)
        result = StaffResult(one if shown else None)
        found.append(QuestionResult(asked, question.purpose, result, minimum))
    return found


def comments_for(survey: Survey) -> list[str]:
    """Return the remarks of a sealed survey, shuffled; none from fewer than 5 sheets.

    Of a discreet activity, none from fewer than 10.
    """
    return [comment.text for comment in comments_of(survey)]


def comments_of(survey: Survey) -> QuerySet[SurveyComment]:
    """Return the rows behind ``comments_for``.

    They come in the order of their keys, which sealing draws at random: so they are shuffled
    once, and a list of several pages shows each of them once.
    """
    stored = Survey.objects.select_related("activity", "block").get(pk=survey.pk)
    if stored.status != SurveyStatus.SEALED or is_hidden(stored):
        return SurveyComment.objects.none()
    return SurveyComment.objects.filter(survey=stored).order_by("pk")


@dataclass(frozen=True, slots=True)
class Headline:
    """The first outcome question of a survey with what staff may see of it."""

    key: str
    text: str
    result: StaffResult


def headlines(surveys: Iterable[Survey], language: str = "da") -> dict[UUID, Headline]:
    """Return each sealed survey's first outcome question, by the survey's key. Five queries.

    A survey whose questionnaire asks for no outcome is left out.
    """
    chosen = list(_sealed(surveys).select_related("activity", "block"))
    items = (
        InstrumentQuestion.objects.filter(
            instrument__in={survey.instrument_id for survey in chosen},
            question__purpose=Question.Purpose.OUTCOME,
        )
        .select_related("question")
        .prefetch_related("question__texts")
        .order_by("-position")
    )
    first = {item.instrument_id: item.question for item in items}  # the last one stays
    counts = _counted(chosen, {question.measure for question in first.values()})
    found = {}
    for survey in chosen:
        question = first.get(survey.instrument_id)
        if question is None:
            continue
        numbers = counts.get((survey.pk, question.measure), {})
        one = Tally(numbers, survey.eligible, minimum_of(survey))
        shown = one.is_shown and not is_hidden(survey)
        texts = {text.language: text.text for text in question.texts.all()}
        worded = texts.get(language) or texts.get("da", "")
        found[survey.pk] = Headline(question.key, worded, StaffResult(one if shown else None))
    return found


def _counted(
    surveys: Iterable[Survey], measures: Iterable[str]
) -> dict[tuple[UUID, str], dict[int, int]]:
    found: dict[tuple[UUID, str], dict[int, int]] = {}
    rows = SealedCount.objects.filter(survey__in=list(surveys), measure__in=set(measures))
    for row in rows:
        found.setdefault((row.survey_id, row.measure), {})[row.outcome] = row.number
    return found


def _sealed(surveys: Iterable[Survey]) -> QuerySet[Survey]:
    # Asked of the database, whatever the caller's copy says.
    if isinstance(surveys, QuerySet):
        chosen = Survey.objects.filter(pk__in=surveys.values("pk"))
    else:
        chosen = Survey.objects.filter(pk__in=[survey.pk for survey in surveys])
    return chosen.filter(status=SurveyStatus.SEALED, sealed_on__isnull=False)

"""Count a closed survey's answers into its table of numbers, once; and say how many there are.

Linear in the number of answers. From here on results are read from the numbers alone, so the
sheets themselves can be deleted (``delete_sheets``) without changing anything shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    InstrumentQuestion,
    Outcome,
    Question,
    SealedCount,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
    SurveySetup,
)
from events.one_by_one import one_by_one
from events.surveys import blocks
from events.surveys.instruments import NOT_RELEVANT, SUCCESSES
from events.surveys.measures import name_of

STEP = 5
"""Before the survey is sealed staff are told the number of answers in steps of so many."""

CHUNK = 2000

type Asked = dict[int, Question]


def count_all(surveys: Iterable[Survey], today: date | None = None) -> None:
    """Count and place closed surveys one by one, each in a transaction with its sealing."""
    for survey in surveys:
        count(survey, today)


@transaction.atomic
def count(survey: Survey, today: date | None = None) -> None:
    """Count one survey's answers, put it into its block and mark it sealed. Repeatable.

    ``today`` is a Copenhagen day, by default the present one.
    """
    day = today or timezone.localdate()
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if locked.sealed_on is not None:
        return
    asked = _asked(locked)
    found = _counts(locked, asked)
    SealedCount.objects.bulk_create(
        SealedCount(survey=locked, measure=measure, outcome=outcome, number=number)
        for measure, counts in found.items()
        for outcome, number in counts.items()
        if number
    )
    locked.responses_in = SurveyResponse.objects.filter(survey=locked).count()
    locked.status, locked.sealed_on = SurveyStatus.SEALED, day
    locked.save(update_fields=["responses_in", "status", "sealed_on"])
    speakers = blocks.speaker_measures(locked.instrument_id)
    blocks.place(locked, {m: c for m, c in found.items() if m not in speakers}, day)


def _asked(survey: Survey) -> Asked:
    items = InstrumentQuestion.objects.filter(instrument=survey.instrument_id)
    return {item.question_id: item.question for item in items.select_related("question")}


def _counts(survey: Survey, asked: Asked) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {question.measure: Counter() for question in asked.values()}
    rows = (
        SurveyAnswer.objects.filter(response__survey=survey)
        .values_list("question", "value")
        .annotate(number=Count("pk"))
    )
    for question, value, number in rows:
        found[asked[question].measure][value] += number
    for keys in survey.instrument.joint:
        together = {
            pk: q
            for pk, q in asked.items()
            if q.key in keys and q.purpose == Question.Purpose.OUTCOME
        }
        if len(together) == len(keys):
            measure = name_of((q.key, q.version) for q in together.values())
            found[measure] = _joint(survey, set(together))
    return found


def _joint(survey: Survey, questions: set[int]) -> Counter[int]:
    """Count the sheets on which all the questions are answered.

    A sheet that leaves one of them blank is left out, whatever the others say: to count it
    where an answer that is given settles the matter would count failures alone.
    """
    rows = SurveyAnswer.objects.filter(response__survey=survey, question__in=questions)
    sheets: dict[object, list[int]] = defaultdict(list)
    for response, value in rows.values_list("response", "value").iterator(CHUNK):
        sheets[response].append(value)
    return Counter(_outcome(v) for v in sheets.values() if len(v) == len(questions))


def _outcome(values: list[int]) -> int:
    if NOT_RELEVANT in values:
        return Outcome.NOT_RELEVANT
    return Outcome.ALL_MET if SUCCESSES.issuperset(values) else Outcome.NOT_ALL_MET


def refresh_shown(now: datetime) -> int:
    """Once a day, let staff know about how many have answered; return how many surveys.

    Rounded down to a step of ``STEP``: below the first step the number says nothing, and from
    one day to the next it tells of no single sheet. For the clock.
    """
    today = timezone.localdate(now)
    stale = Survey.objects.filter(status=SurveyStatus.OPEN).exclude(counted_on=today)
    done = 0
    for survey in stale.annotate(number=Count("responses")):
        number = survey.number // STEP * STEP
        done += Survey.objects.filter(pk=survey.pk).update(shown_count=number, counted_on=today)
    return done


def delete_sheets(now: datetime, kept_for: timedelta) -> int:
    """Delete sheets, remarks, codes and ratings of speakers sealed so long ago; return how many.

    The numbers stay; of speakers nothing does, not even who they were, nor of those named for a
    day after which nobody was asked. A retention rule.
    """
    before = timezone.localdate(now) - kept_for
    sealed = Survey.objects.filter(status=SurveyStatus.SEALED, sealed_on__lt=before)
    of_it = OuterRef("pk")
    due = sealed.filter(
        Exists(SurveyResponse.objects.filter(survey=of_it))
        | Exists(SurveyComment.objects.filter(survey=of_it))
        | Exists(SurveyInvitation.objects.filter(survey=of_it))
        | Exists(SurveySetup.objects.filter(activity__surveys=of_it).exclude(speakers=[]))
        | ~Q(speakers=[])
    )
    deleted = one_by_one(list(due.order_by("pk").values_list("pk", flat=True)), _delete_sheets)
    return deleted + _forget_speakers(now - kept_for)


def _forget_speakers(ended_before: datetime) -> int:
    """Forget who was to speak on days gone by for which no survey took their names over."""
    named = SurveySetup.objects.exclude(speakers=[])
    ends = named.annotate(ended=Max("activity__sessions__end"))
    old = list(ends.filter(ended__lt=ended_before).values_list("pk", flat=True))
    return SurveySetup.objects.filter(pk__in=old).update(speakers=[])


@transaction.atomic
def _delete_sheets(pk: UUID) -> int:
    survey = Survey.objects.get(pk=pk)
    ratings = SealedCount.objects.filter(
        survey=survey, measure__in=blocks.speaker_measures(survey.instrument_id)
    )
    deleted = 0
    for rows in (
        SurveyAnswer.objects.filter(response__survey=survey),
        SurveyResponse.objects.filter(survey=survey),
        SurveyComment.objects.filter(survey=survey),
        SurveyInvitation.objects.filter(survey=survey),
        ratings,
    ):
        deleted += rows.delete()[0]
    Survey.objects.filter(pk=pk).update(speakers=[])
    if survey.activity_id is not None:
        SurveySetup.objects.filter(activity=survey.activity_id).update(speakers=[])
    return deleted

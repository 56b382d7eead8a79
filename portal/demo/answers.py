"""Answers to the other questionnaires: parent course, forum, hearing, the yearly ones.

Nobody gave them. All but one survey are sealed by the real rule; one yearly survey is open.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from events.enums import ActivityKind
from events.models import Activity, Instrument, Question, Survey, SurveyAnswer, SurveyResponse
from events.surveys import counting, yearly
from events.surveys.instruments import NOT_RELEVANT, put_to_use
from events.surveys.invitations import CLOSING_TIME, closing_time
from events.surveys.populations import HEARING, PARTICIPANTS
from portal.targets import readings
from portal.targets.models import Plan, Target

from .activities import Planned
from .dates import today

# Kind → population, share of those asked who answered, share in the top two.
ASKED = {
    ActivityKind.FORAELDREKURSUS: ("relatives", 0.93, 0.9),
    ActivityKind.FORUMMOEDE: (PARTICIPANTS.key, 0.75, 0.82),
    ActivityKind.HOERING: (HEARING, 0.45, 0.7),
}
NOT_RELEVANT_SHARE = 0.08
OTHERS, OTHERS_WEIGHTS = (3, 2, 1, 0), (60, 22, 6, 12)


def load_answers(
    planned: Sequence[Planned], instruments: dict[str, Instrument], rng: Random
) -> None:
    """Let those who were at the held activities have answered, and two years' yearly surveys."""
    by_kind = {kind: one for one in instruments.values() for kind in one.activity_kinds}
    for one in planned:
        if one.held and one.row.kind in ASKED and _heads(one):
            population, rate, top = ASKED[ActivityKind(one.row.kind)]
            _ask(one.row, by_kind[one.row.kind], population, _heads(one), rate, top, rng)
    last_year = today().year - 1
    _ask_year(yearly.FRONTLINE, instruments, last_year, 260, 0.71, 0.74, rng)
    _ask_year(yearly.FORUM, instruments, last_year, 31, 0.77, 0.78, rng)
    _open_year(instruments, rng)


def load_readings() -> None:
    """Take the targets' readings: of the months gone by, as far as they can be had, and today's."""
    targets = Target.objects.select_related("track__plan")
    readings.backfill(targets.filter(track__plan__in=_running()))
    readings.take(today())


def _running() -> list[Plan]:
    return list(Plan.objects.filter(period_end__gte=today()))


def _heads(one: Planned) -> int:
    counted = sum(one.entry.get("head_counts", {}).values())
    return counted or one.entry["expected_registrations"]


def _ask(
    activity: Activity,
    instrument: Instrument,
    population: str,
    eligible: int,
    rate: float,
    top: float,
    rng: Random,
) -> None:
    opened = max(session.end for session in activity.sessions.all())
    survey = Survey.objects.create(
        activity=activity,
        population=population,
        instrument=instrument,
        eligible=eligible,
        opens_at=opened,
        closes_at=closing_time(opened),
    )
    _seal(survey, round(eligible * rate), top, rng)


def _ask_year(
    kind: yearly.Yearly,
    instruments: dict[str, Instrument],
    year: int,
    number: int,
    rate: float,
    top: float,
    rng: Random,
) -> None:
    closes = timezone.make_aware(datetime.combine(date(year, 12, 1), CLOSING_TIME))
    survey = Survey.objects.create(
        occasion=f"aar-{year}",
        title=kind.titled(year, "da"),
        title_en=kind.titled(year, "en"),
        population=kind.population,
        instrument=instruments[kind.instrument],
        eligible=number,
        opens_at=closes - timedelta(days=30),
        closes_at=closes,
    )
    _seal(survey, round(number * rate), top, rng)


def _open_year(instruments: dict[str, Instrument], rng: Random) -> None:
    """Open this year's survey of frontline staff; some have answered."""
    last_day = today() + timedelta(days=12)
    survey = yearly.open_year(yearly.FRONTLINE, today().year, 240, last_day)
    _answer(survey, 87, 0.76, rng)
    used = list(survey.invitations.values_list("pk", flat=True))[:87]
    survey.invitations.filter(pk__in=used).update(spent=True)
    Survey.objects.filter(pk=survey.pk).update(shown_count=85, counted_on=today())


def _seal(survey: Survey, answers: int, top: float, rng: Random) -> None:
    put_to_use(survey.instrument)
    _answer(survey, answers, top, rng)
    counting.count(survey, _day_after(survey))


def _day_after(survey: Survey) -> date:
    return timezone.localdate(survey.closes_at) + timedelta(days=1)


def _answer(survey: Survey, number: int, top: float, rng: Random) -> None:
    """Write so many sheets; whoever is content with one thing is so with most."""
    questions = list(
        survey.instrument.questions.exclude(purpose=Question.Purpose.SPEAKER).order_by("pk")
    )
    responses = [SurveyResponse(survey=survey) for _number in range(number)]
    responses.sort(key=lambda row: row.pk)
    SurveyResponse.objects.bulk_create(responses)
    answers = []
    for response in responses:
        leaning = rng.random() < top
        for question in questions:
            value = _value(question, leaning, rng)
            answers.append(SurveyAnswer(response=response, question=question, value=value))
    answers.sort(key=lambda row: row.pk)
    SurveyAnswer.objects.bulk_create(answers, batch_size=2000)


def _value(question: Question, leaning: bool, rng: Random) -> int:
    if question.scale == Question.Scale.EXTENT_NA and rng.random() < NOT_RELEVANT_SHARE:
        return NOT_RELEVANT
    if question.moment == Question.Moment.BEFORE:
        return rng.choices((4, 3, 2, 1), (18, 42, 30, 10))[0]
    if rng.random() < (0.96 if leaning else 0.12):
        return 5 if rng.random() < 0.4 else 4
    return rng.choices(OTHERS, OTHERS_WEIGHTS)[0]

"""Plans and targets for the tests, made with as little as possible."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from events.enums import SurveyStatus
from events.models import Instrument, Survey, SurveyAnswer, SurveyResponse
from events.surveys import counting
from events.surveys.instruments import ensure_instrument
from portal.targets.models import Plan, Target, TargetKind, Track
from tests.surveys.makers import make_survey

_numbers = itertools.count(1)


def make_plan(**kwargs: Any) -> Plan:
    """Return a plan around the whole of this century unless told otherwise."""
    defaults = {
        "key": f"plan-{next(_numbers)}",
        "title": "Handleplan",
        "period_start": date(2001, 1, 1),
        "period_end": date(2099, 12, 31),
    }
    return Plan.objects.create(**{**defaults, **kwargs})


def make_target(kind: str = TargetKind.ACTIVITIES_HELD, **kwargs: Any) -> Target:
    """Return a target in the first track of its plan."""
    plan = kwargs.pop("plan", None) or make_plan()
    track, _created = Track.objects.get_or_create(plan=plan, number=1, defaults={"title": "Spor"})
    defaults: dict[str, Any] = {
        "code": f"M{next(_numbers)}",
        "title": "Et mål",
        "threshold_numerator": 10,
        "unit": "stk.",
    }
    if kind in (TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE):
        defaults |= {
            "threshold_numerator": 80,
            "threshold_denominator": 100,
            "activity_kinds": ["temadag"],
            "question_keys": ["able_to_help"],
            "population": "theme_day",
        }
    return Target.objects.create(track=track, kind=kind, **{**defaults, **kwargs})


BOTH = ("support_to_leave", "understand_and_engage")


def make_joint_instrument(**kwargs: Any) -> Instrument:
    """Return a questionnaire of two questions that are counted together."""
    questions = [
        {"key": key, "text": f"I hvor høj grad {key}?", "scale": "extent_na"} for key in BOTH
    ]
    content = {"key": "kursus", "title": "Kursus", "joint": [BOTH], "questions": questions}
    return ensure_instrument({**content, **kwargs})


def hand_in(sheets: Iterable[Mapping[str, int]], eligible: int, instrument: Instrument) -> Survey:
    """Return a sealed survey with these sheets; a key that is missing was left blank."""
    survey = make_survey(codes=0, instrument=instrument)
    survey.eligible, survey.status = eligible, SurveyStatus.CLOSED
    survey.save()
    questions = {question.key: question for question in instrument.questions.all()}
    for sheet in sheets:
        response = SurveyResponse.objects.create(survey=survey)
        SurveyAnswer.objects.bulk_create(
            SurveyAnswer(response=response, question=questions[key], value=value)
            for key, value in sheet.items()
        )
    counting.count(survey)
    survey.refresh_from_db()
    return survey


def make_joint_target(**kwargs: Any) -> Target:
    """Return a target that asks for both answers on the same sheet."""
    return make_target(
        TargetKind.CONJUNCTIVE_SURVEY_SHARE, **{"question_keys": list(BOTH), **kwargs}
    )

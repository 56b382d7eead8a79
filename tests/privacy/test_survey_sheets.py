"""Answer sheets go after a year; the numbers they were counted into stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    PooledCount,
    SealedCount,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
    SurveySetup,
)
from events.surveys import counting
from events.surveys.instruments import ensure_instrument
from events.surveys.results import comments_for, question_results
from portal.privacy import retention
from tests.surveys.makers import answered, make_day, make_survey

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def counted(model: type) -> list[tuple]:
    return sorted(model.objects.values_list())


@pytest.mark.parametrize(("days", "gone"), [(365, False), (366, True)])
def test_sheets_go_when_their_time_is_up(days: int, gone: bool) -> None:
    survey = answered([5] * 12)
    SurveyComment.objects.create(survey=survey, text="Tak")
    SurveyInvitation.objects.create(survey=survey, spent=None)
    numbers, pooled = counted(SealedCount), counted(PooledCount)
    shown = [one.rows for one in question_results(survey)]
    then = timezone.now() + timedelta(days=days)
    assert retention.delete_survey_sheets(then) == (26 if gone else 0)
    for model in (SurveyResponse, SurveyAnswer, SurveyComment, SurveyInvitation):
        assert model.objects.exists() is not gone
    assert comments_for(survey) == ([] if gone else ["Tak"])
    assert [one.rows for one in question_results(survey)] == shown
    assert (counted(SealedCount), counted(PooledCount)) == (numbers, pooled)
    assert retention.delete_survey_sheets(then) == 0


def test_of_speakers_nothing_stays() -> None:
    asked = ensure_instrument(
        {
            "key": "dag",
            "title": "Dagen",
            "questions": [
                {"key": "able_to_help", "text": "Kan du hjælpe?"},
                # What tells ratings is their purpose, not how their key begins.
                {"key": "rating_1", "text": "Hvordan var {speaker}?", "purpose": "speaker"},
            ],
        }
    )
    survey = make_survey(codes=0, instrument=asked)
    Survey.objects.update(speakers=["Bente Berg"], status=SurveyStatus.CLOSED, eligible=12)
    SurveySetup.objects.create(activity=survey.activity, speakers=["Bente Berg"])
    for question in asked.questions.all():
        for _number in range(12):
            response = SurveyResponse.objects.create(survey=survey)
            SurveyAnswer.objects.create(response=response, question=question, value=4)
    counting.count(survey)
    assert set(PooledCount.objects.values_list("measure", flat=True)) == {"able_to_help.1"}
    assert [one.result.shown for one in question_results(survey)] == [True, True]

    counting.delete_sheets(timezone.now() + timedelta(days=400), timedelta(days=365))

    assert set(SealedCount.objects.values_list("measure", flat=True)) == {"able_to_help.1"}
    assert Survey.objects.get().speakers == SurveySetup.objects.get().speakers == []
    assert [one.question.key for one in question_results(survey)] == ["able_to_help"]


@pytest.mark.parametrize(("days", "named"), [(364, ["Bente Berg"]), (367, [])])
def test_speakers_of_a_day_that_asked_nobody_are_forgotten_too(days: int, named: list[str]) -> None:
    setup = SurveySetup.objects.create(activity=make_day(), speakers=["Bente Berg"])
    retention.delete_survey_sheets(timezone.now() + timedelta(days=days))
    setup.refresh_from_db()
    assert setup.speakers == named


def test_an_open_survey_is_left_alone() -> None:
    make_survey(codes=2)
    assert retention.delete_survey_sheets(timezone.now() + timedelta(days=900)) == 0
    assert SurveyInvitation.objects.count() == 2


def test_the_rule_runs_with_the_others() -> None:
    assert retention.RULES["survey-sheets"] is retention.delete_survey_sheets

"""The staff's view of the surveys: suppressed, closed to others, a constant number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    Instrument,
    InstrumentQuestion,
    Question,
    Survey,
    SurveyAnswer,
    SurveyResponse,
)
from events.reports import QUESTION
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument() -> Instrument:
    instrument = Instrument.objects.create(key="temadag", title="Temadag")
    question = Question.objects.create(key=QUESTION)
    InstrumentQuestion.objects.create(instrument=instrument, question=question, position=1)
    return instrument


def answered(
    instrument: Instrument,
    values: list[int],
    *,
    eligible: int = 20,
    status: str = SurveyStatus.SEALED,
    **kwargs: Any,
) -> Survey:
    now = timezone.now()
    survey = Survey.objects.create(
        activity=ActivityFactory(with_page=False, starts_in_days=-20, **kwargs),
        population="theme_day",
        instrument=instrument,
        eligible=eligible,
        status=status,
        opens_at=now - timedelta(days=15),
        closes_at=now - timedelta(days=1),
    )
    question = instrument.questions.get()
    for value in values:
        response = SurveyResponse.objects.create(survey=survey)
        SurveyAnswer.objects.create(response=response, question=question, value=value)
    return survey


def report(client: Client) -> Any:
    return client.get(reverse("survey_results_report"))


def test_share_interval_and_verdict(instrument: Instrument, as_role: Any) -> None:
    answered(instrument, [5] * 9 + [4] * 6 + [3], title="Temadagen")
    text = report(as_role("Analytiker")).text
    assert "Temadagen" in text
    for part in ("93,8\xa0%", "71,7\xa0%", "For lidt grundlag"):
        assert part in text, part


def test_four_answers_show_no_number(instrument: Instrument, as_role: Any) -> None:
    answered(instrument, [5, 5, 5, 4])
    text = report(as_role("Analytiker")).text
    assert "Under 5 svar" in text
    assert "4 af 4" not in text


def test_below_ten_there_is_no_percentage(instrument: Instrument, as_role: Any) -> None:
    answered(instrument, [5, 5, 5, 2, 1, 0])
    assert "3 af 6" in report(as_role("Analytiker")).text


@pytest.mark.parametrize("status", [SurveyStatus.OPEN, SurveyStatus.CLOSED])
def test_nobody_sees_anything_before_sealing(
    status: str, instrument: Instrument, as_role: Any
) -> None:
    answered(instrument, [5] * 12, status=status, title="Endnu ikke")
    assert "Endnu ikke" not in report(as_role("Analytiker")).text


def test_queries_do_not_grow(instrument: Instrument, as_role: Any) -> None:
    client = as_role("Arrangør")
    for _number in range(2):
        answered(instrument, [5] * 5)
    report(client)
    with CaptureQueriesContext(connection) as few:
        report(client)
    for _number in range(6):
        answered(instrument, [5] * 5)
    with CaptureQueriesContext(connection) as many:
        report(client)
    assert len(many) == len(few)

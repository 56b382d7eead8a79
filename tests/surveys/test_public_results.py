"""The public page of results: what is published and nothing else, in two languages, as CSV."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityKind, SurveyStatus
from events.models import Survey, SurveyAnswer, SurveyResponse
from events.surveys import counting
from events.surveys.pools import Cut, pooled
from tests.factories import ActivityFactory, AudienceFactory
from tests.knowledge.small_site import make_site
from tests.surveys.makers import HELP, KEYS, answered, make_instrument, make_survey

pytestmark = pytest.mark.django_db
URL = "/resultater/"


@pytest.fixture(autouse=True)
def _site() -> None:
    make_site()


def get(url: str = URL, **choice: Any) -> str:
    """Return the page's text."""
    response = Client().get(url, choice)
    assert response.status_code == 200
    return response.text


def rows(**choice: Any) -> list[dict[str, str]]:
    """Return the lines of the file."""
    response = Client().get("/resultater.csv", choice)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_nothing_yet() -> None:
    assert "Der er ingen resultater endnu" in get()
    assert rows() == []


def test_the_distribution_with_what_waits_and_why() -> None:
    answered([5] * 9 + [3] * 3, eligible=20)
    answered([1] * 4, eligible=7)
    text = get()
    for part in (
        "Temadag",
        "I hvor høj grad able_to_help?",
        "12 svar fra 27 inviterede",
        "75,0\xa0%",
        "Svar fra 1 undersøgelse er ikke talt med",
        "mindst 10 svar",
    ):
        assert part in text, part
    assert text.count("Der er ikke svar nok til at vise noget endnu") == 4
    english = get("/en/resultater/")
    assert "To what degree able_to_help?" in english
    assert "75.0%" in english


def test_the_file_has_the_pages_numbers() -> None:
    answered([5] * 9 + [3] * 3, eligible=20)
    found = {line["outcome"]: line for line in rows() if line["question"] == f"{HELP}.1"}
    assert {o: line["number"] for o, line in found.items()} == {
        "5": "9", "4": "0", "3": "3", "2": "0", "1": "0", "0": "0",
    }  # fmt: skip
    assert {(line["answered"], line["invited"]) for line in found.values()} == {("12", "20")}
    assert {line["question"] for line in rows()} == {f"{HELP}.1"}  # nothing of what waits


def test_a_choice_of_kind_audience_and_year() -> None:
    teachers = AudienceFactory(key="laerere", title="Lærere")
    activity = ActivityFactory(with_page=False, starts_in_days=-9)
    activity.audiences.add(teachers)
    activity.save()
    answered([5] * 11, activity=activity)
    answered([1] * 13)
    year = timezone.localdate().year

    def number(**choice: Any) -> set[str]:
        return {line["answered"] for line in rows(**choice)}

    assert number() == {"24"}
    assert number(audience="laerere") == {"11"}
    assert number(audience="ukendt", kind="ukendt", year="17") == {"24"}
    assert number(year=year) <= {"24", "11", "13"}
    assert "Lærere" in get(audience="laerere")


def test_of_a_discreet_course_the_kind_alone_is_told() -> None:
    activity = ActivityFactory(
        with_page=False, starts_in_days=-9, kind=ActivityKind.FORAELDREKURSUS, discreet=True,
        title="Hemmeligt sted",
    )  # fmt: skip
    answered([5] * 10, activity=activity, instrument=make_instrument())
    text = get()
    assert "Kurser for forældre og pårørende" in text
    assert "Hemmeligt sted" not in text


def test_a_new_wording_is_not_mixed_with_the_old() -> None:
    answered([1] * 12)
    newer = make_instrument(version=2, first={"text": "Kan du nu hjælpe?", "version": 2})
    answered([5] * 11, instrument=newer)
    text = get()
    assert "Kan du nu hjælpe?" in text
    assert "11 svar fra 11 inviterede" in text


def test_a_new_wording_takes_nothing_away_before_enough_have_answered_it() -> None:
    answered([5] * 12)
    newer = make_instrument(version=2, first={"text": "Kan du nu hjælpe?", "version": 2})
    answered([1] * 9, instrument=newer)
    text = get()
    assert "Kan du nu hjælpe?" not in text
    assert "12 svar fra 12 inviterede" in text
    pool = pooled(Cut((HELP,), date.min, date.max))
    assert (pool.measure, pool.surveys, pool.waiting) == (f"{HELP}.1", 1, 1)


def test_a_question_that_nobody_answered_in_a_survey_is_not_waited_for() -> None:
    answered([5] * 6)
    other = make_survey(codes=0)
    Survey.objects.filter(pk=other.pk).update(status=SurveyStatus.CLOSED, eligible=10)
    question = other.instrument.questions.get(key=KEYS[1])
    for _number in range(10):
        response = SurveyResponse.objects.create(survey=other)
        SurveyAnswer.objects.create(response=response, question=question, value=4)
    counting.count(other)
    assert pooled(Cut((HELP,), date.min, date.max)).waiting == 2
    answered([5] * 5)
    for key in KEYS[:2]:
        pool = pooled(Cut((key,), date.min, date.max))
        assert (pool.surveys, pool.waiting, pool.eligible) == (3, 0, 21)


def test_queries_do_not_grow() -> None:
    answered([5] * 12)
    get()
    with CaptureQueriesContext(connection) as few:
        get()
    for _number in range(5):
        answered([5] * 12)
        answered([5] * 3)
    with CaptureQueriesContext(connection) as many:
        get()
    assert len(many) == len(few)
    assert len(few) <= 30

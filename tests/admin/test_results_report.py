"""The staff's list of surveys: suppressed, closed to others, a constant number of queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityKind, SurveyStatus
from events.models import Survey
from events.surveys import counting
from events.surveys.instruments import ensure_instrument
from tests.factories import ActivityFactory, AudienceFactory
from tests.surveys.makers import answered

pytestmark = pytest.mark.django_db

type Sign = Callable[[str], Client]


def report(client: Client, **filters: Any) -> str:
    """Return the list's text."""
    return client.get(reverse("survey_results_report"), filters).text


def day(title: str, **kwargs: Any) -> Any:
    return ActivityFactory(with_page=False, starts_in_days=-20, title=title, **kwargs)


def test_share_interval_and_verdict(as_role: Sign) -> None:
    answered([5] * 9 + [4] * 6 + [3], eligible=20, activity=day("Temadagen"))
    text = report(as_role("Analytiker"))
    for part in ("Temadagen", "I hvor høj grad able_to_help?", "93,8\xa0%", "71,7\xa0%",
                 "For lidt grundlag"):  # fmt: skip
        assert part in text, part


def test_only_what_the_plan_holds_against_eighty_per_cent_has_a_verdict(as_role: Sign) -> None:
    survey = answered([5] * 16, eligible=16)
    client = as_role("Analytiker")
    assert "80 % er nået" in report(client)
    Survey.objects.filter(pk=survey.pk).update(population="theme_day_others")
    text = report(client)
    assert "80 % er nået" not in text
    assert "100,0\xa0%" in text


def test_four_answers_show_no_number(as_role: Sign) -> None:
    answered([5, 5, 5, 4], eligible=20)
    text = report(as_role("Analytiker"))
    assert "Under 5 svar" in text
    assert "4 af 4" not in text


def test_below_ten_there_is_no_percentage(as_role: Sign) -> None:
    answered([5, 5, 5, 2, 1, 0], eligible=20)
    text = report(as_role("Analytiker"))
    assert "3 af 6" in text
    assert "50,0\xa0%" not in text


@pytest.mark.parametrize("status", [SurveyStatus.OPEN, SurveyStatus.CLOSED])
def test_nobody_sees_anything_before_sealing(status: str, as_role: Sign) -> None:
    answered([5] * 12, activity=day("Endnu ikke"))
    Survey.objects.update(status=status)
    assert "Endnu ikke" not in report(as_role("Analytiker"))


@pytest.mark.parametrize("role", ["Analytiker", "Arrangør", "Kursusleder"])
def test_discreet_ones_are_not_among_them(role: str, as_role: Sign) -> None:
    answered([5] * 12, activity=day("Diskret", kind=ActivityKind.FORAELDREKURSUS, discreet=True))
    assert "Diskret" not in report(as_role(role))


def yearly() -> Survey:
    """Return a sealed survey about no activity."""
    now = timezone.now()
    asked = ensure_instrument(
        {"key": "aar", "title": "Året", "questions": [{"key": "effect", "text": "Virker det?"}]}
    )
    survey = Survey.objects.create(
        occasion="aar-2026", title="Årets undersøgelse", population="frontline",
        instrument=asked, eligible=9, opens_at=now, closes_at=now, status=SurveyStatus.CLOSED,
    )  # fmt: skip
    counting.count(survey)
    return survey


def test_filters_by_kind_audience_and_period(as_role: Sign) -> None:
    teachers = AudienceFactory(key="laerere", title="Lærere")
    first = day("Den første")
    first.audiences.add(teachers)
    first.save()
    answered([5] * 6, activity=first)
    answered([5] * 6, activity=day("Foredraget", kind=ActivityKind.OPLAEG))
    old = ActivityFactory(with_page=False, starts_in_days=-400, title="Den gamle")
    answered([5] * 6, activity=old)
    yearly()
    client = as_role("Analytiker")

    def titles(**filters: Any) -> set[str]:
        text = report(client, **filters)
        every = ("Den første", "Foredraget", "Den gamle", "Årets undersøgelse")
        return {title for title in every if title in text}

    assert titles() == {"Den første", "Foredraget", "Den gamle", "Årets undersøgelse"}
    assert titles(kind="oplaeg") == {"Foredraget"}
    assert titles(kind=["oplaeg", "undersoegelse"]) == {"Foredraget", "Årets undersøgelse"}
    assert titles(audience=teachers.pk) == {"Den første"}
    since = timezone.localdate() - timedelta(days=60)
    assert titles(held_on_from=since.isoformat()) == {
        "Den første", "Foredraget", "Årets undersøgelse",
    }  # fmt: skip


def test_queries_do_not_grow(as_role: Sign) -> None:
    client = as_role("Arrangør")
    for _number in range(2):
        answered([5] * 5)
    report(client)
    with CaptureQueriesContext(connection) as few:
        report(client)
    for _number in range(6):
        answered([5] * 5)
    with CaptureQueriesContext(connection) as many:
        report(client)
    assert len(many) == len(few)

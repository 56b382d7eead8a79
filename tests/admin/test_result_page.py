"""One survey's results: everything that may be shown, nothing else, to those who may see it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from events.enums import ActivityKind, SurveyStatus
from events.models import Survey, SurveyAnswer, SurveyComment, SurveyResponse
from events.surveys import counting
from events.surveys.instruments import ensure_instrument
from events.surveys.redaction import version_of
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db

type Sign = Callable[[str], Client]

KEYS = ("able_to_help", "before", "now", "speaker_1")
QUESTIONS: list[dict[str, object]] = [
    {"key": "able_to_help", "text": "Kan du hjælpe?", "scale": "extent_na"},
    {"key": "before", "text": "Vidste du?", "purpose": "support", "pair": "know",
     "moment": "before"},
    {"key": "now", "text": "Ved du?", "purpose": "support", "pair": "know", "moment": "now"},
    {"key": "speaker_1", "text": "Hvordan var {speaker}?", "purpose": "speaker",
     "scale": "quality"},
]  # fmt: skip


def sealed(
    sheets: list[tuple[int | None, ...]], *, remarks: tuple[str, ...] = (), **kwargs: Any
) -> Survey:
    """Return a sealed survey of the four questions; a sheet has their answers in order."""
    asked = ensure_instrument({"key": "dag", "title": "Dagen", "questions": QUESTIONS})
    now = timezone.now()
    survey = Survey.objects.create(
        activity=ActivityFactory(with_page=False, starts_in_days=-9, title="Dagen", **kwargs),
        population="theme_day", instrument=asked, eligible=25, status=SurveyStatus.CLOSED,
        opens_at=now, closes_at=now - timedelta(days=1), speakers=["Bente Berg"],
    )  # fmt: skip
    questions = {q.key: q for q in asked.questions.all()}
    for sheet in sheets:
        response = SurveyResponse.objects.create(survey=survey)
        for key, value in zip(KEYS, sheet, strict=True):
            if value is not None:
                SurveyAnswer.objects.create(response=response, question=questions[key], value=value)
    for text in remarks:
        SurveyComment.objects.create(survey=survey, text=text)
    counting.count(survey)
    return survey


def page(client: Client, survey: Survey) -> Any:
    return client.get(reverse("survey_result", args=[survey.pk]))


def is_refused(response: Any) -> bool:
    """Whether the admin sent the user away, as it does when a view says PermissionDenied."""
    return response.status_code == 302 and response["Location"] == "/admin/"


def test_everything_from_ten_answers_on(as_role: Sign) -> None:
    survey = sealed(
        [(5, 2, 4, 5)] * 8 + [(3, 2, 4, 1)] * 4 + [(6, None, None, None)] * 2, remarks=("Tak",)
    )
    text = page(as_role("Arrangør"), survey).text
    for part in (
        "Kan du hjælpe?", "66,7\xa0% af dem, spørgsmålet er relevant for",
        "blandt svarene: 57,1\xa0%", "Støttende oplysning – indgår aldrig i et mål", "Før:", "Nu:",
        "Hvordan var Bente Berg?", "slettes efter 12 måneder", "Tak", "<dd>14</dd>", "56 %",
    ):  # fmt: skip
        assert part in text, part
    assert text.index("Vidste du?") < text.index("Ved du?")
    assert text.count('role="img"') == 4


def test_too_few_is_said_question_by_question(as_role: Sign) -> None:
    survey = sealed([(5, None, 4, 5)] * 6 + [(1, 4, 4, 1)] * 3)
    text = page(as_role("Arrangør"), survey).text
    assert text.count("Under 5 har svaret på det her spørgsmål") == 1
    assert text.count("Under 10 har svaret på det her spørgsmål") == 1  # the speaker: 9
    assert "66,7" not in text  # nine answers: numbers, no percentage
    assert "6 af 9" in text


def test_a_hidden_survey_shows_no_number(as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 4, remarks=("En hemmelighed",))
    text = page(as_role("Arrangør"), survey).text
    assert "Der er kommet under 5 svar" in text
    assert "Kan du hjælpe?" not in text
    assert "En hemmelighed" not in text
    assert "<dd>4</dd>" not in text
    assert "16 %" not in text


@pytest.mark.parametrize("status", [SurveyStatus.OPEN, SurveyStatus.CLOSED])
def test_nothing_before_sealing(status: str, as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12, remarks=("For tidligt",))
    Survey.objects.update(status=status)
    text = page(as_role("Arrangør"), survey).text
    assert "Svarene vises, når spørgeskemaet er lukket" in text
    assert "Kan du hjælpe?" not in text
    assert "For tidligt" not in text
    assert "<dd>12</dd>" not in text


@pytest.mark.parametrize("role", ["Analytiker", "Administrator"])
def test_who_only_reads_figures_sees_no_speakers_and_no_remarks(role: str, as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12, remarks=("Bente var god",))
    client = as_role(role)
    text = page(client, survey).text
    assert "Kan du hjælpe?" in text
    assert "Bente" not in text
    comment = SurveyComment.objects.get()
    redact = reverse("survey_redact", args=[survey.pk, comment.pk])
    assert is_refused(client.get(redact))
    assert is_refused(client.post(redact))


def test_others_are_refused_and_learn_nothing(as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12)
    assert is_refused(page(as_role("Redaktør"), survey))


def test_those_who_open_the_yearly_ones_see_them(as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12)
    Survey.objects.filter(pk=survey.pk).update(activity=None, occasion="2026", title="Året")
    assert "Kan du hjælpe?" in page(as_role("Forumkoordinator"), survey).text
    assert is_refused(page(as_role("Redaktør"), survey))


@pytest.mark.parametrize("role", ["Arrangør", "Analytiker", "Kursusleder"])
def test_a_discreet_one_is_not_there(role: str, as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12, kind=ActivityKind.FORAELDREKURSUS, discreet=True)
    assert page(as_role(role), survey).status_code == 404


def test_a_name_is_taken_out_for_good(as_role: Sign, caplog: pytest.LogCaptureFixture) -> None:
    text = "Anders Ravn sov. Ring 010190-1234"
    survey = sealed([(5, 5, 5, 5)] * 12, remarks=(text,))
    comment = SurveyComment.objects.get()
    client = as_role("Arrangør")
    assert "ligner et CPR-nummer" in page(client, survey).text
    url = reverse("survey_redact", args=[survey.pk, comment.pk])
    form = client.get(url).text
    assert form.count('type="checkbox"') == 5
    assert 'value="4" checked' in form  # the number is marked from the start
    model = log_registry.get_log_entry_models()
    logged = [m.objects.count() for m in model]

    response = client.post(url, {"word": ["0", "1", "4"], "version": version_of(text)})

    assert response["Location"].endswith("#remarks")
    comment.refresh_from_db()
    assert comment.text == "[fjernet] [fjernet] sov. Ring [fjernet]"
    assert [m.objects.count() for m in model] == logged
    assert "Ravn" not in caplog.text
    again = client.post(url, {"word": ["2"], "version": version_of(text)})
    assert "er ændret, siden du åbnede den" in again.text
    assert "mindst ét ord" in client.post(url, {"version": version_of(comment.text)}).text
    comment.refresh_from_db()
    assert comment.text == "[fjernet] [fjernet] sov. Ring [fjernet]"


def test_a_remark_is_reached_by_its_own_survey_alone(as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12, remarks=("Tak",))
    few = sealed([(5, 5, 5, 5)] * 3, remarks=("Skjult",))
    client = as_role("Arrangør")
    mine, hidden = (SurveyComment.objects.get(survey=one) for one in (survey, few))
    for one, comment in ((few, mine), (survey, hidden), (few, hidden)):
        url = reverse("survey_redact", args=[one.pk, comment.pk])
        assert client.get(url).status_code == client.post(url).status_code == 404


def test_remarks_come_in_pages_and_queries_do_not_grow(as_role: Sign) -> None:
    survey = sealed([(5, 5, 5, 5)] * 12, remarks=("ord 1", "ord 2"))
    client = as_role("Arrangør")
    page(client, survey)
    with CaptureQueriesContext(connection) as few:
        page(client, survey)
    for number in range(40):
        SurveyComment.objects.create(survey=survey, text=f"mange {number}")
    with CaptureQueriesContext(connection) as many:
        first = page(client, survey).text
    assert len(many) == len(few)
    second = client.get(reverse("survey_result", args=[survey.pk]), {"p": 2}).text
    shown = first.count('class="vk-remark"'), second.count('class="vk-remark"')
    assert shown == (30, 12)

"""The questionnaire behind a printed code, on the neutral host and nowhere else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses import neutral_survey
from events.enums import SurveyStatus
from events.links import Purpose, token_for
from events.models import Survey, SurveyComment, SurveyInvitation, SurveyResponse
from events.surveys.instruments import ensure_instrument
from events.surveys.invitations import hash_of
from tests.factories import make_discreet

pytestmark = pytest.mark.django_db

VALUES = {"q-understand_and_engage": "5", "q-support_to_leave": "4"}


@pytest.fixture
def code() -> str:
    """Return the path of one printed code."""
    survey = Survey.objects.create(
        activity=make_discreet(starts_in_days=-1),
        population=neutral_survey.POPULATION,
        instrument=ensure_instrument(neutral_survey.INSTRUMENT),
        status=SurveyStatus.OPEN,
        eligible=10,
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=14),
    )
    invitation = SurveyInvitation(survey=survey, link_version=1)
    token = token_for(Purpose.SURVEY, invitation.pk, 1)
    invitation.token_hash = hash_of(token)
    invitation.save()
    return f"/s/{invitation.pk}/{token}/"


def test_a_code_is_answered_once_without_a_trace(visitor: Client, code: str) -> None:
    html = visitor.get(code).text
    assert "Fortæl os, hvad du synes" in html
    assert "VINK" not in html
    assert "bekymr" not in html
    assert "Kursus om" not in html
    response = visitor.post(code, {**VALUES, "comment": "Godt"})
    assert (response.status_code, response["Location"]) == (302, "/s/tak/")
    assert not response.cookies
    assert SurveyResponse.objects.count() == SurveyComment.objects.count() == 1
    again = visitor.post(code, VALUES)
    assert "Koden er brugt" in again.text
    assert SurveyResponse.objects.count() == 1


def test_nothing_filled_in_leaves_the_code_as_it_was(visitor: Client, code: str) -> None:
    assert "Svar på mindst ét spørgsmål." in visitor.post(code, {"comment": " "}).text
    assert visitor.post(code, VALUES).status_code == 302


def test_a_cpr_number_is_refused_in_neutral_words(visitor: Client, code: str) -> None:
    html = visitor.post(code, {"comment": "010190-1234"}).text
    assert "Skriv ikke et CPR-nummer." in html
    assert "VINK" not in html


def test_it_is_asked_in_a_checked_language(visitor: Client, code: str, checked) -> None:
    checked("tr")
    html = visitor.get(f"/tr{code}").text
    assert '<html lang="tr"' in html
    assert "İlgilendiğiniz bir genci" in html


@pytest.mark.parametrize("how", ["unknown", "closed"])
def test_what_opens_nothing_says_why_with_a_status_that_is_not_logged(
    visitor: Client, code: str, how: str
) -> None:
    if how == "unknown":
        code = code[:-2] + "x/"
    else:
        Survey.objects.update(status=SurveyStatus.CLOSED)
    response = visitor.get(code)
    assert response.status_code == 200
    assert {"unknown": "Vi kender ikke koden", "closed": "Du kan ikke svare mere"}[how] in (
        response.text
    )


def test_the_portals_own_host_does_not_know_the_code(client: Client, code: str) -> None:
    response = client.get(code)
    assert "Vi kender ikke linket" in response.text
    client.post(code, VALUES)
    assert not SurveyResponse.objects.exists()


def test_a_code_of_a_theme_day_is_not_for_this_host(visitor: Client, code: str) -> None:
    Survey.objects.get().activity.__class__.objects.update(discreet=False)
    assert "Vi kender ikke koden" in visitor.get(code).text

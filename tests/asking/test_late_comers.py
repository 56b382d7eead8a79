"""Whoever comes too late is thanked, and told what there is to do instead."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from events.enums import SurveyStatus
from events.models import Activity, Survey, SurveyInvitation, SurveyResponse
from events.surveys.instruments import ensure_instrument
from events.surveys.invitations import open_occasion
from tests.asking.makers import QUESTIONS, paged
from tests.surveys.makers import HELP, make_survey, path_of

pytestmark = pytest.mark.django_db
CLOSED = datetime(2026, 3, 3, 23, 59, 59, tzinfo=ZoneInfo("Europe/Copenhagen"))


def close(invitation: SurveyInvitation) -> None:
    Survey.objects.update(closes_at=CLOSED, status=SurveyStatus.SEALED)
    SurveyInvitation.objects.update(spent=None, token_hash="")


def test_a_closed_survey_thanks_says_when_and_where_to_go(
    client: Client,
) -> None:
    invitation = SurveyInvitation.objects.get(survey=make_survey())
    close(invitation)
    response = client.get(path_of(invitation))
    assert response.status_code == 200
    html = response.text
    assert "Spørgeskemaet er lukket" in html
    assert "Tak, fordi du ville svare." in html
    assert "Det lukkede 3. marts 2026." in html
    assert 'href="/resultater/"' in html
    assert f'href="mailto:{settings.VINK_CONTACT_EMAIL}"' in html
    assert "Skriv ikke om konkrete personer" in html
    assert settings.VINK_HOTLINE_PHONE in html


def test_a_used_link_and_an_unknown_one_say_how_to_speak_up(client: Client) -> None:
    invitation = SurveyInvitation.objects.get(survey=make_survey())
    client.post(path_of(invitation), {f"q-{HELP}": "5"})
    for path in (path_of(invitation), f"/s/{invitation.pk}/{'0' * 32}/"):
        response = client.post(path, {f"q-{HELP}": "5"})
        assert response.status_code == 200
        assert f'href="mailto:{settings.VINK_CONTACT_EMAIL}"' in response.text
        assert "Det lukkede" not in response.text


def test_of_a_discreet_activity_this_host_knows_nothing_even_when_it_is_over(
    client: Client,
) -> None:
    invitation = SurveyInvitation.objects.get(survey=make_survey())
    Activity.objects.update(discreet=True, title="Kursus om noget")
    close(invitation)
    html = client.get(path_of(invitation)).text
    assert "Vi kender ikke linket" in html
    assert "Kursus om noget" not in html
    assert "lukket" not in html


def test_an_answer_of_the_very_second_after_is_too_late(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = paged()
    Survey.objects.update(closes_at=CLOSED)
    now = CLOSED
    monkeypatch.setattr("events.surveys.responses.timezone.now", lambda: now)
    assert "Spørgeskemaet er lukket" in client.post(path_of(invitation), {f"q-{HELP}": "5"}).text
    assert not SurveyResponse.objects.exists()


def test_a_survey_of_a_year_reads_as_such(client: Client) -> None:
    content = {"key": "aar", "title": "Året", "questions": QUESTIONS}
    survey, _opened = open_occasion(
        "aar-2026", "Årlig undersøgelse 2026", ensure_instrument(content), "frontline", 1
    )
    html = client.get(path_of(survey.invitations.get())).text
    assert "Årlig undersøgelse 2026" in html
    assert "Fortæl os om året" in html
    assert "om dagen" not in html
    survey.status = SurveyStatus.CLOSED
    survey.save()
    assert "Årlig undersøgelse 2026" in client.get(path_of(survey.invitations.get())).text

"""The page in six languages, with the way to the others, from the right where it is written so."""

import pytest
from django.conf import settings
from django.test import Client

from events.models import SurveyAnswer
from tests.asking.makers import HELP, paged
from tests.surveys.makers import path_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_the_page_is_in_each_language_and_leads_to_the_others(
    client: Client, language: str
) -> None:
    invitation = paged()
    html = client.get(path_of(invitation, language)).text
    way = "rtl" if language in {"ar", "ur"} else "ltr"
    assert f'<html lang="{language}" dir="{way}"' in html
    for code in dict(settings.LANGUAGES):
        assert f'href="{path_of(invitation, code)}" lang="{code}" hreflang="{code}"' in html
    # The title is kept in Danish, and says so to a screen reader.
    assert ('<bdi lang="da">' in html) == (language != "da")


def test_an_answer_in_arabic_is_an_answer(client: Client) -> None:
    invitation = paged()
    path = path_of(invitation, "ar")
    assert "هل يمكنك المساعدة؟" in client.get(path).text
    response = client.post(path, {f"q-{HELP}": "4"})
    assert response["Location"] == "/ar/s/tak/"
    assert client.get("/ar/s/tak/").status_code == 200
    assert SurveyAnswer.objects.get().value == 4


def test_what_else_the_portal_has_is_still_in_two(client: Client) -> None:
    response = client.get("/ar/kalender.ics")
    assert (response.status_code, response["Location"]) == (302, "/kalender.ics")

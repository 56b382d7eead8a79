"""The page in six languages, with the way to the others, from the right where it is written so."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

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


@pytest.mark.parametrize("language", [code for code in dict(settings.LANGUAGES) if code != "da"])
def test_a_card_is_in_one_language(language: str) -> None:
    """All that stands on it but the title; what is said to staff is in theirs."""
    content = {"title": "Titel", "closes": "1.2.", "sheets": [["<svg/>"]], "staff_language": "da"}
    cards = {}
    for code in ("da", language):
        with override(code):
            html = render_to_string("pdf/survey_codes.html", content)
        card = re.search(r'<li class="code-card">(.*?)</li>', html, re.DOTALL)
        assert card is not None
        cards[code] = " ".join(re.findall(r">([^<>]+)<", card.group(1)))
    sentences = cards["da"].replace("Titel", "").strip().removesuffix(".").split(". ")
    assert len(sentences) == 5
    for sentence in sentences:
        assert sentence not in cards[language]


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

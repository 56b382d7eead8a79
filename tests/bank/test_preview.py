"""The preview is what participants get, in each language and layout, and hands nothing in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override, pgettext

from events.models import Instrument, SurveyComment, SurveyInvitation, SurveyResponse
from events.surveys.instruments import questions_for
from events.surveys.standard import ensure_standard
from tests.factories import UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db

LANGUAGES = {"da": "ltr", "en": "ltr", "ar": "rtl", "so": "ltr", "ur": "rtl", "tr": "ltr"}


@pytest.fixture
def made() -> dict[str, Instrument]:
    return ensure_standard()


def frame(instrument: Instrument, language: str = "da", layout: str = "all") -> str:
    address = reverse("bank_preview_frame", args=[instrument.pk])
    return f"{address}?sprog={language}&opstilling={layout}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["temadag", "foraeldrekursus"])
def test_every_question_in_every_language(
    organiser: Client, made: dict[str, Instrument], key: str, language: str
) -> None:
    page = organiser.get(frame(made[key], language)).text
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in page
    with override(language):
        names = [pgettext("oplægsholder", name) for name in ("Anne Eksempel", "Bo Eksempel")]
    for question in questions_for(made[key], language, names):
        assert question.text.replace("'", "&#x27;") in page
    assert ("VINK" in page) is (key == "temadag")


def test_one_question_a_page_and_on_to_the_next(
    organiser: Client, made: dict[str, Instrument]
) -> None:
    address = frame(made["temadag"], "en", "paged")
    page = organiser.get(address).text
    assert "feel able to help" in page
    assert "relevant to your work" not in page
    following = organiser.post(address, {"trin": "0", "gaa": "frem", "q-able_to_help": "4"}).text
    assert "before the theme day" in following
    assert 'name="q-able_to_help" value="4"' in following


@pytest.mark.parametrize("key", ["temadag", "foraeldrekursus"])
def test_sending_is_refused_and_nothing_is_kept(made: dict[str, Instrument], key: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role="Arrangør"))
    told = {"q-able_to_help": "5", "q-support_to_leave": "5", "comment": "Tak", "gaa": "send"}
    page = client.post(frame(made[key]), told)
    assert "Dette er en forhåndsvisning" in page.text
    assert not SurveyResponse.objects.exists()
    assert not SurveyComment.objects.exists()
    assert not SurveyInvitation.objects.exists()
    assert not Instrument.objects.filter(in_use=True).exists()


def test_only_our_own_pages_may_frame_it(organiser: Client, made: dict[str, Instrument]) -> None:
    response = organiser.get(frame(made["temadag"]))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    outer = organiser.get(reverse("bank_preview", args=[made["temadag"].pk]))
    assert "frame-src 'self'" in outer["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_switched_and_read_on_a_phone(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: object,
    made: dict[str, Instrument],
) -> None:
    from playwright.sync_api import expect

    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    page = browse(width=360)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": str(live_server),
            }
        ]
    )
    page.goto(f"{live_server}{reverse('bank_preview', args=[made['temadag'].pk])}")
    page.get_by_role("link", name="Arabisk").click()
    page.get_by_role("link", name="Ét spørgsmål pr. side").click()
    expect(page.get_by_role("link", name="Arabisk")).to_have_attribute("aria-current", "true")
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("dir", "rtl")
    inside.locator("button[value=frem]").click()
    expect(inside.locator("button[value=tilbage]")).to_be_visible()
    axe(page)

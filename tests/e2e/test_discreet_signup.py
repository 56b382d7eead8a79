"""A parent signs up on a phone, under a name of her choice, without e-mail: Somali, Arabic."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect

from courses import interface, neutral_links
from events import calls
from events.models import Activity, CallTask, OutboxMessage, Registration
from tests.factories import UserFactory, make_discreet

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

ALIAS = {"so": "Ubax", "ar": "وردة"}
PHONE = "20 10 11 12"
DANISH = re.compile(r"[æøåÆØÅ]")


@pytest.fixture
def host(live_server: "LiveServer", settings) -> str:
    """Return the neutral host of the running server, without a slash at the end."""
    name = f"kurser.localhost:{live_server.url.rsplit(':', 1)[1]}"
    settings.VINK_NEUTRAL_HOST = name
    settings.VINK_NEUTRAL_FROM_EMAIL = "Kurser <kurser@kurser.example>"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".localhost"]
    return f"http://{name}"


def course(language: str) -> Activity:
    """Return an open course whose words, and ours, somebody checked in the language."""
    interface.check(language, "En, der kan sproget", timezone.localdate())
    return make_discreet(languages=(language,))


def reads_in(page: "Page", language: str) -> None:
    """Assert that the page is in the language, all of it, and fits a phone."""
    html = page.locator("html")
    assert html.get_attribute("lang") == language
    assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(page.locator("[data-danish-instead]")).to_have_count(0)
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    danish = [
        text
        for text in page.locator("main :not([lang=da])").all_inner_texts()
        if DANISH.search(text or "") and "Vanløse" not in text and "København" not in text
    ]
    assert danish == []


def button(page: "Page") -> "Locator":
    return page.locator("main form button[type=submit]")


@pytest.mark.parametrize("language", ["so", "ar"])
def test_signed_up_by_alias_and_telephone_and_told_by_telephone(
    browse: "Callable[..., Page]", host: str, axe: "Callable[[Page], None]", language: str
) -> None:
    activity = course(language)
    page = browse(width=360, locale=f"{language}-DK")

    # The list, the page with what is to be known before, and the form with a mistake.
    page.goto(host + neutral_links.path("list", language=language))
    reads_in(page, language)
    page.locator(".vk-card__link").first.click()
    page.wait_for_url(f"**/{language}/a/**")
    reads_in(page, language)
    assert f"({language})" in page.locator("main").inner_text()
    axe(page)
    page.locator(".vk-actions .button-primary").click()
    page.wait_for_url("**/tilmeld/")
    page.locator("#id_name").fill(ALIAS[language])
    button(page).click()
    page.locator(".vk-error-summary").wait_for()
    reads_in(page, language)
    axe(page)
    assert page.locator("#id_name").input_value() == ALIAS[language]
    assert page.locator("#id_phone").get_attribute("dir") == "ltr"

    page.locator("#id_phone").fill(PHONE)
    button(page).click()
    page.wait_for_url(f"**/{language}/tak/")
    reads_in(page, language)

    # What is kept: a name of her choice, a number, a language, an interpreter. No mail leaves.
    row = Registration.objects.select_related("booking").get(activity=activity)
    assert (row.name, row.phone, row.email) == (ALIAS[language], "+4520101112", None)
    assert row.booking.language == language
    assert row.neutral_needs.interpreter == {"so": "somali", "ar": "arabisk"}[language]
    assert not OutboxMessage.objects.exists()
    assert mail.outbox == []

    # Staff ring her, and may print her a slip in her language; both speak of nothing.
    task = CallTask.objects.get(registration=row)
    told = calls.people_to_ring(activity)[0].lines[0].script
    assert task.kind == "confirmed"
    assert "radikalisering" not in told
    leader = UserFactory(role="Kursusleder")
    staff = Client()
    staff.force_login(leader)
    slip = staff.get(reverse("activity:slip", args=[activity.pk, row.pk]))
    assert slip.status_code == 200
    assert slip.content.startswith(b"%PDF")

    # The slip's code leads to her own page, where she says that one evening she stays away.
    own = neutral_links.own_url(row, language)
    page.goto(own)
    reads_in(page, language)
    axe(page)
    with translation.override(language):
        assert translation.gettext("Du har en plads") in page.locator("main").inner_text()

"""Find, sign up and cancel on a phone without JavaScript."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from events.links import Purpose, token_for
from events.models import Registration
from tests.factories import ActivityFactory, WorkplaceKindFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_up_correcting_and_cancelling_without_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    WorkplaceKindFactory()
    activity = ActivityFactory()
    page = browse(width=360, javascript=False)
    page.goto(live_server.url + reverse("events:signup", args=[activity.pk]))
    page.get_by_label("Navn", exact=True).fill("Ida Holm")
    page.get_by_label("Arbejdsmail").fill("ida")
    page.get_by_role("button", name="Send tilmelding").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Navn", exact=True).input_value() == "Ida Holm"
    page.get_by_label("Arbejdsmail").fill("ida@skole.example")
    page.get_by_label("Arbejdsplads eller forening").fill("Skolen")
    page.get_by_label("Slags arbejdsplads").select_option("skole")
    page.get_by_text("Frontmedarbejder med kontakt til unge").click()
    page.get_by_role("button", name="Send tilmelding").click()
    page.get_by_text("Du er tilmeldt", exact=True).wait_for()
    row = Registration.objects.get()

    token = token_for(Purpose.SELF_SERVICE, row.pk, row.link_version)
    page.goto(live_server.url + reverse("events:self_service", args=[row.pk, token]))
    page.get_by_role("link", name="Meld fra").click()
    page.get_by_role("button", name="Ja, meld mig fra").click()
    page.get_by_text("Du er meldt fra", exact=True).wait_for()
    row.refresh_from_db()
    assert not row.is_active


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_on_the_form_and_its_errors(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    width: int,
    language: str,
) -> None:
    activity = ActivityFactory(capacity=0)
    page = browse(width=width)
    with translation.override(language):
        page.goto(live_server.url + reverse("events:signup", args=[activity.pk]))
    axe(page)
    page.locator("form.vk-form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

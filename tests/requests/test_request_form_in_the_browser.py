"""Ask on a phone, with the errors read out; axe has nothing to say."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from events.models import HostRequest
from tests.factories import AudienceFactory, WorkplaceKindFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_on_a_phone(
    browse: "Callable[..., Page]", axe: "Callable[[Page], None]", live_server: "LiveServer"
) -> None:
    AudienceFactory(key="unge", title="Elever og unge")
    WorkplaceKindFactory()
    page = browse(width=360)
    page.goto(live_server.url + reverse("events:host_request"))
    axe(page)
    page.locator("label", has_text="Ung-til-ung dialog").click()
    page.get_by_label("Sted", exact=True).fill("Åskolen")
    page.get_by_role("button", name="Send forespørgsel").click()
    page.get_by_role("alert").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_label("Sted", exact=True).input_value() == "Åskolen"
    page.get_by_label("Emne").select_option("democracy")
    page.get_by_label("Hvem skal deltage?").select_option("unge")
    page.get_by_label("Hvor mange, cirka?").fill("25")
    page.get_by_label("Slags sted").select_option("skole")
    page.get_by_label("Adresse").fill("Åvej 1")
    page.get_by_label("Hvilke dage passer jer?").fill("Tirsdage")
    page.get_by_label("Dit navn").fill("Vera Vært")
    page.get_by_label("Din arbejdsmail").fill("vera@skole.example")
    page.get_by_role("button", name="Send forespørgsel").click()
    page.get_by_role("heading", name="Tak for jeres forespørgsel").wait_for()
    axe(page)
    assert HostRequest.objects.get().kind == HostRequest.Kind.DIALOGUE

"""A leader books on her phone, pastes the names, and a colleague fills in her own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from events.models import Booking, Registration
from events.registration import Person
from events.teams import names
from tests.factories import ActivityFactory, WorkplaceKindFactory
from tests.teams.makers import book, share_url, url

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH = 360


def test_from_the_sign_up_page_to_names_on_a_phone_without_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    WorkplaceKindFactory()
    activity = ActivityFactory(capacity=20)
    page = browse(width=WIDTH, javascript=False)
    page.goto(live_server.url + reverse("events:signup", args=[activity.pk]))
    page.get_by_role("link", name="Tilmeld en hel gruppe").click()
    page.get_by_label("Hvor mange kommer I?").fill("3")
    page.get_by_label("Dit navn").fill("Mette Leder")
    page.get_by_label("Din arbejdsmail").fill("mette@skole.example")
    page.get_by_label("Arbejdsplads eller forening").fill("Søskolen")
    page.get_by_label("Slags arbejdsplads").select_option("skole")
    page.get_by_role("button", name="Hold pladserne").click()
    page.get_by_text("Vi holder de 3 pladser uden navn til").wait_for()
    booking = Booking.objects.get()

    page.goto(live_server.url + url(booking))
    page.get_by_role("button", name="Hold pladserne").click()
    page.get_by_text("Pladserne holdes til").wait_for()
    page.get_by_role("link", name="Indsæt en liste").click()
    page.get_by_label("Navne, ét på hver linje").fill("Bo Berg, bo@skole.example\nIda, ida@")
    page.get_by_role("button", name="Se rækkerne").click()
    page.get_by_text("1 række er klar.").wait_for()
    page.get_by_text("Frontmedarbejder med kontakt til unge").first.click()
    page.get_by_role("button", name="Tilmeld kun de rigtige rækker").click()
    page.get_by_text("1 har fået plads.").wait_for()
    page.get_by_role("link", name="Skift ud Bo Berg").click()
    page.get_by_label("Navn", exact=True).fill("Per Post")
    page.get_by_role("button", name="Skift ud").click()
    page.get_by_text("vikar for Bo Berg").wait_for()

    booking.refresh_from_db()
    page.goto(live_server.url + share_url(booking))
    page.get_by_text("Der er 2 pladser tilbage").wait_for()
    page.get_by_label("Navn", exact=True).fill("Ida Holm")
    page.get_by_label("Arbejdsmail").fill("ida@skole.example")
    page.get_by_text("Andet", exact=True).click()
    page.get_by_role("button", name="Skriv mig på").click()
    page.get_by_role("heading", name="Tak, du er skrevet på").wait_for()
    confirmed = set(Registration.objects.confirmed().values_list("name", flat=True))
    assert confirmed == {"Per Post", "Ida Holm"}


def test_axe_finds_nothing_on_the_bookers_way(
    browse: "Callable[..., Page]", axe: "Callable[[Page], None]", live_server: "LiveServer"
) -> None:
    activity = ActivityFactory(capacity=2)
    booking = book(activity, 4)
    names.put(booking, [Person(name="Bo Berg", email="bo@skole.example")])
    row = Registration.objects.get(name="Bo Berg")
    page = browse(width=WIDTH)
    for address in (
        reverse("events:team_book", args=[activity.pk]),
        url(booking),
        url(booking, "team_names"),
        url(booking, "team_share_link"),
        url(booking, "team_replace", row.pk),
        share_url(booking),
        url(booking, "team_list"),
    ):
        page.goto(live_server.url + address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    page.get_by_label("Navne, ét på hver linje").fill("Ida, ida@\n010190-1234\nPer")
    page.get_by_role("button", name="Se rækkerne").click()
    page.get_by_role("alert").wait_for()
    axe(page)

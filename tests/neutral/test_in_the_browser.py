"""The neutral pages on a phone: with and without script, in both directions, and the way out."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from courses import neutral_links
from events.models import Registration
from tests.factories import make_discreet

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

ELSEWHERE = "http://vejret.localhost/"


@pytest.fixture
def host(live_server: "LiveServer", settings) -> str:
    """Return the neutral host of the running server, without a slash at the end."""
    name = f"kurser.localhost:{live_server.url.rsplit(':', 1)[1]}"
    settings.VINK_NEUTRAL_HOST = name
    settings.VINK_NEUTRAL_EXIT = ELSEWHERE
    return f"http://{name}"


def open_elsewhere(page: "Page") -> None:
    """Answer for the page of no meaning, which is on no machine of ours."""

    def answer(route: "Route") -> None:
        route.fulfill(content_type="text/html", body="<title>Vejret</title><h1>Sol</h1>")

    page.route(f"{ELSEWHERE}**", answer)


def sign_up_visit(page: "Page", host: str, language: str = "da") -> None:
    """Go from the list to the thanks, with an error on the way."""
    page.goto(host + neutral_links.path("list", language=language))
    page.locator(".vk-card__link").first.click()
    page.wait_for_url("**/a/**")
    page.locator(".vk-actions .button-primary").click()
    page.wait_for_url("**/tilmeld/")
    page.locator("#id_name").fill("Solen")
    page.locator("form button[type=submit]").click()
    page.locator(".vk-error-summary").wait_for()
    assert page.locator("#id_name").input_value() == "Solen"
    page.locator("#id_phone").fill("20101112")
    page.locator("#id_companion").check()
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/tak/")


@pytest.mark.parametrize("way", ["button", "keys"])
def test_after_the_way_out_no_step_back_leads_to_any_of_the_pages(
    browse: "Callable[..., Page]", host: str, way: str
) -> None:
    make_discreet()
    page = browse(width=360)
    open_elsewhere(page)
    page.goto("about:blank")
    before = page.evaluate("history.length")
    sign_up_visit(page, host)
    assert page.evaluate("history.length") == before + 1
    if way == "button":
        page.get_by_role("link", name="Forlad siden").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    assert page.evaluate("history.length") == before + 1
    assert page.evaluate("document.referrer") == ""
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    assert page.url == ELSEWHERE
    assert page.context.cookies() == []


def test_errors_are_shown_in_place_and_read_out(browse: "Callable[..., Page]", host: str) -> None:
    page = browse(width=360)
    page.goto(host + neutral_links.path("signup", make_discreet().pk, language="da"))
    page.locator("form button[type=submit]").click()
    summary = page.locator(".vk-error-summary")
    summary.wait_for()
    assert summary.evaluate("e => e === document.activeElement")
    summary.get_by_role("link").first.click()
    assert page.locator("#id_name").evaluate("e => e === document.activeElement")
    assert not Registration.objects.exists()


def test_when_the_script_fails_the_form_is_sent_the_plain_way(
    browse: "Callable[..., Page]", host: str
) -> None:
    page = browse(width=360)
    page.goto(host + neutral_links.path("signup", make_discreet().pk, language="da"))
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    page.locator("#id_name").fill("Solen")
    page.locator("#id_phone").fill("20101112")
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/tak/")
    assert Registration.objects.count() == 1


def test_everything_works_without_script(
    browse: "Callable[..., Page]", host: str, live_server: "LiveServer", settings
) -> None:
    make_discreet()
    settings.VINK_NEUTRAL_EXIT = f"{live_server.url}/robots.txt"
    page = browse(width=360, javascript=False)
    sign_up_visit(page, host, language="so")
    row = Registration.objects.get(name="Solen")
    assert row.booking.language == "so"
    page.goto(host + neutral_links.own_path(row, "so"))
    page.get_by_role("link", name="Meld fra").click()
    page.get_by_role("button", name="Meld kun den fra, jeg kommer med").click()
    page.get_by_text("Den, du kom med, er meldt fra.").wait_for()
    page.get_by_role("link", name="Slet mine oplysninger nu").click()
    page.get_by_role("button", name="Ja, slet det hele").click()
    page.get_by_text("Dine oplysninger er slettet").wait_for()
    assert not Registration.objects.exists()
    page.get_by_role("link", name="Forlad siden").click()
    assert page.url == settings.VINK_NEUTRAL_EXIT


@pytest.mark.parametrize("language", ["ar", "so"])
def test_axe_finds_nothing_on_a_phone_in_either_direction(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    host: str,
    checked: Callable[..., None],
    language: str,
) -> None:
    checked("ar", "so")
    activity = make_discreet(languages=("ar", "so"))
    page = browse(width=360)
    sign_up_visit(page, host, language)
    row = Registration.objects.get(name="Solen")
    pages = [
        neutral_links.path("list", language=language),
        neutral_links.path("activity", activity.pk, language=language),
        neutral_links.path("signup", activity.pk, language=language),
        neutral_links.path("privacy", language=language),
        neutral_links.own_path(row, language),
        neutral_links.own_path(row, language, "own_change"),
        neutral_links.own_path(row, language, "own_withdraw"),
    ]
    for path in pages:
        page.goto(host + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_nothing_is_fetched_from_anyone_else(browse: "Callable[..., Page]", host: str) -> None:
    page = browse(width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host + neutral_links.path("signup", make_discreet().pk, language="ar"))
    assert asked
    assert [url for url in asked if not re.match(rf"{host}/|data:", url)] == []

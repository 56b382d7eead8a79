"""The charts on a phone and on a desk, in dark and forced colours, looked at by axe."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.knowledge.small_site import make_site
from tests.surveys.makers import answered

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("width", "options"),
    [(360, {}), (1280, {"color_scheme": "dark"})],
)
def test_axe_finds_nothing_and_nothing_runs_over(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    width: int,
    options: dict[str, str],
) -> None:
    make_site()
    answered([5] * 9 + [4] * 7 + [3] * 2 + [2, 1, 0], eligible=30)
    page = browse(width=width, **options)
    page.goto(f"{live_server.url}/resultater/")
    chart = page.get_by_role("img", name="I hvor høj grad able_to_help?")
    expect(chart).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("42,9\xa0%")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_in_forced_colours_the_patterns_are_left(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    make_site()
    answered([5] * 9 + [1] * 7, eligible=30)
    page = browse(forced_colors="active")
    page.goto(f"{live_server.url}/resultater/")
    expect(page.get_by_role("img", name="I hvor høj grad able_to_help?")).to_be_visible()
    text = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    for name in ("full", "cross"):
        place = f".vk-likert__ground--{name}"
        fill = page.evaluate(f"getComputedStyle(document.querySelector('{place}')).fill")
        assert fill == text
    page.emulate_media(media="print")
    expect(page.get_by_role("table").first).to_be_visible()


def test_choosing_needs_no_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    make_site()
    survey = answered([5] * 12)
    year = str(survey.closes_at.year)
    page = browse(width=360, javascript=False)
    page.goto(f"{live_server.url}/resultater/")
    page.get_by_label("År").select_option(label=year)
    page.get_by_role("button", name="Vis").click()
    expect(page.get_by_role("heading", level=2, name=f"Temadag · {year}")).to_be_visible()

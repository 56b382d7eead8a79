"""The questionnaire on a phone: page by page, resumed after the tab was closed, and in Arabic."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from events.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from tests.asking.makers import BEFORE, FITS, HELP, NOW, make_sheet, paged
from tests.surveys.makers import make_survey, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('vink-svar-'))"


def choose(page: "Page", key: str, value: int) -> None:
    """Tap one answer: on its label, as a finger does."""
    page.locator(f'input[name="q-{key}"][value="{value}"] + label').click()


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def stored() -> dict[str, int]:
    return dict(SurveyAnswer.objects.values_list("question__key", "value"))


def test_page_by_page_without_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    page = browse(width=PHONE, javascript=False)
    page.goto(f"{live_server.url}{path_of(paged())}")
    choose(page, HELP, 5)
    press(page, "Næste")
    expect(page.get_by_role("heading", name="Spørgsmål 2 af 3")).to_be_focused()
    choose(page, BEFORE, 2)
    choose(page, NOW, 4)
    press(page, "Tilbage")
    expect(page.locator(f'input[name="q-{HELP}"][value="5"]')).to_be_checked()
    press(page, "Næste")
    expect(page.locator(f'input[name="q-{NOW}"][value="4"]')).to_be_checked()
    press(page, "Næste")
    page.get_by_text("Ikke relevant for mig").click()
    press(page, "Næste")
    assert not SurveyResponse.objects.exists()
    press(page, "Send svar")
    page.wait_for_url("**/s/tak/")
    assert stored() == {HELP: 5, BEFORE: 2, NOW: 4, FITS: 6}


def test_a_closed_tab_is_taken_up_again_and_nothing_is_left_after_sending(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    address = f"{live_server.url}{path_of(paged())}"
    page = browse(width=PHONE)
    page.goto(address)
    expect(page.get_by_text("Dine svar ligger kun på denne telefon")).to_be_hidden()
    choose(page, HELP, 5)
    expect(page.get_by_text("Dine svar ligger kun på denne telefon")).to_be_visible()
    press(page, "Næste")
    expect(page.get_by_role("heading", name="Spørgsmål 2 af 3")).to_be_focused()
    expect(page).to_have_title("Spørgsmål 2 af 3 · Fortæl os om dagen · VINK – Københavns Kommune")
    choose(page, NOW, 4)
    kept = page.evaluate(KEPT)
    assert len(kept) == 1
    assert not any(part in kept[0] for part in address.split("/")[-3:] if part)
    assert not SurveyResponse.objects.exists()

    again = page.context.new_page()
    page.close()
    again.goto(address)
    expect(again.get_by_role("heading", name="Spørgsmål 2 af 3")).to_be_visible()
    expect(again.locator(f'input[name="q-{NOW}"][value="4"]')).to_be_checked()
    press(again, "Næste")
    expect(again.get_by_role("heading", name="Spørgsmål 3 af 3")).to_be_visible()
    again.go_back()  # the phone's own way back is a step back
    expect(again.get_by_role("heading", name="Spørgsmål 2 af 3")).to_be_visible()
    press(again, "Næste")
    expect(again.get_by_role("heading", name="Spørgsmål 3 af 3")).to_be_visible()
    press(again, "Næste")
    press(again, "Send svar")
    again.wait_for_url("**/s/tak/")
    assert stored() == {HELP: 5, NOW: 4}
    assert again.evaluate(KEPT) == []


def test_all_on_one_page_is_kept_too_and_can_be_thrown_away(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    invitation = SurveyInvitation.objects.get(survey=make_survey(instrument=make_sheet()))
    page = browse(width=PHONE)
    page.goto(f"{live_server.url}{path_of(invitation)}")
    choose(page, HELP, 3)
    page.get_by_role("textbox").fill("Mere tid")
    page.goto(f"{live_server.url}{path_of(invitation, 'en')}")  # in another language, too
    expect(page.locator(f'input[name="q-{HELP}"][value="3"]')).to_be_checked()
    expect(page.get_by_role("textbox")).to_have_value("Mere tid")
    page.locator("[data-survey-forget]").click()
    expect(page.locator(f'input[name="q-{HELP}"][value="3"]')).not_to_be_checked()
    assert page.evaluate(KEPT) == []


def test_what_is_kept_is_dropped_when_the_time_is_over(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    page = browse(width=PHONE)
    page.goto(f"{live_server.url}/s/tak/")
    page.evaluate(
        "localStorage.setItem('vink-svar-gammel', JSON.stringify({closes: 1, answers: []}))"
    )
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize("layout", ["paged", "all"])
def test_in_arabic_it_runs_from_the_right_and_axe_finds_nothing(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    layout: str,
) -> None:
    invitation = paged()
    if layout == "all":
        type(invitation.survey).objects.update(layout=layout)
    page = browse(width=PHONE, locale="ar")
    page.goto(f"{live_server.url}{path_of(invitation, 'ar')}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    mark, label = (
        page.locator(f'input[name="q-{HELP}"][value="5"] {rest}').first for rest in ("", "+ label")
    )
    told = page.evaluate("getComputedStyle(document.querySelector('fieldset label')).direction")
    assert told == "rtl"
    choose(page, HELP, 5)
    expect(mark).to_be_checked()
    expect(label).to_be_visible()
    if layout == "paged":
        page.locator('button[value="frem"]').click()
        expect(page.locator(f'input[name="q-{NOW}"]').first).to_be_attached()
        axe(page)
    for one in page.locator("fieldset label").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 44

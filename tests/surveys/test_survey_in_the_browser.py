"""The questionnaire on a phone, without JavaScript, and looked at by axe."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from events.models import SurveyAnswer, SurveyInvitation
from tests.surveys.makers import KEYS, make_survey, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360


@pytest.fixture
def invitation() -> SurveyInvitation:
    """One open invitation."""
    return SurveyInvitation.objects.get(survey=make_survey())


def test_it_is_answered_on_a_phone_without_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer", invitation: SurveyInvitation
) -> None:
    page = browse(width=PHONE, javascript=False)
    page.goto(f"{live_server.url}{path_of(invitation)}")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_text("Svar på mindst ét af spørgsmålene")).to_be_visible()

    for number, key in enumerate(KEYS):
        group = page.get_by_role("group", name=f"I hvor høj grad {key}?")
        group.get_by_text("I meget høj grad" if number % 2 else "Ved ikke").click()
    page.get_by_role("button", name="Send svar").click()

    page.wait_for_url("**/s/tak/")
    assert sorted(SurveyAnswer.objects.values_list("value", flat=True)) == [0, 0, 0, 5, 5]
    # A used code is refused when a sheet is handed in with it, not before.
    page.goto(f"{live_server.url}{path_of(invitation)}")
    page.get_by_role("group").first.get_by_text("Ved ikke").click()
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Der er allerede svaret")
    assert SurveyAnswer.objects.count() == len(KEYS)


@pytest.mark.parametrize("width", [PHONE, 1280])
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_and_fingers_find_everything(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    invitation: SurveyInvitation,
    width: int,
    language: str,
) -> None:
    page = browse(width=width)
    page.goto(f"{live_server.url}{path_of(invitation, language)}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for label in page.locator("fieldset label").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.get_by_role("button").last.click()  # blank: the same page with its error
    axe(page)
    page.goto(f"{live_server.url}/s/tak/")
    axe(page)
    page.goto(f"{live_server.url}/s/{invitation.pk}/forkert/")
    axe(page)

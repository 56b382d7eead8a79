"""Ticking people off on a phone, with and without JavaScript."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.enums import AttendanceState
from events.models import Activity, Attendance
from tests.checkin.door import sign_in, wait_until_sent
from tests.factories import ActivityFactory, RegistrationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def activity() -> Activity:
    """Return a day with two people on its list."""
    made = ActivityFactory(starts_in_days=0)
    for name in ("Åse Aa", "Bo Berg"):
        RegistrationFactory(activity=made, name=name)
    return made


@pytest.mark.parametrize("javascript", [True, False])
def test_someone_is_ticked_off_and_the_tick_taken_back(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    activity: Activity,
    javascript: bool,
) -> None:
    page = browse(width=360, javascript=javascript)
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("events:checkin", args=[activity.pk]))
    if javascript:
        axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Mødt Bo Berg").click()
    page.get_by_role("button", name="Fortryd Bo Berg").wait_for()
    if javascript:
        wait_until_sent(page)
    assert Attendance.objects.get().state == AttendanceState.PRESENT
    assert "1 af 2" in page.locator(".vk-counts").inner_text()
    page.get_by_role("button", name="Fortryd Bo Berg").click()
    page.get_by_role("button", name="Mødt Bo Berg").wait_for()
    if javascript:
        wait_until_sent(page)
    assert Attendance.objects.count() == 0


def test_typing_a_name_narrows_the_list(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("events:checkin", args=[activity.pk]))
    page.get_by_role("searchbox").press_sequentially("aase")
    expect(page.locator(".vk-person:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Mødt Åse Aa")).to_be_visible()


def test_a_search_without_javascript_keeps_the_name_out_of_the_address(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360, javascript=False)
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("events:checkin", args=[activity.pk]))
    page.get_by_role("searchbox").fill("aase")
    page.get_by_role("button", name="Søg").click()
    expect(page.locator(".vk-person")).to_have_count(1)
    assert "aase" not in page.url

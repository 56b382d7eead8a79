"""Choosing people on the list with Wagtail's own script, on a phone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_are_chosen_found_and_withdrawn(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    activity = ActivityFactory(with_page=False)
    for name in ("Anna Ås", "Bo Bro", "Carl Ås"):
        RegistrationFactory(activity=activity, name=name)
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    name = settings.SESSION_COOKIE_NAME
    page = browse(width=360)
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("activity:participants", args=[activity.pk]))
    page.get_by_role("searchbox", name="Søg efter navn").fill("ås")
    page.get_by_role("button", name="Søg", exact=True).click()
    page.get_by_text("2 fundet").wait_for()
    assert "ås" not in page.url
    for box in page.locator("[data-bulk-action-checkbox]").all():
        box.check()
    page.get_by_role("link", name="Meld fra").click()
    page.get_by_text("2 personer er valgt").wait_for()
    page.get_by_role("button", name="Meld fra").click()
    page.get_by_text("Udført for 2 personer").wait_for()
    assert [row.name for row in activity.registrations.confirmed()] == ["Bo Bro"]

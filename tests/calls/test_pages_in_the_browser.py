"""Staff's pages of mail and calls on a phone: nothing sideways, nothing the policy refuses."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events import notifications
from events.models import CallTask
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_someone_is_rung_and_a_text_looked_at(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    activity = ActivityFactory(with_page=False)
    person = RegistrationFactory(activity=activity, email=None, phone="+4520000000")
    notifications.enqueue(Mail.CONFIRMED, [person])
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = browse(width=360)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )

    page.goto(live_server.url + reverse("activity:calls", args=[activity.pk]))
    assert page.get_by_role("link", name="20 00 00 00").get_attribute("href") == "tel:+4520000000"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Talt med").click()
    page.get_by_text("Der er ingen at ringe til").wait_for()
    assert CallTask.objects.get().state == CallTask.State.REACHED

    page.goto(live_server.url + reverse("mailtext_edit", args=["confirmed", "da"]))
    page.get_by_label("Emne").fill("Velkommen, {navn}")
    page.get_by_role("button", name="Vis mailen").click()
    page.get_by_text("Velkommen, Anne Eksempel").wait_for()
    mail = page.frame_locator("iframe.vk-mail")
    mail.get_by_role("heading", name="Du er tilmeldt").wait_for()
    assert mail.locator("img").evaluate("image => image.naturalWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

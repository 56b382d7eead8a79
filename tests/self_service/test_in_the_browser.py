"""From the offer to the seat on a phone, without JavaScript too, and nothing for axe to find."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from events import cancellation
from events.enums import RegistrationStatus, WaitlistMode
from events.models import Registration
from tests.factories import ActivityFactory, RegistrationFactory
from tests.self_service.test_standings import url

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_offer_is_taken_with_one_tap(
    live_server: Any, browse: Callable[..., "Page"], axe: Callable[["Page"], None]
) -> None:
    activity = ActivityFactory(capacity=1, waitlist_mode=WaitlistMode.OFFER)
    first = RegistrationFactory(activity=activity)
    row = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    cancellation.withdraw(first)
    page = browse(width=360)
    page.goto(f"{live_server.url}{url(row)}")
    axe(page)
    yes = page.get_by_role("button", name="Ja tak, jeg kommer")
    box = yes.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= 800, "in sight without scrolling"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    yes.click()
    page.get_by_text("Pladsen er din").wait_for()
    axe(page)
    assert Registration.objects.get(pk=row.pk).is_confirmed

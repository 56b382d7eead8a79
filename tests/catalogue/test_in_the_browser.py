"""From the catalogue's contents to the form of sign-up, on a phone and without JavaScript."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import ActivityFactory, AudienceFactory, CatalogueFactory
from tests.knowledge.small_site import make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_contents_to_the_form(
    live_server: Any, browse: Callable[..., "Page"], axe: Callable[["Page"], None], javascript: bool
) -> None:
    make_site()
    activity = ActivityFactory(title="Samtalen, når forældrene ikke vil være med")
    activity.audiences.set([AudienceFactory(), AudienceFactory(key="ledere", title="Ledere")])
    activity.save()
    catalogue = CatalogueFactory(activities=[activity])
    page = browse(width=360, javascript=javascript)
    page.goto(f"{live_server.url}/katalog/{catalogue.slug}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if javascript:
        axe(page)
    page.get_by_label("Find det, der er for dig").get_by_role("link", name="Ledere").click()
    page.get_by_role("link", name=activity.title).last.click()
    entry = page.locator("article:target")
    entry.get_by_role("link", name="Tilmeld dig").click()
    page.wait_for_url(f"**/tilmelding/{activity.pk}/")

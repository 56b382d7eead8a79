"""The filters act at once where there is JavaScript, and by their button where not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale, Page, Site

from events.enums import ActivityKind
from events.models import ActivityIndexPage
from tests.factories import ActivityFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_choosing_a_kind_narrows_the_list(
    browse: "Callable[..., BrowserPage]", live_server: "LiveServer", javascript: bool
) -> None:
    locale = Locale.objects.get_or_create(language_code="da")[0]
    root = Page.objects.filter(depth=1).first() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )
    home = root.add_child(instance=Page(title="Forside", slug="forside", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    home.add_child(instance=ActivityIndexPage(title="Kalender", slug="kalender", locale=locale))
    ActivityFactory(title="Temadag om tegn")
    ActivityFactory(title="Åben høring nu", kind=ActivityKind.HOERING)
    page = browse(javascript=javascript)
    page.goto(f"{live_server.url}/kalender/")
    page.get_by_label("Slags").select_option("hoering")
    if not javascript:
        page.get_by_role("button", name="Vis").click()
    page.get_by_text("Nulstil filtre").wait_for()
    expect(page.get_by_text("Temadag om tegn")).to_have_count(0)
    expect(page.get_by_text("Åben høring nu")).to_have_count(1)
    assert "kind=hoering" in page.url
    assert page.get_by_role("status").inner_text().startswith("1 kommende aktivitet")

"""The frame of every page: menu, footer, languages, hotline; and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.knowledge.menus import hotline, navigation

from .small_site import SmallSite, add_standard, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SmallSite:
    return make_site()


def titles(links) -> list[str]:
    return [link.title for link in links]


def test_the_menu_holds_the_live_pages_marked_for_it_in_their_order(site, client):
    hidden = add_standard(site, "Kun i menuen som kladde", show_in_menus=True, live=False)
    add_standard(site, "Ikke i menuen")
    chrome = client.get("/viden/").context
    assert titles(chrome["main_menu"]) == [
        "Viden", "Indsatser", "Puljer", "Kalender", "Handleplan", "Medborgerforum",
    ]  # fmt: skip
    assert [link.active for link in chrome["main_menu"]] == [True, *([False] * 5)]
    assert hidden.title not in titles(chrome["main_menu"])


def test_the_footer_finds_its_pages_by_purpose_and_ends_with_the_feed(site, client):
    add_standard(site, "Sådan passer vi på dine data", "privacy")
    add_standard(site, "Ring til os", "worried")
    chrome = client.get("/viden/").context
    assert titles(chrome["footer_links"])[:2] == ["Ring til os", "Sådan passer vi på dine data"]
    assert chrome["footer_links"][-1].url == "/kalender.ics"
    assert chrome["site_hotline"]["url"] == "/ring-til-os/"


class TestLanguages:
    def links(self, client: Client, path: str) -> dict[str, str]:
        return {link.code: link.url for link in client.get(path).context["language_links"]}

    def test_a_page_leads_to_its_translation(self, site, client):
        assert self.links(client, "/") == {"da": "/", "en": "/en/"}

    def test_without_one_it_leads_to_the_front_of_that_language(self, site, client):
        assert self.links(client, "/viden/")["en"] == "/en/"

    def test_a_view_leads_to_itself_and_keeps_the_query(self, site, client):
        links = self.links(client, "/konto/login/?next=/mine-tilmeldinger/")
        assert links["en"] == "/en/konto/login/?next=/mine-tilmeldinger/"

    def test_a_page_that_is_not_live_is_not_offered(self, site, client):
        site.english_home.unpublish()
        assert client.get("/").context["language_links"] == []

    def test_a_page_not_found_leads_to_the_fronts(self, site, client):
        response = client.get("/findes-ikke/")
        assert response.status_code == 404
        assert [link.url for link in response.context["language_links"]] == ["/", "/en/"]


def test_the_frame_takes_three_queries_however_many_pages(site, rf):
    for number in range(12):
        add_standard(site, f"Side {number}", "about", show_in_menus=True)
    request = rf.get("/konto/login/")
    request.resolver_match = None
    navigation(rf.get("/"))  # Wagtail keeps the root paths of its sites
    with CaptureQueriesContext(connection) as captured:
        links = navigation(request)
    assert len(links.main_menu) == 18
    assert len(captured) <= 3


@pytest.mark.parametrize(
    ("number", "href"),
    [("00 00 00 01", "tel:+4500000001"), ("+46 8 123 45", "tel:+46812345"), ("112", "tel:112")],
)
def test_the_hotline_is_dialled_from_abroad_too(settings, number, href):
    settings.VINK_HOTLINE_PHONE = number
    assert hotline()["phone_href"] == href

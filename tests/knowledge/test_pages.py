"""The pages of knowledge: what they list, filtered and ordered, in a fixed number of queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import ActivityPage
from portal.knowledge.models import FundingCallPage, InitiativePage
from tests.factories import ActivityFactory, AudienceFactory

from .small_site import SmallSite, add_article, add_standard, make_site, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SmallSite:
    return make_site()


def headings(client: Client, path: str) -> list[str]:
    html = client.get(path).content.decode()
    found = re.findall(r"<h[23][^>]*>\s*<a class=\"vk-card__link\"[^>]*>([^<]*)</a>", html)
    return [title.strip() for title in found]


def number_of_queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestArticles:
    def test_theme_level_and_audience_narrow_the_list(self, site, client):
        online = make_theme(site, "online", "Online")
        leaders = AudienceFactory(key="ledere", title="Ledere")
        add_article(site, "Net", theme=online, level="yellow")
        for_leaders = add_article(site, "Ledelse", level="yellow")
        for_leaders.audiences.set([leaders])
        for_leaders.save()
        add_article(site, "Andet", level="green")
        assert headings(client, "/viden/?theme=online") == ["Net"]
        assert set(headings(client, "/viden/?level=yellow")) == {"Net", "Ledelse"}
        assert headings(client, "/viden/?audience=ledere&level=yellow") == ["Ledelse"]
        assert headings(client, "/viden/?theme=online&level=green") == []

    def test_an_unknown_filter_narrows_nothing(self, site, client):
        add_article(site, "Net")
        response = client.get("/viden/?theme=findes-ikke&level=lilla&page=99")
        assert response.context["is_filtered"] is False
        assert "Net" in response.content.decode()

    def test_twelve_at_a_time_and_drafts_never(self, site, client):
        for number in range(14):
            add_article(site, f"Artikel {number:02}")
        add_article(site, "Kladde", live=False)
        assert len(headings(client, "/viden/")) == 12
        assert len(headings(client, "/viden/?page=2")) == 2

    def test_the_article_explains_its_level_and_names_its_sources(self, site, client):
        add_article(site, "Net", slug="net", level="red", sources="Kilde A\n\n Kilde B ")
        html = client.get("/viden/net/").content.decode()
        assert "Indgribende" in html
        assert "Rødt niveau" in html
        assert "<li>Kilde A</li><li>Kilde B</li>" in html

    def test_it_leads_on_to_articles_of_the_same_theme_first(self, site, client):
        online = make_theme(site, "online", "Online")
        add_article(site, "Net", slug="net", theme=online)
        add_article(site, "Fjernt", level="red")
        add_article(site, "Samme tema", theme=online, level="red")
        add_article(site, "Samme niveau")
        assert headings(client, "/viden/net/") == ["Samme tema", "Samme niveau"]

    @pytest.mark.parametrize("path", ["/viden/", "/viden/net/", "/"])
    def test_more_articles_and_activities_take_no_more_queries(self, site, client, path):
        add_article(site, "Net", slug="net", theme=make_theme(site, "t", "Tema"))

        def add() -> None:
            theme = make_theme(site, f"t{timezone.now().timestamp()}", "Tema")
            add_article(site, "Endnu en", theme=theme)
            activity = ActivityFactory(level="green", with_page=False)
            page = ActivityPage(title="A", slug=f"a{activity.pk}", activity=activity)
            page.locale = site.danish
            site.calendar.add_child(instance=page)

        add()
        before = number_of_queries(client, path)
        for _i in range(5):
            add()
        assert number_of_queries(client, path) == before


def test_the_directory_groups_by_kind_in_danish_order(site, client):
    for title, kind in [
        ("Ålborg", "netvaerk"), ("Ærø", "netvaerk"), ("Baba", "indsats"),
        ("Zebra", "netvaerk"), ("VINK", "enhed"),
    ]:  # fmt: skip
        site.directory.add_child(
            instance=InitiativePage(title=title, kind=kind, locale=site.danish)
        )
    assert headings(client, "/indsatser/") == ["VINK", "Zebra", "Ærø", "Ålborg", "Baba"]
    groups = client.get("/indsatser/").context["groups"]
    assert [str(name) for name, _pages in groups] == ["Enheder", "Netværk", "Indsatser"]


def test_calls_that_can_still_be_applied_for_come_first(site, client):
    today = timezone.localdate()
    for title, deadline, closed in [
        ("Udløbet", today - timedelta(days=1), False),
        ("Sidst", today + timedelta(days=9), False),
        ("I dag", today, False),
        ("Lukket", None, True),
        ("Uden frist", None, False),
    ]:
        site.funding.add_child(
            instance=FundingCallPage(
                title=title, deadline=deadline, is_closed=closed, locale=site.danish
            )
        )
    assert headings(client, "/puljer/") == ["I dag", "Sidst", "Uden frist", "Udløbet", "Lukket"]


def test_the_blocks_of_a_page_are_drawn(site, client):
    add_standard(
        site,
        "Om VINK",
        slug="om",
        body=[
            ("text", "<h2>Overskrift</h2><p>Tekst</p>"),
            ("notice", {"kind": "draft", "title": "Udkast", "text": "<p>Skal godkendes</p>"}),
            ("hotline", None),
            ("triangle", None),
        ],
    )
    html = client.get("/om/").content.decode()
    assert "<h2>Overskrift</h2>" in html
    assert "vk-notice--draft" in html
    assert html.count("vk-hotline__phone") == 1
    assert 'role="img"' in html


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/viden/", "/indsatser/", "/puljer/", "/handleplan/", "/konto/login/"]
)
def test_nothing_is_inline_and_the_page_has_one_heading(site, client, path):
    html = client.get(path).content.decode()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert " src=" in script or "application/" in script, script
    assert html.count("<h1") == 1


@pytest.mark.parametrize(("host", "shown"), [("kurser.example", True), ("", False)])
def test_the_page_for_parents_leads_on_to_the_neutral_host(
    client: Client, settings, host: str, shown: bool
) -> None:
    settings.VINK_NEUTRAL_HOST = host
    page = add_standard(make_site(), "Kurser for forældre", "parents")
    text = client.get(page.get_url()).text
    assert ('href="http://kurser.example/" rel="noreferrer"' in text) is shown

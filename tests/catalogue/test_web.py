"""The catalogue as a web page: what it tells, of what, in which order."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from events.enums import ActivityStatus, Eligibility
from events.models import Activity, Audience
from portal.catalogue import contents, views
from portal.catalogue.models import Catalogue
from tests.factories import (
    ActivityFactory,
    AudienceFactory,
    CatalogueFactory,
    CourseFactory,
    SessionFactory,
)
from tests.knowledge.small_site import SmallSite, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


@pytest.fixture
def staff() -> Audience:
    return AudienceFactory(key="frontpersonale", title="Frontpersonale", position=1)


@pytest.fixture
def leaders() -> Audience:
    return AudienceFactory(key="ledere", title="Ledere", position=2)


def made_for(*audiences: Audience, **kwargs: Any) -> Activity:
    activity = ActivityFactory(**kwargs)
    activity.audiences.set(audiences)
    activity.save()
    return activity


def page(client: Client, catalogue: Catalogue, query: str = "") -> Any:
    response = client.get(f"/katalog/{catalogue.slug}/{query}")
    assert response.status_code == HTTPStatus.OK
    return response


def told(response: Any) -> list[str]:
    return [
        entry.card.title
        for part in response.context["parts"]
        for _month, entries in part.months
        for entry in entries
    ]


def test_by_audience_then_by_month_and_once_each(
    client: Client, staff: Audience, leaders: Audience
) -> None:
    both = made_for(leaders, staff, title="For begge", starts_in_days=70)
    early = made_for(staff, title="Tidlig", starts_in_days=5)
    lead = made_for(leaders, title="Ledelse", starts_in_days=6)
    everyone = made_for(title="For enhver", starts_in_days=90)
    response = page(client, CatalogueFactory(activities=[both, early, lead, everyone]))
    assert told(response) == ["For enhver", "Tidlig", "For begge", "Ledelse"]
    parts = response.context["parts"]
    assert [part.chapter.title for part in parts] == ["For alle", "Frontpersonale", "Ledere"]
    assert len(parts[1].months) == 2
    # Who looks under "Ledere" is led to what stands elsewhere and is for her, too.
    assert [line["to"].title for line in parts[2].references] == ["For begge"]
    html = response.content.decode()
    assert html.count(f'id="{contents.anchor(both.pk)}"') == 1
    assert f'href="#{contents.anchor(both.pk)}"' in html
    assert "Også for: Ledere" in html


def test_an_entry_says_what_the_activity_s_page_says(client: Client, staff: Audience) -> None:
    day = made_for(staff, title="Temadag", level="red", capacity=7)
    course = CourseFactory(hours=36, activity__title="Kursus", takes_applications=True)
    response = page(client, CatalogueFactory(activities=[day, course.activity]))
    html = response.content.decode()
    for text in ("En dag om tegn på bekymring.", "Rådhuset", "Indgribende", "7 ledige pladser"):
        assert text in html
    assert f"/tilmelding/{day.pk}/" in html
    assert f"a-{str(day.pk)[:8]}/" in html
    assert "36 timer" in html
    assert "<li>Kunne holde en svær samtale</li>" in html
    assert "Optagelse efter ansøgning" in html
    assert f"/tilmelding/{course.pk}/" not in html


@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "whole period"])
def test_what_is_not_public_is_never_told_of(client: Client, chosen: bool) -> None:
    hidden = [
        ActivityFactory(title="Onsdagsgruppen", discreet=True),
        ActivityFactory(title="Diskret uden side", discreet=True, with_page=False),
        ActivityFactory(title="Kun en plan", status=ActivityStatus.PLANNED),
        ActivityFactory(title="Aftalt", eligibility=Eligibility.BY_AGREEMENT, with_page=False),
    ]
    draft = ActivityFactory(title="Siden er en kladde")
    draft.pages.get().unpublish()
    public = ActivityFactory(title="Temadagen")
    everything = [*hidden, draft, public]
    catalogue = CatalogueFactory(activities=everything if chosen else [], whole_period=not chosen)
    response = page(client, catalogue)
    assert told(response) == ["Temadagen"]
    html = response.content.decode()
    assert not [a.title for a in (*hidden, draft) if a.title in html or str(a.pk) in html]


def test_the_whole_period_is_one_tick_and_counts_copenhagen_s_days(client: Client) -> None:
    catalogue = CatalogueFactory(whole_period=True)
    noon = timezone.localtime().replace(hour=12)
    last = noon.replace(hour=22, minute=30) + timedelta(days=180)
    starts = {"Første": noon, "Sidste": last, "Efter": last + timedelta(hours=3)}
    for title, start in starts.items():
        SessionFactory(activity=ActivityFactory(title=title, days=0), start=start)
    assert told(page(client, catalogue)) == ["Første", "Sidste"]


def test_cancelled_is_said_on_the_web(client: Client) -> None:
    gone = ActivityFactory(title="Aflyst dag", status=ActivityStatus.CANCELLED)
    response = page(client, CatalogueFactory(activities=[gone]))
    assert told(response) == ["Aflyst dag"]
    assert "vk-status--cancelled" in response.content.decode()


def test_in_english(client: Client, site: SmallSite, staff: Audience) -> None:
    AudienceFactory(
        key="frontpersonale",
        title="Frontline staff",
        locale=Locale.objects.get(language_code="en"),
        translation_key=staff.translation_key,
    )
    day = made_for(staff, title="Tegn på bekymring", title_en="Signs of concern")
    danish_only = made_for(staff, title="Kun på dansk")
    catalogue = CatalogueFactory(title_en="Courses", activities=[day, danish_only])
    html = client.get(f"/en/katalog/{catalogue.slug}/").content.decode()
    assert '<html lang="en"' in html
    for text in ("Courses</h1>", "Frontline staff</h2>", "Signs of concern"):
        assert text in html
    assert '<h4 class="vk-catalogue__title" lang="da">' in html


def test_sixty_at_a_time_with_links_across(
    client: Client, monkeypatch: pytest.MonkeyPatch, staff: Audience, leaders: Audience
) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 2)
    first = made_for(staff, leaders, title="A", starts_in_days=1)
    rest = [made_for(staff, title=t, starts_in_days=i) for i, t in enumerate("BC", 2)]
    last = made_for(leaders, title="D", starts_in_days=1)
    catalogue = CatalogueFactory(activities=[first, *rest, last])
    assert told(page(client, catalogue)) == ["A", "B"]
    second = page(client, catalogue, "?page=2")
    assert told(second) == ["C", "D"]
    html = second.content.decode()
    assert f'href="?page=1#{contents.anchor(first.pk)}"' in html
    assert 'href="?page=1#frontpersonale"' in html
    assert 'href="#ledere"' in html


def test_a_chapter_of_references_alone_is_shown(
    client: Client, staff: Audience, leaders: Audience
) -> None:
    response = page(client, CatalogueFactory(activities=[made_for(staff, leaders, title="A")]))
    assert [part.chapter.title for part in response.context["parts"]] == [
        "Frontpersonale",
        "Ledere",
    ]


def test_only_the_published_and_the_newest_first(client: Client) -> None:
    today = timezone.localdate()
    assert "Der er ikke noget katalog lige nu" in client.get("/katalog/").content.decode()
    old = CatalogueFactory(title="Efterår", period_start=today - timedelta(days=200))
    new = CatalogueFactory(title="Forår")
    draft = CatalogueFactory(published=False, period_start=today + timedelta(days=200))
    assert client.get("/katalog/")["Location"] == f"/katalog/{new.slug}/"
    assert client.get("/en/katalog/")["Location"] == f"/en/katalog/{new.slug}/"
    assert client.get(f"/katalog/{draft.slug}/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/katalog/{draft.slug}.pdf").status_code == HTTPStatus.NOT_FOUND
    assert f"/katalog/{old.slug}/" in page(client, new).content.decode()


def test_the_calendar_leads_there(client: Client) -> None:
    assert "/katalog/" not in client.get("/kalender/").content.decode()
    catalogue = CatalogueFactory()
    assert f"/katalog/{catalogue.slug}/" in client.get("/kalender/").content.decode()


def test_the_number_of_queries_does_not_grow(
    client: Client, staff: Audience, leaders: Audience
) -> None:
    catalogue = CatalogueFactory(whole_period=True)

    def queries() -> int:
        page(client, catalogue)
        with CaptureQueriesContext(connection) as captured:
            page(client, catalogue)
        return len(captured)

    made_for(staff, leaders)
    CourseFactory()
    few = queries()
    for _number in range(3):
        made_for(staff, leaders)
        made_for(leaders)
        CourseFactory()
    assert queries() == few

"""What people find in the calendar, and how."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from events.enums import ActivityKind, ActivityStatus, Level
from events.forms.filters import month_bounds
from events.models import ActivityIndexPage, ActivityPage, Audience
from events.models.activity import Activity
from tests.factories import ActivityFactory, AudienceFactory, SessionFactory
from tests.factories.site import root_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar() -> ActivityIndexPage:
    """Return the calendar page, served at /kalender/."""
    root = root_page()
    locale = Locale.objects.get_or_create(language_code="da")[0]
    home = root.add_child(instance=Page(title="Forside", slug="forside", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home.add_child(
        instance=ActivityIndexPage(title="Kalender", slug="kalender", locale=locale)
    )


def shown(client: Client, **filters: Any) -> list[str]:
    """Return the titles that the calendar lists, in order."""
    response = client.get("/kalender/", filters)
    assert response.status_code == HTTPStatus.OK
    return [card.title for _month, cards in response.context["months"] for card in cards]


def test_coming_activities_are_listed_in_order_of_time(
    client: Client, calendar: ActivityIndexPage
) -> None:
    ActivityFactory(title="Senere", starts_in_days=60)
    ActivityFactory(title="Først", starts_in_days=5)
    ActivityFactory(title="Slut", starts_in_days=-5)
    assert shown(client) == ["Først", "Senere"]
    assert shown(client, past="1") == ["Slut"]


def test_planned_and_discreet_activities_are_not_listed(
    client: Client, calendar: ActivityIndexPage
) -> None:
    ActivityFactory(title="Planlagt", status=ActivityStatus.PLANNED)
    ActivityFactory(title="Diskret", discreet=True)
    assert shown(client) == []
    assert "Der er ikke planlagt noget lige nu" in client.get("/kalender/").content.decode()


def test_a_course_that_has_begun_stays_until_its_last_session(
    client: Client, calendar: ActivityIndexPage
) -> None:
    ActivityFactory(title="I gang", starts_in_days=-2, days=5)
    assert shown(client) == ["I gang"]


def test_filters_narrow_the_list(client: Client, calendar: ActivityIndexPage) -> None:
    frontline = AudienceFactory()
    theme_day = ActivityFactory(title="Temadag", level=Level.YELLOW)
    theme_day.audiences = [frontline]
    theme_day.save()
    ActivityFactory(title="Høring", kind=ActivityKind.HOERING, level=Level.GREEN)
    assert shown(client, audience="frontpersonale") == ["Temadag"]
    assert shown(client, kind="hoering") == ["Høring"]
    assert shown(client, level="green") == ["Høring"]
    assert shown(client, level="green", kind="temadag") == []


def test_an_unknown_filter_is_ignored(client: Client, calendar: ActivityIndexPage) -> None:
    ActivityFactory(title="Temadag")
    assert shown(client, kind="x", audience="y", level="z", month="2026-13", page="q") == [
        "Temadag"
    ]


def at(title: str, start: datetime) -> Activity:
    """Return an activity whose one session starts at an aware moment."""
    activity = ActivityFactory(title=title)
    activity.sessions.all().delete()
    SessionFactory(activity=activity, start=start)
    return activity


def test_months_are_copenhagens(client: Client, calendar: ActivityIndexPage) -> None:
    """Half past eleven at night UTC on the last of May is June in Copenhagen."""
    year = timezone.now().year + 1
    at("Juni", datetime(year, 5, 31, 22, 30, tzinfo=UTC))
    at("Maj", datetime(year, 5, 31, 21, 30, tzinfo=UTC))
    assert shown(client, month=f"{year}-05") == ["Maj"]
    assert shown(client, month=f"{year}-06") == ["Juni"]
    titles = [title for title, _cards in client.get("/kalender/").context["months"]]
    assert titles == [f"Maj {year}", f"Juni {year}"]


def test_a_month_has_its_length_across_a_clock_change() -> None:
    for month, hours in (("2026-03", 31 * 24 - 1), ("2026-10", 31 * 24 + 1), ("2026-12", 744)):
        start, end = month_bounds(month)
        assert (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() == hours * 3600


def test_long_lists_are_split_and_keep_their_filters(
    client: Client, calendar: ActivityIndexPage
) -> None:
    for days in range(1, 24):
        ActivityFactory(starts_in_days=days, with_page=False)
    assert len(shown(client)) == 20
    assert len(shown(client, page="2", kind="temadag")) == 3
    assert "kind=temadag" in client.get("/kalender/", {"kind": "temadag"}).content.decode()


def test_a_cancelled_activity_says_so(client: Client, calendar: ActivityIndexPage) -> None:
    ActivityFactory(status=ActivityStatus.CANCELLED)
    assert "Aflyst" in client.get("/kalender/").content.decode()


def test_an_activity_without_a_live_page_has_no_link(
    client: Client, calendar: ActivityIndexPage
) -> None:
    ActivityFactory(title="Uden side", with_page=False)
    response = client.get("/kalender/")
    assert "Uden side" in response.content.decode()
    assert response.context["months"][0][1][0].url == ""


def test_english_shows_english_titles_and_the_page_there_is(
    client: Client, calendar: ActivityIndexPage
) -> None:
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = Site.objects.get().root_page
    home_en = home.copy_for_translation(english)
    home_en.save_revision().publish()
    index_en = calendar.copy_for_translation(english)
    index_en.save_revision().publish()
    both = ActivityFactory(title="Temadag", title_en="Theme day", starts_in_days=3)
    ActivityFactory(title="Kun dansk", starts_in_days=4)
    index_en.add_child(
        instance=ActivityPage(title="Theme day", slug="theme", activity=both, locale=english)
    )
    response = client.get(index_en.get_url())
    first, second = (card for _month, cards in response.context["months"] for card in cards)
    assert (first.title, first.url_language, first.title_language) == ("Theme day", "en", "en")
    assert first.url.startswith("/en/")
    assert (second.title, second.url_language, second.title_language) == ("Kun dansk", "da", "da")
    assert 'lang="da"' in response.content.decode()


def test_audiences_are_named_in_the_readers_language(
    client: Client, calendar: ActivityIndexPage
) -> None:
    frontline = AudienceFactory()
    english = Locale.objects.get_or_create(language_code="en")[0]
    Audience.objects.create(
        key="frontpersonale",
        title="Frontline staff",
        locale=english,
        translation_key=frontline.translation_key,
    )
    activity = ActivityFactory()
    activity.audiences = [frontline]
    activity.save()
    from django.utils import translation

    from events.queries import audience_labels

    with translation.override("en"):
        assert [t.title for t in audience_labels([activity.pk])[activity.pk]] == ["Frontline staff"]


def test_the_number_of_queries_does_not_grow(
    client: Client, calendar: ActivityIndexPage, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/kalender/")
        return len(captured)

    frontline = AudienceFactory()

    def add(number: int) -> None:
        for day in range(number):
            activity = ActivityFactory(starts_in_days=day + 1, days=2)
            activity.audiences = [frontline]
            activity.save()

    add(3)
    client.get("/kalender/")  # fills the cache of sites
    few = queries()
    add(16)
    assert queries() == few


def test_what_is_not_published_yet_is_in_no_list(
    client: Client, calendar: ActivityIndexPage
) -> None:
    """Sign-up is open from the first form on, but title and place wait for "Udgiv"."""
    activity = ActivityFactory(title="Kladde")
    activity.pages.get().unpublish()
    assert shown(client) == []
    assert b"Kladde" not in client.get("/kalender.ics").content
    assert client.get(f"/aktivitet/{activity.pk}.ics").status_code == HTTPStatus.NOT_FOUND
    activity.pages.get().save_revision().publish()
    assert shown(client) == ["Kladde"]

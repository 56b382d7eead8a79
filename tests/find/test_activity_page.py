"""What an activity's page tells people and machines."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from events.enums import ActivityStatus, Level, RegistrationStatus
from events.models import Activity, ActivityIndexPage, ActivityPage
from events.templatetags.structured_data import json_ld
from tests.factories import ActivityFactory, RegistrationFactory, make_page
from tests.factories.site import root_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    root = root_page()
    locale = Locale.objects.get_or_create(language_code="da")[0]
    home = root.add_child(instance=Page(title="Forside", slug="forside", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    home.add_child(instance=ActivityIndexPage(title="Kalender", slug="kalender", locale=locale))
    yield
    Site.clear_site_root_paths_cache()  # what Wagtail remembers of this site is not rolled back


def read(client: Client, activity: Activity) -> str:
    """Return the HTML of the activity's page."""
    response = client.get(ActivityPage.objects.get(activity=activity).get_url())
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def data_of(html: str) -> dict[str, Any]:
    """Return the page's JSON-LD."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_free_seats_and_the_way_in(client: Client) -> None:
    activity = ActivityFactory(capacity=2, audiences=[])
    RegistrationFactory(activity=activity)
    html = read(client, activity)
    assert "1 ledig plads" in html
    assert reverse("events:signup", args=[activity.pk]) in html
    assert reverse("events:activity_ics", args=[activity.pk]) in html
    assert "Foregribende" in html
    assert "Gult niveau" in html


def test_full_means_waiting_list(client: Client) -> None:
    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    html = read(client, activity)
    assert "Fuldt booket" in html
    assert "Skriv dig på ventelisten" in html


def test_a_free_seat_is_none_while_others_wait(client: Client) -> None:
    activity = ActivityFactory(capacity=2)
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    assert "Skriv dig på ventelisten" in read(client, activity)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": ActivityStatus.CLOSED}, "Tilmeldingen er lukket"),
        ({"status": ActivityStatus.HELD}, "Afholdt"),
        (
            {"status": ActivityStatus.CANCELLED, "cancel_message": "Oplægsholderen er syg."},
            "Oplægsholderen er syg.",
        ),
        ({"opens_at": timezone.now() + timedelta(days=2)}, "Tilmeldingen åbner"),
        ({"closes_at": timezone.now() - timedelta(days=2)}, "Tilmeldingen er lukket"),
    ],
)
def test_without_open_signup_there_is_a_reason_and_no_button(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    activity = ActivityFactory(**changes)
    html = read(client, activity)
    assert words in html
    assert (
        reverse("events:signup", args=[activity.pk])
        not in html.replace("offers", "")[html.index("<main") :]
    )


def test_schema_org_data(client: Client) -> None:
    activity = ActivityFactory(days=2)
    data = data_of(read(client, activity))
    assert data["@type"] == "EducationEvent"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"] == [
        {"@type": "Place", "name": activity.place, "address": activity.place}
    ]
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert data["organizer"]["name"].startswith("VINK")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00", data["startDate"])
    assert len(data["subEvent"]) == 2


def test_schema_org_tells_of_full_and_cancelled(client: Client) -> None:
    full = ActivityFactory(capacity=0)
    assert data_of(read(client, full))["offers"]["availability"] == "https://schema.org/SoldOut"
    off = data_of(read(client, ActivityFactory(status=ActivityStatus.CANCELLED)))
    assert off["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in off


def test_no_text_can_end_the_data_block() -> None:
    block = json_ld({"name": "</script><script>alert(1)</script> & <!--"})
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inner)
    assert json.loads(inner)["name"] == "</script><script>alert(1)</script> & <!--"


def test_a_discreet_activity_gives_nothing_away(client: Client) -> None:
    activity = ActivityFactory(discreet=True, level=Level.YELLOW, track="2", title="Onsdage")
    html = read(client, activity)
    assert "application/ld+json" not in html
    assert "Foregribende" not in html
    assert "niveau" not in html.lower()
    assert 'property="og:' not in html
    assert reverse("events:signup", args=[activity.pk]) not in html
    assert client.get(reverse("events:activity_ics", args=[activity.pk])).status_code == 404


def test_open_graph(client: Client) -> None:
    html = read(client, ActivityFactory(title="Tegn & tvivl"))
    assert '<meta property="og:title" content="Tegn &amp; tvivl">' in html


def test_a_draft_without_an_activity_can_be_previewed() -> None:
    activity = ActivityFactory()
    page = ActivityPage.objects.get(activity=activity)
    page.activity = None
    response = page.make_preview_request()
    assert response.status_code == HTTPStatus.OK


def test_programme_speakers_and_reading(client: Client) -> None:
    activity = ActivityFactory(with_page=False)
    page = make_page(activity)
    page.body = [
        ("text", "<p>Om dagen.</p>"),
        ("programme", {"items": [{"time": "9.00", "title": "Kaffe", "speaker": "", "text": ""}]}),
        ("speakers", {"people": [{"name": "Mette F.", "role": "VINK", "text": "", "image": None}]}),
        ("related", {"pages": [ActivityIndexPage.objects.get()]}),
    ]
    page.save_revision().publish()
    html = read(client, activity)
    for words in ("Om dagen.", "Kaffe", "Mette F.", "Læs forud"):
        assert words in html

"""The API for anyone: what the public pages show, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from events.enums import ActivityKind, ActivityStatus, RegistrationStatus
from events.models import Activity, ActivityIndexPage
from events.ratelimit import Limit
from tests.factories import ActivityFactory, AudienceFactory, RegistrationFactory, SessionFactory
from tests.factories.site import danish

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def get(client: Client, path: str, **params: object) -> dict:
    """Return the answer of one call."""
    response = client.get(ROOT + path, params)
    assert response.status_code == 200, response.content
    return response.json()


def test_an_activity_reads_as_its_page_does(client: Client) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    home.add_child(instance=ActivityIndexPage(title="K", slug="kalender", locale=danish()))
    activity = ActivityFactory(capacity=3, title_en="Theme day")
    activity.audiences.set([AudienceFactory()])
    activity.save()
    RegistrationFactory(activity=activity)
    found = get(client, "/activities")
    assert found["count"] == 1
    item = found["items"][0]
    assert item["title"] == activity.title
    assert item["audiences"] == ["frontpersonale"]
    assert (item["capacity"], item["free_seats"], item["has_waiting_list"]) == (3, 2, False)
    assert item["signup_open"] is True
    assert item["url"].startswith("http")
    assert item["sessions"][0]["start"].endswith(("+01:00", "+02:00"))
    assert get(client, f"/activities/{activity.pk}") == item


def test_a_line_leaves_no_free_seat(client: Client) -> None:
    activity = ActivityFactory(capacity=3)
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    item = get(client, f"/activities/{activity.pk}")
    assert (item["free_seats"], item["has_waiting_list"]) == (0, True)


@pytest.mark.parametrize(
    "hidden",
    [{"discreet": True}, {"status": ActivityStatus.PLANNED}, {"with_page": "draft"}],
    ids=["discreet", "planned", "page not live"],
)
def test_what_is_not_public_is_not_there(client: Client, hidden: dict) -> None:
    if hidden.pop("with_page", None):
        activity = ActivityFactory()
        activity.pages.update(live=False)
    else:
        activity = ActivityFactory(**hidden)
    assert get(client, "/activities")["count"] == 0
    assert get(client, "/calendar")["count"] == 0
    assert client.get(f"{ROOT}/activities/{activity.pk}").status_code == 404


def test_the_way_into_an_online_meeting_is_for_participants(client: Client) -> None:
    activity = ActivityFactory()
    SessionFactory(activity=activity, online_url="https://moede.example/hemmeligt")
    assert "hemmeligt" not in json.dumps(get(client, "/activities"))
    assert "hemmeligt" not in json.dumps(get(client, "/calendar"))


def test_lists_are_narrowed(client: Client) -> None:
    soon = ActivityFactory(starts_in_days=3, kind=ActivityKind.OPLAEG)
    ActivityFactory(starts_in_days=60)
    assert get(client, "/activities", kind="oplaeg")["count"] == 1
    until = (timezone.localtime() + timedelta(days=10)).date()
    found = get(client, "/activities", to=until.isoformat())
    assert [item["id"] for item in found["items"]] == [str(soon.pk)]
    found = get(client, "/calendar", to=until.isoformat())
    assert [item["activity"] for item in found["items"]] == [str(soon.pk)]
    assert client.get(f"{ROOT}/activities", {"kind": "nonsens"}).status_code == 422
    assert client.get(f"{ROOT}/activities", {"limit": 101}).status_code == 422


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        get(client, path)
    return len(seen)


@pytest.mark.parametrize("path", ["/activities", "/calendar"])
def test_the_number_of_queries_does_not_grow(client: Client, path: str) -> None:
    ActivityFactory()
    before = _queries(client, path)
    for _one in range(4):
        RegistrationFactory(activity=ActivityFactory(days=2))
    assert Activity.objects.count() == 5
    assert _queries(client, path) == before


def test_the_api_describes_itself(client: Client) -> None:
    described = get(client, "/openapi.json")
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        f"{ROOT}/activities",
        f"{ROOT}/activities/{{activity_id}}",
        f"{ROOT}/calendar",
        f"{ROOT}/staff/activities/{{activity_id}}/registrations",
        f"{ROOT}/staff/activities/{{activity_id}}/checkin",
        f"{ROOT}/staff/activities/{{activity_id}}/sessions/{{session_id}}/counts",
    }


def test_callers_are_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "events.ratelimit.API", Limit("api-test", times=0, window=timedelta(hours=1))
    )
    client.get(f"{ROOT}/activities")
    assert client.get(f"{ROOT}/activities").status_code == 429


@pytest.mark.parametrize("path", ["/activities", "/calendar"])
@pytest.mark.parametrize("day", ["from", "to"])
@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_refused(
    client: Client, path: str, day: str, value: str
) -> None:
    assert client.get(ROOT + path, {day: value}).status_code == 422
    assert client.get(ROOT + path, {day: "2999-12-31"}).status_code == 200

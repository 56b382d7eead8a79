"""The API for staff: a token, the right to run activities, and never a discreet one."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import APIToken

from events.enums import ActivityStatus, RegistrationStatus
from events.models import Activity, Attendance
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


def bearer(role: str = "Arrangør") -> dict[str, str]:
    """Return the header of a new token of someone in the role."""
    _row, token = APIToken.create_token(user=UserFactory(role=role), name="test")
    return {"Authorization": f"Bearer {token}"}


def url(activity: Activity, rest: str = "registrations") -> str:
    """Return an address below an activity."""
    return f"/api/v1/staff/activities/{activity.pk}/{rest}"


def note(client: Client, activity: Activity, headers: dict, **body: Any) -> HttpResponse:
    """Note someone as present."""
    body.setdefault("session", str(activity.sessions.get().pk))
    return client.post(
        url(activity, "checkin"), body, content_type="application/json", headers=headers
    )


def test_who_is_signed_up(client: Client) -> None:
    activity = ActivityFactory()
    person = RegistrationFactory(activity=activity, name="Åse Ø")
    RegistrationFactory(activity=activity, name="Zita", status=RegistrationStatus.WAITING)
    found = client.get(url(activity), headers=bearer()).json()
    assert [item["name"] for item in found["items"]] == ["Zita", "Åse Ø"]
    assert found["items"][1]["id"] == str(person.pk)
    found = client.get(url(activity), {"status": "waiting"}, headers=bearer()).json()
    assert [item["name"] for item in found["items"]] == ["Zita"]


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
def test_a_token_gives_no_more_than_its_owner_may(client: Client, role: str) -> None:
    activity = ActivityFactory()
    assert client.get(url(activity), headers=bearer(role)).status_code == 403


def test_without_a_token_nothing_is_told(client: Client) -> None:
    activity = ActivityFactory()
    client.force_login(UserFactory(role="Arrangør"))  # a cookie is no token
    assert client.get(url(activity)).status_code == 401
    assert client.get(url(activity), headers={"Authorization": "Bearer x"}).status_code == 401
    row, token = APIToken.create_token(user=UserFactory(role="Arrangør"), name="test")
    row.revoke()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(url(activity), headers=headers).status_code == 401


def test_discreet_activities_do_not_exist_here(client: Client) -> None:
    activity = ActivityFactory(discreet=True)
    RegistrationFactory(activity=activity)
    headers = bearer("Kursusleder")
    assert client.get(url(activity), headers=headers).status_code == 404
    assert note(client, activity, headers, code="X").status_code == 404
    counts = url(activity, f"sessions/{activity.sessions.get().pk}/counts")
    assert client.get(counts, headers=headers).status_code == 404


def test_checking_in_twice_counts_once(client: Client) -> None:
    activity = ActivityFactory()
    person, other = RegistrationFactory.create_batch(2, activity=activity)
    headers = bearer()
    for _again in range(2):
        answer = note(client, activity, headers, code=person.checkin_code.lower())
        assert answer.json() == {"expected": 2, "present": 1, "absent": 0}
    answer = note(client, activity, headers, registration=str(other.pk), state="absent")
    assert answer.json() == {"expected": 2, "present": 1, "absent": 1}
    note(client, activity, headers, registration=str(person.pk), state="none")
    assert not Attendance.objects.filter(registration=person).exists()


def test_what_cannot_be_noted_is_refused_in_words(client: Client) -> None:
    activity = ActivityFactory()
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    stranger = RegistrationFactory(activity=ActivityFactory())
    headers = bearer()
    refused = note(client, activity, headers, registration=str(waiting.pk))
    assert (refused.status_code, "bekræftet plads" in refused.json()["detail"]) == (409, True)
    assert note(client, activity, headers, registration=str(stranger.pk)).status_code == 404
    assert note(client, activity, headers).status_code == 400
    both = note(client, activity, headers, registration=str(waiting.pk), code="X")
    assert both.status_code == 400
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.HELD)
    assert note(client, activity, headers, registration=str(waiting.pk)).status_code == 409


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    activity = ActivityFactory(capacity=50)
    headers = bearer()

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(url(activity), headers=headers)
        return len(seen)

    RegistrationFactory(activity=activity)
    count()  # the first call notes the token's use
    before = count()
    RegistrationFactory.create_batch(5, activity=activity)
    assert count() == before

"""What someone who is signed in sees of her own."""

from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import attendance, planning
from events.cancellation import withdraw
from events.enums import ActivityStatus, AttendanceState, EndReason, RegistrationStatus
from events.models import Activity, Registration
from portal.accounts.models import User
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/mine-tilmeldinger/"
HISTORY = "/mine-tilmeldinger/tidligere/"


@pytest.fixture
def user() -> User:
    """Return a user with one verified address."""
    made: User = UserFactory()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def seat(user: User, **kwargs: Any) -> Registration:
    """Return a confirmed sign-up of the user's for an activity of its own."""
    made: Registration = RegistrationFactory(activity=ActivityFactory(**kwargs), email=user.email)
    return made


def came(registration: Registration, *, sessions: int = 1) -> Registration:
    """Let her be present at the first sessions of an activity that is then held."""
    for session in registration.activity.sessions.all()[:sessions]:
        attendance.mark(registration, session, AttendanceState.PRESENT, by=None)
    Activity.objects.filter(pk=registration.activity_id).update(status=ActivityStatus.HELD)
    registration.activity.refresh_from_db()
    return registration


@pytest.mark.parametrize("url", [URL, HISTORY])
def test_only_for_those_signed_in(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith(reverse("account_login"))


def test_own_registrations_by_verified_address_alone(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ikke@bekraeftet.example", verified=False)
    seat(user, title="Min dag")
    RegistrationFactory(activity=ActivityFactory(title="Andres dag"))
    RegistrationFactory(
        activity=ActivityFactory(title="Ubekræftet"), email="ikke@bekraeftet.example"
    )
    client.force_login(user)
    response = client.get(URL)
    assert [row["title"] for row in response.context["rows"]] == ["Min dag"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(response.context["rows"][0]["url"]).status_code == HTTPStatus.OK


def test_a_discreet_one_is_never_listed_not_even_for_those_who_may_see_them(
    client: Client,
) -> None:
    leader = UserFactory(role="Kursusleder")
    EmailAddress.objects.create(user=leader, email=leader.email, verified=True, primary=True)
    came(seat(leader, title="Onsdage", discreet=True, starts_in_days=-3))
    seat(leader, title="Torsdage", discreet=True)
    client.force_login(leader)
    for url in (URL, HISTORY):
        assert not client.get(url).context["rows"]


def test_the_next_date_stands_first_and_what_has_ended_last(client: Client, user: User) -> None:
    for days in (60, -3, 5):
        seat(user, title=f"Om {days} dage", starts_in_days=days)
    off = seat(user, title="Aflyst", starts_in_days=2)
    planning.cancel(off.activity)
    client.force_login(user)
    response = client.get(URL)
    titles = [row["title"] for row in response.context["rows"]]
    assert titles == ["Om 5 dage", "Om 60 dage", "Aflyst"]
    past = [row["title"] for row in client.get(HISTORY).context["rows"]]
    assert past == ["Om -3 dage"]


def test_what_can_be_done_stands_beside_each(client: Client, user: User) -> None:
    activity = ActivityFactory(title="Fuld")
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    RegistrationFactory(activity=activity, email=user.email, status=RegistrationStatus.WAITING)
    seat(user, title="Sen", withdraw_days=60)
    client.force_login(user)
    response = client.get(URL)
    rows = {row["title"]: row for row in response.context["rows"]}
    html = response.content.decode()
    assert "Nummer 2 på ventelisten" in html
    assert "Forlad ventelisten" in html
    assert rows["Fuld"]["cancel_url"]
    assert not rows["Fuld"]["ics_url"]
    assert not rows["Sen"]["cancel_url"]
    assert rows["Sen"]["ics_url"]


def test_history_names_the_sessions_attended_and_has_the_certificate(
    client: Client, user: User
) -> None:
    came(seat(user, title="Kursus", days=3, starts_in_days=-9), sessions=2)
    seat(user, title="Udeblevet", starts_in_days=-20)
    client.force_login(user)
    course, missed = client.get(HISTORY).context["rows"]
    assert len(course["sessions"]) == 2
    assert course["duration"] == "12 timer"
    assert not missed["certificate_url"]
    answer = client.get(course["certificate_url"])
    assert answer["Content-Type"] == "application/pdf"


def test_what_was_signed_up_for_again_stands_there_once(client: Client, user: User) -> None:
    again = seat(user, title="Igen")
    withdraw(again)
    RegistrationFactory(activity=again.activity, name=again.name, email=user.email)
    withdraw(seat(user, title="Meldt fra"))
    moved = seat(user, title="Flyttet")
    withdraw(moved, reason=EndReason.MOVED)
    client.force_login(user)
    rows = client.get(URL).context["rows"]
    assert [(row["title"], row["over"]) for row in rows] == [
        ("Igen", ""),
        ("Meldt fra", "Du er meldt fra"),
    ]


@pytest.mark.parametrize("url", [URL, HISTORY])
def test_nothing_yet(client: Client, user: User, url: str) -> None:
    client.force_login(user)
    assert client.get(url).context["rows"] == []


@pytest.mark.parametrize("url", [URL, HISTORY])
def test_the_number_of_queries_does_not_grow(client: Client, user: User, url: str) -> None:
    client.force_login(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(url).context["rows"]) > 0
        return len(captured)

    def more() -> None:
        seat(user)
        RegistrationFactory(
            activity=ActivityFactory(), email=user.email, status=RegistrationStatus.WAITING
        )
        came(seat(user, starts_in_days=-5))

    more()
    client.get(url)
    few = queries()
    for _number in range(3):
        more()
    assert queries() == few

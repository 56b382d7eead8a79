"""What someone who is signed in sees of her own."""

from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/mine-tilmeldinger/"


@pytest.fixture
def user() -> User:
    """Return a user with one verified address."""
    made = UserFactory()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def test_only_for_those_signed_in(client: Client) -> None:
    response = client.get(URL)
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith(reverse("account_login"))


def test_own_registrations_by_verified_address_alone(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ikke@bekraeftet.example", verified=False)
    RegistrationFactory(activity=ActivityFactory(title="Min dag"), email=user.email)
    RegistrationFactory(activity=ActivityFactory(title="Andres dag"))
    RegistrationFactory(
        activity=ActivityFactory(title="Ubekræftet"), email="ikke@bekraeftet.example"
    )
    RegistrationFactory(activity=ActivityFactory(title="Onsdage", discreet=True), email=user.email)
    client.force_login(user)
    response = client.get(URL)
    assert [row["title"] for row in response.context["rows"]] == ["Min dag"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(response.context["rows"][0]["url"]).status_code == HTTPStatus.OK


def test_the_next_date_stands_first_and_what_is_over_last(client: Client, user: User) -> None:
    for days in (-40, 60, -3, 5):
        activity = ActivityFactory(title=f"Om {days} dage", starts_in_days=days)
        RegistrationFactory(activity=activity, email=user.email)
    client.force_login(user)
    titles = [row["title"] for row in client.get(URL).context["rows"]]
    assert titles == ["Om 5 dage", "Om 60 dage", "Om -3 dage", "Om -40 dage"]


def test_nothing_yet(client: Client, user: User) -> None:
    client.force_login(user)
    assert "Du er ikke tilmeldt noget" in client.get(URL).content.decode()


def test_the_number_of_queries_does_not_grow(client: Client, user: User) -> None:
    client.force_login(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    RegistrationFactory(email=user.email)
    client.get(URL)
    few = queries()
    for _number in range(8):
        RegistrationFactory(email=user.email)
    assert queries() == few

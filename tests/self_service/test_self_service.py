"""What someone can do with her personal link, and what others cannot."""

import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from events import ratelimit
from events.enums import ActivityStatus, RegistrationStatus, Role
from events.links import Purpose, token_for
from events.models import Activity, OutboxMessage, Registration
from tests.factories import ActivityFactory, RegistrationFactory, WorkplaceKindFactory

pytestmark = pytest.mark.django_db


def url(registration: Registration, name: str = "self_service") -> str:
    """Return one of the personal addresses, for the link version in the database."""
    version = Registration.objects.get(pk=registration.pk).link_version
    token = token_for(Purpose.SELF_SERVICE, registration.pk, version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def details(registration: Registration, **changes: Any) -> dict[str, Any]:
    """Return the change form as it stands, with some changes."""
    return {
        "name": registration.name,
        "email": registration.email,
        "phone": "",
        "workplace": "Klubben",
        "workplace_kind": "skole",
        "role": Role.CIVIL_SOCIETY,
        **changes,
    }


@pytest.fixture
def registration() -> Registration:
    """Return someone with a seat; there is one seat in all."""
    WorkplaceKindFactory()
    return RegistrationFactory(activity=ActivityFactory(capacity=1), name="Bo Berg")


def test_the_page_shows_status_and_details(client: Client, registration: Registration) -> None:
    html = client.get(url(registration)).content.decode()
    for words in ("Du er tilmeldt", "Bo Berg", registration.email):
        assert words in html
    title = html[html.index("<title>") : html.index("</title>")]
    assert "Bo" not in title


def test_the_page_is_private(client: Client, registration: Registration) -> None:
    response = client.get(url(registration))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"


def test_pages_with_a_form_send_an_origin(registration: Registration) -> None:
    """Under "no-referrer" a browser sends a null origin, and CSRF would refuse the form."""
    client = Client(enforce_csrf_checks=True)
    response = client.get(url(registration, "self_service_cancel"))
    assert response["Referrer-Policy"] == "same-origin"
    token = response.context["csrf_token"]
    response = client.post(
        url(registration, "self_service_cancel"), {"csrfmiddlewaretoken": str(token)}
    )
    assert response.status_code == HTTPStatus.FOUND


def test_place_in_line(client: Client, registration: Registration) -> None:
    second = RegistrationFactory(activity=registration.activity, status=RegistrationStatus.WAITING)
    third = RegistrationFactory(activity=registration.activity, status=RegistrationStatus.WAITING)
    assert "Du er nummer 1 på ventelisten" in client.get(url(second)).content.decode()
    assert "Du er nummer 2 på ventelisten" in client.get(url(third)).content.decode()


@pytest.mark.parametrize(
    "name",
    ["self_service", "self_service_change", "self_service_cancel", "self_service_ics"],
)
def test_a_wrong_or_revoked_link_opens_nothing(
    client: Client, registration: Registration, name: str
) -> None:
    old = url(registration, name)
    assert client.get(old).status_code == HTTPStatus.OK
    Registration.objects.update(link_version=2)
    survey = token_for(Purpose.SURVEY, registration.pk, 2)
    for address in (
        old,
        reverse(f"events:{name}", args=[registration.pk, survey]),
        reverse(f"events:{name}", args=[uuid.uuid4(), "0" * 32]),
        reverse(f"events:{name}", args=[registration.pk, "æ"]),
    ):
        response = client.get(address)
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert "Linket virker ikke længere" in response.content.decode()
        assert "Bo Berg" not in response.content.decode()
        assert "no-store" in response["Cache-Control"]


def test_a_revoked_link_cancels_nobody(client: Client, registration: Registration) -> None:
    old = url(registration, "self_service_cancel")
    Registration.objects.update(link_version=2)
    assert client.post(old).status_code == HTTPStatus.NOT_FOUND
    assert Registration.objects.get().is_confirmed


def test_opening_the_cancel_page_cancels_nobody(client: Client, registration: Registration) -> None:
    client.get(url(registration, "self_service_cancel"))
    assert Registration.objects.get().is_confirmed


def test_a_cancelled_seat_goes_to_the_next_in_line(
    client: Client, registration: Registration
) -> None:
    waiting = RegistrationFactory(activity=registration.activity, status=RegistrationStatus.WAITING)
    response = client.post(url(registration, "self_service_cancel"), follow=True)
    assert "Du er meldt fra" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.is_confirmed
    assert sorted(OutboxMessage.objects.values_list("kind", flat=True)) == [
        "moved_up",
        "withdrawn",
    ]
    assert Activity.objects.get().taken == 1


def test_details_can_be_put_right(client: Client, registration: Registration) -> None:
    response = client.post(
        url(registration, "self_service_change"),
        details(registration, name="Bo Bjerg", phone="20101112"),
        follow=True,
    )
    assert "Dine oplysninger er gemt" in response.content.decode()
    row = Registration.objects.get()
    assert (row.name, row.phone, row.workplace) == ("Bo Bjerg", "+4520101112", "Klubben")
    assert row.workplace_kind.key == "skole"
    assert OutboxMessage.objects.get().kind == "changed"
    client.post(url(row, "self_service_change"), details(row, phone="20101112"))
    assert OutboxMessage.objects.count() == 1


def test_a_new_address_gets_a_new_link_and_closes_the_old(
    client: Client, registration: Registration
) -> None:
    old = url(registration)
    before = registration.identity
    response = client.post(
        url(registration, "self_service_change"),
        details(registration, email="Ny@Skole.example"),
        follow=True,
    )
    row = Registration.objects.get()
    assert row.email == "ny@skole.example"
    assert row.identity != before
    assert response.redirect_chain[-1][0] == url(row) != old
    assert client.get(old).status_code == HTTPStatus.NOT_FOUND
    assert OutboxMessage.objects.count() == 1


def test_nobody_becomes_someone_else(client: Client, registration: Registration) -> None:
    other = RegistrationFactory(
        activity=registration.activity,
        name="Eva",
        email="eva@skole.example",
        status=RegistrationStatus.WAITING,
    )
    response = client.post(
        url(registration, "self_service_change"),
        details(registration, name=other.name, email=other.email),
    )
    assert "allerede en tilmelding" in response.content.decode()
    assert Registration.objects.filter(name="Bo Berg").exists()


def test_a_cpr_number_is_refused(client: Client, registration: Registration) -> None:
    response = client.post(
        url(registration, "self_service_change"),
        details(registration, workplace="010190-1234"),
    )
    assert "hotline" in response.context["form"].errors["workplace"][0]


@pytest.mark.parametrize("status", [ActivityStatus.HELD, ActivityStatus.CANCELLED])
def test_what_is_over_is_only_shown(
    client: Client, registration: Registration, status: str
) -> None:
    Activity.objects.update(status=status)
    assert client.get(url(registration)).status_code == HTTPStatus.OK
    for name in ("self_service_change", "self_service_cancel"):
        response = client.post(url(registration, name), details(registration, name="X"))
        assert response.status_code == HTTPStatus.FOUND
    row = Registration.objects.get()
    assert (row.name, row.status) == ("Bo Berg", RegistrationStatus.CONFIRMED)


def test_the_calendar_file(client: Client, registration: Registration) -> None:
    response = client.get(url(registration, "self_service_ics"))
    assert len(Calendar.from_ical(response.content).walk("VEVENT")) == 1


def ask_again(client: Client, email: str) -> Any:
    """Ask for one's links again; return the answer."""
    return client.post(reverse("events:lost_link"), {"email": email}, follow=True)


def test_a_lost_link_is_sent_to_those_we_know_and_nobody_learns_who(
    client: Client, registration: Registration
) -> None:
    RegistrationFactory(
        activity=ActivityFactory(starts_in_days=-9), email=registration.email, name="Bo Berg"
    )
    RegistrationFactory(
        activity=ActivityFactory(discreet=True), email=registration.email, name="Bo Berg"
    )
    known = ask_again(client, registration.email.upper())
    unknown = ask_again(client, "ingen@skole.example")
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert OutboxMessage.objects.get().registration == registration


def test_lost_links_are_braked(client: Client, registration: Registration) -> None:
    for _try in range(ratelimit.LOST_LINK_PER_ADDRESS.times + 2):
        assert ask_again(client, registration.email).status_code == HTTPStatus.OK
    assert OutboxMessage.objects.count() == ratelimit.LOST_LINK_PER_ADDRESS.times
    for _try in range(ratelimit.LOST_LINK.times):
        answer = ask_again(client, f"{uuid.uuid4()}@skole.example")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_guessing_links_is_braked(client: Client) -> None:
    address = reverse("events:self_service", args=[uuid.uuid4(), "0" * 32])
    for _try in range(ratelimit.PERSONAL_LINK.times):
        client.get(address)
    assert client.get(address).status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize("status", [RegistrationStatus.WAITING, RegistrationStatus.CANCELLED])
def test_only_a_seat_gives_a_calendar_file(client: Client, status: RegistrationStatus) -> None:
    """It holds the way into an online meeting."""
    row = RegistrationFactory(activity=ActivityFactory(), status=status)
    assert client.get(url(row, "self_service_ics")).status_code == HTTPStatus.NOT_FOUND
    assert url(row, "self_service_ics") not in client.get(url(row)).content.decode()


def test_corrections_are_braked(client: Client, registration: Registration) -> None:
    """Each new address gets a mail, whosoever it is."""
    for number in range(ratelimit.CORRECTION.times):
        data = details(registration, email=f"nr{number}@skole.example")
        response = client.post(url(registration, "self_service_change"), data)
        assert response.status_code == HTTPStatus.FOUND
    data = details(registration, email="en-til@skole.example")
    response = client.post(url(registration, "self_service_change"), data)
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "en-til@skole.example" in response.content.decode()
    assert OutboxMessage.objects.count() == ratelimit.CORRECTION.times

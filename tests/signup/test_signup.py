"""Someone signs up on the site."""

import re
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import eligibility, ratelimit
from events.enums import ActivityStatus, RegistrationStatus, Role
from events.models import Activity, Booking, OutboxMessage, Registration
from tests.factories import (
    ActivityFactory,
    RegistrationFactory,
    UserFactory,
    WorkplaceKindFactory,
)

pytestmark = pytest.mark.django_db


def filled(**changes: Any) -> dict[str, Any]:
    """Return what a teacher would type."""
    WorkplaceKindFactory()
    return {
        "name": "Åse Østergård",
        "email": "aase@skole.example",
        "phone": "20 10 11 12",
        "workplace": "Skolen ved Søerne",
        "workplace_kind": "skole",
        "role": Role.FRONTLINE_YOUTH,
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def url(activity: Activity, name: str = "signup") -> str:
    """Return one of the activity's sign-up addresses."""
    return reverse(f"events:{name}", args=[activity.pk])


def test_signing_up_gives_a_seat_a_mail_and_thanks(client: Client) -> None:
    activity = ActivityFactory()
    response = client.post(url(activity), filled(), follow=True)
    assert response.redirect_chain == [(url(activity, "signup_thanks"), HTTPStatus.FOUND)]
    assert "Du er tilmeldt" in response.content.decode()
    row = Registration.objects.get()
    assert (row.name, row.email, row.phone) == (
        "Åse Østergård",
        "aase@skole.example",
        "+4520101112",
    )
    assert (row.workplace_kind.key, row.role) == ("skole", Role.FRONTLINE_YOUTH)
    assert row.is_confirmed
    assert OutboxMessage.objects.get().kind == "confirmed"
    assert Activity.objects.get().taken == 1


def test_a_second_tap_is_the_same_signup(client: Client) -> None:
    activity, data = ActivityFactory(), filled()
    client.post(url(activity), data)
    client.post(url(activity), data)
    assert Registration.objects.count() == Booking.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_no_address_on_the_way_names_anyone(client: Client) -> None:
    activity = ActivityFactory()
    response = client.post(url(activity), filled(), follow=True)
    for address, _status in [*response.redirect_chain, (response.request["QUERY_STRING"], 0)]:
        assert "aase" not in address.lower()
        assert "stergård" not in address.lower()
    assert "?" not in response.redirect_chain[0][0]
    html = response.content.decode()
    assert "aase@skole.example" not in html
    assert "Åse" not in html


def test_errors_keep_what_was_typed_and_the_key(client: Client) -> None:
    activity, data = ActivityFactory(), filled(email="ingen", role="", phone="12")
    response = client.post(url(activity), data)
    html = response.content.decode()
    assert response.status_code == HTTPStatus.OK
    assert 'value="Åse Østergård"' in html
    assert 'value="ingen"' in html
    assert data["idempotency_key"] in html
    assert "Der er noget, du skal rette" in html
    for href in ("#id_email", "#id_role_0", "#id_phone"):
        assert f'href="{href}"' in html
    assert Registration.objects.count() == 0


def test_each_empty_field_has_its_own_sentence(client: Client) -> None:
    response = client.post(url(ActivityFactory()), {})
    errors = response.context["form"].errors
    assert errors["name"] == ["Skriv dit navn."]
    assert set(errors) == {
        "name",
        "email",
        "workplace",
        "workplace_kind",
        "role",
        "idempotency_key",
    }


@pytest.mark.parametrize("field", ["name", "workplace", "phone"])
def test_a_cpr_number_is_refused_with_the_hotline(client: Client, field: str) -> None:
    response = client.post(url(ActivityFactory()), filled(**{field: "Ali 010190-1234"}))
    (error,) = response.context["form"].errors[field]
    assert "CPR-nummer" in error
    assert settings.VINK_HOTLINE_PHONE in error
    assert Registration.objects.count() == 0


def test_the_form_says_what_the_data_is_for(client: Client) -> None:
    html = client.get(url(ActivityFactory())).content.decode()
    assert "12 måneder" in html
    assert 'autocomplete="email"' in html
    assert 'autocomplete="name"' in html
    assert 'inputmode="tel"' in html
    assert 'type="radio"' in html


def test_a_signed_in_user_finds_her_name_and_address(client: Client) -> None:
    user = UserFactory(first_name="Ida", last_name="Holm")
    client.force_login(user)
    form = client.get(url(ActivityFactory())).context["form"]
    assert (form["name"].value(), form["email"].value()) == ("Ida Holm", user.email)


def test_full_is_said_before_and_after(client: Client) -> None:
    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    assert "kommer du på ventelisten" in client.get(url(activity)).content.decode()
    response = client.post(url(activity), filled(), follow=True)
    assert "Der er nu 1 på ventelisten" in response.content.decode()
    assert Registration.objects.get(email="aase@skole.example").is_waiting


def text_of(html: str) -> str:
    """Return a page without what differs by itself: tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", html)


@pytest.mark.parametrize("capacity", [1, 5])
def test_who_is_signed_up_already_cannot_be_read_off_the_page(capacity: int) -> None:
    """The mail tells the person; the page reads as for anyone else."""
    activity = ActivityFactory(capacity=capacity)
    RegistrationFactory(activity=activity, name="Kendt", email="kendt@skole.example")
    if capacity == 1:
        RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    known = Client().post(
        url(activity), filled(name="Kendt", email="kendt@skole.example"), follow=True
    )
    assert Registration.objects.filter(email="kendt@skole.example").count() == 1
    assert OutboxMessage.objects.get().kind == "confirmed"
    fresh = Client().post(url(activity), filled(), follow=True)
    expected = text_of(fresh.content.decode())
    if capacity == 1:  # the newcomer has made the line one longer
        expected = expected.replace("Der er nu 2", "Der er nu 1")
    assert text_of(known.content.decode()) == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": ActivityStatus.CANCELLED, "cancel_message": "Syg."}, "Aktiviteten er aflyst"),
        ({"status": ActivityStatus.CLOSED}, "Tilmeldingen er lukket"),
        ({"status": ActivityStatus.HELD}, "Aktiviteten er afholdt"),
        ({"opens_at": timezone.now() + timedelta(days=1)}, "Tilmeldingen åbner"),
        ({"with_page": False}, "Tilmeldingen er lukket"),
    ],
)
def test_closed_signup_says_why_and_shows_other_dates(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    activity = ActivityFactory(**changes)
    ActivityFactory(title="En anden dag")
    for response in (client.get(url(activity)), client.post(url(activity), filled())):
        html = response.content.decode()
        assert words in html
        assert "En anden dag" in html
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("hidden", [{"status": ActivityStatus.PLANNED}, {"discreet": True}])
def test_what_is_not_public_is_not_found(client: Client, hidden: dict[str, Any]) -> None:
    assert client.get(url(ActivityFactory(**hidden))).status_code == HTTPStatus.NOT_FOUND


def test_what_nobody_can_be_eligible_for_shows_no_form(client: Client) -> None:
    activity = ActivityFactory(eligibility="unknown-rule", contact_email="forum@vink.example")
    for response in (client.get(url(activity)), client.post(url(activity), filled())):
        html = response.content.decode()
        assert "Kun for medlemmer" in html
        assert "mailto:forum@vink.example" in html
        assert "<form" not in html.partition("<main")[2]
    assert Registration.objects.count() == 0


def test_an_invited_network_refuses_others_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(eligibility._rules, "invited", lambda activity, user: False)
    activity = ActivityFactory(eligibility="invited")
    response = client.post(url(activity), filled())
    assert "kun for inviterede" in response.content.decode()
    assert 'value="Åse Østergård"' in response.content.decode()


def test_the_brake_keeps_what_was_typed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ratelimit, "SIGNUP", ratelimit.Limit("signup", times=1, window=timedelta(minutes=1))
    )
    activity = ActivityFactory()
    client.post(url(activity), filled())
    response = client.post(url(activity), filled(name="Nr. 2", email="to@skole.example"))
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 'value="Nr. 2"' in response.content.decode()
    assert "Er du et menneske?" in response.content.decode()
    other = ActivityFactory()
    assert client.post(url(other), filled()).status_code == HTTPStatus.FOUND


def test_the_brake_writes_no_address_down(client: Client) -> None:
    from django.core.cache import cache

    client.post(url(ActivityFactory()), filled(), REMOTE_ADDR="203.0.113.9")
    assert "203.0.113.9" not in repr(vars(cache._connections[cache._alias])["_cache"])


def test_the_form_is_never_cached(client: Client) -> None:
    assert "no-store" in client.get(url(ActivityFactory()))["Cache-Control"]


def test_thanks_without_a_session_say_nothing_of_a_seat(client: Client) -> None:
    html = client.get(url(ActivityFactory(), "signup_thanks")).content.decode()
    assert "Tak for din tilmelding" in html
    assert "Du er tilmeldt" not in html


def test_back_and_another_name_is_another_sign_up(client: Client) -> None:
    """Browsers bring the hidden key back along with the page."""
    activity, data = ActivityFactory(), filled()
    client.post(url(activity), data)
    client.post(url(activity), {**data, "name": "Bo Berg", "email": "bo@skole.example"})
    assert {r.name for r in Registration.objects.all()} == {"Åse Østergård", "Bo Berg"}


def test_nobodys_mailbox_is_filled_by_signing_her_up_again(client: Client) -> None:
    activity = ActivityFactory()
    for _try in range(ratelimit.LOST_LINK_PER_ADDRESS.times + 4):
        assert client.post(url(activity), filled()).status_code == HTTPStatus.FOUND
    assert OutboxMessage.objects.count() == 1 + ratelimit.LOST_LINK_PER_ADDRESS.times

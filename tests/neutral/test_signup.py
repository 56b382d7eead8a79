"""Sign up on the neutral host: an alias, one way to be reached, someone to come with."""

import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client

from courses import neutral_links
from courses.models import NeutralNeeds
from events import ratelimit
from events.enums import ActivityKind, RegistrationSource, RegistrationStatus
from events.models import Activity, Booking, CallTask, OutboxMessage, Registration
from tests.factories import RegistrationFactory, make_discreet

pytestmark = pytest.mark.django_db


def send(visitor: Client, activity: Activity, *, language: str = "da", **given: Any) -> Any:
    """Send the form, with an alias and a mail unless told otherwise."""
    data = {"name": "Solen", "email": "sol@mail.example", "key": uuid.uuid4(), **given}
    return visitor.post(neutral_links.path("signup", activity.pk, language=language), data)


def test_an_alias_and_a_telephone_number_are_enough(visitor: Client) -> None:
    activity = make_discreet()
    response = send(visitor, activity, email="", phone="20 10 11 12", language="so")
    assert (response.status_code, response["Location"]) == (302, "/so/tak/")
    row = Registration.objects.get()
    assert (row.name, row.email, row.phone) == ("Solen", None, "+4520101112")
    assert row.status == RegistrationStatus.CONFIRMED
    assert (row.booking.language, row.booking.source) == ("so", RegistrationSource.NEUTRAL)
    assert (row.workplace, row.role) == ("", "other")
    assert CallTask.objects.get().registration == row
    assert not BrowserSession.objects.exists()
    assert not response.cookies


def test_a_mail_address_alone_is_enough(visitor: Client) -> None:
    send(visitor, make_discreet())
    row = Registration.objects.get()
    assert (row.email, row.phone) == ("sol@mail.example", None)
    assert OutboxMessage.objects.get().registration == row


def test_neither_is_refused_with_what_to_do_and_what_was_typed(visitor: Client) -> None:
    response = send(visitor, make_discreet(), email="", interpreter="somali", children="2")
    assert "Skriv en mail eller et telefonnummer." in response.text
    assert 'href="#id_email"' in response.text
    assert 'value="Solen"' in response.text
    assert '<option value="somali" selected lang="so">' in response.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Skriv, hvad vi skal kalde dig."),
        ({"email": "sol"}, "Der er en fejl i mailadressen."),
        ({"phone": "12"}, "Skriv et telefonnummer"),
        ({"name": "Solen 010190-1234"}, "Skriv ikke et CPR-nummer."),
        ({"phone": "0101901234"}, "Skriv ikke et CPR-nummer."),
        ({"children": "11"}, "Vælg noget på listen."),
    ],
)
def test_errors_say_what_to_do_and_nothing_of_the_subject(
    visitor: Client, given: dict[str, str], said: str
) -> None:
    html = send(visitor, make_discreet(), **given).text
    assert said in html
    assert "VINK" not in html
    assert "bekymr" not in html
    assert not Registration.objects.exists()


def test_nothing_but_what_is_needed_is_asked(visitor: Client) -> None:
    form = visitor.get(neutral_links.path("signup", make_discreet().pk, language="da")).context[
        "form"
    ]
    assert set(form.fields) == {
        "name", "email", "phone", "interpreter", "interpreter_other", "children", "companion",
        "companion_name", "key",
    }  # fmt: skip


def test_interpreter_and_children_are_kept_and_the_interpreter_is_guessed(
    visitor: Client,
) -> None:
    activity = make_discreet()
    page = visitor.get(neutral_links.path("signup", activity.pk, language="ur"))
    assert page.context["form"]["interpreter"].value() == "urdu"
    send(visitor, activity, interpreter="urdu", children="3")
    needs = NeutralNeeds.objects.get()
    assert (needs.interpreter, needs.children, needs.comes_with) == ("urdu", 3, None)
    send(visitor, activity, name="Månen", interpreter="urdu", interpreter_other="kurdisk")
    assert NeutralNeeds.objects.filter(interpreter="kurdisk").count() == 1


@pytest.mark.postgres
def test_a_companion_takes_a_seat_and_is_told_of_nothing(visitor: Client) -> None:
    activity = make_discreet(capacity=4)
    send(visitor, activity, email="", phone="20101112", companion="on")
    host, companion = Registration.objects.order_by("sort_key").reverse()
    assert (host.name, companion.name) == ("Solen", "Ledsager (Solen)")
    assert companion.neutral_needs.comes_with == host
    assert {host.status, companion.status} == {RegistrationStatus.CONFIRMED}
    assert (companion.email, companion.phone) == (None, None)
    assert CallTask.objects.get().registration == host
    assert not OutboxMessage.objects.exists()
    activity.refresh_from_db()
    assert activity.taken == 2


def test_whoever_names_a_companion_brings_one(visitor: Client) -> None:
    send(visitor, make_discreet(), companion_name="Stjernen")
    assert set(Registration.objects.values_list("name", flat=True)) == {"Solen", "Stjernen"}
    assert OutboxMessage.objects.count() == 1


@pytest.mark.postgres
def test_two_get_seats_together_or_stand_in_line_together(visitor: Client) -> None:
    activity = make_discreet(capacity=1)
    send(visitor, activity, companion="on")
    assert set(Registration.objects.values_list("status", flat=True)) == {
        RegistrationStatus.WAITING
    }
    activity.refresh_from_db()
    assert activity.taken == 0


def test_a_full_course_has_a_waiting_list_and_says_so_before(visitor: Client) -> None:
    activity = make_discreet(capacity=1)
    RegistrationFactory(activity=activity)
    assert (
        "Skriv mig på venteliste"
        in visitor.get(neutral_links.path("signup", activity.pk, language="da")).text
    )
    assert send(visitor, activity)["Location"] == "/tak/"
    assert Registration.objects.get(name="Solen").is_waiting


@pytest.mark.postgres
def test_sending_twice_is_one_sign_up(visitor: Client) -> None:
    activity, key = make_discreet(), uuid.uuid4()
    for _i in range(2):
        assert send(visitor, activity, key=key, companion="on").status_code == 302
    assert (Booking.objects.count(), Registration.objects.count()) == (1, 2)


def test_nobody_learns_who_is_signed_up_already(visitor: Client) -> None:
    activity = make_discreet()
    first, second = (send(visitor, activity) for _i in range(2))
    assert first["Location"] == second["Location"] == "/tak/"
    assert Registration.objects.count() == 1
    # The mail alone tells, and it is sent so often and no more.
    for _i in range(5):
        send(visitor, activity)
    assert OutboxMessage.objects.count() == 1 + ratelimit.LOST_LINK_PER_ADDRESS.times


def test_past_the_brake_nobody_is_signed_up(visitor: Client, monkeypatch) -> None:
    monkeypatch.setattr(ratelimit.Limit, "allows", lambda self, *key, weight=1: False)
    response = send(visitor, make_discreet())
    assert response.status_code == 429
    assert "Vent lidt" in response.text
    assert not Registration.objects.exists()


def test_a_network_takes_people_after_it_has_begun(visitor: Client) -> None:
    network = make_discreet(kind=ActivityKind.FORAELDRENETVAERK, starts_in_days=-20, days=60)
    assert send(visitor, network).status_code == 302
    assert Registration.objects.count() == 1

"""Where everyone stands and why; what staff decide from the queue's page and a person's own."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import participants, registration, waitlist
from events.enums import RegistrationStatus, StaffChannel
from events.models import Activity, ActivityLogEntry, OutboxMessage, Registration
from events.registration import Contact
from tests.factories import ActivityFactory, RegistrationFactory, make_person

pytestmark = pytest.mark.django_db


def of(activity: Activity, step: str) -> str:
    return reverse(f"activity:{step}", args=[activity.pk])


def of_person(row: Registration, step: str) -> str:
    return reverse(f"activity:{step}", args=[row.activity_id, row.pk])


def sign_up(activity: Activity, *names: str, together: bool = False) -> list[Registration]:
    booking = registration.register(
        activity=activity,
        people=[make_person(name=name) for name in names],
        contact=Contact(name=names[0], email="leder@skole.example"),
        idempotency_key=uuid.uuid4(),
        team=len(names) > 1,
        together=together,
    )
    return list(booking.registrations.order_by("created_at"))


def test_the_line_says_number_and_why(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    sign_up(activity, "Har Plads")
    sign_up(activity, "Hele Holdet", "Holdets Anden", together=True)
    sign_up(activity, "Alene Ane")
    page = organiser.get(of(activity, "queue"))
    assert [place["number"] for place in page.context["line"]] == [1, 2, 3]
    assert all(place["why"] for place in page.context["line"])
    assert "kommer kun samlet: 2 personer" in page.text
    assert page.context["counts"]["waiting"] == 3


def test_the_page_costs_the_same_for_many(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    sign_up(activity, "Har Plads")

    def queries(number: int) -> int:
        for n in range(number):
            sign_up(activity, f"Venter {n}")
        with CaptureQueriesContext(connection) as captured:
            organiser.get(of(activity, "queue"))
        return len(captured)

    queries(1)
    assert queries(1) == queries(12)


def test_the_next_get_the_free_seats_in_the_last_day(organiser: Client) -> None:
    activity = ActivityFactory(capacity=3, starts_in_days=0)
    rows = RegistrationFactory.create_batch(3, activity=activity, status="waiting")
    assert "Ring til dem" in organiser.get(of(activity, "queue")).text
    organiser.post(of(activity, "fill"), {"number": "2"})
    found = [Registration.objects.get(pk=row.pk).status for row in rows]
    assert found == ["confirmed", "confirmed", "waiting"]


def test_nobody_in_line_is_said(organiser: Client) -> None:
    activity = ActivityFactory()
    page = organiser.post(of(activity, "fill"), {"number": "1"}, follow=True)
    assert "Ingen fik plads" in page.text


def test_more_seats_let_the_line_move_up(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    sign_up(activity, "Første")
    for name in ("Anden", "Tredje"):
        sign_up(activity, name)
    page = organiser.post(of(activity, "resize"), {"capacity": "2"}, follow=True)
    assert "1 person er rykket op" in page.text
    assert activity.registrations.confirmed().count() == 2


@pytest.mark.postgres
def test_numbers_in_line_are_those_of_the_whole_line() -> None:
    activity = ActivityFactory()
    rows = RegistrationFactory.create_batch(4, activity=activity, status="waiting")
    numbers = participants.numbers_in_line([rows[1], rows[3], RegistrationFactory()])
    assert numbers == {rows[1].pk: 2, rows[3].pk: 4}
    assert [waitlist.position(row) for row in rows] == [1, 2, 3, 4]


def test_an_offer_is_answered_on_her_behalf(organiser: Client) -> None:
    activity = ActivityFactory(capacity=3)
    until = timezone.now() + timedelta(days=2)
    yes, no = RegistrationFactory.create_batch(
        2, activity=activity, status=RegistrationStatus.OFFERED, expires_at=until
    )
    assert of_person(yes, "accept") in organiser.get(of(activity, "queue")).text
    organiser.post(of_person(yes, "accept"))
    organiser.post(of_person(no, "decline"))
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.is_confirmed, no.status) == (True, RegistrationStatus.CANCELLED)
    page = organiser.post(of_person(no, "accept"), follow=True)
    assert "gælder ikke længere" in page.text


def test_a_new_link_ends_the_old_one(organiser: Client) -> None:
    row = RegistrationFactory()
    assert organiser.get(of_person(row, "renew_link")).status_code == 200
    organiser.post(of_person(row, "renew_link"))
    assert Registration.objects.get(pk=row.pk).link_version == row.link_version + 1
    assert OutboxMessage.objects.get().registration == row


def test_her_page_tells_how_she_came_and_what_happened(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    sign_up(activity, "Har Plads")
    data = {
        "name": "Ringer Ind",
        "phone": "12345678",
        "role": "other",
        "channel": StaffChannel.PAPER,
        "idempotency_key": str(uuid.uuid4()),
    }
    page = organiser.post(of(activity, "sign_up"), data, follow=True)
    assert "På venteliste, nr. 1" in page.text
    assert "Tilmeldt af medarbejder (papir)" in page.text
    assert page.context["story"]
    row = activity.registrations.get(name="Ringer Ind")
    assert row.decisions.first().params["channel"] == "paper"
    assert of_person(row, "slip") in page.text
    entry = ActivityLogEntry.objects.get(action="events.signed_up")
    assert entry.data == {"channel": "paper"}


def test_a_team_can_be_seen_together(organiser: Client) -> None:
    activity = ActivityFactory()
    first, second = sign_up(activity, "Leder Lis", "Kollega Kaj")
    sign_up(activity, "Fremmed Fie")
    page = organiser.get(of_person(second, "participant"))
    assert "Leder Lis" in page.text
    address = f"{of(activity, 'participants')}?booking={first.booking_id}"
    assert address in page.text
    names = organiser.get(address).text
    assert "Kollega Kaj" in names
    assert "Fremmed Fie" not in names


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mail=bounced", {"Retur"}),
        ("mail=none", {"Tavs"}),
        ("team=alone&status=confirmed", {"Retur", "Tavs"}),
        ("ended=withdrew", {"Væk"}),
        ("source=staff", set()),
        ("booking=x", {"Retur", "Tavs", "Væk"}),
    ],
)
def test_the_list_is_narrowed(query: str, found: set[str], organiser: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity, name="Retur", bounced_on=timezone.localdate())
    RegistrationFactory(activity=activity, name="Tavs", email=None, phone="+4512345678")
    RegistrationFactory(activity=activity, name="Væk", status="cancelled", ended="withdrew")
    page = organiser.get(f"{of(activity, 'participants_results')}?{query}")
    assert {row.name for row in page.context["object_list"]} == found


@pytest.mark.parametrize("step", ["queue", "pending", "fill", "resize", "export"])
def test_nothing_of_a_discreet_activity_is_there(
    step: str, organiser: Client, as_role: Any
) -> None:
    activity = ActivityFactory(discreet=True, with_page=False)
    assert organiser.get(of(activity, step)).status_code == 404
    # Nothing about people leaves the house as a file, for the group neither.
    for_the_group = 404 if step == "export" else 200
    assert as_role("Kursusleder").get(of(activity, step)).status_code == for_the_group

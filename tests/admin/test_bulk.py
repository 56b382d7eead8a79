"""Steps for many participants at once: asked first, one activity only, by the right people."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.enums import ApprovalReason, EndReason, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def bulk(action: str, *rows: Registration, **more: str) -> str:
    address = reverse("wagtail_bulk_action", args=["events", "registration", action])
    ids = [f"id={row.pk}" for row in rows] or ["id=all"]
    return f"{address}?{'&'.join([*ids, *(f'{k}={v}' for k, v in more.items())])}"


def statuses(activity: Activity) -> list[str]:
    return sorted(activity.registrations.values_list("status", flat=True))


def test_those_chosen_are_withdrawn_and_their_seats_go_on(organiser: Client) -> None:
    activity = ActivityFactory(capacity=2)
    first, second = RegistrationFactory.create_batch(2, activity=activity)
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    address = bulk("withdraw", first, second)
    asked = organiser.get(address)
    assert "2 personer er valgt" in asked.text
    assert first.name in asked.text
    assert statuses(activity) == ["confirmed", "confirmed", "waiting"]
    organiser.post(address)
    assert statuses(activity) == ["cancelled", "cancelled", "confirmed"]
    first.refresh_from_db()
    assert first.ended == EndReason.WITHDRAWN_BY_STAFF
    waiting.refresh_from_db()
    assert waiting.is_confirmed


def test_all_are_those_of_the_filter_and_of_this_activity_alone(organiser: Client) -> None:
    activity = ActivityFactory(capacity=9)
    RegistrationFactory.create_batch(2, activity=activity, role="other")
    RegistrationFactory(activity=activity, role="civil_society")
    elsewhere = RegistrationFactory(role="other")
    organiser.post(bulk("withdraw", childOf=str(activity.pk), role="other"))
    assert statuses(activity) == ["cancelled", "cancelled", "confirmed"]
    elsewhere.refresh_from_db()
    assert elsewhere.is_confirmed


def test_two_activities_at_once_are_refused(organiser: Client) -> None:
    here, there = RegistrationFactory(), RegistrationFactory()
    assert organiser.post(bulk("withdraw", here, there)).status_code == 404
    assert organiser.post(bulk("withdraw", childOf="")).status_code == 404
    assert Registration.objects.confirmed().count() == 2


def test_more_than_can_be_done_at_once_are_not_begun(
    organiser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.admin_views.bulk.AT_ONCE", 2)
    activity = ActivityFactory()
    RegistrationFactory.create_batch(3, activity=activity)
    address = bulk("withdraw", childOf=str(activity.pk))
    assert "Vælg højst 2" in organiser.get(address).text
    organiser.post(address)
    assert statuses(activity) == ["confirmed"] * 3


def test_resending_leaves_out_whom_mail_cannot_reach(organiser: Client) -> None:
    row = RegistrationFactory()
    silent = RegistrationFactory(activity=row.activity, email=None, phone="+4512345678")
    address = bulk("resend", row, silent)
    assert "1 af de valgte springes over" in organiser.get(address).text
    organiser.post(address)
    assert OutboxMessage.objects.get().registration == row


def pending(activity: Activity, number: int) -> list[Registration]:
    return RegistrationFactory.create_batch(
        number, activity=activity, status=RegistrationStatus.PENDING
    )


def test_the_longest_waiting_gets_the_last_seat(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1, needs_approval=True)
    first, second = pending(activity, 2)
    inbox = organiser.get(reverse("activity:pending", args=[activity.pk])).text
    assert inbox.index(first.name) < inbox.index(second.name)
    organiser.post(bulk("approve", second, first))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_confirmed, second.is_waiting) == (True, True)


def test_refusing_asks_for_a_reason_of_the_list(organiser: Client) -> None:
    activity = ActivityFactory(needs_approval=True)
    rows = pending(activity, 2)
    asked = organiser.post(bulk("refuse", *rows), {"reason": ""})
    assert "Vælg en begrundelse" in asked.text
    assert statuses(activity) == ["pending"] * 2
    organiser.post(bulk("refuse", *rows), {"reason": ApprovalReason.OTHER_AUDIENCE})
    assert statuses(activity) == ["cancelled"] * 2
    assert {m.params["reason"] for m in OutboxMessage.objects.all()} == {"other_audience"}


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
def test_nobody_else_gets_near(role: str, as_role: Any) -> None:
    row = RegistrationFactory()
    for action in ("withdraw", "resend", "approve", "refuse"):
        as_role(role).post(bulk(action, row), {"reason": "full"})
    row.refresh_from_db()
    assert row.is_confirmed
    assert not OutboxMessage.objects.exists()


def test_discreet_people_are_not_there_for_the_others(organiser: Client, as_role: Any) -> None:
    row = RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))
    for address in (bulk("withdraw", row), bulk("withdraw", childOf=str(row.activity_id))):
        assert organiser.get(address).status_code == 404
        assert organiser.post(address).status_code == 404
    assert as_role("Kursusleder").get(bulk("withdraw", row)).status_code == 200


def test_the_page_that_asks_costs_the_same_for_many(organiser: Client) -> None:
    activity = ActivityFactory(capacity=50)

    def queries(number: int) -> int:
        rows = RegistrationFactory.create_batch(number, activity=activity)
        with CaptureQueriesContext(connection) as captured:
            organiser.get(bulk("withdraw", *rows))
        return len(captured)

    queries(2)
    assert queries(2) == queries(20)

"""The outbox in the admin: states and numbers, never a person."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import OutboxState
from events.models import OutboxMessage
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


@pytest.fixture
def rows() -> list[OutboxMessage]:
    activity = ActivityFactory(with_page=False)
    person = RegistrationFactory(activity=activity, name="Vera Ventende")
    today = timezone.localdate()
    return OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(kind=Mail.CONFIRMED, registration=person),
            OutboxMessage(
                kind=Mail.REMINDER, registration=person, attempts=2, error="TimeoutError"
            ),
            OutboxMessage(kind=Mail.CHANGED, state=OutboxState.SENT, finished_on=today),
            OutboxMessage(kind=Mail.WAITING, state=OutboxState.BOUNCED, finished_on=today),
            OutboxMessage(kind="team_booked", state=OutboxState.FAILED, finished_on=today),
        ]
    )


@pytest.mark.usefixtures("rows")
def test_states_counts_and_no_names() -> None:
    page = client_of("Arrangør").get(reverse("outbox_report")).text
    for text in ("Bekræftelse", "Påmindelse", "Prøves igen", "TimeoutError", "Kom retur"):
        assert text in page
    assert "Prøv 1 mail igen nu" in page
    assert "Vera" not in page
    assert "skole.example" not in page


@pytest.mark.usefixtures("rows")
def test_narrowed_by_state_and_kind() -> None:
    client = client_of("Administrator")
    results = reverse("outbox_report_results")
    again = client.get(results, {"standing": "again"}).context["object_list"]
    assert [row.kind for row in again] == ["reminder"]
    waiting = client.get(results, {"kind": "waiting"}).context["object_list"]
    assert [row.state for row in waiting] == ["bounced"]


def test_trying_again_puts_what_waits_first_in_line(rows: list[OutboxMessage]) -> None:
    client_of("Arrangør").post(reverse("outbox_retry"))
    rows[1].refresh_from_db()
    assert (rows[1].attempts, rows[1].error) == (0, "")


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Kursusleder"])
def test_closed_to_the_others(role: str, rows: list[OutboxMessage]) -> None:
    client = client_of(role)
    assert client.get(reverse("outbox_report")).status_code in {302, 403}
    client.post(reverse("outbox_retry"))
    rows[1].refresh_from_db()
    assert rows[1].attempts == 2


def test_longer_lists_take_no_more_queries(
    rows: list[OutboxMessage], django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of("Arrangør")
    results = reverse("outbox_report_results")
    client.get(results)
    with CaptureQueriesContext(connection) as few:
        client.get(results)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(kind=Mail.CHANGED, state=OutboxState.SENT) for _i in range(60)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(results)
    assert len(many) == len(few)

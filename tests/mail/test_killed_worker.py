"""A worker killed in the middle of 500 mails loses none, and repeats one at the most.

The mails are read from a real SMTP server on loopback.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from events import notifications
from events.enums import OutboxState, RegistrationStatus
from events.models import Activity, Booking, OutboxMessage, Registration
from tests.factories import ActivityFactory
from tests.mail.postbox import smtp_server

MAILS = 500
KILLED_AFTER = 120
PATIENCE = 120  # seconds
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server() -> Iterator[Controller]:
    """An SMTP server on a free port of loopback."""
    with smtp_server() as controller:
        yield controller


def start_deliverer(server: Controller) -> "subprocess.Popen[bytes]":
    """Start a process that empties the outbox."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.mail.deliverer", str(connection.settings_dict["NAME"])],
        cwd=ROOT,
        env={**os.environ, "TEST_SMTP_PORT": str(server.port)},
    )


def five_hundred_people() -> list[Registration]:
    """Return people with a seat, each with an address of her own."""
    activity = ActivityFactory(capacity=MAILS)
    booking = Booking.objects.create(activity=activity, idempotency_key=uuid.uuid4())
    people = Registration.objects.bulk_create(
        Registration(
            activity=activity,
            booking=booking,
            name=f"Deltager {number}",
            email=f"deltager{number}@skole.example",
            status=RegistrationStatus.CONFIRMED,
        )
        for number in range(MAILS)
    )
    Activity.objects.filter(pk=activity.pk).update(taken=MAILS)
    return people


@pytest.mark.worker  # the outbox is emptied by the processes below, not at once
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_hundred_mails_survive_a_killed_worker(server: Controller) -> None:
    arrived: list[EmailMessage] = server.handler.messages
    people = five_hundred_people()
    notifications.enqueue(notifications.Mail.CHANGED, people)
    connection.close()

    first = start_deliverer(server)
    deadline = time.monotonic() + PATIENCE
    while len(arrived) < KILLED_AFTER and time.monotonic() < deadline:
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert KILLED_AFTER <= len(arrived) < MAILS, "it must be killed in the middle"

    # The leases of the dead process run out.
    OutboxMessage.objects.filter(state=OutboxState.SENDING).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    connection.close()
    assert start_deliverer(server).wait(PATIENCE) == 0

    received = Counter(str(message["To"]) for message in arrived)
    assert set(received) == {person.email for person in people}
    assert len(arrived) <= MAILS + 1, "none twice beyond the one in flight"
    assert len({message["Message-ID"] for message in arrived}) == MAILS
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.SENT}
    assert not OutboxMessage.objects.exclude(registration=None).exists()

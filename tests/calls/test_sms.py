"""Text messages, where a gateway is set up: neutral, and a call where they fail."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from events import notifications, outbox, sms
from events.enums import OutboxState, RegistrationStatus
from events.models import CallTask, OutboxMessage, Registration
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


class Gateway(BaseHTTPRequestHandler):
    """Takes down what it is sent and answers as told."""

    taken: list[tuple[str | None, dict[str, str]]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.headers["Authorization"], json.loads(body)))
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[Gateway]]:
    """A gateway on loopback that the settings name."""
    Gateway.taken, Gateway.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.VINK_SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.VINK_SMS_TOKEN, settings.VINK_SMS_FROM = "token", "KK"
    yield Gateway
    server.shutdown()
    server.server_close()


def by_phone(**kwargs: Any) -> Registration:
    person: Registration = RegistrationFactory(
        **{"email": None, "phone": "+4520000000", "name": "Vera Venter", **kwargs}
    )
    return person


def test_off_unless_set_up() -> None:
    assert not sms.is_on()
    notifications.enqueue(Mail.CONFIRMED, [by_phone()])
    assert CallTask.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_news_and_a_link_but_no_subject(gateway: type[Gateway]) -> None:
    person = by_phone(activity=ActivityFactory(title="Temadag om radikalisering"))
    notifications.enqueue(Mail.CONFIRMED, [person])
    assert outbox.deliver_due() == 1
    ((token, message),) = gateway.taken
    assert token == "Bearer token"
    assert (message["from"], message["to"]) == ("KK", "+4520000000")
    assert f"/t/{person.pk}/" in message["text"]
    assert "radikalisering" not in message["text"]
    assert "Vera" not in message["text"]
    assert len(message["text"]) < 306  # two text messages at most
    assert OutboxMessage.objects.get().state == OutboxState.SENT
    assert not CallTask.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("status", [500, 302, 401])
def test_what_the_gateway_does_not_take_becomes_a_call(
    status: int, gateway: type[Gateway], caplog: pytest.LogCaptureFixture
) -> None:
    gateway.status = status
    notifications.enqueue(Mail.CONFIRMED, [by_phone()])
    assert outbox.deliver_due() == 0
    assert CallTask.objects.get().kind == Mail.CONFIRMED
    assert OutboxMessage.objects.get().state == OutboxState.FAILED
    assert len(gateway.taken) == 1
    assert "20000000" not in caplog.text


def test_a_gateway_that_is_away_becomes_a_call(settings: Any) -> None:
    settings.VINK_SMS_URL = "http://127.0.0.1:1/send"
    notifications.enqueue(Mail.CONFIRMED, [by_phone()])
    outbox.deliver_due()
    assert CallTask.objects.exists()


def test_offers_and_messages_are_rung_whatever_is_set_up(gateway: type[Gateway]) -> None:
    person = by_phone(status=RegistrationStatus.OFFERED)
    notifications.enqueue(Mail.OFFERED, [person])
    assert CallTask.objects.get().kind == Mail.OFFERED
    assert gateway.taken == []


def test_who_has_mail_gets_mail_and_whose_mail_came_back_a_text(gateway: type[Gateway]) -> None:
    person = RegistrationFactory(phone="+4520000000")
    notifications.enqueue(Mail.CONFIRMED, [person])
    outbox.deliver_due()
    assert gateway.taken == []
    person.bounced_on = timezone.localdate()
    person.save()
    notifications.enqueue(Mail.CONFIRMED, [person])
    outbox.deliver_due()
    assert len(gateway.taken) == 1


def test_of_a_discreet_activity_neutral_words_and_the_neutral_host(
    gateway: type[Gateway], settings: Any
) -> None:
    settings.VINK_NEUTRAL_HOST = "kurser.testserver"
    person = by_phone(activity=ActivityFactory(discreet=True, with_page=False))
    notifications.enqueue(Mail.CONFIRMED, [person])
    outbox.deliver_due()
    ((_token, sent),) = gateway.taken
    assert sent["text"].startswith("Der er nyt om din aftale.")
    assert "http://kurser.testserver/" in sent["text"]
    assert "Kommune" not in sent["text"]
    assert sent["from"] == "Aftale"

"""Other systems are told: ids and counts, signed, tried again, nothing discreet."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from events import planning, webhooks
from events.enums import OutboxState, RegistrationStatus
from events.models import Webhook, WebhookDelivery
from events.webhooks import Event
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


class Listener:
    """A web server on loopback that keeps what it is told and answers as told."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                headers = {key.lower(): value for key, value in self.headers.items()}
                outer.heard.append((headers, self.rfile.read(length)))
                self.send_response(outer.status)
                if outer.status in {301, 302}:
                    self.send_header("Location", "/andetsteds")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/krog"


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Serve until the test is over."""
    found = Listener()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def hook(listener: Listener) -> Webhook:
    """Someone who listens for everything."""
    return Webhook.objects.create(name="Bydel", url=listener.url, kinds=[e.value for e in Event])


def test_a_message_is_signed_so_that_any_library_can_check_it(
    hook: Webhook, listener: Listener
) -> None:
    activity = ActivityFactory(capacity=5)
    planning.close_signup(activity)
    assert webhooks.deliver_due() == 1
    headers, body = listener.heard[0]
    said = Verifier(webhooks.shown_secret(hook)).verify(body, headers)
    assert said["type"] == "activity.closed"
    assert said["data"] == {"activity": str(activity.pk), "capacity": 5, "taken": 0}
    forged = body.replace(b'"taken":0', b'"taken":5')
    with pytest.raises(WebhookVerificationError):
        Verifier(webhooks.shown_secret(hook)).verify(forged, headers)


def test_who_is_down_is_tried_again_with_growing_pauses(hook: Webhook, listener: Listener) -> None:
    listener.status = 500
    webhooks.ping(hook)
    now = timezone.now()
    for pause in webhooks.PAUSES:
        assert webhooks.deliver_due(now) == 0
        row = WebhookDelivery.objects.get()
        assert (row.state, row.answer) == (OutboxState.QUEUED, "HTTP 500")
        assert abs(row.due_at - timezone.now() - pause) < timedelta(minutes=1)
        assert webhooks.deliver_due(now) == 0
        WebhookDelivery.objects.update(due_at=now)
    webhooks.deliver_due(now)
    assert WebhookDelivery.objects.get().state == OutboxState.FAILED
    assert len(listener.heard) == len(webhooks.PAUSES) + 1
    assert len({headers["webhook-id"] for headers, _body in listener.heard}) == 1


def test_redirects_are_not_followed_and_gone_ends_it(hook: Webhook, listener: Listener) -> None:
    listener.status = 302
    webhooks.ping(hook)
    assert webhooks.deliver_due() == 0
    assert len(listener.heard) == 1
    WebhookDelivery.objects.update(due_at=timezone.now())
    listener.status = 410
    webhooks.deliver_due()
    hook.refresh_from_db()
    assert hook.active is False
    assert WebhookDelivery.objects.get().state == OutboxState.FAILED


def test_nobody_at_the_address_is_a_failure_like_any_other(hook: Webhook) -> None:
    Webhook.objects.update(url="http://127.0.0.1:9/")
    webhooks.ping(hook)
    assert webhooks.deliver_due() == 0
    row = WebhookDelivery.objects.get()
    assert row.state == OutboxState.QUEUED
    assert "127.0.0.1" not in row.answer


def test_nothing_personal_and_nothing_discreet_is_told(hook: Webhook) -> None:
    hidden = ActivityFactory(discreet=True)
    webhooks.note(hidden, Event.MOVED)
    RegistrationFactory(activity=hidden)
    seen = ActivityFactory()
    RegistrationFactory(activity=seen, name="Hemmelig Person", email="hemmelig@skole.example")
    planning.announce_move(seen)
    planning.cancel(seen)
    webhooks.note_seats()
    told = json.dumps([row.payload for row in WebhookDelivery.objects.all()])
    assert str(seen.pk) in told
    assert "emmelig" not in told
    assert str(hidden.pk) not in told
    kinds = set(WebhookDelivery.objects.values_list("kind", flat=True))
    assert kinds == {Event.MOVED, Event.CANCELLED}


def test_counts_are_told_once_when_they_change(hook: Webhook) -> None:
    activity = ActivityFactory(capacity=1)
    assert webhooks.note_seats() == 1
    assert webhooks.note_seats() == 0
    RegistrationFactory(activity=activity)
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    assert webhooks.note_seats() == 1
    latest = WebhookDelivery.objects.order_by("created_at").last()
    assert latest is not None
    assert latest.payload["data"] == {
        "activity": str(activity.pk), "capacity": 1, "taken": 1, "waiting": 1,
    }  # fmt: skip


def test_only_what_was_asked_for_and_only_while_in_use(listener: Listener) -> None:
    activity = ActivityFactory()
    Webhook.objects.create(name="a", url=listener.url, kinds=[Event.HELD])
    Webhook.objects.create(name="b", url=listener.url, kinds=[Event.MOVED], active=False)
    assert webhooks.note(activity, Event.MOVED) == 0
    assert webhooks.note_seats() == 0


def test_two_clocks_send_a_message_once(hook: Webhook, listener: Listener) -> None:
    webhooks.ping(hook)
    first = webhooks._claim(10, timezone.now())
    assert len(first) == 1
    assert webhooks.deliver_due() == 0
    assert listener.heard == []
    # The one that claimed it died: when the lease is out, another takes over.
    assert webhooks.deliver_due(timezone.now() + webhooks.LEASE * 2) == 1


def test_old_deliveries_are_forgotten(hook: Webhook) -> None:
    old = webhooks.ping(hook)
    WebhookDelivery.objects.filter(pk=old.pk).update(
        state=OutboxState.SENT, created_at=timezone.now() - timedelta(days=31)
    )
    webhooks.ping(hook)
    assert webhooks.forget(timezone.now()) == 1
    assert WebhookDelivery.objects.count() == 1


def test_a_listener_that_hangs_holds_up_the_clock_for_a_minute_at_most(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(4 * webhooks.BATCH):
        webhooks.ping(hook)
    at = [0.0]

    def hang(_row: WebhookDelivery) -> int:
        at[0] += webhooks.PATIENCE
        raise TimeoutError

    monkeypatch.setattr(webhooks, "post", hang)
    monkeypatch.setattr(webhooks, "monotonic", lambda: at[0])
    webhooks.deliver_due()
    assert at[0] <= webhooks.LONGEST + webhooks.BATCH * webhooks.PATIENCE
    untouched = WebhookDelivery.objects.filter(attempts=0, state=OutboxState.QUEUED)
    assert untouched.count() == 4 * webhooks.BATCH - at[0] / webhooks.PATIENCE

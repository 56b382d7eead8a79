"""Tell other systems what happened: ids and counts, nothing personal, nothing discreet.

Deliveries are rows, written in the transaction of the change and sent by the clock; they are
claimed with a lease like mails. They are signed as the Standard Webhooks specification says
(version 1, HMAC-SHA-256): whoever listens can use any of its libraries.
"""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from events.enums import ActivityStatus, OutboxState, RegistrationStatus
from events.models import Activity, Webhook, WebhookDelivery

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BATCH = 5
PATIENCE = 10  # seconds: the longest wait for an answer
LONGEST = 60  # seconds at a time: a listener that hangs must not hold up the clock's other jobs
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
KEPT = timedelta(days=30)  # what is delivered or given up is deleted after
OK = range(200, 300)
GONE = 410  # the listener wants no more (Standard Webhooks)


class Event(StrEnum):
    """What can be told of."""

    OPENED = "activity.opened"
    CLOSED = "activity.closed"
    CANCELLED = "activity.cancelled"
    HELD = "activity.held"
    MOVED = "activity.moved"
    SEATS = "activity.seats"


STEPS = {
    ActivityStatus.OPEN: Event.OPENED,
    ActivityStatus.CLOSED: Event.CLOSED,
    ActivityStatus.CANCELLED: Event.CANCELLED,
    ActivityStatus.HELD: Event.HELD,
}


def note(activity: Activity, event: Event) -> int:
    """Queue a message to everyone who listens for the event; return how many.

    Call it inside the transaction of the change. Discreet activities are never told of.
    """
    if activity.discreet:
        return 0
    listeners = [hook for hook in Webhook.objects.filter(active=True) if event in hook.kinds]
    if not listeners:
        return 0
    return _queue(listeners, event, _facts(activity.pk, activity.capacity, activity.taken))


def note_status(activity: Activity) -> int:
    """Tell of the status that the activity has now; planned tells nobody."""
    event = STEPS.get(ActivityStatus(activity.status))
    return note(activity, event) if event else 0


def note_seats(now: datetime | None = None) -> int:
    """Queue a message for each coming activity whose counts are not those last told.

    For the clock: sign-ups themselves pay nothing for it. A constant number of queries.
    """
    listeners = [hook for hook in Webhook.objects.filter(active=True) if Event.SEATS in hook.kinds]
    if not listeners:
        return 0
    waiting = Count("registrations", filter=Q(registrations__status=RegistrationStatus.WAITING))
    coming = (
        Activity.objects.filter(
            discreet=False, status__in=[ActivityStatus.OPEN, ActivityStatus.CLOSED]
        )
        .annotate(waiting=waiting)
        .values_list("pk", "capacity", "taken", "waiting")
    )
    facts = {str(row[0]): _facts(*row) for row in coming}
    told = _last_told(now or timezone.now())
    queued = 0
    for hook in listeners:
        for key, fact in facts.items():
            if told.get((hook.pk, key)) != fact:
                queued += _queue([hook], Event.SEATS, fact)
    return queued


def _last_told(now: datetime) -> dict[tuple[Any, str], dict[str, Any]]:
    # Newest last, so that it wins; older ones than KEPT are deleted anyway.
    rows = WebhookDelivery.objects.filter(kind=Event.SEATS, created_at__gt=now - KEPT)
    return {
        (hook, payload["data"]["activity"]): payload["data"]
        for hook, payload in rows.order_by("created_at").values_list("webhook", "payload")
    }


def _facts(pk: object, capacity: int, taken: int, waiting: int | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {"activity": str(pk), "capacity": capacity, "taken": taken}
    return facts if waiting is None else {**facts, "waiting": waiting}


def _queue(listeners: Iterable[Webhook], event: Event, data: dict[str, Any]) -> int:
    payload = {"type": event, "timestamp": timezone.now().isoformat(), "data": data}
    rows = [WebhookDelivery(webhook=hook, kind=event, payload=payload) for hook in listeners]
    WebhookDelivery.objects.bulk_create(rows)
    return len(rows)


def ping(webhook: Webhook) -> WebhookDelivery:
    """Queue a message by which the listener can be tried."""
    payload = {"type": "ping", "timestamp": timezone.now().isoformat(), "data": {}}
    return WebhookDelivery.objects.create(webhook=webhook, kind="ping", payload=payload)


def signed_headers(delivery: WebhookDelivery, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that prove the message is ours and new.

    The signature is over "id.timestamp.body" with the shared secret; the id is the row's and
    stays the same when the message is sent again.
    """
    stamp = str(int(now.timestamp()))
    content = f"{delivery.pk}.{stamp}.".encode() + body
    key = bytes.fromhex(delivery.webhook.secret)
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{digest}",
    }


def shown_secret(webhook: Webhook) -> str:
    """Return the shared secret as the specification's libraries take it."""
    return "whsec_" + base64.b64encode(bytes.fromhex(webhook.secret)).decode()


def deliver_due(now: datetime | None = None, limit: int = 100) -> int:
    """Send what is due, ``limit`` at most; return how many were taken. For the clock.

    Stops after ``LONGEST``; what is left is due at the next tick, and no attempt is lost.
    """
    taken = 0
    seen = 0
    begun = monotonic()
    while seen < limit and monotonic() - begun < LONGEST:
        rows = _claim(min(BATCH, limit - seen), now or timezone.now())
        if not rows:
            break
        seen += len(rows)
        taken += sum(_deliver(row) for row in rows)
    return taken


def _claim(limit: int, now: datetime) -> list[WebhookDelivery]:
    due = Q(state=OutboxState.QUEUED, due_at__lte=now) | Q(
        state=OutboxState.SENDING, leased_until__lt=now
    )
    with transaction.atomic():
        rows = WebhookDelivery.objects.filter(due, webhook__active=True)
        locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")
        keys = [row.pk for row in locked.only("pk")[:limit]]
        WebhookDelivery.objects.filter(pk__in=keys).update(
            state=OutboxState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    return list(WebhookDelivery.objects.filter(pk__in=keys).select_related("webhook"))


def _deliver(row: WebhookDelivery) -> bool:
    """Send one claimed row outside any transaction and mark it; return whether it was taken."""
    try:
        status = post(row)
        answer = f"HTTP {status}"
    except Exception as error:  # noqa: BLE001 - any failure is a reason to try again later
        # The class alone: an error's text may hold the address.
        status, answer = 0, type(error).__name__
    if status in OK:
        _mark(row, OutboxState.SENT, answer)
        return True
    logger.info("webhook %s, attempt %d: %s", row.pk, row.attempts, answer)
    if status == GONE:
        Webhook.objects.filter(pk=row.webhook_id).update(active=False)
    if status == GONE or row.attempts > len(PAUSES):
        _mark(row, OutboxState.FAILED, answer)
    else:
        _mark(row, OutboxState.QUEUED, answer, timezone.now() + PAUSES[row.attempts - 1])
    return False


def _mark(
    row: WebhookDelivery, state: OutboxState, answer: str, due_at: datetime | None = None
) -> None:
    fields: dict[str, Any] = {"state": state, "answer": answer[:40], "leased_until": None}
    if due_at is not None:
        fields["due_at"] = due_at
    WebhookDelivery.objects.filter(pk=row.pk).update(**fields)


class _NoRedirect(HTTPRedirectHandler):
    """A listener that moved says so to its administrator; we follow nobody elsewhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def post(row: WebhookDelivery) -> int:
    """Send one message and return the HTTP status. Raises OSError when nobody answers."""
    body = json.dumps(row.payload, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "VINK-webhooks/1",
        **signed_headers(row, body, timezone.now()),
    }
    if urlsplit(row.webhook.url).scheme not in {"https", "http"}:
        raise ValueError("Not a web address.")
    request = Request(row.webhook.url, data=body, headers=headers, method="POST")  # noqa: S310
    try:
        with build_opener(_NoRedirect).open(request, timeout=PATIENCE) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def forget(now: datetime) -> int:
    """Delete what was delivered or given up 30 days ago; return how many. For the clock."""
    done = WebhookDelivery.objects.filter(
        state__in=[OutboxState.SENT, OutboxState.FAILED], created_at__lt=now - KEPT
    )
    number, _by_model = done.delete()
    return number

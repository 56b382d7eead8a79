"""Put mails into the outbox, in the same transaction as the change they tell of.

Only kind, recipient row and parameters are stored. ``outbox.py`` renders and sends.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import transaction

from events.models import OutboxMessage, Registration


class Mail(StrEnum):
    """Kinds of mail; each has its templates under ``templates/email/<kind>/``."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ACTIVITY_MOVED = "activity_moved"
    REMINDER = "reminder"
    SURVEY = "survey"


def enqueue(kind: Mail, registrations: Iterable[Registration], **params: object) -> int:
    """Queue one mail for each registration with an address; return how many were queued.

    Must be called inside the transaction of the change. Sending is started after commit;
    a start that gets lost is made good by the clock, which looks at the outbox itself.
    """
    return enqueue_each(kind, ((registration, params) for registration in registrations))


def enqueue_each(kind: Mail, mails: Iterable[tuple[Registration, Mapping[str, object]]]) -> int:
    """Queue mails that each have parameters of their own; otherwise as ``enqueue``."""
    rows = [
        OutboxMessage(kind=kind, registration=registration, params=dict(params))
        for registration, params in mails
        if registration.email
    ]
    OutboxMessage.objects.bulk_create(rows, batch_size=500)
    if rows:
        transaction.on_commit(start_delivery, robust=True)
    return len(rows)


def start_delivery() -> None:
    """Ask a worker to empty the outbox."""
    from events.tasks import deliver_outbox

    deliver_outbox.enqueue()

"""Put mails into the outbox, in the same transaction as the change they tell of.

Only kind, recipient row and parameters are stored. ``outbox.py`` renders and sends.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction

from events.models import OutboxMessage, Registration

# ``subject_key`` is the key of a row of another app, which renders the letter itself.
RECIPIENTS = ("booking", "helper", "host_request", "member", "subject_key")


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
    THANKS = "thanks"
    PENDING = "pending"
    NOT_APPROVED = "not_approved"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    REPLACED = "replaced"
    CHOICE_SEATED = "choice_seated"
    QUESTIONS = "questions"
    MESSAGE = "message"
    # To others than participants: see ``events.letters``.
    TEAM_BOOKED = "team_booked"
    TEAM_NAMES = "team_names"
    TEAM_EXPIRED = "team_expired"
    TEAM_MOVED = "team_moved"
    HELPER_ASKED = "helper_asked"
    HELPER_CHANGED = "helper_changed"
    REQUEST_RECEIVED = "request_received"
    REQUEST_ACCEPTED = "request_accepted"
    REQUEST_CHANGED = "request_changed"
    REQUEST_DECLINED = "request_declined"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_HEADS = "request_heads"
    NETWORK_INVITATION = "network_invitation"
    # Of courses: see ``courses.certificates`` and ``courses.refreshers``.
    CERTIFICATE = "certificate"
    REFRESH = "refresh"
    # Of the medborgerforum; each renders its own.
    FORUM_APPLICATION = "forum_application"
    FORUM_DECLINED = "forum_declined"
    FORUM_UNANSWERED = "forum_unanswered"
    FORUM_WELCOME = "forum_welcome"
    FORUM_INVITED = "forum_invited"
    FORUM_LINK = "forum_link"
    FORUM_RENEWAL = "forum_renewal"
    FORUM_LAPSED = "forum_lapsed"
    FORUM_LEFT = "forum_left"
    FORUM_AGENDA = "forum_agenda"
    FORUM_MINUTES = "forum_minutes"
    FORUM_PARTNER = "forum_partner"
    FORUM_STATEMENT = "forum_statement"
    FORUM_REPLY = "forum_reply"
    FORUM_YEARLY = "forum_yearly"


def enqueue(kind: Mail, registrations: Iterable[Registration], **params: object) -> int:
    """Queue one mail for each registration with an address; return how many were queued.

    Who has none, or whose mail came back, gets a text message where a gateway is set up,
    and else stands on the call list.

    Must be called inside the transaction of the change. Sending is started after commit;
    a start that gets lost is made good by the clock, which looks at the outbox itself.
    """
    return enqueue_each(kind, ((registration, params) for registration in registrations))


def enqueue_each(kind: Mail, mails: Iterable[tuple[Registration, Mapping[str, object]]]) -> int:
    """Queue mails that each have parameters of their own; otherwise as ``enqueue``."""
    from events import calls, sms

    rows: list[OutboxMessage] = []
    to_ring: list[tuple[Registration, Mapping[str, object]]] = []
    for registration, params in mails:
        if mailbox_of(registration) or sms.can_tell(kind, registration):
            rows.append(OutboxMessage(kind=kind, registration=registration, params=dict(params)))
        else:
            to_ring.append((registration, params))
    calls.add_each(kind, to_ring)
    return _queue(rows)


def enqueue_letter(kind: Mail, **recipient_and_params: Any) -> int:
    """Queue one mail to someone who is no participant; otherwise as ``enqueue``.

    Exactly one of ``RECIPIENTS`` names the recipient's row; everything else is a parameter.
    ``events.letters`` knows how each kind is rendered.
    """
    return enqueue_letters(kind, [recipient_and_params])


def enqueue_letters(kind: Mail, letters: Iterable[Mapping[str, Any]]) -> int:
    """Queue many, each with a recipient and parameters as ``enqueue_letter`` takes them."""
    return _queue([_letter(kind, letter) for letter in letters])


def _letter(kind: Mail, recipient_and_params: Mapping[str, Any]) -> OutboxMessage:
    recipient = {k: v for k, v in recipient_and_params.items() if k in RECIPIENTS}
    params = {k: v for k, v in recipient_and_params.items() if k not in RECIPIENTS}
    if len(recipient) != 1:
        raise ValueError("A letter has one recipient.")
    return OutboxMessage(kind=kind, params=params, **recipient)


def address_of(registration: Registration) -> str:
    """Return where mail about a registration goes, "" for nowhere.

    That is the person's own address; for a colleague entered without one, the booker's.
    """
    if registration.email:
        return registration.email
    return registration.booking.contact_email if registration.booking.is_team else ""


def mailbox_of(registration: Registration) -> str:
    """Return the address that takes mail about a registration, "" where none does (any more)."""
    return "" if registration.bounced_on else address_of(registration)


def _queue(rows: list[OutboxMessage]) -> int:
    OutboxMessage.objects.bulk_create(rows, batch_size=500)
    if rows:
        transaction.on_commit(start_delivery, robust=True)
    return len(rows)


def start_delivery() -> None:
    """Ask a worker to empty the outbox."""
    from events.tasks import deliver_outbox

    deliver_outbox.enqueue()

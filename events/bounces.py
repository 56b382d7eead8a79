"""Mails that come back: read the mail servers' delivery reports (RFC 3464) and act on them.

A report returns the head of our mail. Its ``X-VINK-Ref`` (of a discreet activity: ``X-Ref``)
tells whose it was and holds for one address only, its Message-ID is the outbox row's. Nothing
of a report is kept.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events import calls
from events.enums import OutboxState
from events.links import Purpose, token_is_valid
from events.messages import NEUTRAL_REFERENCE, REFERENCE
from events.models import OutboxMessage, Registration
from events.notifications import Mail
from events.when import today

logger = logging.getLogger(__name__)

LARGEST = 2_000_000  # bytes: a report that returns more than this is not read
A_TICK = 100  # reports read at a time; the rest waits for the next minute
_REFERENCE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})")
_MESSAGE_ID = re.compile(r"<([0-9a-f-]{36})@")


@dataclass(frozen=True)
class Report:
    """What a delivery report says: did the mail fail for good, is the address to blame, whose."""

    failed: bool  # the mail servers have given up
    permanent: bool  # status 5.x.x: the address takes no mail
    reference: str
    row_id: str


def read(raw: bytes) -> Report | None:
    """Return what a mail reports, or None for any mail that is no delivery report."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.default)
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return None
    status = _first(mail, "message/delivery-status")
    returned = _first(mail, "message/rfc822") or _first(mail, "text/rfc822-headers")
    if status is None or returned is None:
        return None
    actions, codes = _outcome(status)
    head = _head(returned)
    reference = _REFERENCE.fullmatch(
        str(head.get(REFERENCE) or head.get(NEUTRAL_REFERENCE, "")).strip()
    )
    row = _MESSAGE_ID.match(str(head.get("Message-ID", "")).strip())
    return Report(
        failed="failed" in actions,
        permanent=any(code.startswith("5") for code in codes),
        reference=reference[0] if reference else "",
        row_id=row[1] if row else "",
    )


def _first(mail: Message, kind: str) -> Message | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _outcome(status: Message) -> tuple[set[str], set[str]]:
    """Return the actions and status codes of the recipients; the first block is the server's."""
    blocks = status.get_payload()
    fields = [block for block in blocks if isinstance(block, Message)] if blocks else []
    actions = {str(block.get("Action", "")).strip().lower() for block in fields}
    codes = {str(block.get("Status", "")).strip() for block in fields}
    return actions, codes - {""}


def _head(returned: Message) -> Message:
    """Return our mail's head, which comes as a message of its own or as bare lines."""
    payload = returned.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    lines = returned.get_payload(decode=True)
    return message_from_bytes(lines if isinstance(lines, bytes) else b"", policy=policy.default)


@transaction.atomic
def note(raw: bytes, now: datetime | None = None) -> bool:
    """Act on one mail that came to the sender's address; say whether it was a report on ours.

    A permanent failure is noted on the registration, so that later messages go by phone.
    Whatever has failed for good puts its message on the call list. Reading a report twice
    changes nothing more.
    """
    report = read(raw)
    if report is None or not (report.reference or report.row_id):
        return False
    if not report.failed:
        return True  # "delayed", "delivered": nothing to do about it
    row = _known_row(report.row_id)
    news = row is not None and row.state != OutboxState.BOUNCED
    if row is not None and news:
        OutboxMessage.objects.filter(pk=row.pk).update(state=OutboxState.BOUNCED)
    registration = _registration(report.reference)
    if registration is None:
        return True
    if report.permanent and not registration.bounced_on:
        registration.bounced_on = today(now or timezone.now())
        registration.save(update_fields=["bounced_on"])
    if row is not None and news:
        calls.add(Mail(row.kind), registration, {})
    return True


def _known_row(row_id: str) -> OutboxMessage | None:
    try:
        key = UUID(row_id)
    except ValueError:
        return None
    return (
        OutboxMessage.objects.select_for_update()
        .filter(pk=key, state__in=[OutboxState.SENT, OutboxState.BOUNCED])
        .first()
    )


def _registration(reference: str) -> Registration | None:
    """Return the registration, locked, if the reference is ours and still of its address."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    row = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("booking")
        .filter(pk=UUID(found[1]))
        .first()
    )
    if row is None or not token_is_valid(found[2], Purpose.BOUNCE, row.pk, row.link_version):
        return None
    return row


def empty_maildir(now: datetime | None = None) -> int:
    """Read the delivery reports in the Maildir that is set up; return how many. For the clock.

    Reports are deleted when they have been acted upon. Other mail is left, marked as seen,
    for whoever reads that mailbox.
    """
    if not settings.VINK_BOUNCE_MAILDIR:
        return 0
    new = Path(settings.VINK_BOUNCE_MAILDIR, "new")
    if not new.is_dir():
        logger.error("bounces: VINK_BOUNCE_MAILDIR is no Maildir")
        return 0
    noted = 0
    for path in sorted(new.iterdir())[:A_TICK]:
        if note(path.read_bytes()[:LARGEST], now):
            path.unlink()
            noted += 1
        else:
            path.rename(new.parent / "cur" / f"{path.name}:2,S")
    return noted

"""Deliver the outbox. The rows are the truth; tasks and the clock only come and look.

A row is claimed with a lease in a short transaction, rendered and sent outside any, and
marked afterwards. Whoever dies in between leaves a lease that runs out, and the row is
claimed again: no mail is lost, and at most the one in flight goes out twice, with the
same Message-ID.
"""

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.core.mail import mailers
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from events import calls, messages, sms
from events.enums import OutboxState
from events.models import OutboxMessage, Registration
from events.notifications import Mail, start_delivery
from events.when import COPENHAGEN, today

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MARGIN = timedelta(minutes=2)  # a mail is not begun with less than this left of the lease
BATCH = 20
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
MAX_ATTEMPTS = len(PAUSES) + 1
PERMANENT = 500  # SMTP replies from here on will be the same next time (RFC 5321, 4.2.1)


class NotSent(Exception):
    """The mail server took no message and gave no reason."""


def claim(limit: int = BATCH, now: datetime | None = None) -> list[OutboxMessage]:
    """Lease up to ``limit`` rows that are due at ``now`` (aware), oldest first.

    Two callers never get the same row: PostgreSQL skips rows that another has locked,
    SQLite lets one writer in at a time. An attempt counts from the claim, so that a mail
    which kills its worker is given up in the end, too.
    """
    now = now or timezone.now()
    lease = now + LEASE
    with transaction.atomic():
        due = _due(now).select_for_update(skip_locked=True).order_by("due_at", "pk")
        keys = list(due.values_list("pk", flat=True)[:limit])
        OutboxMessage.objects.filter(pk__in=keys).update(
            state=OutboxState.SENDING, leased_until=lease, attempts=F("attempts") + 1
        )
    return list(OutboxMessage.objects.filter(pk__in=keys).order_by("due_at", "pk"))


def is_due(now: datetime | None = None) -> bool:
    """Whether any mail waits to be claimed at ``now`` (aware)."""
    return _due(now or timezone.now()).exists()


def try_again() -> int:
    """Make everything due now that waits for another attempt; return how many. For staff.

    The attempts are counted anew: somebody has seen to what was wrong.
    """
    with transaction.atomic():
        paused = OutboxMessage.objects.filter(state=OutboxState.QUEUED, attempts__gt=0)
        number = paused.update(due_at=timezone.now(), attempts=0, error="")
        if number:
            transaction.on_commit(start_delivery, robust=True)
    return number


def deliver_due(limit: int | None = None) -> int:
    """Deliver what is due until nothing is left, or ``limit`` rows; return how many went out.

    Safe to run anywhere, any number of times at once. Must not be called inside a
    transaction.
    """
    sent = seen = 0
    while limit is None or seen < limit:
        rows = claim(BATCH if limit is None else min(BATCH, limit - seen))
        if not rows:
            break
        seen += len(rows)
        sent += sum(_deliver(row) for row in rows)
    return sent


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        Q(state=OutboxState.QUEUED, due_at__lte=now)
        | Q(state=OutboxState.SENDING, leased_until__lt=now)
    )


def _deliver(row: OutboxMessage) -> bool:
    """Render, send and mark one leased row; return whether it went out."""
    if row.leased_until is None or timezone.now() > row.leased_until - MARGIN:
        return False  # too late to begin: the row is claimed again when its lease is out
    if row.attempts > MAX_ATTEMPTS:
        _ring_instead(row, OutboxState.FAILED)
        return False
    try:
        send(row.pk)
    except (messages.NoAddress, messages.DiscreetMail, sms.NotSent) as reason:
        _log(row, reason)
        _ring_instead(row, OutboxState.FAILED)
    except messages.NothingToRemind:
        # Ends like one that was sent: else log and outbox would count who has answered.
        _finish(row, OutboxState.SENT)
        return True
    except messages.NotToBeSent as reason:
        logger.info("mail %s %s dropped: %s", row.kind, row.pk, type(reason).__name__)
        _finish(row, OutboxState.FAILED)
    except Exception as error:  # noqa: BLE001 - any failure is a reason to try again later
        _log(row, error)
        if _is_final(error):
            _ring_instead(row, OutboxState.BOUNCED)
        elif row.attempts >= MAX_ATTEMPTS:
            _ring_instead(row, OutboxState.FAILED)
        else:
            _postpone(row, error)
    else:
        _finish(row, OutboxState.SENT)
        return True
    return False


def _log(row: OutboxMessage, error: Exception) -> None:
    # The class alone: messages of mail errors hold addresses.
    logger.warning(
        "mail %s %s, attempt %d: %s", row.kind, row.pk, row.attempts, type(error).__name__
    )


def send(row_id: UUID) -> None:
    """Render one mail from the rows as they are now, and hand it to the mail server.

    Whoever has a phone and no address gets a text message, where a gateway is set up.
    Raises messages.NotToBeSent, NotSent, sms.NotSent, or what the mail server's answer raises.
    """
    row = OutboxMessage.objects.select_related(
        "registration__booking",
        "registration__activity",
        "booking__activity",
        "helper__activity",
        "host_request",
        "member__network",
    ).get(pk=row_id)
    try:
        mail = messages.render(row)
    except messages.NoAddress:
        if row.registration is None or not sms.can_tell(row.kind, row.registration):
            raise
        sms.tell(row.registration)
        return
    if not mailers.default.send_messages([mail]):
        raise NotSent


def _is_final(error: Exception) -> bool:
    """Whether the address itself was refused for good: trying again would be a nuisance."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= PERMANENT for code, _text in error.recipients.values()
    )


def _postpone(row: OutboxMessage, error: Exception) -> None:
    _mine(row).update(
        state=OutboxState.QUEUED,
        leased_until=None,
        error=type(error).__name__[:60],
        due_at=timezone.now() + PAUSES[row.attempts - 1],
    )


@transaction.atomic
def _ring_instead(row: OutboxMessage, state: OutboxState) -> None:
    """Give a mail up, and put a participant on the call list: she is to be told all the same.

    An address refused for good (BOUNCED) is noted on the registration; not so when it refused
    a reminder of the survey, which tells that she has not answered.
    """
    registration, params = row.registration, row.params
    if not _finish(row, state) or registration is None:
        return
    if state == OutboxState.BOUNCED and not (row.kind == Mail.SURVEY and params.get("reminder")):
        Registration.objects.filter(pk=registration.pk).update(bounced_on=today(timezone.now()))
    calls.add(Mail(row.kind), registration, params)


def _finish(row: OutboxMessage, state: OutboxState) -> bool:
    """Leave only kind, state and day of a row that is delivered or given up.

    Return whether the row was still ours to mark.
    """
    day = today(timezone.now())
    marked = _mine(row).update(
        state=state,
        registration=None,
        booking=None,
        helper=None,
        host_request=None,
        member=None,
        subject_key=None,
        params={},
        attempts=0,
        error="",
        leased_until=None,
        due_at=datetime.combine(day, time.min, COPENHAGEN),
        finished_on=day,
    )
    return bool(marked)


def _mine(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """Return the row if the lease is still the one we took, else nothing."""
    return OutboxMessage.objects.filter(
        pk=row.pk, state=OutboxState.SENDING, leased_until=row.leased_until
    )

"""The clock: once a minute, whatever has become due. Every job may run at any time, again.

A lease in the database keeps two clocks apart; a clock that dies loses it when it runs
out. ``portal`` adds its own jobs with ``register_job`` when the apps are ready.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from events import bounces, jobs, offers, offline, outbox, reminders, requests, webhooks
from events.models import ClockLease
from events.surveys import counting, invitations, sealing
from events.teams import reminders as team_reminders

logger = logging.getLogger(__name__)

LEASE_NAME = "tick"
LEASE = timedelta(minutes=10)  # longer than any job takes
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MAILS_A_TICK = 200  # the worker sends the rest; the clock must come round again

type Job = Callable[[datetime], object]


@dataclass
class TickReport:
    """What one tick did: names of jobs done, and name → class of the error of those failed.

    ``ran`` is False when another clock held the lease; then nothing was done.
    """

    ran: bool = False
    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def register_job(name: str, job: Job) -> None:
    """Add a job to run at every tick, after those registered before.

    It gets the time of the tick (aware), must be quick when nothing is due, and may run
    again at any moment. Registering a name again replaces its job.
    """
    _jobs[name] = job


def tick(now: datetime | None = None) -> TickReport:
    """Run every job once, unless another clock is at it; one that fails stops no other.

    ``now`` (aware, default: the present) is what the jobs take for the present.
    """
    report = TickReport()
    lease = _acquire()
    if lease is None:
        return report
    report.ran = True
    now = now or timezone.now()
    try:
        # The outbox last, so that mails of the other jobs leave in the same minute.
        for name, job in [*_jobs.items(), ("outbox", _deliver_mail)]:
            _run(name, job, now, report)
    finally:
        _release(lease)
    return report


def _run(name: str, job: Job, now: datetime, report: TickReport) -> None:
    try:
        job(now)
    except Exception as error:  # noqa: BLE001 - the other jobs must not suffer
        # The class alone: an error's text may hold personal data.
        logger.error("clock: %s failed: %s", name, type(error).__name__)  # noqa: TRY400
        report.failed[name] = type(error).__name__
    else:
        report.done.append(name)


def _acquire() -> datetime | None:
    """Return the end of our lease, or None when another clock holds one."""
    now = timezone.now()
    lease = now + LEASE
    ClockLease.objects.get_or_create(name=LEASE_NAME, defaults={"held_until": LONG_AGO})
    free = ClockLease.objects.filter(name=LEASE_NAME, held_until__lte=now)
    return lease if free.update(held_until=lease) else None


def _release(lease: datetime) -> None:
    now = timezone.now()
    ours = ClockLease.objects.filter(name=LEASE_NAME, held_until=lease)
    ours.update(held_until=now, last_tick=now)


def _publish_scheduled(now: datetime) -> None:
    # Wagtail's command goes by the real clock and prints what it does.
    call_command("publish_scheduled", stdout=StringIO())


def _deliver_mail(now: datetime) -> None:
    outbox.deliver_due(limit=MAILS_A_TICK)


_jobs: dict[str, Job] = {
    "publish_scheduled": _publish_scheduled,
    "expire_offers_and_holds": offers.expire_due,
    "remind_participants": reminders.remind_due,
    "ask_head_counts": requests.ask_head_counts,
    "note_bounces": bounces.empty_maildir,
    "remind_team_names": team_reminders.remind_names,
    "remind_surveys": invitations.remind_due,
    "refresh_shown_counts": counting.refresh_shown,
    "close_surveys": sealing.close_due,
    "seal_surveys": lambda now: sealing.seal_due(),
    "note_seats": webhooks.note_seats,
    "delete_documents": jobs.delete_due,
    "forget_checkin_taps": offline.forget,
    "deliver_webhooks": webhooks.deliver_due,
    "forget_webhooks": webhooks.forget,
}

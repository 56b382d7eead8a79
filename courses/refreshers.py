"""Reminders to refresh a training: for whoever asked, once, and then her address is deleted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from courses import certificates
from courses.certificates import add_months
from courses.models import Refresher
from events import letters, links, notifications, queries, when
from events.enums import OutboxState
from events.links import Purpose
from events.messages import NoLongerTrue, language_of
from events.models import Activity, OutboxMessage, Registration
from events.notifications import Mail
from events.one_by_one import one_by_one

MONTHS_BEFORE = 1
DATES_TOLD = 5
LINK_VERSION = 1  # the row is short-lived, so its link is never revoked but by its deletion


class NothingToRemind(Exception):
    """No reminder was set up; ``message`` says why."""

    message = _("Vi kan ikke minde dig om det: der er ingen dato at minde om, eller ingen mail.")


def due_on(refresh_by: date) -> date:
    """Return the day on which one is reminded."""
    return add_months(refresh_by, -MONTHS_BEFORE)


def refresh_by(row: Refresher) -> date:
    """Return the month's day at which the training should have been refreshed."""
    return add_months(row.due_on, MONTHS_BEFORE)


def can_ask(registration: Registration, *, now: datetime | None = None) -> bool:
    """Whether a reminder could be set up: a date to come, and an address of her own."""
    row = certificates.current(registration)
    today = when.today(now or timezone.now())
    return bool(row and registration.email and row.refresh_by and due_on(row.refresh_by) > today)


def ask(registration: Registration, *, now: datetime | None = None) -> Refresher:
    """Remind her one month before; asking twice is asking once. Raises NothingToRemind."""
    row = certificates.current(registration)
    if row is None or row.refresh_by is None or not can_ask(registration, now=now):
        raise NothingToRemind
    refresher, _created = Refresher.objects.update_or_create(
        activity=registration.activity,
        email=registration.email,
        defaults={"due_on": due_on(row.refresh_by), "language": language_of(registration)},
    )
    return refresher


def asked(registration: Registration) -> Refresher | None:
    """Return her reminder, if she has asked for one."""
    if not registration.email:
        return None
    return Refresher.objects.filter(
        activity=registration.activity_id, email=registration.email
    ).first()


def stop(refresher: Refresher) -> None:
    """Delete the reminder with her address."""
    refresher.delete()


def remind_due(now: datetime) -> int:
    """Queue the reminders whose day has come (aware ``now``); return how many. For the clock.

    Those whose mail has left, or was given up, are deleted with their address.
    """
    _forget_sent()
    due = Refresher.objects.filter(due_on__lte=when.today(now), reminded_on__isnull=True)
    return one_by_one(list(due.values_list("pk", flat=True)), lambda key: _remind(key, now))


@transaction.atomic
def _remind(key: UUID, now: datetime) -> int:
    mine = Refresher.objects.filter(pk=key, reminded_on__isnull=True)
    if not mine.update(reminded_on=when.today(now)):
        return 0
    return notifications.enqueue_letter(Mail.REFRESH, subject_key=key)


def _forget_sent() -> None:
    reminded = Refresher.objects.filter(reminded_on__isnull=False)
    on_the_way = OutboxMessage.objects.filter(
        kind=Mail.REFRESH, state__in=[OutboxState.QUEUED, OutboxState.SENDING]
    ).values("subject_key")
    reminded.exclude(pk__in=on_the_way).delete()


# --- The mail ----------------------------------------------------------------------------------
def stop_url(row: Refresher) -> str:
    """Return the full address where the reminder is stopped, in its language."""
    with translation.override(row.language):
        token = links.token_for(Purpose.REFRESH, row.pk, LINK_VERSION)
        return links.absolute(reverse("courses:refresher_stop", args=[row.pk, token]))


def _addressee(row: OutboxMessage) -> letters.Addressee:
    refresher = _row_of(row)
    return letters.Addressee(
        email=refresher.email,
        language=refresher.language,
        reply_to=refresher.activity.contact_email,
    )


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    refresher = _row_of(row)
    return {
        "title": refresher.activity.display_title,
        "refresh_by": when.plain_day(refresh_by(refresher)),
        "dates": [
            {
                "when": capfirst(when.span(one.first_start, one.last_end)),
                "url": links.absolute(reverse("events:signup", args=[one.pk])),
            }
            for one in next_dates(refresher.activity)
        ],
        "stop_url": stop_url(refresher),
    }


def next_dates(activity: Activity) -> list[Activity]:
    """Return the next dates of the series that one can sign up for."""
    return list(
        queries.open_for_signup()
        .filter(series=activity.series)
        .exclude(pk=activity.pk)[:DATES_TOLD]
    )


def _row_of(row: OutboxMessage) -> Refresher:
    key = row.subject_key
    found = Refresher.objects.select_related("activity").filter(pk=key).first() if key else None
    if found is None:  # she has stopped it meanwhile
        raise NoLongerTrue
    return found


def letter() -> letters.Letter:
    """Return how the reminder is rendered."""
    return letters.Letter(addressee=_addressee, context=_context)

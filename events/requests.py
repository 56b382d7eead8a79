"""What hosts ask for: received, handed to someone, agreed or declined, and counted afterwards.

Lock order: the request first, then the activity.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import attendance, notifications, planning, seats
from events.drafting import Draft, draft
from events.enums import ActivityKind, ActivityStatus, Eligibility
from events.models import Activity, Audience, HeadCount, HostRequest, Session
from events.permissions import HANDLE_REQUESTS, Viewer
from events.when import today

Status = HostRequest.Status
Kind = HostRequest.Kind

WAITING = (Status.NEW, Status.ASSIGNED)  # VINK has still to answer
HEADS_OPEN = timedelta(days=14)  # how long a host may enter and correct the count

ACTIVITY_KIND: dict[str, str] = {
    Kind.TALK: ActivityKind.OPLAEG,
    Kind.ADVICE: ActivityKind.RAADGIVNING,
    Kind.DIALOGUE: ActivityKind.UNG_TIL_UNG,
    Kind.JOINT: ActivityKind.DILEMMAMOEDE,
}
USUAL_TEAM: dict[str, str] = {
    Kind.TALK: HostRequest.Team.STAFF,
    Kind.ADVICE: HostRequest.Team.PANEL,
    Kind.DIALOGUE: HostRequest.Team.AMBASSADORS,
    Kind.JOINT: HostRequest.Team.STAFF,
}
# What anyone may ask for on the public form.
PUBLIC_KINDS = (Kind.TALK, Kind.ADVICE, Kind.DIALOGUE)

type Heads = Sequence[tuple[Session, Audience, int]]


class RequestRefused(Exception):
    """Nothing was changed; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre i forespørgslens nuværende status.")


class AlreadyOver(RequestRefused):
    """The day has begun, or the request has ended otherwise."""

    message = _("Det er for sent at trække forespørgslen tilbage her. Ring eller skriv til os.")


class NotToBeCounted(RequestRefused):
    """The count is not open: before the day, or more than two weeks after."""

    message = _("Optællingen er ikke åben. Skriv til os, hvis et tal skal rettes.")


class NobodyCounted(RequestRefused):
    """All numbers are nought."""

    message = _("Skriv mindst ét tal. Blev det ikke til noget, så skriv eller ring til os.")


@transaction.atomic
def receive(wanted: HostRequest) -> HostRequest:
    """Save a new request and thank the host by mail; the same key again is the same request."""
    row, created = HostRequest.objects.get_or_create(
        idempotency_key=wanted.idempotency_key,
        defaults={
            f.attname: getattr(wanted, f.attname)
            for f in HostRequest._meta.concrete_fields
            if f.name not in {"id", "idempotency_key", "created_at"}
        },
    )
    if created:
        notifications.enqueue_letter(notifications.Mail.REQUEST_RECEIVED, host_request=row)
    return row


def handlers() -> QuerySet[Any]:
    """Return the users to whom a request can be given."""
    app, codename = HANDLE_REQUESTS.split(".")
    held = Q(groups__permissions__codename=codename) & Q(
        groups__permissions__content_type__app_label=app
    )
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(held).distinct().order_by("first_name", "last_name", "email")


@transaction.atomic
def assign(request: HostRequest, *, team: str, to: Any = None, by: Viewer = None) -> HostRequest:
    """Give a request to a team and, if wanted, one of its people. Raises RequestRefused."""
    row = _locked(request, *WAITING, Status.ACCEPTED)
    if row.status == Status.NEW:
        row.status = Status.ASSIGNED
    row.team, row.assigned_to = team, to
    row.save(update_fields=["status", "team", "assigned_to"])
    log(row, "events.request", user=by, data={"status": row.status, "team": team})
    return row


@transaction.atomic
def accept(request: HostRequest, wanted: Draft, *, by: Viewer = None) -> Activity:
    """Make an activity of a request and tell the host the day. Raises RequestRefused.

    Heads are counted there, nobody signs up: it stays planned and has no page.
    """
    row = _locked(request, *WAITING)
    activity = draft(
        wanted,
        audiences=[row.audience],
        capacity=max(row.expected, 1),
        remind_days=None,
        eligibility=Eligibility.BY_AGREEMENT,
        by=by,
    )
    row.activity = activity
    row.team = row.team or USUAL_TEAM[row.kind]
    _step(row, Status.ACCEPTED, by, "activity", "team")
    notifications.enqueue_letter(notifications.Mail.REQUEST_ACCEPTED, host_request=row)
    return activity


@transaction.atomic
def decline(request: HostRequest, *, reason: str, by: Viewer = None) -> HostRequest:
    """Say no kindly, with a reason from the list. Raises RequestRefused."""
    row = _locked(request, *WAITING)
    row.declined = reason
    _step(row, Status.DECLINED, by, "declined")
    notifications.enqueue_letter(notifications.Mail.REQUEST_DECLINED, host_request=row)
    return row


def can_withdraw(request: HostRequest, now: datetime | None = None) -> bool:
    """Whether the host may still say by herself that it comes to nothing."""
    if request.status in WAITING:
        return True
    activity = request.activity
    if request.status != Status.ACCEPTED or activity is None:
        return False
    start = activity.first_start
    return start is None or start > (now or timezone.now())


@transaction.atomic
def withdraw(request: HostRequest) -> HostRequest:
    """Take a request back, by the host. Raises AlreadyOver.

    What was agreed is called off where nobody else depends on it, and VINK's shared mailbox
    is told either way.
    """
    row = _lock(request.pk)
    if row.status == Status.WITHDRAWN:
        return row
    if not can_withdraw(row):
        raise AlreadyOver
    was_agreed = row.status == Status.ACCEPTED
    _step(row, Status.WITHDRAWN, None)
    if was_agreed:
        called_off = _call_off(row)
        notifications.enqueue_letter(
            notifications.Mail.REQUEST_WITHDRAWN, host_request=row, called_off=called_off
        )
    return row


def _call_off(row: HostRequest) -> bool:
    if row.activity_id is None:
        return False
    activity = seats.lock(row.activity_id)  # staff may be calling it off, or signing someone up
    if activity.taken:
        return False
    others = activity.requests.filter(status=Status.ACCEPTED).exclude(pk=row.pk)
    if others.exists() or ActivityStatus.CANCELLED not in planning.NEXT[activity.status]:
        return False
    planning.cancel(activity)
    return True


def tell_of_change(activity: Activity) -> int:
    """Tell the hosts of an activity that its day, place or status changed; return how many.

    Must be called inside the transaction of the change.
    """
    hosts = HostRequest.objects.filter(activity=activity, status=Status.ACCEPTED)
    return sum(
        notifications.enqueue_letter(notifications.Mail.REQUEST_CHANGED, host_request=host)
        for host in hosts
    )


def ask_head_counts(now: datetime | None = None) -> int:
    """Ask the hosts of what is over how many came, the day after; return how many. For the clock.

    ``now`` is aware. Each is asked once, and only for what was not called off.
    """
    now = now or timezone.now()
    due = (
        HostRequest.objects.filter(
            status=Status.ACCEPTED, asked_heads_at=None, activity__discreet=False
        )
        .exclude(activity__status=ActivityStatus.CANCELLED)
        .annotate(last_end=Max("activity__sessions__end"))
        .filter(last_end__lt=now)
    )
    return sum(_ask_heads(row.pk, now) for row in due if today(row.last_end) < today(now))


@transaction.atomic
def _ask_heads(pk: Any, now: datetime) -> int:
    row = _lock(pk)
    if row.asked_heads_at is not None or row.status != Status.ACCEPTED:
        return 0
    if HeadCount.objects.filter(session__activity=row.activity).exists():
        _step(row, Status.COUNTED, None)  # staff have counted: nothing is left to ask
        return 0
    row.asked_heads_at = now
    row.save(update_fields=["asked_heads_at"])
    return notifications.enqueue_letter(notifications.Mail.REQUEST_HEADS, host_request=row)


def heads_until(request: HostRequest) -> datetime | None:
    """Return until when the host may count; None where she has not been asked."""
    asked = request.asked_heads_at
    return asked + HEADS_OPEN if asked else None


def can_count(request: HostRequest, now: datetime | None = None) -> bool:
    """Whether the host may enter or correct the count now."""
    until = heads_until(request)
    return (
        request.status in {Status.ACCEPTED, Status.COUNTED}
        and request.activity is not None
        and not request.activity.discreet
        and request.activity.status != ActivityStatus.CANCELLED
        and until is not None
        and (now or timezone.now()) <= until
    )


@transaction.atomic
def count_heads(request: HostRequest, heads: Heads) -> HostRequest:
    """Write how many of each audience came to each session; the host may correct it later.

    Where nobody signed up by name, the host's count also closes the day.

    Raises NotToBeCounted or NobodyCounted.
    """
    row = _lock(request.pk)
    if not can_count(row) or row.activity is None:
        raise NotToBeCounted
    if not any(number for _session, _audience, number in heads):
        raise NobodyCounted
    for session, audience, number in heads:
        attendance.set_head_count(session, audience, number)
    if row.status != Status.COUNTED:
        _step(row, Status.COUNTED, None)
    activity = seats.lock(row.activity.pk)
    if not activity.taken and ActivityStatus.HELD in planning.NEXT[activity.status]:
        planning.hold(activity)
    return row


def counted(activity: Activity) -> Iterable[HeadCount]:
    """Return the head counts of an activity, session by session. One query."""
    rows = HeadCount.objects.filter(session__activity=activity)
    return rows.select_related("session", "audience").order_by("session__start", "audience")


def delete_due(ended_before: datetime) -> int:
    """Delete the requests that ended before an aware moment; return how many.

    One that became an activity ends with its last session, any other with the day it came.
    The head counts stay: they name nobody.
    """
    rows = HostRequest.objects.annotate(last_end=Max("activity__sessions__end"))
    due = rows.filter(created_at__lt=ended_before).filter(
        Q(last_end__isnull=True) | Q(last_end__lt=ended_before)
    )
    keys = list(due.values_list("pk", flat=True))
    return HostRequest.objects.filter(pk__in=keys).delete()[1].get(HostRequest._meta.label, 0)


def _lock(pk: Any) -> HostRequest:
    """Lock a request, but not against mails that point at it.

    Whoever changes its activity holds that row and then queues mails to the host. A full lock
    would make her wait for us, while we wait for the activity.
    """
    return HostRequest.objects.select_for_update(no_key=True).get(pk=pk)


def _locked(request: HostRequest, *statuses: str) -> HostRequest:
    row = _lock(request.pk)
    if row.status not in statuses:
        raise RequestRefused
    return row


def _step(row: HostRequest, status: str, by: Viewer, *fields: str) -> None:
    before, row.status = row.status, status
    row.save(update_fields=["status", *fields])
    log(row, "events.request", user=by, data={"from": before, "status": status})

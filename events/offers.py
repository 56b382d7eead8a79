"""Offers of a seat: say yes, say no, start the clock, and what happens when it runs out.

In a team that comes only whole everybody is offered a seat at once, and each answers for
herself: who says no, or nothing, ends her own registration alone.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import (
    cancellation,
    choices,
    decisions,
    eligibility,
    extras,
    notifications,
    seats,
    waitlist,
)
from events.deadlines import offer_deadline
from events.enums import ActivityKind, DecisionKind, EndReason, RegistrationStatus
from events.models import Activity, Registration, Session
from events.one_by_one import one_by_one
from events.permissions import Viewer


class OfferOver(Exception):
    """The seat is not kept for the person any longer."""

    message: str | Promise = _(
        "Tilbuddet gælder ikke længere. Pladsen er gået videre til den næste."
    )


class SeatBarred(OfferOver):
    """Another app's rule lets the person have no seat now; ``message`` says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__("barred")
        self.message = message


def accept(registration: Registration, *, by: Viewer = None) -> Registration:
    """Say yes to an offered seat; repeating it does nothing. ``by`` is staff who heard it.

    Raises OfferOver; SeatBarred, and leaves the offer as it is, where another app's rule lets
    the person have no seat now.
    """
    # Refusing outside the transaction lets what ran out be passed on all the same.
    with transaction.atomic():
        activity = waitlist.enter(registration.activity_id)
        row = waitlist.lock_row(activity, registration)
        why = eligibility.barred(activity, [row]).get(row.pk) if row.is_offered else None
        if row.is_offered and why is None:
            row.status, row.expires_at = RegistrationStatus.CONFIRMED, None
            row.save(update_fields=["status", "expires_at", "changed_at"])
            choices.seat_wishes(activity, [row])
            decisions.note(row, DecisionKind.ACCEPTED, by=by)
            _accept_for(extras.companions(activity, [row]), by)
            notifications.enqueue(notifications.Mail.CONFIRMED, [row])
    if why is not None:
        raise SeatBarred(why)
    if not row.is_confirmed:
        raise OfferOver
    return row


def _accept_for(companions: list[Registration], by: Viewer) -> None:
    """Say yes for those who come along with someone who does; they hear it from her."""
    for row in companions:
        if row.is_offered:
            row.status, row.expires_at = RegistrationStatus.CONFIRMED, None
            row.save(update_fields=["status", "expires_at", "changed_at"])
            decisions.note(row, DecisionKind.ACCEPTED, by=by)


def decline(registration: Registration, *, by: Viewer = None) -> Registration:
    """Say no: the registration ends and the seat goes on; repeating it does nothing.

    Raises OfferOver.
    """
    with transaction.atomic():
        activity = waitlist.enter(registration.activity_id)
        row = waitlist.lock_row(activity, registration)
        if row.is_offered:
            row = cancellation.withdraw(row, reason=EndReason.DECLINED_OFFER, by=by)
    if row.ended != EndReason.DECLINED_OFFER:
        raise OfferOver
    return row


def start_clock(registration: Registration, *, by: Viewer) -> Registration:
    """Let an offer to someone without an address run from now: a call has reached her.

    An offer that runs already is left alone. Raises OfferOver.
    """
    with transaction.atomic():
        activity = waitlist.enter(registration.activity_id)
        row = waitlist.lock_row(activity, registration)
        if row.is_offered and row.expires_at is None:
            row.expires_at = offer_deadline(activity, timezone.now())
            row.save(update_fields=["expires_at", "changed_at"])
            decisions.note(row, DecisionKind.OFFERED, by=by, hours=activity.offer_hours, by_phone=0)
    if not row.is_offered:
        raise OfferOver
    return row


def expire_due(now: datetime | None = None) -> int:
    """End every offer and hold that has run out; return how many. A job of the clock.

    One activity to a transaction; what is freed goes on in it, and so does what a network
    kept for the phone before a meeting that has begun since.
    """
    now = now or timezone.now()
    due = sorted({*_activities_with_due(now), *_networks_between_meetings(now)})
    return one_by_one(due, lambda pk: _expire(pk, now))


def _networks_between_meetings(now: datetime) -> list[UUID]:
    """Return the networks with both a line and a free seat, a day or more before they meet."""
    line = Registration.objects.filter(activity=OuterRef("pk"), status=RegistrationStatus.WAITING)
    found = (
        Activity.objects.filter(Exists(line), kind=ActivityKind.FORAELDRENETVAERK)
        .filter(taken__lt=F("capacity"))
        .exclude(status__in=waitlist.OVER)
        .prefetch_related("sessions")
    )
    return [row.pk for row in found if not row.starts_within(waitlist.BY_PHONE, now)]


def _activities_with_due(now: datetime) -> set[UUID]:
    begun = Exists(Session.objects.filter(activity=OuterRef("activity"), start__lte=now))
    kept = Registration.objects.filter(status__in=waitlist.KEPT)
    due = kept.filter(Q(expires_at__lte=now) | begun)
    forgotten = Registration.objects.filter(waitlist.abandoned(now))
    return {
        *due.order_by().values_list("activity", flat=True),
        *forgotten.order_by().values_list("activity", flat=True),
    }


@transaction.atomic
def _expire(activity_id: UUID, now: datetime) -> int:
    activity = seats.lock(activity_id)
    ended = waitlist.sweep(activity, now)
    waitlist.move_up(activity)
    return ended

"""Approval: where the organiser wants it, nobody has a seat before staff have said yes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import choices, decisions, endings, notifications, placing, waitlist
from events.enums import ApprovalReason, DecisionKind, EndReason
from events.models import Activity, Registration
from events.permissions import Viewer


class NotPending(Exception):
    """The registration does not wait for an approval (any more)."""

    message = _("Tilmeldingen afventer ikke længere godkendelse.")


@transaction.atomic
def approve(registration: Registration, *, by: Viewer) -> Registration:
    """Say yes: the person gets a free seat, or from now on the last place in line.

    A team that comes only whole stands in line from the first yes, and gets its seats once
    all of it has an answer. Raises NotPending.
    """
    activity, waiting = waitlist.enter_counting(registration.activity_id)
    row = _pending(activity, registration)
    booking = row.booking
    decisions.note(row, DecisionKind.APPROVED, by=by)
    team = booking.registrations.active().count() if booking.together else 1
    if team > 1:
        decided = placing.queue_up(activity, booking, [row], waiting=waiting, people=team, by=by)
    else:
        decided = placing.place(activity, booking, [row], waiting=waiting, by=by)
    row.save(update_fields=["status", "place_in_line", "expires_at", "changed_at"])
    decisions.write(decided)
    choices.seat_wishes(activity, [row])
    placing.let_in(activity, booking, [row])
    row.refresh_from_db(fields=["status", "place_in_line", "expires_at"])
    return row


@transaction.atomic
def refuse(registration: Registration, reason: ApprovalReason, *, by: Viewer) -> Registration:
    """Say no, with a reason from the list, which a kind mail tells. Raises NotPending."""
    activity = waitlist.enter(registration.activity_id)
    row = _pending(activity, registration)
    reason = ApprovalReason(reason)
    endings.end(activity, [row], EndReason.NOT_APPROVED)
    decisions.note(row, DecisionKind.NOT_APPROVED, by=by, reason=reason.value)
    if row.name:
        notifications.enqueue(notifications.Mail.NOT_APPROVED, [row], reason=reason.value)
    waitlist.move_up(activity)  # a team may have waited for this answer alone
    return row


def _pending(activity: Activity, registration: Registration) -> Registration:
    row = waitlist.lock_row(activity, registration)
    if not row.is_pending or activity.status in waitlist.OVER:
        raise NotPending
    return row

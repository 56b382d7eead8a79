"""Withdraw one registration; the seat goes to the next in line in the same transaction."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import decisions, endings, notifications, waitlist
from events.deadlines import withdrawal_deadline
from events.enums import ActivityStatus, DecisionKind, EndReason
from events.models import Activity, Registration
from events.permissions import Viewer


class TooLate(Exception):
    """The activity is over; nothing is left to withdraw from."""

    message = _("Aktiviteten er afholdt, så der er ikke noget at melde afbud til.")


class PastDeadline(Exception):
    """The organiser's deadline for giving up a seat on the web has passed."""

    message = _("Fristen for at melde afbud her er udløbet. Ring til os i stedet.")


@transaction.atomic
def withdraw(
    registration: Registration,
    *,
    tell: bool = True,
    reason: EndReason = EndReason.WITHDREW,
    by: Viewer = None,
) -> Registration:
    """Cancel one person's registration and pass the seat on; repeating it does nothing.

    At any time before the activity is held: the organiser's deadline is for
    ``withdraw_by_self``. Whoever has an offer declines it by this. ``tell`` sends the person
    a receipt, with a calendar cancellation where she had a seat.
    Raises TooLate when the activity has been held.
    """
    return _withdraw(*_enter(registration), tell=tell, reason=reason, by=by)


@transaction.atomic
def withdraw_by_self(registration: Registration, *, tell: bool = True) -> Registration:
    """Withdraw as the participant does herself, until the organiser's deadline.

    Whoever has no confirmed seat yet may leave at any time. Raises PastDeadline, TooLate.
    """
    activity, row = _enter(registration)
    deadline = withdrawal_deadline(activity)
    held = activity.status == ActivityStatus.HELD
    if row.is_confirmed and not held and deadline and timezone.now() >= deadline:
        raise PastDeadline
    return _withdraw(activity, row, tell=tell, reason=EndReason.WITHDREW, by=None)


def _enter(registration: Registration) -> tuple[Activity, Registration]:
    activity = waitlist.enter(registration.activity_id)
    return activity, waitlist.lock_row(activity, registration)


def _withdraw(
    activity: Activity, row: Registration, *, tell: bool, reason: EndReason, by: Viewer
) -> Registration:
    if not row.is_active:
        return row
    if activity.status == ActivityStatus.HELD:
        raise TooLate
    had_seat = row.is_confirmed  # an offer or a hold never was in anybody's calendar
    if row.is_offered and reason == EndReason.WITHDREW:
        reason = EndReason.DECLINED_OFFER
    declined = reason == EndReason.DECLINED_OFFER
    kind = DecisionKind.DECLINED if declined else DecisionKind.WITHDREW
    endings.end(activity, [row], reason)
    decisions.note(row, kind, by=by, reason=str(reason))
    waitlist.move_up(activity)
    if tell and row.name:
        notifications.enqueue(notifications.Mail.WITHDRAWN, [row], had_seat=had_seat)
    return row

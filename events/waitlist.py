"""The waiting list: first come, first served; a freed seat moves on at once."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import notifications, seats
from events.enums import ActivityStatus, RegistrationStatus
from events.models import Activity, Registration
from events.permissions import Viewer

# In the last day nobody is moved up unasked: staff ring people up, in order.
BY_PHONE = timedelta(hours=24)


def move_up(activity: Activity, *, by: Viewer = None, limit: int | None = None) -> int:
    """Give free seats of a locked activity to those first in line; return how many.

    Does nothing while the activity is overbooked, cancelled or held, nor, unless staff
    ask (``by``), in the last 24 hours before it begins.
    """
    if activity.overbooked or activity.status in {ActivityStatus.CANCELLED, ActivityStatus.HELD}:
        return 0
    if by is None and activity.starts_within(BY_PHONE):
        return 0
    number = activity.free_seats if limit is None else min(limit, activity.free_seats)
    if number <= 0:
        return 0
    lucky = list(
        Registration.objects.filter(activity=activity).in_line().select_related("booking")[:number]
    )
    if lucky:
        Registration.objects.filter(pk__in=[r.pk for r in lucky]).update(
            status=RegistrationStatus.CONFIRMED, place_in_line=None
        )
        seats.take(activity, len(lucky))
        notifications.enqueue(notifications.Mail.MOVED_UP, lucky)
    return len(lucky)


@transaction.atomic
def fill_next(activity: Activity, *, by: Viewer) -> int:
    """Give one free seat to the first in line, by staff, at any time; return 0 or 1."""
    return move_up(seats.lock(activity.pk), by=by, limit=1)


class NotInLine(Exception):
    """The person does not wait, or there is nothing left to wait for."""

    message = _("Personen står ikke på ventelisten længere.")


@transaction.atomic
def seat_out_of_turn(registration: Registration, *, reason: str, by: Viewer) -> Registration:
    """Give someone in line a seat at once, past the others or beyond the capacity.

    For staff only, and never without a reason, which the audit log keeps. Nobody loses a
    seat by it: what is above the capacity counts as overbooked until freed.

    Raises NotInLine, or ValidationError without a reason.
    """
    activity = seats.lock(registration.activity_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if not row.is_waiting or activity.status in {ActivityStatus.CANCELLED, ActivityStatus.HELD}:
        raise NotInLine
    seats.override(activity, reason=reason, by=by)
    row.status = RegistrationStatus.CONFIRMED
    row.place_in_line = None
    row.save(update_fields=["status", "place_in_line", "changed_at"])
    notifications.enqueue(notifications.Mail.MOVED_UP, [row])
    return row


def position(registration: Registration) -> int | None:
    """Return the person's place in line now, counted from 1; None when not waiting."""
    if not registration.is_waiting or registration.place_in_line is None:
        return None
    ahead = Registration.objects.filter(activity_id=registration.activity_id).in_line()
    return ahead.filter(place_in_line__lt=registration.place_in_line).count() + 1

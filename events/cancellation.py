"""Withdraw one registration; the seat goes to the next in line in the same transaction."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import notifications, seats, waitlist
from events.enums import SEATED, ActivityStatus, RegistrationStatus
from events.models import Registration


class TooLate(Exception):
    """The activity is over; nothing is left to withdraw from."""

    message = _("Aktiviteten er afholdt, så der er ikke noget at melde afbud til.")


@transaction.atomic
def withdraw(registration: Registration, *, tell: bool = True) -> Registration:
    """Cancel one person's registration and pass the seat on; repeating it does nothing.

    ``tell`` sends the person a receipt with a calendar cancellation.
    Raises TooLate when the activity has been held.
    """
    activity = seats.lock(registration.activity_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if not row.is_active:
        return row
    if activity.status == ActivityStatus.HELD:
        raise TooLate
    had_seat = row.status in SEATED
    row.status = RegistrationStatus.CANCELLED
    row.place_in_line = None
    row.expires_at = None
    row.save(update_fields=["status", "place_in_line", "expires_at", "changed_at"])
    if had_seat:
        seats.release(activity)
        waitlist.move_up(activity)
    if tell:
        notifications.enqueue(notifications.Mail.WITHDRAWN, [row], had_seat=had_seat)
    return row

"""Remind a team's booker of the names that are missing, once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events import notifications, seats
from events.enums import ActivityStatus, RegistrationStatus
from events.models import Booking, Registration
from events.teams.bookings import REMINDED_BEFORE


def remind_names(now: datetime | None = None) -> int:
    """Queue the reminders that are due at ``now`` (aware); return how many. For the clock."""
    now = now or timezone.now()
    due = Booking.objects.filter(
        is_team=True,
        names_by__gt=now,
        names_by__lte=now + REMINDED_BEFORE,
        names_reminded_at=None,
        activity__discreet=False,
        activity__status__in=[ActivityStatus.OPEN, ActivityStatus.CLOSED],
    ).filter(_lacks_names())
    return sum(_remind(booking, now) for booking in due.only("pk", "activity_id").order_by("pk"))


def _lacks_names() -> Exists:
    held = Registration.objects.filter(booking=OuterRef("pk"), status=RegistrationStatus.HELD)
    return Exists(held)


@transaction.atomic
def _remind(booking: Booking, now: datetime) -> int:
    seats.lock(booking.activity_id)
    ours = Booking.objects.filter(_lacks_names(), pk=booking.pk, names_reminded_at=None)
    if not ours.update(names_reminded_at=now):
        return 0
    return notifications.enqueue_letter(notifications.Mail.TEAM_NAMES, booking=booking)

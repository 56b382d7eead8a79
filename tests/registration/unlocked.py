"""The negative control: signing up as one would without the lock. Never used by the portal.

It reads the free seats, and only then writes, without holding the activity's row. If this
does *not* oversell under the crowd, the crowd proves nothing.
"""

import time
from uuid import UUID

from django.db import transaction

from events.enums import RegistrationStatus
from events.models import Activity, Booking, Registration


def register_without_lock(activity_id: UUID, key: UUID, name: str) -> str:
    """Sign one person up by read-then-write; return the status she got."""
    activity = Activity.objects.get(pk=activity_id)
    confirmed = Registration.objects.filter(activity=activity).confirmed().count()
    time.sleep(0.01)  # what a real request does between reading and writing
    with transaction.atomic():
        booking = Booking.objects.create(activity=activity, idempotency_key=key)
        seat = confirmed < activity.capacity
        Registration.objects.create(
            activity=activity,
            booking=booking,
            name=name,
            status=RegistrationStatus.CONFIRMED if seat else RegistrationStatus.CANCELLED,
        )
    return "confirmed" if seat else "full"

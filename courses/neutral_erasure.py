"""Delete one person of a discreet activity at once; how many came stays counted."""

from django.db import transaction
from django.db.models import F, Q

from events import endings, waitlist
from events.enums import AttendanceState, EndReason
from events.models import Attendance, AttendedCount, Booking, Registration


@transaction.atomic
def erase(registration: Registration) -> int:
    """Delete a person and whoever comes along with her; return how many rows that were.

    Seats go on to the next in line in the same transaction. Nobody is written to: what was
    waiting to be sent to her goes with her. Repeating it does nothing.
    """
    activity = waitlist.enter(registration.activity_id)
    rows = list(
        Registration.objects.select_for_update(of=("self",)).filter(
            Q(pk=registration.pk) | Q(neutral_needs__comes_with=registration.pk),
            activity=activity,
        )
    )
    active = [row for row in rows if row.is_active]
    if active:
        endings.end(activity, active, EndReason.WITHDREW)
    _keep_counts(rows)
    keys = [row.pk for row in rows]
    bookings = {row.booking_id for row in rows}
    Registration.objects.filter(pk__in=keys).delete()
    Booking.objects.filter(pk__in=bookings, registrations__isnull=True).delete()
    if active:
        waitlist.move_up(activity)
    return len(keys)


def _keep_counts(rows: list[Registration]) -> None:
    """Add those who came to the head counts that outlive them, role by role."""
    present = Attendance.objects.filter(registration__in=rows, state=AttendanceState.PRESENT)
    for session, role in present.values_list("session", "registration__role"):
        kept, _created = AttendedCount.objects.get_or_create(
            session_id=session, role=role, defaults={"number": 0}
        )
        AttendedCount.objects.filter(pk=kept.pk).update(number=F("number") + 1)

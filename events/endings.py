"""How a registration ends: its seat, place in line and workshops are given up."""

from collections.abc import Sequence

from django.utils import timezone

from events import applying, choices, extras, seats
from events.enums import EndReason, RegistrationStatus
from events.models import Activity, Registration


def end(activity: Activity, rows: Sequence[Registration], reason: EndReason) -> None:
    """End active registrations of a locked activity, and free their seats and workshops.

    Nobody moves up by it: the caller calls ``waitlist.move_up``, and notes and tells why.
    Whoever only comes along with one of them (``extras.companions``) goes, too.
    """
    rows = [*rows, *extras.companions(activity, rows)]
    freed = sum(row.has_seat for row in rows)
    gone = {
        "status": RegistrationStatus.CANCELLED,
        "place_in_line": None,
        "expires_at": None,
        "ended": reason,
        "changed_at": timezone.now(),
    }
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(**gone)
    for row in rows:
        for field, value in gone.items():
            setattr(row, field, value)
    if freed:
        seats.release(activity, freed)
    choices.release(activity, rows)
    applying.note_ended(activity, rows, reason)

"""The seat ledger of an activity: every change of seats goes through here.

Callers hold the activity's row (``lock``). Behind the arithmetic stands the database's
CHECK ``taken <= capacity + overbooked``.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from events.enums import SEATED
from events.models import Activity
from events.permissions import Viewer


def lock(activity_id: UUID) -> Activity:
    """Return the activity with its row locked until the transaction ends.

    PostgreSQL locks the row; SQLite has locked the whole database at BEGIN IMMEDIATE.
    """
    return Activity.objects.select_for_update().get(pk=activity_id)


def write(activity: Activity, *fields: str) -> None:
    """Write ledger fields of a locked activity; an ordinary ``save()`` leaves them alone."""
    Activity.objects.filter(pk=activity.pk).update(**{f: getattr(activity, f) for f in fields})


def take(activity: Activity, number: int = 1) -> None:
    """Take seats of a locked activity; the caller has seen that they are free."""
    activity.taken += number
    write(activity, "taken")


def release(activity: Activity, number: int = 1) -> None:
    """Give seats back; each lowers an overbooking before it can serve anyone else."""
    activity.taken -= number
    activity.overbooked = max(0, activity.overbooked - number)
    write(activity, "taken", "overbooked")


def override(activity: Activity, *, reason: str, by: Viewer, number: int = 1) -> None:
    """Take seats beyond the capacity, with a reason that is logged.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError(_("Skriv, hvorfor der gives plads ud over det fastsatte antal."))
    activity.taken += number
    activity.overbooked = max(0, activity.taken - activity.capacity)
    write(activity, "taken", "overbooked")
    log(activity, "events.overbook", user=by, data={"seats": number, "reason": reason.strip()})


@transaction.atomic
def resize(activity: Activity, capacity: int, *, by: Viewer = None) -> Activity:
    """Set a new number of seats, up or down, at any time; the line moves up if it can.

    Nobody loses a seat, a hold or an offer: what is above the new number counts as
    overbooked until freed.
    """
    from events import waitlist

    locked = waitlist.enter(activity.pk)
    if capacity == locked.capacity:
        return locked
    before, locked.capacity = locked.capacity, capacity
    locked.overbooked = max(0, locked.taken - capacity)
    write(locked, "capacity", "overbooked")
    log(locked, "events.resize", user=by, data={"from": before, "to": capacity})
    waitlist.move_up(locked)
    return locked


@dataclass(frozen=True)
class Discrepancy:
    """A counter that does not agree with the rows."""

    activity_id: UUID
    counter: int
    rows: int


def find_discrepancies() -> list[Discrepancy]:
    """Recount every activity's seats from its registrations; an empty list is good."""
    seated = Count("registrations", filter=Q(registrations__status__in=SEATED))
    wrong = Activity.objects.order_by().annotate(rows=seated).exclude(taken=F("rows"))
    return [Discrepancy(activity.pk, activity.taken, activity.rows) for activity in wrong]

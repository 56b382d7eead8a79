"""Where new people go: to a free seat, to the end of the line, or to approval first."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from events import applying, decisions, notifications, seats, waitlist
from events.deadlines import naming_deadline
from events.enums import DecisionKind, RegistrationStatus
from events.models import Activity, Booking, QueueDecision, Registration
from events.notifications import Mail
from events.permissions import Viewer


def place(
    activity: Activity,
    booking: Booking,
    rows: Sequence[Registration],
    *,
    waiting: int,
    until: datetime | None = None,
    by: Viewer = None,
) -> list[QueueDecision]:
    """Give the first rows the free seats of a locked activity and the rest places in line.

    Nobody jumps a line that is not empty: ``waiting`` is its length. A team that comes only
    whole gets seats for all or for none. Unnamed seats are held ``until``, or until their
    naming deadline. The caller stores the rows, then the decisions returned, and then lets
    the line ``waitlist.advance``.
    """
    free = 0 if waiting else activity.free_seats
    whole = booking.together and len(rows) > free
    given = rows[: 0 if whole else free]
    for row in given:
        _seat(activity, booking, row, until)
    if given:
        seats.take(activity, len(given))
    rest = rows[len(given) :]
    return [
        *(decisions.decision(row, _given(row), by=by) for row in given),
        *(queue_up(activity, booking, rest, waiting=waiting, by=by) if rest else ()),
    ]


def queue_up(
    activity: Activity,
    booking: Booking,
    rows: Sequence[Registration],
    *,
    waiting: int,
    people: int = 0,
    by: Viewer = None,
) -> list[QueueDecision]:
    """Give rows the last places in line of a locked activity; otherwise as ``place``.

    ``people`` is how many belong together, where that is more than the rows.
    """
    for row in rows:
        row.status = RegistrationStatus.WAITING
        row.place_in_line = activity.next_place
        activity.next_place += 1
    seats.write(activity, "next_place")
    kind = _why(activity, booking, waiting)
    numbers = {
        "people": max(people, len(rows)),
        "free": activity.free_seats,
        "seats": activity.capacity,
    }
    return [
        decisions.decision(row, kind, by=by, place=place, **numbers)
        for place, row in enumerate(rows, start=waiting + 1)
    ]


def _seat(activity: Activity, booking: Booking, row: Registration, until: datetime | None) -> None:
    if row.name:
        row.status = RegistrationStatus.CONFIRMED
    else:
        row.status = RegistrationStatus.HELD
        row.expires_at = until or naming_deadline(activity, booking, timezone.now())


def _given(row: Registration) -> DecisionKind:
    return DecisionKind.SEATED if row.is_confirmed else DecisionKind.HELD


def _why(activity: Activity, booking: Booking, waiting: int) -> DecisionKind:
    if waiting:
        return DecisionKind.QUEUED_BEHIND
    whole = booking.together and activity.free_seats > 0
    return DecisionKind.QUEUED_TOGETHER if whole else DecisionKind.QUEUED_FULL


def store(rows: Sequence[Registration]) -> None:
    """Store where many rows were placed, in few queries."""
    now = timezone.now()
    for row in rows:
        row.changed_at = now
    fields = ["status", "place_in_line", "expires_at", "changed_at"]
    Registration.objects.bulk_update(rows, fields, batch_size=200)


def leave_for_approval(rows: Sequence[Registration], *, by: Viewer = None) -> list[QueueDecision]:
    """Let rows await the organiser's yes: no seat, no place in line."""
    for row in rows:
        row.status = RegistrationStatus.PENDING
    said = {"applied": 1} if applying.takes_applications(rows[0].activity) else {}
    return [decisions.decision(row, DecisionKind.PENDING, by=by, **said) for row in rows]


def let_in(activity: Activity, booking: Booking, rows: Sequence[Registration]) -> None:
    """Let newly placed (stored) rows that fit past a waiting team in, and tell everyone."""
    served: set[Registration] = set()
    if any(row.is_waiting for row in rows):
        served = set(waitlist.advance(activity, fresh=booking))
    tell([row for row in rows if row not in served])


def tell(rows: Sequence[Registration]) -> None:
    """Send each named person the mail that fits her registration's present state."""
    for status, kind in MAIL_OF.items():
        notifications.enqueue(kind, [row for row in rows if row.status == status and row.name])


MAIL_OF = {
    RegistrationStatus.CONFIRMED: Mail.CONFIRMED,
    RegistrationStatus.WAITING: Mail.WAITING,
    RegistrationStatus.OFFERED: Mail.OFFERED,
    RegistrationStatus.PENDING: Mail.PENDING,
}

"""Move to another date of the same activity (``Activity.series``).

A sign-up moves only where a seat is free on the other date and nobody waits for it: then the
new seat is taken and the old one passed on in one transaction, so that nobody loses a seat on
the way and nobody has two. Where there is none, one may stand in line on the other date and
keep what one has. Those are two sign-ups, and both are told of as such: whoever gets the seat
there withdraws here herself, or goes twice.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import cancellation, queries, standing, waitlist
from events.availability import availability
from events.enums import ActivityStatus, EndReason
from events.models import Activity, Booking, Registration
from events.models.registration import RegistrationQuerySet
from events.registration import AlreadyRegistered, Contact, Person, register

SHOWN = 12  # dates to choose among


class MoveRefused(Exception):
    """Nothing was moved; ``message`` tells the person why."""

    message = _("Tilmeldingen kan ikke flyttes længere.")


class NoSeatThere(MoveRefused):
    """The other date has no seat to be had at once."""

    message = _("Der er ikke en ledig plads den dag. Du har beholdt den, du har.")


class AlreadyThere(MoveRefused):
    """The person is signed up for the other date."""

    message = _("Du er allerede tilmeldt den dag.")


def other_dates(registration: Registration) -> list[Activity]:
    """Return coming dates of the series that take sign-ups, the next one first, with facts.

    Those where she is signed up already are left out; see ``also_signed_up``.
    """
    activity = registration.activity
    if activity.discreet:
        return []
    hers = also_signed_up(registration).values("activity")
    dates = (
        queries.open_for_signup()
        .filter(series=activity.series)
        .exclude(pk=activity.pk)
        .exclude(pk__in=hers)
    )
    return [date for date in dates[:SHOWN] if availability(date).is_open]


def has_seat_at_once(activity: Activity, now: datetime | None = None) -> bool:
    """Whether one can move there: a free seat that nobody waits for, and no approval first."""
    return availability(activity, now).has_seats and not activity.needs_approval


def also_signed_up(registration: Registration) -> RegistrationQuerySet:
    """Return the same person's active sign-ups for other dates of the series."""
    if registration.identity is None:
        return Registration.objects.none()
    return (
        Registration.objects.filter(
            identity=registration.identity,
            activity__series=registration.activity.series,
            activity__discreet=False,
        )
        .active()
        .exclude(activity_id=registration.activity_id)
        .select_related("activity")
    )


@transaction.atomic
def move(registration: Registration, other: Activity) -> Registration:
    """Give the person a seat on another date and pass her place here on; return the new row.

    She gets a confirmation of the new date, and of the old one word that she is off it, which
    takes it out of her calendar. Repeating a move returns its outcome.

    Raises NoSeatThere, AlreadyThere, MoveRefused; cancellation.PastDeadline after the
    organiser's deadline for giving up the seat here; RegistrationRefused when the other date
    is not for her.
    """
    here, there = _lock_both(registration.activity_id, other.pk)
    row = waitlist.lock_row(here, registration)
    key = uuid5(row.pk, str(there.pk))
    done = Booking.objects.filter(activity=there, idempotency_key=key).first()
    if done and not row.is_active:
        return done.registrations.get(replaces=None)
    _check(row, here, there)
    if not has_seat_at_once(there):
        raise NoSeatThere
    if not standing.may_withdraw(row):
        raise cancellation.PastDeadline
    moved = _sign_up(row, there, key)
    if not moved.is_confirmed:
        raise NoSeatThere  # and what was written is undone
    cancellation.withdraw(row, reason=EndReason.MOVED)
    return moved


@transaction.atomic
def stand_in_line(
    registration: Registration, other: Activity, *, idempotency_key: UUID
) -> Registration:
    """Sign the person up for another date as well, and leave her place here as it is.

    Meant for a date that is full: she stands in line there (or waits for an approval), and
    gets a seat where one has become free meanwhile. Return the new row.

    Raises AlreadyThere, MoveRefused, RegistrationRefused.
    """
    here, there = _lock_both(registration.activity_id, other.pk)
    row = waitlist.lock_row(here, registration)
    _check(row, here, there)
    return _sign_up(row, there, idempotency_key)


def _lock_both(one: UUID, another: UUID) -> tuple[Activity, Activity]:
    """Enter two activities in the order of their keys, so that opposite moves cannot block."""
    locked = {pk: waitlist.enter(pk) for pk in sorted({one, another})}
    return locked[one], locked[another]


def _check(row: Registration, here: Activity, there: Activity) -> None:
    over = here.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    same = here.pk == there.pk or here.series != there.series
    if not row.is_active or not row.name or over or same or here.discreet or there.discreet:
        raise MoveRefused


def _sign_up(row: Registration, there: Activity, key: UUID) -> Registration:
    """Sign the same person up for the other date, through the one path there is."""
    person = Person(
        name=row.name,
        email=row.email or "",
        phone=row.phone or "",
        workplace=row.workplace,
        workplace_kind=row.workplace_kind,
        role=row.role,
    )
    contact = Contact(
        name=row.name,
        email=row.email or "",
        phone=row.phone or "",
        language=row.booking.language,
    )
    try:
        booking = register(activity=there, people=[person], contact=contact, idempotency_key=key)
    except AlreadyRegistered as refusal:
        raise AlreadyThere from refusal
    return booking.registrations.get(replaces=None)

"""Seats held by number: while a team fills its form, or until it gives the names by a date.

An unnamed seat counts as taken like any other. When its time runs out it goes on to the next
in line. Places in line may be unnamed, too: when their turn comes they are held for two
working days, or until the booking's date where that is later.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import choices, decisions, eligibility, endings, placing, waitlist
from events.deadlines import before_start
from events.enums import DecisionKind, EndReason, RegistrationSource, RegistrationStatus
from events.models import Activity, Booking, Registration
from events.permissions import Viewer
from events.registration import (
    TEAM_LIMIT,
    AlreadyRegistered,
    Contact,
    NamedTwice,
    NotEligible,
    NotOpen,
    Person,
    RegistrationRefused,
    TooMany,
    check_gates,
    check_page,
    fill_in,
    new_booking,
    refuse_duplicates,
)
from events.waitlist import FORM_HOLD

__all__ = [
    "FORM_HOLD",
    "TEAM_LIMIT",
    "HoldExpired",
    "NoSeatLeft",
    "hold",
    "let_go",
    "name_seat",
    "prolong",
]

# Which unnamed place is named first, and (the other way round) given back last.
ORDER = (RegistrationStatus.HELD, RegistrationStatus.WAITING, RegistrationStatus.PENDING)


class HoldExpired(RegistrationRefused):
    """The seats were kept until a moment that has passed."""

    message = _("Reservationen er udløbet, og pladserne er gået videre. Tilmeld gruppen igen.")


class NoSeatLeft(RegistrationRefused):
    """Every place of the booking has a name."""

    message = _("Alle pladser i gruppen har fået navn.")


def hold(
    *,
    activity: Activity,
    number: int,
    contact: Contact,
    workplace: str = "",
    idempotency_key: UUID,
    until: datetime,
    together: bool = False,
    source: RegistrationSource = RegistrationSource.TEAM,
    by: Viewer = None,
) -> Booking:
    """Book so many seats without names, kept ``until`` (aware), at most until the start.

    As far as seats are free and nobody waits; the others stand in line. ``together`` gives
    all of them seats or none. Where sign-ups are approved, all await that. Longer than
    ``FORM_HOLD`` is a date for the names (``names_by``). Repeating a call with the same key
    returns the booking of the first.

    Raises RegistrationRefused (NotOpen, NotEligible, TooMany).
    """
    if number < 1:
        raise ValueError("No seats to hold.")
    if number > TEAM_LIMIT:
        raise TooMany
    check_page(activity, source)
    with transaction.atomic():
        locked, waiting = waitlist.enter_counting(activity.pk)
        repeated = Booking.objects.filter(activity=locked, idempotency_key=idempotency_key).first()
        if repeated:
            return repeated
        check_gates(locked, source, by)
        until = before_start(locked, until)
        if until <= timezone.now():
            raise NotOpen
        booking = new_booking(
            locked, contact, idempotency_key, source, by,
            is_team=True, together=together, workplace=workplace.strip(),
            names_by=until if until > timezone.now() + FORM_HOLD else None,
        )  # fmt: skip
        booking.save(force_insert=True)
        rows = [Registration(activity=locked, booking=booking) for _seat in range(number)]
        if locked.needs_approval:
            decided = placing.leave_for_approval(rows, by=by)
        else:
            decided = placing.place(locked, booking, rows, waiting=waiting, until=until, by=by)
        Registration.objects.bulk_create(rows)
        decisions.write(decided)
        placing.let_in(locked, booking, rows)
    return booking


def name_seat(
    booking: Booking, person: Person, *, registration: Registration | None = None
) -> Registration:
    """Give the next unnamed place of a booking, or a certain one, to a person; return her row.

    Seats first, then places in line. With a seat she is confirmed; mail tells her what she has.
    Raises RegistrationRefused: HoldExpired, NoSeatLeft, NamedTwice, AlreadyRegistered, NotOpen,
    and NotEligible where people are judged one by one.
    """
    # Refusing outside the transaction lets what ran out be passed on all the same.
    with transaction.atomic():
        activity = waitlist.enter(booking.activity_id)
        row = _next_unnamed(booking, registration)
        if row and activity.status not in waitlist.OVER:
            if eligibility.judges_people(activity):
                raise NotEligible  # the rule has to see the very people, with their extras
            _refuse_named(activity, booking, person)
            return _name(activity, waitlist.lock_row(activity, row), person)
    raise _why_none(activity, booking, registration)


def _unnamed(booking: Booking) -> list[Registration]:
    rows = Registration.objects.filter(booking=booking, name="", status__in=ORDER)
    return sorted(rows, key=lambda row: (ORDER.index(row.status), row.place_in_line or 0))


def _next_unnamed(booking: Booking, registration: Registration | None) -> Registration | None:
    rows = _unnamed(booking)
    if registration is not None:
        rows = [row for row in rows if row == registration]
    return rows[0] if rows else None


def _refuse_named(activity: Activity, booking: Booking, person: Person) -> None:
    try:
        refuse_duplicates(activity, [person])
    except AlreadyRegistered as refusal:
        if any(row.booking_id == booking.pk for row in refusal.existing):
            raise NamedTwice from refusal
        raise


def _why_none(
    activity: Activity, booking: Booking, registration: Registration | None
) -> RegistrationRefused:
    if activity.status in waitlist.OVER:
        return NotOpen()
    ended = booking.registrations.filter(ended=EndReason.HOLD_EXPIRED)
    if registration is not None:
        ended = ended.filter(pk=registration.pk)
    return HoldExpired() if ended.exists() else NoSeatLeft()


def _name(activity: Activity, row: Registration, person: Person) -> Registration:
    fill_in(row, person)
    if row.is_held:
        row.status, row.expires_at = RegistrationStatus.CONFIRMED, None
        decisions.note(row, DecisionKind.SEATED)
    row.save()
    if choices.wish(activity, [(row, person.choices)]):
        choices.seat_wishes(activity, [row])
    placing.tell([row])
    return row


@transaction.atomic
def prolong(booking: Booking, until: datetime) -> Booking:
    """Keep a booking's unnamed seats until another date, at most until the start; return it.

    Writes ``names_by``. Raises HoldExpired when none of its places is left to be named.
    """
    activity = waitlist.enter(booking.activity_id)
    row = Booking.objects.get(pk=booking.pk)
    unnamed = _unnamed(row)
    if not unnamed:
        raise HoldExpired
    row.names_by = before_start(activity, until)
    row.save(update_fields=["names_by"])
    Registration.objects.filter(
        pk__in=[r.pk for r in unnamed], status=RegistrationStatus.HELD
    ).update(expires_at=row.names_by, changed_at=timezone.now())
    return row


@transaction.atomic
def let_go(booking: Booking, number: int | None = None, *, by: Viewer = None) -> int:
    """Give unnamed places of a booking back, all or so many; return how many.

    Those furthest from a seat go first. Seats pass on to the line.
    """
    activity = waitlist.enter(booking.activity_id)
    rows = _unnamed(booking)[::-1][:number]
    if not rows:
        return 0
    endings.end(activity, rows, EndReason.WITHDREW)
    decisions.write(decisions.decision(row, DecisionKind.WITHDREW, by=by) for row in rows)
    waitlist.move_up(activity)
    return len(rows)

"""The waiting list: first come, first served; a freed seat moves on at once.

Commands begin with ``enter``: it locks the activity and ends offers and holds that have run
out, so that nobody is refused for a seat that is in truth free. What is free then goes on in
the same transaction, as the organiser has set: moved up at once, or offered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import choices, decisions, eligibility, endings, notifications, seats
from events.deadlines import naming_deadline, offer_deadline
from events.enums import (
    ActivityStatus,
    DecisionKind,
    EndReason,
    RegistrationStatus,
    WaitlistMode,
)
from events.models import Activity, Booking, Registration, Session
from events.notifications import Mail, mailbox_of
from events.permissions import Viewer
from events.turns import PassedOver, take_turns

# In the last day nobody is moved up or offered unasked: staff ring people up, in order.
BY_PHONE = timedelta(hours=24)
FORM_HOLD = timedelta(minutes=20)  # while a team fills its form
OVER = frozenset({ActivityStatus.CANCELLED, ActivityStatus.HELD})
KEPT = (RegistrationStatus.HELD, RegistrationStatus.OFFERED)


def enter(activity_id: UUID) -> Activity:
    """Lock an activity and end what has run out in it; for every command on its seats."""
    return enter_counting(activity_id)[0]


def enter_counting(activity_id: UUID) -> tuple[Activity, int]:
    """Enter an activity and return it with the number of people in line."""
    activity, now = seats.lock(activity_id), timezone.now()
    rows = Registration.objects.filter(activity=OuterRef("pk")).order_by()
    line = rows.filter(status=RegistrationStatus.WAITING).values("activity")
    kept = rows.filter(status__in=KEPT)
    start = Session.objects.filter(activity=OuterRef("pk")).order_by("start")
    starts_at, waiting, is_kept, is_due = Activity.objects.values_list(
        Subquery(start.values("start")[:1]),
        Subquery(line.annotate(number=Count("pk")).values("number")),
        Exists(kept),
        Exists(kept.filter(expires_at__lte=now)),
    ).get(pk=activity_id)
    activity.__dict__["starts_at"] = starts_at  # ``first_start`` asks no more
    if is_due or (is_kept and activity.starts_within(timedelta(0), now)):
        sweep(activity, now)
        waiting = Registration.objects.filter(activity=activity).in_line().count()
    return activity, waiting or 0


def lock_row(activity: Activity, registration: Registration) -> Registration:
    """Return a registration of a locked activity as it is now, locked, with its booking."""
    row = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("booking")
        .get(pk=registration.pk, activity=activity)
    )
    row.activity = activity
    return row


def sweep(activity: Activity, now: datetime) -> int:
    """End the offers and holds of a locked activity that ran out before ``now``; return how many.

    None outlives the start of the activity. Unnamed places in line that were booked by a form
    which nobody finished go, too.
    """
    due = Q(status__in=KEPT)
    if not activity.starts_within(timedelta(0), now):
        due &= Q(expires_at__lte=now)
    over = list(
        Registration.objects.filter(due | abandoned(now), activity=activity)
        .select_related("booking")
        .order_by("pk")
    )
    offers = [row for row in over if row.is_offered]
    holds = [row for row in over if not row.is_offered]
    _end_offers(activity, offers)
    _end_holds(activity, holds)
    if over:
        move_up(activity)
    return len(over)


def abandoned(now: datetime) -> Q:
    """Select places without a seat or a name whose form was never finished."""
    return Q(
        name="",
        status__in=[RegistrationStatus.WAITING, RegistrationStatus.PENDING],
        booking__names_by=None,
        booking__created_at__lte=now - FORM_HOLD,
    )


def _end_offers(activity: Activity, rows: list[Registration]) -> None:
    if rows:
        endings.end(activity, rows, EndReason.OFFER_EXPIRED)
        decisions.write(decisions.decision(row, DecisionKind.EXPIRED) for row in rows)
        notifications.enqueue(Mail.OFFER_EXPIRED, rows)


def _end_holds(activity: Activity, rows: list[Registration]) -> None:
    if rows:
        endings.end(activity, rows, EndReason.HOLD_EXPIRED)
        decisions.write(decisions.decision(row, DecisionKind.HOLD_EXPIRED) for row in rows)
        for booking, number in _by_booking(rows):
            # Whoever leaves a form half filled in has been promised nothing.
            if booking.names_by:
                notifications.enqueue_letter(Mail.TEAM_EXPIRED, booking=booking, seats=number)


def _by_booking(rows: Iterable[Registration]) -> list[tuple[Booking, int]]:
    numbers: dict[Booking, int] = defaultdict(int)
    for row in rows:
        numbers[row.booking] += 1
    return list(numbers.items())


def move_up(activity: Activity, *, by: Viewer = None, limit: int | None = None) -> int:
    """Give free seats of a locked activity to those first in line; return how many got one.

    They are seated or offered the seat, as the activity's ``waitlist_mode`` says; staff who
    ask (``by``) have spoken with them, so they are seated. An unnamed place becomes a hold.
    A team that comes only whole waits for seats for all of it, and is passed over meanwhile.
    ``limit`` counts turns: persons, or such teams.

    Does nothing while the activity is overbooked, cancelled or held, nor, unless staff ask,
    in the last 24 hours before it begins.
    """
    return len(advance(activity, by=by, limit=limit))


def advance(
    activity: Activity,
    *,
    by: Viewer = None,
    limit: int | None = None,
    fresh: Booking | None = None,
) -> list[Registration]:
    """Do what ``move_up`` does and return who was served.

    The people of ``fresh`` have asked in this very moment: they are not asked back.
    """
    if activity.overbooked or activity.free_seats == 0 or activity.status in OVER:
        return []
    if by is None and activity.starts_within(BY_PHONE):
        return []
    line, not_ready = _line(activity)
    turns = take_turns(line, activity.free_seats, limit=limit, not_ready=not_ready)
    if turns.served:
        _note_passed(turns.passed)
        _serve(activity, turns.served, by=by, fresh=fresh)
    return turns.served


def _line(activity: Activity) -> tuple[list[Registration], set[UUID]]:
    """Return as much of the line as can matter, and the teams that are not complete yet."""
    line = Registration.objects.filter(activity=activity).in_line().select_related("booking")
    if activity.starts_within(timedelta(0)):
        line = line.exclude(name="")  # nobody can be named any more
    if eligibility.judges_people(activity):
        people = list(line)
        barred = eligibility.barred(activity, people)
        return [row for row in people if row.pk not in barred], set()
    head = list(line[: activity.free_seats])
    if not any(row.booking.together for row in head):
        return head, set()
    pending = Registration.objects.filter(
        activity=activity, booking__together=True, status=RegistrationStatus.PENDING
    )
    return list(line), set(pending.values_list("booking", flat=True))


def _note_passed(passed: Iterable[PassedOver]) -> None:
    decisions.write(
        decisions.decision(row, DecisionKind.PASSED_OVER, people=len(turn.team), seats=turn.seats)
        for turn in passed
        for row in turn.team
    )


def _serve(
    activity: Activity, rows: Sequence[Registration], *, by: Viewer, fresh: Booking | None
) -> None:
    """Give seats that are free to people in line, note it and tell them."""
    now = timezone.now()
    asked = by is not None
    for row in rows:
        row.activity = activity
        grant(row, now, offer=not asked and row.booking != fresh)
    seats.take(activity, len(rows))
    _store(rows, now)
    choices.seat_wishes(activity, rows)
    decisions.write(_noted(row, by) for row in rows)
    new = [row for row in rows if row.is_confirmed and row.booking == fresh]
    old = [row for row in rows if row.is_confirmed and row.booking != fresh]
    notifications.enqueue(Mail.CONFIRMED, new)
    notifications.enqueue(Mail.MOVED_UP, old)
    notifications.enqueue(Mail.OFFERED, [row for row in rows if row.is_offered])
    for booking, number in _by_booking(row for row in rows if row.is_held):
        if booking != fresh:
            notifications.enqueue_letter(Mail.TEAM_NAMES, booking=booking, seats=number)


def grant(row: Registration, now: datetime, *, offer: bool) -> None:
    """Set a row to what it becomes when it gets a seat: confirmed, offered or held.

    ``offer`` says whether the person is still to be asked, where the activity offers seats.
    The caller counts the seat and stores the row.
    """
    activity = row.activity
    row.place_in_line = row.expires_at = None
    if not row.name:
        row.status = RegistrationStatus.HELD
        row.expires_at = naming_deadline(activity, row.booking, now)
    elif offer and activity.waitlist_mode == WaitlistMode.OFFER:
        row.status = RegistrationStatus.OFFERED
        # Without a mail the clock starts when a call reaches the person.
        if mailbox_of(row):
            row.expires_at = offer_deadline(activity, now)
    else:
        row.status = RegistrationStatus.CONFIRMED


def _store(rows: Sequence[Registration], now: datetime) -> None:
    groups: dict[tuple[str, datetime | None], list[UUID]] = defaultdict(list)
    for row in rows:
        groups[row.status, row.expires_at].append(row.pk)
    for (status, expires_at), keys in groups.items():
        Registration.objects.filter(pk__in=keys).update(
            status=status, expires_at=expires_at, place_in_line=None, changed_at=now
        )


def _noted(row: Registration, by: Viewer) -> decisions.QueueDecision:
    if row.is_offered:
        hours = row.activity.offer_hours
        return decisions.decision(
            row, DecisionKind.OFFERED, hours=hours, by_phone=int(row.expires_at is None)
        )
    kind = DecisionKind.HELD if row.is_held else DecisionKind.MOVED_UP
    return decisions.decision(row, kind, by=by)


@transaction.atomic
def fill_next(activity: Activity, *, by: Viewer) -> int:
    """Give a free seat to the first in line, by staff, at any time; return how many got one.

    That is 0, 1, or more for a team that comes only whole: it needs seats for all of it.
    """
    return move_up(enter(activity.pk), by=by, limit=1)


class NotInLine(Exception):
    """The person does not wait, or there is nothing left to wait for."""

    message: str | Promise = _("Personen står ikke på ventelisten længere.")


class Unnamed(NotInLine):
    """The place in line has no name yet, so there is nobody to give the seat to."""

    message = _("Pladsen har ikke fået navn endnu. Bed gruppen om navnet først.")


class SeatBarred(NotInLine):
    """Another app's rule lets the person have no seat now; ``message`` says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__("barred")
        self.message = message


@transaction.atomic
def seat_out_of_turn(registration: Registration, *, reason: str, by: Viewer) -> Registration:
    """Give someone in line a seat at once, past the others or beyond the capacity.

    For staff only, and never without a reason, which the audit log keeps. Nobody loses a
    seat by it: what is above the capacity counts as overbooked until freed. One who has an
    offer has her seat already (``offers.accept``); one who is pending is approved first.

    Raises NotInLine, or ValidationError without a reason.
    """
    activity = enter(registration.activity_id)
    row = lock_row(activity, registration)
    if not row.is_waiting or activity.status in OVER:
        raise NotInLine
    if not row.name:
        raise Unnamed
    if why := eligibility.barred(activity, [row]).get(row.pk):
        raise SeatBarred(why)
    ahead = (position(row) or 1) - 1
    seats.override(activity, reason=reason, by=by)
    grant(row, timezone.now(), offer=False)
    row.save(update_fields=["status", "place_in_line", "expires_at", "changed_at"])
    choices.seat_wishes(activity, [row])
    decisions.note(row, DecisionKind.OUT_OF_TURN, by=by, ahead=ahead)
    notifications.enqueue(Mail.MOVED_UP, [row])
    move_up(activity)  # her team may fit now that it is smaller by one
    return row


def position(registration: Registration) -> int | None:
    """Return the person's place in line now, counted from 1; None when not waiting."""
    if not registration.is_waiting or registration.place_in_line is None:
        return None
    ahead = Registration.objects.filter(activity_id=registration.activity_id).in_line()
    return ahead.filter(place_in_line__lt=registration.place_in_line).count() + 1

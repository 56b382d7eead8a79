"""A team's booking: made by number, kept until its names come, looked at by its booker.

For twenty minutes anyone can hold seats. Longer than that they are kept only for someone who
has shown that the address is hers, by doing something behind the link that was mailed there.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import decisions, holds, notifications, placing, seats, waitlist, when
from events.deadlines import before_start
from events.enums import EndReason, RegistrationStatus
from events.models import Activity, Booking, Registration, WorkplaceKind
from events.permissions import Viewer
from events.registration import Contact, RegistrationRefused, TooMany, check_gates

NAMES_DAYS = 7  # proposed
LAST_DAYS_BEFORE = 2  # unnamed seats are not kept any nearer to the start
REMINDED_BEFORE = timedelta(days=2)


class TeamRefused(RegistrationRefused):
    """Nothing was changed; ``message`` tells the booker why and what to do."""


class TeamOver(TeamRefused):
    """The activity is called off, over, or has begun."""

    message = _("Gruppen kan ikke længere ændres her. Ring til os, hvis noget skal rettes.")


class TooLateForNames(TeamRefused):
    """The activity begins too soon for seats to be kept without names."""

    message = _("Aktiviteten begynder snart, så navnene skal skrives nu.")


class NoRoomTogether(TeamRefused):
    """A team that comes only whole cannot grow beyond the free seats."""

    message = _(
        "I kommer kun samlet, og der er ikke ledige pladser til flere. "
        "Skriv højst så mange navne, som I har pladser til, eller ring til os."
    )


def book(
    *,
    activity: Activity,
    number: int,
    contact: Contact,
    workplace: str,
    workplace_kind: WorkplaceKind | None,
    idempotency_key: UUID,
    together: bool = False,
    is_verified: bool = False,
    by: Viewer = None,
) -> Booking:
    """Hold seats by number for ``FORM_HOLD`` and mail the booker her link; once per key.

    ``is_verified``: the contact's address is known to be hers (she is signed in with it).
    Raises RegistrationRefused as ``holds.hold`` does.
    """
    with transaction.atomic():
        seats.lock(activity.pk)
        known = Booking.objects.filter(activity=activity, idempotency_key=idempotency_key)
        is_new = not known.exists()
        booking = holds.hold(
            activity=activity,
            number=number,
            contact=contact,
            workplace=workplace,
            idempotency_key=idempotency_key,
            until=timezone.now() + holds.FORM_HOLD,
            together=together,
            by=by,
        )
        if is_new:
            booking.workplace_kind = workplace_kind
            booking.contact_verified_at = timezone.now() if is_verified else None
            booking.save(update_fields=["workplace_kind", "contact_verified_at"])
            notifications.enqueue_letter(notifications.Mail.TEAM_BOOKED, booking=booking)
    return booking


def verify(booking: Booking) -> None:
    """Note that the contact's address is hers: she did something behind the mailed link."""
    if booking.contact_verified_at is None:
        booking.contact_verified_at = timezone.now()
        Booking.objects.filter(pk=booking.pk, contact_verified_at=None).update(
            contact_verified_at=booking.contact_verified_at
        )


def last_day_for_names(activity: Activity, now: datetime | None = None) -> date | None:
    """Return the last Copenhagen day on which names may come; None when it is past."""
    start = activity.first_start
    if start is None:
        return None
    last = when.today(start) - timedelta(days=LAST_DAYS_BEFORE)
    return last if last >= when.today(now or timezone.now()) else None


def proposed_day(last: date, now: datetime | None = None) -> date:
    """Return the day a booker is offered: in a week, or the last that can be chosen."""
    return min(last, when.today(now or timezone.now()) + timedelta(days=NAMES_DAYS))


def keep_until(booking: Booking, day: date, now: datetime | None = None) -> Booking:
    """Keep the unnamed seats to the end of a Copenhagen day; the booker is verified.

    She is reminded once, two days before, unless the day is nearer than that already.
    Raises TooLateForNames, TeamOver, or HoldExpired when nothing is kept any more.
    """
    now = now or timezone.now()
    with transaction.atomic():
        activity = waitlist.enter(booking.activity_id)
        check_open(activity, now)
        last = last_day_for_names(activity, now)
        if last is None or day > last:
            raise TooLateForNames
        until = end_of(day)
        kept = holds.prolong(booking, until)
        soon = until - now <= REMINDED_BEFORE + timedelta(days=1)
        kept.names_reminded_at = now if soon else None
        kept.save(update_fields=["names_reminded_at"])
    return kept


def add_places(booking: Booking, number: int) -> None:
    """Add so many places without names: seats as far as they are free, else in line.

    They are kept as long as the booking's others; where nothing is kept any more, as if the
    team had just been booked, or by the proposed day for a booker who is verified.
    Raises TeamOver, TooMany, NoRoomTogether, NotOpen.
    """
    with transaction.atomic():
        activity, waiting = waitlist.enter_counting(booking.activity_id)
        check_open(activity)
        fresh = Booking.objects.select_for_update().get(pk=booking.pk)
        _keep_new_places(activity, fresh)
        _add(activity, fresh, number, waiting=waiting)


def make_room(activity: Activity, booking: Booking, names: int, *, waiting: int) -> None:
    """Add places to a locked activity's booking, so that so many names fit on it.

    Raises TooMany, NoRoomTogether, NotOpen.
    """
    unnamed = Registration.objects.filter(booking=booking, name="").active().count()
    if names > unnamed:
        _add(activity, booking, names - unnamed, waiting=waiting)


def _add(activity: Activity, booking: Booking, number: int, *, waiting: int) -> None:
    if Registration.objects.filter(booking=booking).active().count() + number > holds.TEAM_LIMIT:
        raise TooMany
    check_gates(activity, booking.source, None)
    if booking.together and (waiting or activity.free_seats < number):
        raise NoRoomTogether
    rows = [Registration(activity=activity, booking=booking) for _place in range(number)]
    until = max(booking.names_by or timezone.now(), timezone.now() + holds.FORM_HOLD)
    if activity.needs_approval:
        decided = placing.leave_for_approval(rows)
    else:
        decided = placing.place(
            activity, booking, rows, waiting=waiting, until=before_start(activity, until)
        )
    Registration.objects.bulk_create(rows)
    decisions.write(decided)
    placing.let_in(activity, booking, rows)


def _keep_new_places(activity: Activity, booking: Booking) -> None:
    """See to it that the booking has a date by which names may come."""
    now = timezone.now()
    if booking.names_by and booking.names_by > now:
        return
    last = last_day_for_names(activity, now)
    if booking.contact_verified_at and last:
        booking.names_by = end_of(proposed_day(last, now))
        booking.names_reminded_at = None
    else:
        booking.names_by = before_start(activity, now + holds.FORM_HOLD)
    booking.save(update_fields=["names_by", "names_reminded_at"])


def end_of(day: date) -> datetime:
    """Return the last minute of a Copenhagen day."""
    return datetime.combine(day, time(23, 59), tzinfo=when.COPENHAGEN)


def check_open(activity: Activity, now: datetime | None = None) -> None:
    """Raise TeamOver when nothing about a team can change any more."""
    is_over = activity.status in waitlist.OVER or activity.starts_within(timedelta(0), now)
    if is_over or activity.discreet:
        raise TeamOver


def renew_share_link(booking: Booking) -> Booking:
    """Close the link that was shared; the booker shares the new one with whom she will."""
    with transaction.atomic():
        fresh = Booking.objects.select_for_update().get(pk=booking.pk)
        fresh.share_version += 1
        fresh.save(update_fields=["share_version"])
    return fresh


@dataclass
class Standing:
    """A team as its booker sees it."""

    named: list[Registration] = field(default_factory=list)
    unnamed: list[Registration] = field(default_factory=list)
    ended: list[Registration] = field(default_factory=list)
    lapsed: int = 0  # unnamed places that were lost because no name came

    @property
    def people(self) -> int:
        """Places the team has, named or not, with a seat or in line."""
        return len(self.named) + len(self.unnamed)

    @property
    def held(self) -> list[Registration]:
        """Seats that wait for a name."""
        return [row for row in self.unnamed if row.has_seat]

    @property
    def waiting(self) -> list[Registration]:
        """Places in line, named or not, first in line first."""
        rows = [row for row in (*self.named, *self.unnamed) if row.is_waiting]
        return sorted(rows, key=lambda row: row.place_in_line or 0)

    @property
    def positions(self) -> list[int]:
        """Places in line now, counted from 1."""
        return [vars(row)["position"] for row in self.waiting]

    @property
    def seated(self) -> int:
        """Seats the team has, named or not."""
        return sum(row.has_seat for row in (*self.named, *self.unnamed))

    @property
    def seated_named(self) -> int:
        """Seats with a name."""
        return sum(row.has_seat for row in self.named)

    @property
    def pending(self) -> int:
        """Places that the organiser has still to say yes to."""
        return sum(row.is_pending for row in (*self.named, *self.unnamed))

    @property
    def held_until(self) -> datetime | None:
        """Until when the unnamed seats are kept."""
        return min((row.expires_at for row in self.held if row.expires_at), default=None)


TOLD_OF = (EndReason.NOT_ME, EndReason.WITHDREW, EndReason.WITHDRAWN_BY_STAFF, EndReason.REPLACED)


def standing(booking: Booking) -> Standing:
    """Return how the team stands, with each one's place in line. One query."""
    ahead = (
        Registration.objects.filter(
            activity=OuterRef("activity"),
            status=RegistrationStatus.WAITING,
            place_in_line__lte=OuterRef("place_in_line"),
        )
        .order_by()
        .values("activity")
        .annotate(number=Count("pk"))
    )
    rows = (
        Registration.objects.filter(booking=booking)
        .select_related("replaces")
        .annotate(position=Subquery(ahead.values("number")))
        .order_by("sort_key", "place_in_line", "created_at", "pk")
    )
    team = Standing()
    for row in rows:
        if row.is_active:
            (team.named if row.name else team.unnamed).append(row)
        elif row.ended == EndReason.HOLD_EXPIRED and not row.name:
            team.lapsed += 1
        elif row.name and row.ended in TOLD_OF:
            team.ended.append(row)
    return team

"""Sign people up: the one path for every kind of activity and every door.

Cheap gates → transaction → lock the row that owns the seats → idempotent → refusal as a
named exception with a translated sentence → mail in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events import eligibility, notifications, seats
from events.enums import ACTIVE, ActivityStatus, RegistrationSource, RegistrationStatus, Role
from events.identity import fold_name, identity_of, normalise_email, normalise_phone
from events.models import Activity, Booking, Registration, WorkplaceKind
from events.permissions import Viewer, storable
from events.sorting import danish_sort_key


class RegistrationRefused(Exception):
    """Nobody was signed up; ``message`` tells the person why and what to do."""

    message = _("Tilmeldingen kunne ikke gennemføres. Prøv igen, eller ring til os.")


class NotOpen(RegistrationRefused):
    """The activity takes no sign-ups now."""

    message = _("Tilmeldingen er ikke åben. Se kalenderen for andre datoer.")


class NotEligible(RegistrationRefused):
    """The activity is for others."""

    message = _("Denne aktivitet er kun for inviterede. Skriv til os, hvis du mener, du hører til.")


class NamedTwice(RegistrationRefused):
    """The same person stands twice among those to be signed up."""

    message = _("Den samme person står på listen to gange. Slet den ene.")


class AlreadyRegistered(RegistrationRefused):
    """Someone of that name and address is signed up already."""

    message = _("Du er allerede tilmeldt. Vi har sendt din bekræftelse igen.")

    def __init__(self, existing: Sequence[Registration]) -> None:
        super().__init__("already registered")
        self.existing = existing


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person to sign up. E-mail or phone may be missing when staff do it."""

    name: str
    email: str = ""
    phone: str = ""
    workplace: str = ""
    workplace_kind: WorkplaceKind | None = None
    role: str = Role.OTHER

    @property
    def identity(self) -> str | None:
        """Keyed hash that tells whether this is the same person again."""
        return identity_of(name=self.name, email=self.email, phone=self.phone)


def key_for(form_key: UUID, person: Person) -> UUID:
    """Return the booking's key for a form that was sent with ``form_key`` for this person.

    A double tap is the same booking. "Back", another name and "Send" is another, although
    browsers bring the hidden key back along with the page.
    """
    return uuid5(form_key, person.identity or fold_name(person.name))


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who books and in which language she is written to."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""


def register(
    *,
    activity: Activity,
    people: Sequence[Person],
    contact: Contact,
    idempotency_key: UUID,
    source: RegistrationSource = RegistrationSource.WEB,
    by: Viewer = None,
) -> Booking:
    """Sign people up and return the booking; those who get no seat stand in line.

    Repeating a call with the same key returns the booking of the first. ``by`` is the
    signed-in user, needed by some eligibility rules and logged for staff.

    Raises RegistrationRefused (NotOpen, NotEligible, NamedTwice, AlreadyRegistered).
    """
    if not people:
        raise ValueError("Nobody to sign up.")
    _check_page(activity, source)
    with transaction.atomic():
        locked = seats.lock(activity.pk)
        repeated = Booking.objects.filter(activity=locked, idempotency_key=idempotency_key).first()
        if repeated:
            return repeated
        _check_gates(locked, source, by)
        _refuse_duplicates(locked, people)
        booking = Booking.objects.create(
            activity=locked,
            idempotency_key=idempotency_key,
            contact_name=contact.name,
            contact_email=normalise_email(contact.email),
            contact_phone=normalise_phone(contact.phone),
            language=contact.language or translation.get_language() or "da",
            source=source,
            entered_by=storable(by) if source != RegistrationSource.WEB else None,
        )
        registrations = _place(locked, booking, people)
        Registration.objects.bulk_create(registrations)
        _tell(registrations)
    return booking


def _check_page(activity: Activity, source: str) -> None:
    """Turn most of the hopeless away before anything is locked."""
    if source == RegistrationSource.WEB and (
        activity.status != ActivityStatus.OPEN or activity.discreet or not has_live_page(activity)
    ):
        raise NotOpen


def _check_gates(activity: Activity, source: str, by: Viewer) -> None:
    if source == RegistrationSource.WEB:
        if activity.discreet or not activity.window_is_open():
            raise NotOpen
    elif activity.status in {ActivityStatus.CANCELLED, ActivityStatus.HELD}:
        raise NotOpen
    if not eligibility.is_eligible(activity, by):
        raise NotEligible


def has_live_page(activity: Activity) -> bool:
    """Whether people can read about the activity; without, only staff sign people up."""
    return activity.pages.filter(live=True).exists()


def _refuse_duplicates(activity: Activity, people: Sequence[Person]) -> None:
    identities = [p.identity for p in people if p.identity]
    if len(set(identities)) < len(identities):
        raise NamedTwice
    existing = list(
        Registration.objects.filter(
            activity=activity, identity__in=identities, status__in=ACTIVE
        ).select_related("booking")
    )
    if existing:
        raise AlreadyRegistered(existing)


def _place(activity: Activity, booking: Booking, people: Sequence[Person]) -> list[Registration]:
    """Give the first people the free seats and the rest places in line, in order.

    Nobody jumps a line that is not empty.
    """
    in_line = Registration.objects.filter(activity=activity).in_line().exists()
    free = 0 if in_line else activity.free_seats
    rows = []
    for index, person in enumerate(people):
        row = _row(activity, booking, person)
        if index < free:
            row.status = RegistrationStatus.CONFIRMED
        else:
            row.status = RegistrationStatus.WAITING
            row.place_in_line = activity.next_place
            activity.next_place += 1
        rows.append(row)
    activity.taken += min(free, len(people))
    seats.write(activity, "taken", "next_place")
    return rows


def _row(activity: Activity, booking: Booking, person: Person) -> Registration:
    return Registration(
        activity=activity,
        booking=booking,
        name=person.name.strip(),
        sort_key=danish_sort_key(person.name),
        email=normalise_email(person.email) or None,
        phone=normalise_phone(person.phone) or None,
        identity=person.identity,
        workplace=person.workplace.strip(),
        workplace_kind=person.workplace_kind,
        role=person.role,
    )


def _tell(registrations: Sequence[Registration]) -> None:
    confirmed = [r for r in registrations if r.is_confirmed]
    waiting = [r for r in registrations if r.is_waiting]
    notifications.enqueue(notifications.Mail.CONFIRMED, confirmed)
    notifications.enqueue(notifications.Mail.WAITING, waiting)


def resend_confirmation(registrations: Sequence[Registration]) -> None:
    """Send the mail that fits each registration's present state once more."""
    with transaction.atomic():
        _tell(registrations)

"""Sign people up: the one path for every kind of activity and every door.

Cheap gates → transaction → lock the row that owns the seats → idempotent → refusal as a
named exception with a translated sentence → mail in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import choices, decisions, eligibility, extras, placing, questions, waitlist
from events.enums import ACTIVE, ActivityStatus, RegistrationSource, Role
from events.extras import Values as ExtraValues
from events.identity import fold_name, identity_of, normalise_email, normalise_phone
from events.models import Activity, Booking, Registration, WorkplaceKind
from events.permissions import Viewer, storable
from events.sorting import danish_sort_key

TEAM_LIMIT = 30  # people in one booking
# Doors that keep the sign-up window; staff and personal invitations have rules of their own.
PUBLIC_DOORS = (RegistrationSource.WEB, RegistrationSource.TEAM)
# The form of discreet activities on the neutral host; it opens no others.
NEUTRAL = RegistrationSource.NEUTRAL


class RegistrationRefused(Exception):
    """Nobody was signed up; ``message`` tells the person why and what to do."""

    message: str | Promise = _("Tilmeldingen kunne ikke gennemføres. Prøv igen, eller ring til os.")


class NotOpen(RegistrationRefused):
    """The activity takes no sign-ups now."""

    message = _("Tilmeldingen er ikke åben. Se kalenderen for andre datoer.")


class NotEligible(RegistrationRefused):
    """The activity is for others."""

    message: str | Promise = _(
        "Denne aktivitet er kun for inviterede. Skriv til os, hvis du mener, du hører til."
    )

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("not eligible")
        if message is not None:
            self.message = message


class NamedTwice(RegistrationRefused):
    """The same person stands twice among those to be signed up."""

    message = _("Den samme person står på listen to gange. Slet den ene.")


class TooMany(RegistrationRefused):
    """A team is larger than one booking takes."""

    message = _("En gruppe kan højst være på 30 personer. Ring til os, hvis I er flere.")


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
    choices: tuple[UUID, ...] = ()  # workshops wished for, at most one a round
    answers: questions.Answers = field(default_factory=dict, compare=False)
    # What other apps asked, under their keys: see ``events.extras``.
    extras: Mapping[str, ExtraValues] = field(default_factory=dict, compare=False)

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
    team: bool = False,
    together: bool = False,
) -> Booking:
    """Sign people up and return the booking; those who get no seat stand in line.

    Repeating a call with the same key returns the booking of the first. ``by`` is the
    signed-in user, needed by some eligibility rules and logged for staff. In a ``team``,
    mail to those without an address goes to the contact; ``together`` gives all of them seats
    or none. Where the organiser approves sign-ups, nobody has seat or place before that.

    Raises RegistrationRefused (NotOpen, NotEligible, NamedTwice, TooMany, AlreadyRegistered).
    """
    if not people:
        raise ValueError("Nobody to sign up.")
    if team and len(people) > TEAM_LIMIT:
        raise TooMany
    check_page(activity, source)
    with transaction.atomic():
        locked, waiting = waitlist.enter_counting(activity.pk)
        repeated = Booking.objects.filter(activity=locked, idempotency_key=idempotency_key).first()
        if repeated:
            return repeated
        check_gates(locked, source, by, admitted=_admit(locked, people, by))
        refuse_duplicates(locked, people)
        booking = new_booking(
            locked, contact, idempotency_key, source, by, is_team=team, together=together
        )
        booking.save(force_insert=True)
        rows = [_row(locked, booking, person) for person in people]
        if locked.needs_approval:
            decided = placing.leave_for_approval(rows, by=by)
        else:
            decided = placing.place(locked, booking, rows, waiting=waiting, by=by)
        Registration.objects.bulk_create(rows)
        decisions.write(decided)
        _keep_answers(locked, rows, people)
        placing.let_in(locked, booking, rows)
    return booking


def _keep_answers(
    activity: Activity, rows: Sequence[Registration], people: Sequence[Person]
) -> None:
    """Store what each person chose and answered, beside her row."""
    pairs = list(zip(rows, people, strict=True))
    if choices.wish(activity, ((row, person.choices) for row, person in pairs)):
        choices.seat_wishes(activity, rows)
    questions.store_at_signup(activity, [(row, person.answers) for row, person in pairs])
    extras.store(activity, [(row, person.extras) for row, person in pairs])


def check_page(activity: Activity, source: str) -> None:
    """Turn most of the hopeless away before anything is locked. Raises NotOpen."""
    if source in PUBLIC_DOORS and (
        activity.status != ActivityStatus.OPEN or activity.discreet or not has_live_page(activity)
    ):
        raise NotOpen


def _admit(activity: Activity, people: Sequence[Person], by: Viewer) -> bool:
    """Have the people themselves judged where the activity's rule does so. Raises NotEligible."""
    try:
        return eligibility.admit(activity, people, by)
    except eligibility.NotAdmitted as refusal:
        raise NotEligible(refusal.message) from refusal


def check_gates(activity: Activity, source: str, by: Viewer, *, admitted: bool = False) -> None:
    """Refuse whoever may not sign up for a locked activity. Raises NotOpen, NotEligible.

    ``admitted`` says that the people themselves were judged and let in (``eligibility.admit``).
    """
    invited = source == RegistrationSource.INVITED
    if activity.discreet and (invited or source in PUBLIC_DOORS):
        raise NotOpen
    if source == NEUTRAL and not activity.discreet:
        raise NotOpen
    if source in (*PUBLIC_DOORS, NEUTRAL):
        if not activity.window_is_open():
            raise NotOpen
    elif activity.status in waitlist.OVER:
        raise NotOpen
    # Whoever hands in an invitation has checked it: see ``networks.accept``.
    if not eligibility.is_eligible(activity, by, invited=invited, admitted=admitted):
        raise NotEligible


def has_live_page(activity: Activity) -> bool:
    """Whether people can read about the activity; without, only staff sign people up."""
    return activity.pages.filter(live=True).exists()


def refuse_duplicates(activity: Activity, people: Sequence[Person]) -> None:
    """Raise NamedTwice or AlreadyRegistered where someone is on the list, or twice in it."""
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


def new_booking(
    activity: Activity,
    contact: Contact,
    key: UUID,
    source: str,
    by: Viewer,
    **fields: Any,
) -> Booking:
    """Return an unsaved booking; ``fields`` are those of a team."""
    return Booking(
        activity=activity,
        idempotency_key=key,
        contact_name=contact.name,
        contact_email=normalise_email(contact.email),
        contact_phone=normalise_phone(contact.phone),
        language=contact.language or translation.get_language() or "da",
        source=source,
        entered_by=None if source in PUBLIC_DOORS else storable(by),
        **fields,
    )


def _row(activity: Activity, booking: Booking, person: Person) -> Registration:
    row = Registration(activity=activity, booking=booking)
    fill_in(row, person)
    return row


def fill_in(row: Registration, person: Person) -> None:
    """Write who the person is on a row; the caller stores it."""
    row.name = person.name.strip()
    row.sort_key = danish_sort_key(person.name)
    row.email = normalise_email(person.email) or None
    row.phone = normalise_phone(person.phone) or None
    row.identity = person.identity
    row.workplace = person.workplace.strip()
    row.workplace_kind = person.workplace_kind
    row.role = person.role


def resend_confirmation(registrations: Sequence[Registration]) -> None:
    """Send the mail that fits each registration's present state once more."""
    with transaction.atomic():
        placing.tell(registrations)

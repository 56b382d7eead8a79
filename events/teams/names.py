"""Put names on a team's places: one by one, or a whole list of which all or some are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import holds, waitlist
from events.enums import ACTIVE
from events.identity import fold_name
from events.models import Booking, Registration
from events.registration import Person
from events.teams import bookings


@dataclass
class Outcome:
    """What became of a list, by the people's places in it (counted from 0)."""

    added: list[Registration] = field(default_factory=list)
    known: set[int] = field(default_factory=set)  # stood on the team already
    refused: dict[int, str] = field(default_factory=dict)  # and what to do
    has_strangers: bool = False  # some were refused because they signed up on their own

    @property
    def is_done(self) -> bool:
        """Whether all who were asked for are on the team now."""
        return not self.refused


def put(booking: Booking, people: Sequence[Person], *, only_right: bool = False) -> Outcome:
    """Name the team's places; more names than places get further seats or stand in line.

    All or nobody, unless ``only_right`` leaves the refused ones out. Whoever stands on the
    team already is passed over, so that sending a list twice changes nothing.

    What ran out meanwhile is lost; the names then get free seats, or stand last in line.

    Raises RegistrationRefused: TeamOver, TooMany, NoRoomTogether, NotOpen.
    """
    with transaction.atomic():
        activity, waiting = waitlist.enter_counting(booking.activity_id)
        bookings.check_open(activity)
        outcome = _look_at(booking, people)
        if outcome.refused and not only_right:
            return outcome
        new = [
            person
            for index, person in enumerate(people)
            if index not in outcome.refused and index not in outcome.known
        ]
        bookings.make_room(activity, booking, len(new), waiting=waiting)
        outcome.added = [holds.name_seat(booking, person) for person in new]
    return outcome


def look_at(booking: Booking, people: Sequence[Person]) -> Outcome:
    """Say what would be refused, and who stands on the team already, without doing it."""
    return _look_at(booking, people)


def _look_at(booking: Booking, people: Sequence[Person]) -> Outcome:
    outcome = Outcome()
    active = Registration.objects.filter(activity=booking.activity_id, status__in=ACTIVE)
    identities = [person.identity for person in people if person.identity]
    elsewhere = dict(active.filter(identity__in=identities).values_list("identity", "booking_id"))
    nameless = set(
        map(fold_name, active.filter(booking=booking, identity=None).values_list("name", flat=True))
    )
    first_at: dict[str, int] = {}
    for index, person in enumerate(people):
        key = person.identity or fold_name(person.name)
        if key in first_at:
            outcome.refused[index] = _twice(first_at[key] + 1, with_email=bool(person.identity))
            continue
        first_at[key] = index
        if key in nameless or elsewhere.get(key) == booking.pk:
            outcome.known.add(index)
        elif key in elsewhere:
            outcome.has_strangers = True
            outcome.refused[index] = _("Er allerede tilmeldt på egen hånd. Slet rækken her.")
    return outcome


def _twice(row: int, *, with_email: bool) -> str:
    if with_email:
        return _("Står også i række %(row)s. Slet den ene.") % {"row": row}
    text = _("Navnet står også i række %(row)s. Er det to personer, så skriv deres mail.")
    return text % {"row": row}


def summary(outcome: Outcome) -> str:
    """Say in a sentence or two what became of a list that was taken."""
    seated = sum(row.has_seat for row in outcome.added)
    waiting = sum(row.is_waiting for row in outcome.added)
    pending = sum(row.is_pending for row in outcome.added)
    parts = [
        (seated, ngettext("%(n)s har fået plads.", "%(n)s har fået plads.", seated)),
        (waiting, ngettext("%(n)s er på ventelisten.", "%(n)s er på ventelisten.", waiting)),
        (pending, ngettext("%(n)s venter på svar.", "%(n)s venter på svar.", pending)),
        (
            len(outcome.known),
            ngettext(
                "%(n)s stod der allerede.", "%(n)s stod der allerede.", len(outcome.known)
            ),
        ),
        (
            len(outcome.refused),
            ngettext(
                "%(n)s række blev ikke brugt.", "%(n)s rækker blev ikke brugt.",
                len(outcome.refused),
            ),
        ),
    ]  # fmt: skip
    return " ".join(text % {"n": number} for number, text in parts if number)

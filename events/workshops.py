"""What people read about parallel workshops: which there are, and which someone goes to.

Each function takes a fixed number of queries, however many workshops or people.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import ActivityStatus, ChoiceState
from events.models import Activity, Choice, Registration, RegistrationChoice
from events.sorting import danish_sort_key
from events.workshop_board import has_begun

OVER = {ActivityStatus.CANCELLED, ActivityStatus.HELD}


@dataclass(frozen=True)
class Workshop:
    """One workshop and how full it is. ``line`` is how many wait for it."""

    pk: UUID
    title: str
    title_language: str
    place: str
    capacity: int
    taken: int
    free: int
    line: int

    @property
    def has_seats(self) -> bool:
        """Whether the next to choose it gets a seat: free seats are none while others wait."""
        return self.free > 0 and not self.line

    @property
    def seats_text(self) -> str:
        """The free seats, or how long the line is, in words."""
        if self.has_seats:
            return ngettext("%(number)s ledig plads", "%(number)s ledige pladser", self.free) % {
                "number": self.free
            }
        if not self.line:
            return _("Fuld – du bliver den første på ventelisten")
        return _("Fuld – venteliste (%(number)s foran dig)") % {"number": self.line}

    @property
    def taken_text(self) -> str:
        """The seats as staff read them: "12 af 20", with the line where there is one."""
        numbers = {"taken": self.taken, "capacity": self.capacity, "waiting": self.line}
        if self.line:
            return _("%(taken)s af %(capacity)s, %(waiting)s venter") % numbers
        return _("%(taken)s af %(capacity)s") % numbers


@dataclass(frozen=True)
class Round:
    """Workshops that run at the same time."""

    number: int
    label: str
    workshops: list[Workshop]


@dataclass(frozen=True)
class Chosen:
    """One workshop that someone goes to, waits for or wishes. ``position`` counts from 1."""

    pk: UUID
    round: int
    round_label: str
    title: str
    place: str
    state: str
    position: int | None = None

    @property
    def is_seated(self) -> bool:
        """Whether she has a seat there."""
        return self.state == ChoiceState.SEATED

    @property
    def status_text(self) -> str:
        """How it stands, as said to her."""
        if self.state == ChoiceState.WAITING:
            return _("Du er nummer %(number)s på ventelisten") % {"number": self.position}
        if self.state == ChoiceState.WISHED:
            return _("Ønsket. Det gælder fra du får plads på dagen, så langt pladserne rækker.")
        return _("Du har plads")

    @property
    def line(self) -> str:
        """All of it on one line, for a mail or a list; only a seat goes without saying."""
        text = ", ".join(part for part in (self.title, self.place) if part)
        if self.round_label:
            text = f"{self.round_label}: {text}"
        return text if self.is_seated else f"{text} ({self.status_text})"


def has_workshops(activity: Activity) -> bool:
    """Whether the activity has any; uses the annotation ``has_choices`` where present."""
    if "has_choices" in activity.__dict__:
        return bool(activity.__dict__["has_choices"])
    return Choice.objects.filter(activity=activity).exists()


def rounds(activity: Activity) -> list[Round]:
    """Return the activity's workshops by round, in the active language. One query."""
    waiting = Count("chosen", filter=Q(chosen__state=ChoiceState.WAITING))
    rows = Choice.objects.filter(activity=activity).annotate(line=waiting)
    found = sorted(rows, key=lambda c: (c.round, danish_sort_key(c.display_title), c.pk))
    grouped = [(number, list(choices)) for number, choices in groupby(found, key=lambda c: c.round)]
    return [
        Round(number, round_label(number) if len(grouped) > 1 else "", [_workshop(c) for c in some])
        for number, some in grouped
    ]


def round_label(number: int) -> str:
    """Return the name of a round; left out where there is only one."""
    return _("Runde %(number)s") % {"number": number}


def _workshop(choice: Choice) -> Workshop:
    title = choice.display_title
    return Workshop(
        pk=choice.pk,
        title=title,
        title_language="da" if title == choice.title else "en",
        place=choice.place,
        capacity=choice.capacity,
        taken=choice.taken,
        free=choice.free_seats,
        line=vars(choice)["line"],
    )


# "Number 3 in line": how many wait for the workshop up to and with this row; NULL otherwise.
POSITION = Subquery(
    RegistrationChoice.objects.filter(
        choice=OuterRef("choice"),
        state=ChoiceState.WAITING,
        place_in_line__lte=OuterRef("place_in_line"),
    )
    .order_by()
    .values("choice")
    .annotate(number=Count("pk"))
    .values("number")
)
OTHER_ROUNDS = Exists(
    Choice.objects.filter(activity=OuterRef("choice__activity")).exclude(round=OuterRef("round"))
)


def chosen(registration: Registration) -> list[Chosen]:
    """Return a person's workshops, by round, seats before places in line. One query."""
    return chosen_by([registration.pk]).get(registration.pk, [])


def chosen_by(registrations: Iterable[UUID]) -> dict[UUID, list[Chosen]]:
    """Return the workshops of many people, as ``chosen`` does. One query."""
    rows = (
        RegistrationChoice.objects.filter(registration__in=list(registrations))
        .select_related("choice")
        .annotate(position=POSITION, several=OTHER_ROUNDS)
        .order_by("round", "state", "pk")
    )
    found: dict[UUID, list[Chosen]] = defaultdict(list)
    for row in rows:
        facts = vars(row)
        found[row.registration_id].append(
            Chosen(
                pk=row.choice_id,
                round=row.round,
                round_label=round_label(row.round) if facts["several"] else "",
                title=row.choice.display_title,
                place=row.choice.place,
                state=row.state,
                position=facts["position"] if row.state == ChoiceState.WAITING else None,
            )
        )
    return dict(found)


def undecided(activity: Activity) -> int:
    """Return how many with a seat at the activity have chosen no workshop at all."""
    people = Registration.objects.filter(activity=activity).confirmed()
    return people.filter(chosen__isnull=True).count()


def has_chosen_none(registration: Registration) -> bool:
    """Whether there are workshops to choose and she has no seat, place in line or wish yet."""
    return can_choose(registration) and not registration.chosen.exists()


def can_choose(registration: Registration) -> bool:
    """Whether she may choose workshops herself now; ``choices.choose`` decides again."""
    activity = registration.activity
    return (
        registration.is_active
        and activity.status not in OVER
        and has_workshops(activity)
        and not has_begun(activity)
    )

"""Can one sign up now, and if not, why? One answer for cards, pages and forms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import eligibility
from events.enums import HEADS_ONLY, ActivityStatus
from events.models import Activity, Registration


class State(StrEnum):
    """What meets someone who wants to sign up."""

    SEATS = "seats"
    LINE = "line"
    NOT_YET = "not_yet"
    MEMBERS = "members"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    HELD = "held"


@dataclass(frozen=True)
class Availability:
    """Whether sign-up is open, for how many seats, and since or until when."""

    state: State
    seats: int = 0
    opens_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the form is shown: a seat or a place in line can be had."""
        return self.state in {State.SEATS, State.LINE}

    @property
    def has_seats(self) -> bool:
        """Whether the next one to sign up gets a seat."""
        return self.state == State.SEATS

    @property
    def status_label(self) -> str:
        """The state in a word or two; "" while there are seats, which say it themselves."""
        return {
            State.SEATS: "",
            State.LINE: _("Fuldt booket – venteliste"),
            State.NOT_YET: _("Tilmeldingen er ikke åbnet endnu"),
            State.MEMBERS: _("Kun for medlemmer"),
            State.CLOSED: _("Tilmeldingen er lukket"),
            State.CANCELLED: _("Aflyst"),
            State.HELD: _("Afholdt"),
        }[self.state]

    @property
    def seats_text(self) -> str:
        """The free seats in words; "" where none are to be had."""
        if not self.has_seats:
            return ""
        return ngettext("%(number)s ledig plads", "%(number)s ledige pladser", self.seats) % {
            "number": self.seats
        }


def someone_waits(activity: Activity) -> bool:
    """Whether the waiting list has anyone; uses the annotation ``has_line`` where present."""
    if "has_line" in activity.__dict__:
        return bool(activity.__dict__["has_line"])
    return Registration.objects.filter(activity=activity).in_line().exists()


def availability(activity: Activity, now: datetime | None = None) -> Availability:
    """Return what meets someone who wants to sign up at ``now`` (aware, default: now).

    A free seat is none while others wait for it: nobody jumps the line. What only members
    may attend has no form here as long as nothing can tell who is one.
    """
    now = now or timezone.now()
    if activity.status == ActivityStatus.CANCELLED:
        return Availability(State.CANCELLED)
    if activity.status == ActivityStatus.HELD:
        return Availability(State.HELD)
    if not activity.window_is_open(now):
        too_early = (
            activity.status == ActivityStatus.OPEN
            and activity.opens_at is not None
            and now < activity.opens_at
        )
        if too_early:
            return Availability(State.NOT_YET, opens_at=activity.opens_at)
        return Availability(State.CLOSED)
    if not eligibility.can_be_met(activity):
        return Availability(State.MEMBERS)
    if activity.free_seats and not someone_waits(activity):
        return Availability(State.SEATS, seats=activity.free_seats)
    # Where anyone may just come, nobody stands in line.
    return Availability(State.CLOSED if activity.kind in HEADS_ONLY else State.LINE)

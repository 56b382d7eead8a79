"""Short words for the tests of workshops."""

import uuid
from typing import Any

from events.enums import ChoiceState
from events.models import Activity, Choice, Registration, RegistrationChoice
from events.registration import Contact, register
from tests.factories import make_person


def workshop(activity: Activity, title: str = "Dialog", **kwargs: Any) -> Choice:
    """Return a workshop with room for two, in the first round, unless told otherwise."""
    return Choice.objects.create(
        **{"activity": activity, "title": title, "capacity": 2, "round": 1, **kwargs}
    )


def sign_up(activity: Activity, *workshops: Choice, **kwargs: Any) -> Registration:
    """Sign one person up who wishes for the workshops."""
    booking = register(
        activity=activity,
        people=[make_person(choices=tuple(w.pk for w in workshops), **kwargs)],
        contact=Contact(),
        idempotency_key=uuid.uuid4(),
    )
    return booking.registrations.get()


def standing(person: Registration) -> dict[str, str]:
    """Return the states of a person's choices by the workshops' titles."""
    rows = RegistrationChoice.objects.filter(registration=person).select_related("choice")
    return {row.choice.title: str(row.state) for row in rows}


def line(choice: Choice) -> list[uuid.UUID]:
    """Return who waits for a workshop, the first first."""
    rows = choice.chosen.filter(state=ChoiceState.WAITING).order_by("place_in_line")
    return [row.registration_id for row in rows]


def counters(choice: Choice) -> tuple[int, int]:
    """Return taken and overbooked as stored."""
    fresh = Choice.objects.get(pk=choice.pk)
    return fresh.taken, fresh.overbooked

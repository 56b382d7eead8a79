"""Sign up a parent or relative, and whoever comes with her, without asking why.

Rules, seats and line are the floor's. A companion has a seat and a name, and no address: she
hears by the one she comes with, and leaves with her (``events.extras``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from courses import neutral_texts
from courses.models import NeutralNeeds
from events import extras, ratelimit
from events.enums import RegistrationSource, RegistrationStatus
from events.models import Activity, Registration
from events.registration import (
    AlreadyRegistered,
    Contact,
    Person,
    key_for,
    register,
    resend_confirmation,
)

KEY = "neutral"
FEW = 3  # free seats


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What is asked for besides a seat. ``companion`` is a name, "" for none given, or None."""

    interpreter: str = ""
    children: int = 0
    companion: str | None = None


def open_now() -> QuerySet[Activity]:
    """Return what people can sign up for now; whether anyone waits costs no further query."""
    line = Registration.objects.filter(activity=OuterRef("pk"), status=RegistrationStatus.WAITING)
    return neutral_texts.open_now().annotate(has_line=Exists(line))


def sign_up(
    activity: Activity, person: Person, needs: Needs, *, language: str, form_key: UUID
) -> None:
    """Give the person, and her companion, a seat or places in line; both, or neither a seat.

    Repeating it with the same form and person does nothing. Nobody learns by it who is on the
    list: whoever is gets her own message once more, and the caller hears nothing.
    Raises RegistrationRefused.
    """
    try:
        register(
            activity=activity,
            people=_people(person, needs),
            contact=Contact(
                name=person.name, email=person.email, phone=person.phone, language=language
            ),
            idempotency_key=key_for(form_key, person),
            source=RegistrationSource.NEUTRAL,
            together=needs.companion is not None,
        )
    except AlreadyRegistered as refusal:
        # Past the brake nothing is sent, and nothing is said: as for a lost link.
        if ratelimit.LOST_LINK_PER_ADDRESS.allows(person.email.lower() or person.phone):
            resend_confirmation(refusal.existing)


def _people(person: Person, needs: Needs) -> list[Person]:
    wished = {"interpreter": needs.interpreter, "children": needs.children}
    people = [Person(**{**vars(person), "extras": {KEY: wished}})]
    if needs.companion is not None:
        name = needs.companion.strip() or nameless(person.name)
        people.append(Person(name=name, extras={KEY: {"comes_along": True}}))
    return people


def nameless(name: str) -> str:
    """Return what a companion without a name is called on the list of staff, who read Danish."""
    return f"Ledsager ({name.strip()})"


def store(activity: Activity, given: Sequence[tuple[Registration, Mapping[str, Any]]]) -> None:
    """Keep what was asked for, beside the registrations of one booking."""
    host = next((row for row, values in given if not values.get("comes_along")), None)
    NeutralNeeds.objects.bulk_create(
        NeutralNeeds(
            registration=row,
            interpreter=values.get("interpreter", ""),
            children=values.get("children", 0),
            comes_with=host if values.get("comes_along") else None,
        )
        for row, values in given
    )


def companions_of(rows: Sequence[Registration]) -> list[Registration]:
    """Return whoever comes along with any of the people."""
    found = Registration.objects.filter(neutral_needs__comes_with__in=[row.pk for row in rows])
    return list(found.select_related("booking").order_by("pk"))


def join_the_floor() -> None:
    """Tell the floor what is kept at sign-up, and who comes along with whom."""
    extras.register(KEY, store)
    extras.register_companions(companions_of)

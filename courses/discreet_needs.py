"""What the people of one discreet activity need on the evening, in numbers and one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from courses.discretion import needs_of, note
from courses.models import NeutralNeeds
from events.enums import RegistrationStatus
from events.models import Activity, Booking, Registration
from events.models.registration import RegistrationQuerySet
from events.permissions import Viewer


@dataclass(frozen=True)
class Sums:
    """How many of those with a seat need what; ``interpreters`` by language, most first."""

    seats: int
    children: int
    companions: int
    interpreters: list[tuple[str, int]]


@dataclass(frozen=True)
class Line:
    """One person and what she needs, in one line; "" for nothing."""

    registration: Registration
    note: str


def sums(activity: Activity) -> Sums:
    """Count what those with a confirmed seat need; three queries."""
    rows = NeutralNeeds.objects.filter(
        registration__activity=activity, registration__status=RegistrationStatus.CONFIRMED
    )
    found = rows.aggregate(
        children=Sum("children"), companions=Count("pk", filter=Q(comes_with__isnull=False))
    )
    # Languages are typed, too: "Dari" and "dari" are one.
    spoken: Counter[str] = Counter(
        language.strip().lower()
        for language in rows.exclude(interpreter="").values_list("interpreter", flat=True)
    )
    return Sums(
        seats=Registration.objects.filter(activity=activity).confirmed().count(),
        children=found["children"] or 0,
        companions=found["companions"],
        interpreters=spoken.most_common(),
    )


def with_needs(activity: Activity, user: Viewer) -> RegistrationQuerySet:
    """Return those with a seat or a place in line, as far as the user may see them, by name."""
    people = Registration.objects.visible_to(user).filter(activity=activity).active()
    return people.select_related("booking").order_by("sort_key", "pk")


def lines(people: Iterable[Registration]) -> list[Line]:
    """Return each person with what she needs; one query beside that of the people."""
    rows = list(people)
    needs = needs_of(rows)
    return [Line(row, note(row, needs.get(row.pk))) for row in rows]


def known(registration: Registration) -> dict[str, Any]:
    """Return what a person reads and has asked for; one query."""
    needs = NeutralNeeds.objects.filter(registration=registration).first()
    return {
        "language": registration.booking.language,
        "interpreter": needs.interpreter if needs else "",
        "children": needs.children if needs else 0,
    }


@transaction.atomic
def put_right(
    registration: Registration, *, language: str, interpreter: str, children: int
) -> None:
    """Store what a person reads and asks for; whom she comes with stays as it is."""
    Booking.objects.filter(pk=registration.booking_id).update(language=language)
    NeutralNeeds.objects.update_or_create(
        registration=registration,
        defaults={"interpreter": interpreter.strip(), "children": children},
    )

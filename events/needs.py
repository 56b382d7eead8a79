"""Food and access: asked of those with a seat, told to the kitchen as numbers, soon deleted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events.enums import Food, RegistrationStatus
from events.models import Activity, Needs, Registration, Session


@dataclass(frozen=True)
class KitchenSheet:
    """How many eat, and what: by single wish, and by the combinations that make a plate.

    Nobody is named. ``plain`` are those with a seat who wished for nothing special.
    """

    guests: int
    plain: int
    wishes: list[tuple[str, int]]
    plates: list[tuple[str, int]]


def state(registration: Registration, *, food: Sequence[str], access: str) -> None:
    """Write what one person eats and needs; nothing of either leaves no row."""
    known = [key for key in Food.values if key in food]
    access = access.strip()
    if not (known or access):
        Needs.objects.filter(registration=registration).delete()
        return
    Needs.objects.update_or_create(
        registration=registration, defaults={"food": known, "access": access}
    )


def kitchen_sheet(activity: Activity) -> KitchenSheet:
    """Count what those with a seat eat. Two queries."""
    labels = {key: str(label) for key, label in Food.choices}
    guests = Registration.objects.filter(activity=activity).confirmed().count()
    rows = [tuple(food) for food in _of(activity).values_list("food", flat=True) if food]
    wishes = Counter(key for food in rows for key in food)
    plates = Counter(rows)
    return KitchenSheet(
        guests=guests,
        plain=guests - len(rows),
        wishes=[(labels[key], wishes[key]) for key in Food.values if wishes[key]],
        plates=sorted(
            ((", ".join(labels[key] for key in food), number) for food, number in plates.items()),
            key=lambda plate: (-plate[1], plate[0]),
        ),
    )


def access_needs(activity: Activity) -> list[Needs]:
    """Return who needs what to come in and take part, by name: for those who run the day."""
    rows = _of(activity).exclude(access="").select_related("registration")
    return list(rows.order_by("registration__sort_key"))


def _of(activity: Activity) -> QuerySet[Needs]:
    confirmed = RegistrationStatus.CONFIRMED
    return Needs.objects.filter(registration__activity=activity, registration__status=confirmed)


@transaction.atomic
def delete_due(now: datetime | None = None) -> int:
    """Delete needs that have served: the day after the last session (Copenhagen) is over.

    Those of people who have no seat any more go at the next run. Returns how many.
    """
    today = timezone.localtime(now or timezone.now()).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    coming = Session.objects.filter(
        activity=OuterRef("registration__activity"), end__gte=today - timedelta(days=1)
    )
    lapsed = Q(registration__status=RegistrationStatus.CANCELLED)
    keys: list[UUID] = list(
        Needs.objects.filter(lapsed | ~Exists(coming)).values_list("pk", flat=True)
    )
    Needs.objects.filter(pk__in=keys).delete()
    return len(keys)

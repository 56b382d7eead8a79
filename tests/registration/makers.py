"""What the tests of seats and line set up and look at."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.enums import RegistrationStatus, WaitlistMode
from events.models import Activity, Booking, OutboxMessage, QueueDecision, Registration
from events.registration import Contact, register
from tests.factories import ActivityFactory, RegistrationFactory, make_person

BOOKER = Contact(name="Leder", email="leder@skole.example", language="da")


def full_activity(capacity: int = 2, waiting: int = 3, **kwargs: object) -> Activity:
    """Return an activity with every seat taken and some people in line."""
    activity = ActivityFactory(capacity=capacity, **kwargs)
    for _number in range(capacity):
        RegistrationFactory(activity=activity)
    for _number in range(waiting):
        RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    activity.refresh_from_db()
    return activity


def offering(capacity: int = 2, waiting: int = 3, **kwargs: object) -> Activity:
    """Return a full activity whose organiser has freed seats offered."""
    return full_activity(capacity, waiting, waitlist_mode=WaitlistMode.OFFER, **kwargs)


def sign_up(activity: Activity, number: int = 1, **kwargs: Any) -> Booking:
    """Sign so many people up in one booking."""
    kwargs.setdefault("people", [make_person() for _one in range(number)])
    kwargs.setdefault("contact", BOOKER)
    return register(activity=activity, idempotency_key=uuid.uuid4(), **kwargs)


def confirmed(activity: Activity) -> list[Registration]:
    """Return those with a confirmed seat."""
    return list(Registration.objects.filter(activity=activity).confirmed())


def in_line(activity: Activity) -> list[Registration]:
    """Return the line."""
    return list(Registration.objects.filter(activity=activity).in_line())


def offered(activity: Activity) -> list[Registration]:
    """Return those who hold an offer."""
    return list(activity.registrations.filter(status=RegistrationStatus.OFFERED))


def statuses(booking: Booking) -> list[str]:
    """Return how the people of a booking stand, sorted."""
    return sorted(booking.registrations.values_list("status", flat=True))


def mails(kind: str) -> int:
    """Return how many mails of a kind were queued."""
    return OutboxMessage.objects.filter(kind=kind).count()


def decided(registration: Registration) -> list[str]:
    """Return the kinds of decisions about one registration, oldest first."""
    return list(registration.decisions.values_list("kind", flat=True))


def params_of(registration: Registration, kind: str) -> dict[str, Any]:
    """Return the numbers of the one decision of that kind."""
    return QueueDecision.objects.get(registration=registration, kind=kind).params


def let_time_pass(*rows: Registration) -> None:
    """Let the offers or holds of rows have run out."""
    past = timezone.now() - timedelta(minutes=1)
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(expires_at=past)


def fresh(rows: Sequence[Registration]) -> list[Registration]:
    """Return rows as they are now, in the same order."""
    return [Registration.objects.get(pk=row.pk) for row in rows]

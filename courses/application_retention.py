"""How long applications are kept: six months after the answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from courses.models import Application
from events import seats
from events.enums import SEATED, EndReason, RegistrationStatus
from events.models import Booking, Registration, SignupAnswer

AT_ONCE = 500


def delete_due(before: datetime) -> int:
    """Delete the applications answered before a moment; return how many.

    With them go the answers to the organiser's questions of those who got no seat, and the
    whole sign-up of those who were declined. An application that was never answered counts
    from the first session, and its sign-up goes, too.
    """
    due = Application.objects.alias(first=Min("registration__activity__sessions__start")).filter(
        Q(answered_at__lt=before) | Q(answered_at=None, first__lt=before)
    )
    number = 0
    while chosen := list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        number += _delete(chosen)
    return number


@transaction.atomic
def _delete(chosen: list) -> int:
    # Answers may be sent at this moment: whoever gets a seat by them must not be deleted.
    activities = Registration.objects.filter(pk__in=chosen).values_list("activity", flat=True)
    for activity in sorted(set(activities)):
        seats.lock(activity)
    people = Registration.objects.filter(pk__in=chosen)
    SignupAnswer.objects.filter(
        registration__in=people.exclude(status__in=SEATED).values("pk")
    ).delete()
    Application.objects.filter(pk__in=chosen).delete()
    # Neither holds a seat nor a place in line, so no counter changes.
    without = people.filter(
        Q(status=RegistrationStatus.CANCELLED, ended=EndReason.NOT_APPROVED)
        | Q(status=RegistrationStatus.PENDING)
    )
    bookings = list(without.values_list("booking", flat=True))
    without.delete()
    Booking.objects.filter(pk__in=bookings, registrations=None).delete()
    return len(chosen)

"""What someone changes about her own sign-up at a discreet activity."""

from django.db import transaction

from courses.models import NeutralNeeds
from events.changes import change_details
from events.models import Booking, Registration
from events.registration import Person


@transaction.atomic
def change(
    registration: Registration,
    *,
    name: str,
    email: str,
    phone: str,
    interpreter: str,
    children: int,
    language: str,
) -> Registration:
    """Write what was corrected, and in which language she is written to; return the fresh row.

    A new mail address gets a new personal link: the old one opens nothing any more.
    Raises events.changes.ChangeRefused, or its SomeoneElse.
    """
    # First, so that a mail that tells of the change is in the language just chosen.
    Booking.objects.filter(pk=registration.booking_id).update(language=language)
    person = Person(
        name=name,
        email=email,
        phone=phone,
        workplace=registration.workplace,
        workplace_kind=registration.workplace_kind,
        role=registration.role,
    )
    changed = change_details(registration, person)
    NeutralNeeds.objects.update_or_create(
        registration_id=registration.pk,
        defaults={"interpreter": interpreter, "children": children},
    )
    return changed

"""What staff do for one participant: sign her up, put her details right."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import seats
from events.enums import ActivityStatus, RegistrationSource
from events.identity import normalise_email, normalise_phone
from events.models import Activity, Booking, Registration
from events.permissions import Viewer
from events.registration import Contact, Person, register, resend_confirmation
from events.sorting import danish_sort_key


class SomeoneElse(Exception):
    """The new details are those of another participant of the activity."""

    message = _("En anden tilmelding til aktiviteten har samme navn og adresse.")


def sign_up(
    activity: Activity, person: Person, *, idempotency_key: UUID, by: Viewer
) -> Registration:
    """Sign up someone who phoned or wrote; she stands in line where it is full.

    Raises RegistrationRefused as ``registration.register`` does.
    """
    booking = register(
        activity=activity,
        people=[person],
        contact=Contact(name=person.name, email=person.email, phone=person.phone, language="da"),
        idempotency_key=idempotency_key,
        source=RegistrationSource.STAFF,
        by=by,
    )
    return booking.registrations.get()


@transaction.atomic
def amend(registration: Registration, person: Person) -> Registration:
    """Put a participant's details right; status and seat stay as they are.

    A new e-mail address gets a new personal link, and the confirmation with it while the
    activity is still to come; the link sent to the old address stops working. Where she had
    booked herself, the booking's contact follows. Raises SomeoneElse.
    """
    activity = seats.lock(registration.activity_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    email = normalise_email(person.email) or None
    readdressed = email != row.email
    booked_herself = Booking.objects.filter(
        pk=row.booking_id, contact_name=row.name, contact_email=row.email or ""
    ).exists()
    if row.is_active and person.identity and _is_taken(row, person.identity):
        raise SomeoneElse
    row.name = person.name.strip()
    row.sort_key = danish_sort_key(person.name)
    row.email = email
    row.phone = normalise_phone(person.phone) or None
    row.identity = person.identity
    row.workplace = person.workplace.strip()
    row.workplace_kind = person.workplace_kind
    row.role = person.role
    if readdressed:
        row.link_version += 1
    row.save(
        update_fields=[
            "name", "sort_key", "email", "phone", "identity", "workplace", "workplace_kind",
            "role", "link_version", "changed_at",
        ]
    )  # fmt: skip
    if booked_herself:
        Booking.objects.filter(pk=row.booking_id).update(
            contact_name=row.name, contact_email=row.email or "", contact_phone=row.phone or ""
        )
    if readdressed and email and activity.status != ActivityStatus.HELD:
        resend_confirmation([row])
    return row


def _is_taken(row: Registration, identity: str) -> bool:
    others = Registration.objects.filter(activity_id=row.activity_id, identity=identity)
    return others.active().exclude(pk=row.pk).exists()

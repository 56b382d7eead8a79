"""What people change about their own registration, and links they have lost."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import notifications, participants, seats
from events.enums import ActivityStatus
from events.identity import normalise_email
from events.models import Booking, Registration
from events.registration import Person, resend_confirmation

# One address seldom has more; the bound keeps a stranger from having many mails sent.
RESENT_AT_MOST = 10


class ChangeRefused(Exception):
    """Nothing was changed; ``message`` tells the person why."""

    message = _("Tilmeldingen kan ikke længere ændres.")


class SomeoneElse(ChangeRefused):
    """Another registration at the activity has that name and address."""

    message = _("Der er allerede en tilmelding med det navn og den mailadresse.")


@transaction.atomic
def change_details(registration: Registration, person: Person) -> Registration:
    """Write a person's corrected details and tell her by mail; return the fresh row.

    A new address gets the confirmation with a new personal link: the one sent to the old
    address opens nothing any more. Repeating a change sends nothing twice.
    Raises ChangeRefused when the registration or activity is over, or SomeoneElse.
    """
    activity = seats.lock(registration.activity_id)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if not row.is_active or activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        raise ChangeRefused
    try:
        amended = participants.amend(row, person)
    except participants.SomeoneElse as error:
        raise SomeoneElse from error
    if amended.email == row.email and _details(amended) != _details(row):
        notifications.enqueue(notifications.Mail.CHANGED, [amended])
    return amended


def _details(row: Registration) -> tuple[object, ...]:
    return (row.name, row.phone, row.workplace, row.workplace_kind_id, row.role)


def coming_at(address: str, *, discreet: bool) -> list[Registration]:
    """Return an address's active registrations for what is not over; at most a few, soonest first.

    Either of discreet activities or of all others, never both: they have different links.
    """
    return list(
        Registration.objects.filter(email=normalise_email(address), activity__discreet=discreet)
        .active()
        .select_related("booking")
        .alias(over=Max("activity__sessions__end"))
        .filter(over__gt=timezone.now())
        .order_by("over", "pk")[:RESENT_AT_MOST]
    )


@transaction.atomic
def resend_links(email: str) -> int:
    """Mail the personal links of an address's coming registrations again; return how many.

    A booker gets the link to each of her groups, too. The caller answers the same whether any
    were found. Discreet activities are left out: a stranger must not have mail about them sent
    to a mailbox that others may read.
    """
    address = normalise_email(email)
    found = coming_at(address, discreet=False)
    resend_confirmation(found)
    active = Registration.objects.filter(booking=OuterRef("pk")).active()
    groups = list(
        Booking.objects.filter(
            Exists(active), contact_email=address, is_team=True, activity__discreet=False
        )
        .alias(over=Max("activity__sessions__end"))
        .filter(over__gt=timezone.now())
        .order_by("over", "pk")[:RESENT_AT_MOST]
    )
    for booking in groups:
        notifications.enqueue_letter(notifications.Mail.TEAM_BOOKED, booking=booking)
    return len(found) + len(groups)

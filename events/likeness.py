"""Who may be the same person twice: asked about, never refused.

A shared mailbox or a couple's phone is no collision, and neither are two people of one name.
On the web nobody is told who else is signed up; the mail to the shared mailbox asks instead.
"""

from django.db.models import Q

from events.models import Activity, Registration
from events.registration import Person
from events.sorting import danish_sort_key

ASKED_AT_MOST = 5


def look_alikes(activity: Activity, person: Person) -> list[Registration]:
    """Return active registrations that share address, phone or name with someone new. One query.

    The very same person is none of them: ``registration.register`` refuses her.
    """
    like = Q(sort_key=danish_sort_key(person.name))
    if person.email:
        like |= Q(email=person.email.strip().lower())
    if person.phone:
        like |= Q(phone=person.phone)
    rows = Registration.objects.filter(like, activity=activity).active().exclude(name="")
    if person.identity:
        rows = rows.exclude(identity=person.identity)
    return list(rows.order_by("sort_key", "pk")[:ASKED_AT_MOST])


def others_at_address(registration: Registration) -> list[str]:
    """Return the names signed up from elsewhere with the same address, for a mail to it."""
    if not registration.email:
        return []
    rows = Registration.objects.filter(
        activity=registration.activity_id, email=registration.email
    ).active()
    names = rows.exclude(booking=registration.booking_id).exclude(name="")
    return list(names.order_by("sort_key").values_list("name", flat=True)[:ASKED_AT_MOST])

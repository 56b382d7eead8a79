"""What staff do for one participant: sign her up, put her details right, find her in line."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import seats
from events.enums import ActivityStatus, RegistrationSource, StaffChannel
from events.identity import normalise_email, normalise_phone
from events.models import Activity, Booking, QueueDecision, Registration
from events.permissions import Viewer
from events.registration import Contact, Person, register, resend_confirmation
from events.sorting import danish_sort_key


class SomeoneElse(Exception):
    """The new details are those of another participant of the activity."""

    message = _("En anden tilmelding til aktiviteten har samme navn og adresse.")


@transaction.atomic
def sign_up(
    activity: Activity,
    person: Person,
    *,
    idempotency_key: UUID,
    by: Viewer,
    channel: StaffChannel = StaffChannel.PHONE,
    language: str = "da",
) -> Registration:
    """Sign up someone who phoned, wrote or came by; she stands in line where it is full.

    ``language`` is the one she is written to in.

    Rules and queue are the same as on the web. How she reached us is noted with the first
    decision about her, and (as a word, no name) in the activity's history.
    Raises RegistrationRefused as ``registration.register`` does.
    """
    from events import calls

    booking = register(
        activity=activity,
        people=[person],
        contact=Contact(
            name=person.name, email=person.email, phone=person.phone, language=language
        ),
        idempotency_key=idempotency_key,
        source=RegistrationSource.STAFF,
        by=by,
    )
    registration = booking.registrations.get(replaces=None)
    if channel != StaffChannel.PAPER:
        calls.told(registration, by=by)  # she hears it at once, and need not be rung
    if _note_channel(registration, channel):
        log(activity, "events.signed_up", user=by, data={"channel": channel.value})
    return registration


def _note_channel(registration: Registration, channel: StaffChannel) -> bool:
    """Write the channel on the first decision; False where an earlier call has done so."""
    first = QueueDecision.objects.filter(registration=registration).order_by("at", "pk").first()
    if first is None or "channel" in first.params:
        return False
    first.params["channel"] = channel.value
    first.save(update_fields=["params"])
    return True


def channel_of(registration: Registration) -> str:
    """Return how she reached the member of staff who signed her up, in words; "" if unknown."""
    params = QueueDecision.objects.filter(registration=registration).values_list(
        "params", flat=True
    )
    labels = dict(StaffChannel.choices)
    noted = (labels.get(p.get("channel")) for p in params.order_by("at", "pk"))
    return str(next((label for label in noted if label), ""))


def numbers_in_line(rows: Iterable[Registration]) -> dict[UUID, int]:
    """Return the place in line now, from 1, of those of one activity's rows that wait.

    One query for all of them, none where nobody waits.
    """
    waiting = [row for row in rows if row.is_waiting]
    if not waiting:
        return {}
    line = Registration.objects.filter(activity=waiting[0].activity_id).in_line()
    numbered = line.order_by().annotate(number=Window(RowNumber(), order_by=F("place_in_line")))
    # The second half is never so; beside it the first stands outside the numbering, which
    # would otherwise be of the chosen rows alone.
    chosen = numbered.filter(Q(pk__in=[row.pk for row in waiting]) | Q(number__lt=1))
    return dict(chosen.values_list("pk", "number"))


@transaction.atomic
def renew_link(registration: Registration) -> Registration:
    """Give a participant a new personal link; every link sent before stops working.

    The mail that fits her present state carries the new link.
    """
    # Not the booking as well: who changes a team holds that one and then wants its people.
    rows = Registration.objects.select_for_update(of=("self",)).select_related("booking")
    row = rows.get(pk=registration.pk)
    row.link_version += 1
    row.save(update_fields=["link_version", "changed_at"])
    resend_confirmation([row])
    return row


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
        pk=row.booking_id, contact_name=row.name, contact_email=row.email or "", is_team=False
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
        row.bounced_on = None  # what came back came from the old address
    row.save(
        update_fields=[
            "name", "sort_key", "email", "phone", "identity", "workplace", "workplace_kind",
            "role", "link_version", "bounced_on", "changed_at",
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

"""A colleague comes instead; and "det er ikke mig".

Whoever comes instead takes over the seat, or the very place in line: nobody is passed, and
nobody behind gains or loses anything by it.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import (
    applying,
    cancellation,
    choices,
    decisions,
    eligibility,
    notifications,
    waitlist,
)
from events.changes import ChangeRefused, SomeoneElse
from events.deadlines import offer_deadline
from events.enums import ACTIVE, DecisionKind, EndReason, RegistrationStatus, Role
from events.identity import fold_name, normalise_email
from events.models import Activity, Booking, CallTask, Needs, Registration, SignupAnswer
from events.permissions import Viewer
from events.registration import Person, fill_in, resend_confirmation
from events.sorting import danish_sort_key

NOBODY = "Slettet"  # stands where a name was; a row in line must not look like an unnamed seat


class TooLateToReplace(ChangeRefused):
    """The activity has begun: only those at the door can let a substitute in."""

    message = _("Aktiviteten er begyndt. Sig det til dem, der tjekker ind ved døren.")


class SamePerson(ChangeRefused):
    """The substitute is the person herself."""

    message = _("Det er den samme person. Skriv den, der kommer i stedet.")


class NeedsApproval(ChangeRefused):
    """The organiser says yes to each one who has a seat here."""

    message = _("Her godkender arrangøren hver tilmelding. Ring, hvis en kollega skal overtage.")


@transaction.atomic
def replace(registration: Registration, person: Person, *, by: Viewer = None) -> Registration:
    """Let ``person`` have the registration's seat or place in line; return her registration.

    Participants and bookers may do so until the start; staff (``by``) as long as the last
    session runs. Workshops go along. The one replaced and the one who comes are told.
    Repeating it returns the same registration.

    Where sign-ups are approved, only staff let a substitute have an approved one's place.

    Raises ChangeRefused (TooLateToReplace, SamePerson, NeedsApproval, SomeoneElse).
    """
    activity = waitlist.enter(registration.activity_id)
    old = waitlist.lock_row(activity, registration)
    done = old.replaced_by.filter(status__in=ACTIVE).first()
    if old.ended == EndReason.REPLACED and done and _is(done, person):
        return done
    _check(activity, old, person, by)
    standing = {name: getattr(old, name) for name in ("status", "place_in_line", "expires_at")}
    old.status = RegistrationStatus.CANCELLED
    old.ended = EndReason.REPLACED
    old.place_in_line = old.expires_at = None
    old.save(update_fields=["status", "ended", "place_in_line", "expires_at", "changed_at"])
    new = Registration(booking=old.booking, activity=activity, replaces=old, **standing)
    fill_in(new, person)
    if new.is_offered and new.expires_at is None and notifications.mailbox_of(new):
        # The offer waited for a call to someone without a mailbox; this one reads it.
        new.expires_at = offer_deadline(activity, timezone.now())
    new.save(force_insert=True)
    choices.hand_over(old, new)
    Needs.objects.filter(registration=old).delete()  # her food is not her colleague's
    applying.note_ended(activity, [old], EndReason.REPLACED)
    decisions.note(old, DecisionKind.REPLACED, by=by)
    if old.email:  # a booker who writes for someone without e-mail has done this herself
        notifications.enqueue(notifications.Mail.REPLACED, [old], had_seat=new.has_seat)
    resend_confirmation([new])
    return new


def _check(activity: Activity, old: Registration, person: Person, by: Viewer) -> None:
    over = activity.discreet or activity.status in waitlist.OVER
    if over or not old.is_active or not old.name:
        raise ChangeRefused
    end = activity.last_end
    if by is None and activity.starts_within(timedelta(0)):
        raise TooLateToReplace
    if end is not None and end <= timezone.now():
        raise ChangeRefused
    if not eligibility.is_eligible(activity, by):
        raise ChangeRefused
    if _is(old, person):
        raise SamePerson
    if by is None and activity.needs_approval and not old.is_pending:
        raise NeedsApproval
    same = Registration.objects.filter(activity=activity, identity=person.identity)
    if person.identity and same.active().exists():
        raise SomeoneElse


def _is(row: Registration, person: Person) -> bool:
    if row.identity or person.identity:
        return row.identity == person.identity
    return fold_name(row.name) == fold_name(person.name)


@transaction.atomic
def not_me(registration: Registration) -> Registration:
    """End the registration of someone who says she is not that person, and forget her.

    The seat goes to the next in line; name, address and whatever was answered are blanked at
    once, and the link that was mailed opens nothing more. Repeating it does nothing.
    Raises TooLate when the activity has been held.
    """
    row = cancellation.withdraw(registration, tell=False, reason=EndReason.NOT_ME)
    if row.name == NOBODY:
        return row
    if not row.booking.is_team and normalise_email(row.booking.contact_email) == (row.email or ""):
        Booking.objects.filter(pk=row.booking_id).update(
            contact_name="", contact_email="", contact_phone=""
        )
    Needs.objects.filter(registration=row).delete()
    SignupAnswer.objects.filter(registration=row).delete()
    CallTask.objects.filter(registration=row).delete()
    row.name, row.sort_key, row.role = NOBODY, danish_sort_key(NOBODY), Role.OTHER
    row.email = row.phone = row.identity = row.workplace_kind = None
    row.workplace = ""
    row.link_version += 1
    row.save(
        update_fields=[
            "name", "sort_key", "role", "email", "phone", "identity", "workplace_kind",
            "workplace", "link_version", "changed_at",
        ]
    )  # fmt: skip
    return row

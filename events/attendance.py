"""Who came: tick people off, add walk-ins, count heads."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import choices, decisions, eligibility, extras, seats, waitlist
from events.enums import (
    HEADS_ONLY,
    ActivityStatus,
    AttendanceState,
    DecisionKind,
    RegistrationSource,
    RegistrationStatus,
)
from events.identity import normalise_email, normalise_phone
from events.models import Activity, Attendance, Booking, HeadCount, Registration, Session
from events.models.vocabulary import Audience
from events.permissions import Viewer, storable
from events.registration import Person
from events.sorting import danish_sort_key


class NotOnTheList(Exception):
    """The person holds no confirmed seat at this activity."""

    message = _("Personen har ikke en bekræftet plads på denne aktivitet.")


class HeadsOnly(NotOnTheList):
    """Heads are counted there: nobody is ticked off by name."""

    message = _(
        "Her tælles hoveder. Ingen krydses af med navn: skriv i stedet, hvor mange der kom."
    )


class DayIsOver(Exception):
    """The day is closed or called off: attendance is settled."""

    message = _("Dagen er afsluttet eller aflyst, så listen kan ikke ændres.")


def mark(
    registration: Registration, session: Session, state: AttendanceState | None, *, by: Viewer
) -> Attendance | None:
    """Note one person as present or absent at one session; ``None`` takes the note away.

    Repeating it changes nothing. Raises NotOnTheList for one without a confirmed seat, or
    for a session of another activity; HeadsOnly where heads are counted.
    """
    if session.activity.kind in HEADS_ONLY:
        raise HeadsOnly
    if session.activity_id != registration.activity_id or not registration.is_confirmed:
        raise NotOnTheList
    if state is None:
        Attendance.objects.filter(session=session, registration=registration).delete()
        return None
    attendance, _created = Attendance.objects.update_or_create(
        session=session,
        registration=registration,
        defaults={"state": state, "marked_by": storable(by)},
    )
    return attendance


@transaction.atomic
def mark_rest_absent(session: Session, *, by: Viewer) -> int:
    """Note everyone with a seat who has no mark at this session as absent; return how many.

    Nobody where heads are counted: whoever did not come had no need to say so.
    """
    if session.activity.kind in HEADS_ONLY:
        return 0
    missing = (
        Registration.objects.filter(activity_id=session.activity_id)
        .confirmed()
        .exclude(attendances__session=session)
    )
    rows = [
        Attendance(
            session=session,
            registration=r,
            state=AttendanceState.ABSENT,
            marked_by=storable(by),
        )
        for r in missing
    ]
    return len(Attendance.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def add_walk_in(
    activity: Activity, session: Session, person: Person, *, idempotency_key: UUID, by: Viewer
) -> Registration:
    """Enter someone who came without a seat, and mark her present.

    A free seat is used where there is one and nobody waits; otherwise the activity is
    overbooked by one, with the walk-in as the logged reason. Someone who had signed up
    with the same address, waiting or withdrawn, keeps her own row.

    Raises DayIsOver; HeadsOnly; eligibility.NotAdmitted where another app's rule judges people.
    """
    if activity.kind in HEADS_ONLY:
        raise HeadsOnly
    locked = waitlist.enter(activity.pk)
    if locked.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        raise DayIsOver
    booking = Booking.objects.filter(activity=locked, idempotency_key=idempotency_key).first()
    if booking:
        return booking.registrations.get(replaces=None)
    known = _known(locked, person)
    if known and known.is_confirmed:
        mark(known, session, AttendanceState.PRESENT, by=by)
        return known
    comes_anew = known is None or not known.is_active
    _judge(locked, person, None if comes_anew else known, by)
    row = known or _new_walk_in(locked, person, idempotency_key, by)
    decided = _seat(locked, row, by)
    row.status = RegistrationStatus.CONFIRMED
    row.place_in_line = row.expires_at = None
    row.ended = ""
    row.save()
    if comes_anew:
        extras.store(locked, [(row, person.extras)])
    decisions.note(row, decided, by=by)
    choices.seat_wishes(locked, [row])
    mark(row, session, AttendanceState.PRESENT, by=by)
    return row


def _judge(activity: Activity, person: Person, known: Registration | None, by: Viewer) -> None:
    """Have a newcomer judged as at sign-up, and one in line by what is kept beside her row."""
    if known is None:
        eligibility.admit(activity, [person], by)
    elif why := eligibility.barred(activity, [known]).get(known.pk):
        raise eligibility.NotAdmitted(why)


def _seat(activity: Activity, row: Registration, by: Viewer) -> DecisionKind:
    """Let the ledger count a seat for someone who stands at the door; say how she got it."""
    if row.has_seat:  # an offer or a hold: hers already
        return DecisionKind.SEATED
    if activity.free_seats and not Registration.objects.filter(activity=activity).in_line():
        seats.take(activity)
        return DecisionKind.SEATED
    seats.override(activity, reason=str(_("gæst uden tilmelding")), by=by)
    return DecisionKind.OUT_OF_TURN


def _known(activity: Activity, person: Person) -> Registration | None:
    if person.identity is None:
        return None
    rows = Registration.objects.filter(activity=activity, identity=person.identity)
    # At most one is active, and not always the newest: names and addresses can be corrected.
    return rows.active().first() or rows.order_by("-created_at").first()


def _new_walk_in(
    activity: Activity, person: Person, idempotency_key: UUID, by: Viewer
) -> Registration:
    booking = Booking.objects.create(
        activity=activity,
        idempotency_key=idempotency_key,
        source=RegistrationSource.WALK_IN,
        entered_by=storable(by),
    )
    return Registration(
        activity=activity,
        booking=booking,
        name=person.name.strip(),
        sort_key=danish_sort_key(person.name),
        email=normalise_email(person.email) or None,
        phone=normalise_phone(person.phone) or None,
        identity=person.identity,
        workplace=person.workplace.strip(),
        workplace_kind=person.workplace_kind,
        role=person.role,
    )


def set_head_count(session: Session, audience: Audience, number: int) -> None:
    """State how many of an audience came; 0 takes the count away."""
    if number == 0:
        HeadCount.objects.filter(session=session, audience=audience).delete()
    else:
        HeadCount.objects.update_or_create(
            session=session, audience=audience, defaults={"number": number}
        )

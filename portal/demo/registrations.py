"""Sign-ups of coming activities, and lists and attendance of those that were held."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from django.utils import timezone

from events import planning, registration, seats, workshops
from events.enums import (
    HEADS_ONLY,
    ActivityStatus,
    AttendanceState,
    RegistrationSource,
    RegistrationStatus,
    Role,
)
from events.models import Activity, Attendance, Booking, OutboxMessage, Registration
from events.registration import Contact
from events.sorting import danish_sort_key

from .activities import Planned
from .people import Crowd, Someone
from .staff import TEACHER, organiser

BATCH = 1000
SOURCES = (RegistrationSource.WEB, RegistrationSource.STAFF, RegistrationSource.WALK_IN)
ENGLISH_SHARE = 0.07
WITHDRAWN_SHARE = 0.06
UNDECIDED_SHARE = 0.1

TEACHER_AS_GUEST = Someone(
    f"{TEACHER.first_name} {TEACHER.last_name}",
    TEACHER.email,
    "Skolen ved Kastanjehaven",
    "skole",
    Role.FRONTLINE_YOUTH,
)
# Where the demo's teacher comes, so that her own page has something to show.
TEACHER_ATTENDED = {"temadag-traekker-sig", "temadag-digitalt-selvforsvar"}
TEACHER_COMES = {"temadag-flertallet", "temadag-svaere-samtale", "aarskonference"}


def sign_up_coming(planned: Sequence[Planned], crowd: Crowd) -> None:
    """Sign people up for what is to come, through the one real path; then cancel what is."""
    for one in planned:
        if one.held or one.entry["status"] == "planned":
            continue
        people = crowd.draw(one.entry, one.entry["expected_registrations"])
        if one.entry["key"] in TEACHER_COMES:
            people[-1] = TEACHER_AS_GUEST
        if one.row.kind in HEADS_ONLY:
            _register_first_names(one, people, crowd)
        elif one.row.eligibility == "anyone":
            _register(one, people, crowd)
        else:
            # Membership belongs to a rule that is not part of the floor: entered as rows.
            enter(one, people, crowd)
        _spread_over_time(one.row, crowd.rng)
        if one.entry["status"] == ActivityStatus.CANCELLED:
            planning.cancel(one.row, message=one.entry["cancel_reason"], by=organiser())


def _register(one: Planned, people: list[Someone], crowd: Crowd) -> None:
    rounds = workshops.rounds(one.row)
    for team in crowd.teams(people):
        registration.register(
            activity=one.row,
            people=[
                replace(crowd.person(someone), choices=_wishes(rounds, crowd.rng))
                for someone in team
            ],
            contact=Contact(name=team[0].name, email=team[0].email, language=_language(crowd.rng)),
            idempotency_key=uuid.uuid4(),
        )


def _register_first_names(one: Planned, people: list[Someone], crowd: Crowd) -> None:
    """Let people say that they come, by a first name alone: nobody has to."""
    for someone in people:
        registration.register(
            activity=one.row,
            people=[registration.Person(name=someone.name.split()[0])],
            contact=Contact(language=_language(crowd.rng)),
            idempotency_key=uuid.uuid4(),
        )


def _wishes(rounds: Sequence[workshops.Round], rng: Random) -> tuple[uuid.UUID, ...]:
    """Return a workshop in most rounds; not everyone has made up her mind."""
    return tuple(rng.choice(one.workshops).pk for one in rounds if rng.random() >= UNDECIDED_SHARE)


def _language(rng: Random) -> str:
    return "en" if rng.random() < ENGLISH_SHARE else "da"


def enter(one: Planned, people: list[Someone], crowd: Crowd) -> list[Registration]:
    """Write confirmed sign-ups in bulk and count their seats; return the rows."""
    rows = _rows(one.row, people, crowd)
    Booking.objects.bulk_create((row.booking for row in rows), batch_size=BATCH)
    Registration.objects.bulk_create(rows, batch_size=BATCH)
    one.row.taken = len(rows)
    seats.write(one.row, "taken")
    return rows


def _rows(activity: Activity, people: list[Someone], crowd: Crowd) -> list[Registration]:
    weights = (86, 11, 3) if activity.status == ActivityStatus.HELD else (90, 10, 0)
    rows = []
    for someone in people:
        person = crowd.person(someone)
        booking = Booking(
            activity=activity,
            idempotency_key=uuid.uuid4(),
            contact_name=person.name,
            contact_email=person.email,
            language=_language(crowd.rng),
            source=crowd.rng.choices(SOURCES, weights)[0],
        )
        rows.append(
            Registration(
                activity=activity,
                booking=booking,
                name=person.name,
                sort_key=danish_sort_key(person.name),
                email=person.email,
                identity=person.identity,
                workplace=person.workplace,
                workplace_kind=person.workplace_kind,
                role=person.role,
                status=RegistrationStatus.CONFIRMED,
            )
        )
    return rows


def _spread_over_time(activity: Activity, rng: Random) -> None:
    """Let people have signed up on different days, those first in line first."""
    rows = list(Registration.objects.filter(activity=activity).order_by("place_in_line", "pk"))
    rng.shuffle(rows)
    rows.sort(key=lambda row: row.place_in_line or 0)
    latest = min(timezone.now(), activity.closes_at or timezone.now())
    start = activity.opens_at or latest - timedelta(days=20)
    moments = sorted(start + (latest - start) * rng.random() for _row in rows)
    for row, when in zip(rows, moments, strict=True):
        row.created_at = when
    Registration.objects.bulk_update(rows, ["created_at"], batch_size=100)


def hold(one: Planned, crowd: Crowd) -> tuple[list[Someone], list[Registration]]:
    """Let one activity have been held; return who came, and their rows where still kept.

    Written in bulk to the state that ticking everyone off leaves: those who came are
    present, the no-shows absent, a few had withdrawn in time.
    """
    expected = one.entry["expected_registrations"]
    absent = one.entry.get("no_shows", 0)
    people = crowd.draw(one.entry, expected + absent)
    if one.number == 0 and one.entry["key"] in TEACHER_ATTENDED:
        people[0] = TEACHER_AS_GUEST
    if not one.keeps_people:
        return people[:expected], []
    rows = enter(one, people, crowd)
    _withdrawn(one, people, crowd)
    session = one.row.sessions.get()
    by = organiser()
    Attendance.objects.bulk_create(
        (
            Attendance(
                session=session,
                registration=row,
                state=AttendanceState.PRESENT if index < expected else AttendanceState.ABSENT,
                marked_by=by,
            )
            for index, row in enumerate(rows)
        ),
        batch_size=BATCH,
    )
    if one.number == 0:
        _spread_over_time(one.row, crowd.rng)
    return people[:expected], rows[:expected]


def _withdrawn(one: Planned, people: list[Someone], crowd: Crowd) -> None:
    """Add a few who withdrew in time, and hold no seat."""
    taken = {someone.email for someone in people}
    others = [p for p in crowd.professionals if p.email not in taken]
    number = round(len(people) * WITHDRAWN_SHARE)
    rows = _rows(one.row, crowd.rng.sample(others, min(number, len(others))), crowd)
    for row in rows:
        row.status = RegistrationStatus.CANCELLED
    Booking.objects.bulk_create(row.booking for row in rows)
    Registration.objects.bulk_create(rows)


def drop_mails(planned: Sequence[Planned]) -> None:
    """Take the demo's mails out of the outbox: its people do not exist and have no mailbox."""
    keys = [one.row.pk for one in planned]
    OutboxMessage.objects.filter(registration__activity__in=keys).delete()

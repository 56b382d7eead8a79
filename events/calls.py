""" "Ring til": messages that go by phone, because the person has no e-mail or it came back.

A call is a row like a mail is: kind, person and parameters. What is said is rendered when
the list is shown, from how things stand then; a call that is no longer true is not shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from events import applying, messages, neutral, participants, when
from events.enums import HEADS_ONLY, ActivityStatus, RegistrationStatus
from events.models import Activity, CallTask, OrganiserMessage, Registration
from events.notifications import Mail
from events.permissions import Viewer, storable

OPEN = (CallTask.State.OPEN, CallTask.State.NO_ANSWER)

# What tells how someone stands: the newest says it all.
STANDING = frozenset(
    {
        Mail.CONFIRMED,
        Mail.WAITING,
        Mail.MOVED_UP,
        Mail.PENDING,
        Mail.OFFERED,
        Mail.CHANGED,
    }
)
# After these nothing said before is of any use.
LAST_WORDS = frozenset(
    {
        Mail.WITHDRAWN,
        Mail.ACTIVITY_CANCELLED,
        Mail.NOT_APPROVED,
        Mail.OFFER_EXPIRED,
        Mail.REPLACED,
        Mail.THANKS,
    }
)
# The survey's links go by mail and on printed codes; nobody can be asked by phone.
KINDS = frozenset(messages.SHAPES) - {Mail.SURVEY}
# What is still worth a call when the day is over.
AFTERWARDS = (Mail.THANKS, Mail.MESSAGE, Mail.CERTIFICATE)


class NotOpen(Exception):
    """The call was made, or has been overtaken, meanwhile."""

    message = _("Opkaldet er allerede klaret.")


def add(kind: Mail, registration: Registration, params: Mapping[str, Any]) -> CallTask | None:
    """Ask staff to ring one person; the row, or None for what cannot be said by phone."""
    made = add_each(kind, [(registration, params)])
    return made[0] if made else None


def add_each(
    kind: Mail, people: Iterable[tuple[Registration, Mapping[str, Any]]]
) -> list[CallTask]:
    """Ask staff to ring people, in the transaction of the change that they are told of.

    Calls that this one overtakes are dropped. Whoever gave an open hearing an alias and neither
    mail nor phone is on no list: nobody could ring.
    """
    if kind not in KINDS:
        return []
    wanted = _without_aliases(list(people))
    told = {row.pk for row in neutral.without_companions(person for person, _params in wanted)}
    tasks = [
        CallTask(registration=person, kind=kind, params=dict(params))
        for person, params in wanted
        if person.pk in told
    ]
    if not tasks:
        return []
    if kind == Mail.OFFERED:
        _stop_clock(task.registration for task in tasks)
    open_calls = CallTask.objects.filter(
        registration__in=[task.registration for task in tasks], state__in=OPEN
    )
    open_calls.filter(_overtaken_by(kind)).update(state=CallTask.State.DROPPED)
    return CallTask.objects.bulk_create(tasks, batch_size=500)


def _without_aliases(
    people: list[tuple[Registration, Mapping[str, Any]]],
) -> list[tuple[Registration, Mapping[str, Any]]]:
    nowhere = {row.activity_id for row, _params in people if not (row.email or row.phone)}
    if not nowhere:
        return people
    rows = Activity.objects.filter(pk__in=nowhere, kind__in=HEADS_ONLY)
    by_alias = set(rows.values_list("pk", flat=True))
    return [
        (row, params)
        for row, params in people
        if row.email or row.phone or row.activity_id not in by_alias
    ]


def _stop_clock(people: Iterable[Registration]) -> None:
    """Let an offer that was never read (its mail came back) run from the talk only."""
    Registration.objects.filter(
        pk__in=[person.pk for person in people], status=RegistrationStatus.OFFERED
    ).update(expires_at=None)


def _overtaken_by(kind: Mail) -> Q:
    if kind == Mail.THANKS:
        return ~Q(kind=Mail.CERTIFICATE)  # it lies ready still
    if kind in LAST_WORDS:
        return Q()
    if kind == Mail.CHANGED:
        return Q(kind=kind)  # it says nothing of a seat: an offer must still be told
    if kind in STANDING:
        return Q(kind__in=STANDING)
    if kind == Mail.MESSAGE:
        return Q(pk=None)
    if kind == Mail.ACTIVITY_MOVED:
        return Q(kind__in=[kind, Mail.REMINDER])
    return Q(kind=kind)


def _still_true() -> Q:
    """Return the condition under which a call's words agree with the registration's status."""
    by_statuses: dict[frozenset[str], list[Mail]] = {}
    for kind in KINDS:
        by_statuses.setdefault(messages.SHAPES[kind].statuses, []).append(kind)
    agrees = Q()
    for statuses, kinds in by_statuses.items():
        agrees |= Q(kind__in=kinds, registration__status__in=statuses)
    over = Q(registration__activity__status=ActivityStatus.HELD)
    # An offer whose time runs has been told.
    told = Q(kind=Mail.OFFERED, registration__expires_at__isnull=False)
    return agrees & (~over | Q(kind__in=AFTERWARDS)) & ~told


def waiting_calls() -> QuerySet[CallTask]:
    """Return the calls to be made. The caller narrows them to an activity she may run."""
    return CallTask.objects.filter(_still_true(), state__in=OPEN)


def numbers(activities: Iterable[Activity]) -> dict[UUID, int]:
    """Return how many people of each activity are to be rung; one query, only those with any."""
    rows = (
        waiting_calls()
        .filter(registration__activity__in=list(activities))
        .order_by()
        .values("registration__activity")
        .annotate(people=Count("registration", distinct=True))
    )
    return {row["registration__activity"]: row["people"] for row in rows}


@dataclass(frozen=True)
class Line:
    """One message to one person, with what to say."""

    task: CallTask
    script: str


@dataclass(frozen=True)
class Person:
    """One person to ring, with everything she is to be told, oldest first."""

    registration: Registration
    phone: str
    lines: list[Line]
    note: str = ""  # her language, her interpreter: what to know before one rings

    @property
    def attempts(self) -> int:
        """How often she was tried in vain, for the message tried most."""
        return max(line.task.attempts for line in self.lines)

    @property
    def tried_at(self) -> datetime | None:
        """When she was tried last."""
        return max((line.task.tried_at for line in self.lines if line.task.tried_at), default=None)


def registrations_to_ring(activity: Activity) -> QuerySet[CallTask, UUID]:
    """Return the keys of those to ring about one activity, longest waiting first."""
    return (
        waiting_calls()
        .filter(registration__activity=activity)
        .order_by()
        .values("registration")
        .annotate(since=Min("created_at"))
        .order_by("since", "registration")
        .values_list("registration", flat=True)
    )


def people_to_ring(activity: Activity, keys: Iterable[UUID] | None = None) -> list[Person]:
    """Return whom to ring about one activity, longest waiting first; a few queries for all.

    ``keys`` are those of ``registrations_to_ring`` that are wanted; all, unless given. The
    caller has checked that the reader may see the activity's participants.
    """
    wanted = list(registrations_to_ring(activity) if keys is None else keys)
    tasks = list(
        waiting_calls().filter(registration__in=wanted).select_related("registration__booking")
    )
    facts = _facts(activity, tasks)
    grouped: dict[UUID, list[CallTask]] = {key: [] for key in wanted}
    for task in tasks:
        grouped[task.registration_id].append(task)
    notes: Mapping[UUID, str] = {}
    if activity.discreet and neutral.is_ready():
        notes = neutral.face().notes(rows[0].registration for rows in grouped.values() if rows)
    return [
        Person(
            rows[0].registration,
            phone_of(rows[0].registration),
            [Line(row, script(row, activity, facts)) for row in rows],
            notes.get(rows[0].registration_id, ""),
        )
        for rows in grouped.values()
        if rows
    ]


def _facts(activity: Activity, tasks: list[CallTask]) -> dict[str, Any]:
    """Read once what all scripts need."""
    neutral_words = (
        neutral.face().words(activity, settings.LANGUAGE_CODE)
        if activity.discreet and neutral.is_ready()
        else None
    )
    return {
        "neutral": neutral_words,
        "sessions": list(activity.sessions.all()),
        "numbers": participants.numbers_in_line(task.registration for task in tasks),
        "messages": {
            str(message.pk): message
            for message in OrganiserMessage.objects.filter(activity=activity)
        },
    }


def script(task: CallTask, activity: Activity, facts: Mapping[str, Any]) -> str:
    """Return what to say, in the language of the person's booking.

    About a discreet activity it is Danish for whoever rings, with the neutral title and place.
    """
    registration, words = task.registration, facts["neutral"]
    language = words.language if words else messages.language_of(registration)
    with translation.override(language):
        context = {
            "title": words.title if words else activity.display_title,
            "activity": activity,
            "by_application": applying.takes_applications(activity),
            "place": words.place if words else activity.place,
            "times": [when.session_time(session) for session in facts["sessions"]],
            "number": facts["numbers"].get(registration.pk),
            "hours": activity.offer_hours,
            "reason": task.params.get("reason", ""),
            "message": facts["messages"].get(task.params.get("message")),
        }
        text = render_to_string(f"calls/{task.kind}.txt", context)
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def phone_of(registration: Registration) -> str:
    """Return where to ring about a registration, "" for nowhere: her own, or her booker's."""
    if registration.phone:
        return registration.phone
    return registration.booking.contact_phone if registration.booking.is_team else ""


def told(registration: Registration, *, by: Viewer) -> None:
    """Note that a person heard from a member of staff how she stands, as at the telephone.

    Inside the transaction that changed it.
    """
    CallTask.objects.filter(
        registration=registration, state__in=OPEN, kind__in=STANDING | LAST_WORDS
    ).update(state=CallTask.State.REACHED, tried_at=timezone.now(), done_by=storable(by))


@transaction.atomic
def reached(task: CallTask, *, by: Viewer) -> CallTask:
    """Note that the person was told. An offer's time begins now. Raises NotOpen."""
    from events import offers

    row = _lock(task)
    row.state = CallTask.State.REACHED
    _note(row, by)
    if row.kind == Mail.OFFERED:
        offers.start_clock(row.registration, by=by)
    return row


@transaction.atomic
def answered(task: CallTask, *, yes: bool, by: Viewer) -> CallTask:
    """Note the answer that someone gave to an offer on the phone, and act on it.

    She knows how she stands now, so she is not rung about that again.
    Raises NotOpen, or offers.OfferOver.
    """
    from events import offers

    row = _lock(task)
    if row.kind != Mail.OFFERED:
        raise NotOpen
    row.state = CallTask.State.REACHED
    _note(row, by)
    settle = offers.accept if yes else offers.decline
    settle(row.registration, by=by)
    told(row.registration, by=by)
    return row


@transaction.atomic
def no_answer(task: CallTask, *, by: Viewer) -> CallTask:
    """Count an attempt; the call stays on the list. Raises NotOpen."""
    row = _lock(task)
    row.state = CallTask.State.NO_ANSWER
    _note(row, by)
    return row


@transaction.atomic
def drop(task: CallTask, *, by: Viewer) -> CallTask:
    """Take a call off the list that nobody need make. Raises NotOpen.

    Not the call of an offer that still stands: no clock would run, and it would never end.
    """
    row = _lock(task)
    if row.kind == Mail.OFFERED and row.registration.is_offered:
        raise NotOpen
    row.state = CallTask.State.DROPPED
    row.done_by = storable(by)
    row.save(update_fields=["state", "done_by"])
    return row


def _lock(task: CallTask) -> CallTask:
    """Return the open row, locked after its activity as everywhere."""
    from events import seats

    seats.lock(task.registration.activity_id)
    row = (
        CallTask.objects.select_for_update(of=("self",))
        .select_related("registration")
        .filter(pk=task.pk, state__in=OPEN)
        .first()
    )
    if row is None:
        raise NotOpen
    return row


def _note(row: CallTask, by: Viewer) -> None:
    row.attempts = F("attempts") + 1
    row.tried_at = timezone.now()
    row.done_by = storable(by)
    row.save(update_fields=["state", "attempts", "tried_at", "done_by"])
    row.refresh_from_db(fields=["attempts"])

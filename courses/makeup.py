"""A missed session is made up as a guest at the same session of a parallel course.

Parallel are the other activities of the series with as many sessions; the third session is
made up at a third session. A guest takes no seat there, but each session has room for a fifth
of its course's capacity, and for one at least. Never for discreet activities.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import completion
from courses.completion import Turn
from courses.models import MakeUp
from events import absence, seats
from events.enums import ActivityKind, ActivityStatus, AttendanceState, RegistrationStatus
from events.models import Activity, Registration, Session

RUNNING = (ActivityStatus.OPEN, ActivityStatus.CLOSED)
SHARE = 5  # one guest for every five seats
SHOWN = 6  # parallel courses to choose among


class MakeUpRefused(Exception):
    """Nothing was agreed or changed; ``message`` says why."""

    message = _("Mødegangen kan ikke indhentes der.")


class NotMissed(MakeUpRefused):
    """The person was there, or has not said that she will be absent."""

    message = _("Meld først fravær til mødegangen. Så kan den indhentes et andet sted.")


class NoRoom(MakeUpRefused):
    """The session has as many guests as it has room for."""

    message = _("Der er ikke plads til flere gæster den dag. Vælg et andet hold.")


class AlreadyTicked(MakeUpRefused):
    """The guest has been ticked off: it is no plan any more."""

    message = _("Du er krydset af som gæst, så det kan ikke laves om her.")


@dataclass(frozen=True)
class Option:
    """One session where a missed one can be made up, and how many guests it still takes."""

    session: Session
    room: int


def guest_limit(activity: Activity) -> int:
    """Return how many guests one session of the activity takes."""
    return activity.capacity // SHARE or 1


def is_missed(turn: Turn, now: datetime | None = None) -> bool:
    """Whether a session was missed or will be: absence noted, or over without her."""
    if turn.counts:
        return False
    now = now or timezone.now()
    return turn.absence_noted or turn.state == AttendanceState.ABSENT or turn.session.end <= now


def options(
    registration: Registration, turns: Iterable[Turn], *, now: datetime | None = None
) -> dict[UUID, list[Option]]:
    """Return where each missed session can be made up, by the missed session's key.

    Two queries, none where nothing was missed; the soonest first.
    """
    now = now or timezone.now()
    turns = list(turns)
    missed = [turn for turn in turns if is_missed(turn, now)]
    if not missed or registration.activity.discreet or not registration.is_confirmed:
        return {}
    parallel = _parallel(registration.activity, len(turns))
    guests = _guests_at(s.pk for _activity, sessions in parallel for s in sessions)
    return {
        turn.session.pk: sorted(
            (
                Option(sessions[turn.number - 1], room)
                for activity, sessions in parallel
                if sessions[turn.number - 1].start > now
                and (room := guest_limit(activity) - guests.get(sessions[turn.number - 1].pk, 0))
                > 0
            ),
            key=lambda option: option.session.start,
        )[:SHOWN]
        for turn in missed
    }


def _parallel(activity: Activity, number: int) -> list[tuple[Activity, list[Session]]]:
    """Return the parallel courses that run, each with its sessions in order."""
    if activity.kind != ActivityKind.KURSUS:
        return []
    others = (
        Activity.objects.filter(
            series=activity.series,
            kind=ActivityKind.KURSUS,
            discreet=False,
            status__in=RUNNING,
        )
        .exclude(pk=activity.pk)
        .prefetch_related("sessions")
    )
    with_sessions = [
        (other, sorted(other.sessions.all(), key=lambda s: (s.start, str(s.pk))))
        for other in others
    ]
    return [(other, sessions) for other, sessions in with_sessions if len(sessions) == number]


def _guests_at(sessions: Iterable[UUID]) -> dict[UUID, int]:
    rows = _active().filter(at__in=list(sessions)).order_by()
    return dict(rows.values_list("at").annotate(number=Count("pk")))


def _active() -> QuerySet[MakeUp]:
    return MakeUp.objects.filter(registration__status=RegistrationStatus.CONFIRMED)


@transaction.atomic
def choose(
    registration: Registration, missed: UUID, at: UUID, *, now: datetime | None = None
) -> MakeUp:
    """Agree that she comes as a guest at the session ``at`` for the one she missed.

    Choosing again moves her; the same once more changes nothing. Raises NotMissed, NoRoom,
    AlreadyTicked, or MakeUpRefused where the session is no parallel one to come.
    """
    host = Activity.objects.filter(sessions=at).values_list("pk", flat=True).first()
    if host is None:
        raise MakeUpRefused
    seats.lock(host)  # two who want the last place come one after the other
    # Nobody ticks her off at the one course while she is moved to another.
    list(MakeUp.objects.select_for_update().filter(registration=registration).order_by("pk"))
    registration = Registration.objects.select_related("activity").get(pk=registration.pk)
    turns = completion.progress(registration).sessions
    turn = next((t for t in turns if t.session.pk == missed), None)
    if turn is None or not registration.is_confirmed:
        raise MakeUpRefused
    if turn.make_up is not None and turn.make_up.state:
        raise AlreadyTicked
    if turn.make_up is not None and turn.make_up.at_id == at:
        return turn.make_up
    if not is_missed(turn, now):
        raise NotMissed
    _refuse_unless_parallel(registration, turn, len(turns), at, now)
    row, _created = MakeUp.objects.update_or_create(
        registration=registration, missed=turn.session, defaults={"at_id": at}
    )
    return row


def _refuse_unless_parallel(
    registration: Registration, turn: Turn, number: int, at: UUID, now: datetime | None
) -> None:
    activity = registration.activity
    parallel = [] if activity.discreet else _parallel(activity, number)
    for other, sessions in parallel:
        session = sessions[turn.number - 1]
        if session.pk == at and absence.is_to_come(session, now):
            if _guests_at([at]).get(at, 0) >= guest_limit(other):
                raise NoRoom
            return
    raise MakeUpRefused


@transaction.atomic
def cancel(registration: Registration, missed: UUID) -> None:
    """Call off what was agreed; without anything agreed, nothing happens.

    Raises AlreadyTicked once the guest was ticked off.
    """
    row = (
        MakeUp.objects.select_for_update().filter(registration=registration, missed=missed).first()
    )
    if row is None:
        return
    if row.state:
        raise AlreadyTicked
    row.delete()


@transaction.atomic
def come_after_all(registration: Registration, session: Session) -> None:
    """Take an absence back, and with it the plan to make the session up elsewhere.

    Raises absence.AbsenceRefused, or AlreadyTicked when she has been a guest for it.
    """
    absence.take_back(registration, session)
    cancel(registration, session.pk)


def settled(sessions: Iterable[UUID]) -> set[UUID]:
    """Return those of the sessions to which a ticked guest belongs, as host's or as missed one."""
    keys = set(sessions)
    ticked = MakeUp.objects.exclude(state="").filter(Q(at__in=keys) | Q(missed__in=keys))
    return {key for pair in ticked.values_list("at", "missed") for key in pair} & keys


def guests(session: Session) -> QuerySet[MakeUp]:
    """Return who comes to a session from a parallel course, in Danish order; one query."""
    return (
        _active()
        .filter(at=session)
        .select_related("registration", "missed")
        .order_by("registration__sort_key", "pk")
    )


def tick(make_up: MakeUp, state: AttendanceState | None) -> None:
    """Note a guest as present or absent; ``None`` takes the note away. For the host's staff.

    Nothing happens where she has chosen another session since ``make_up`` was read.
    """
    MakeUp.objects.filter(pk=make_up.pk, at=make_up.at_id).update(state=state or "")

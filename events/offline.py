"""Taps that a phone kept while it had no connection, and sends when it has one again.

Each carries a key that the phone made. However often it arrives, from however many tabs, it
counts once and gets the same answer. Between the tap and its arrival the world went on; then
what happened later stands, and staff are told so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import attendance, seats
from events.enums import HEADS_ONLY, ActivityStatus, AttendanceState
from events.models import Activity, Attendance, CheckinAction, Registration, Session
from events.permissions import Viewer
from events.registration import Person

KEPT = timedelta(days=2)  # longer than a phone keeps an unsent tap
LONGEST_WAIT = timedelta(hours=24)

Outcome = CheckinAction.Outcome


@dataclass(frozen=True)
class Mark:
    """One person noted as present or absent; ``state`` None takes the note away.

    ``at`` is when it was tapped (aware), by our clock.
    """

    key: UUID
    session: Session
    registration_id: UUID
    state: AttendanceState | None
    at: datetime


@dataclass(frozen=True)
class WalkIn:
    """Someone who came without a seat."""

    key: UUID
    session: Session
    person: Person


type Action = Mark | WalkIn


def tapped_at(waited_ms: int, now: datetime | None = None) -> datetime:
    """Return when a tap was made that says how long it waited; never in the future."""
    waited = min(timedelta(milliseconds=max(0, waited_ms)), LONGEST_WAIT)
    return (now or timezone.now()) - waited


def apply(activity: Activity, action: Action, *, by: Viewer) -> Outcome:
    """Do what was tapped, once; return how it ended, now or the first time.

    Raises attendance.HeadsOnly where nobody is ticked off by name; then nothing is kept.
    """
    if activity.kind in HEADS_ONLY:
        raise attendance.HeadsOnly
    with transaction.atomic():
        # The lock keeps two tabs apart that send the same key at the same moment.
        locked = seats.lock(activity.pk)
        before = CheckinAction.objects.filter(pk=action.key).first()
        if before is not None:
            # Keys are random: one of another activity is no accident, and moves nothing here.
            same = before.activity_id == locked.pk
            return Outcome(before.outcome) if same else Outcome.GONE
        outcome = _do(locked, action, by)
        CheckinAction.objects.create(key=action.key, activity=locked, outcome=outcome)
        return outcome


def _do(activity: Activity, action: Action, by: Viewer) -> Outcome:
    if activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        return Outcome.CLOSED
    if isinstance(action, WalkIn):
        attendance.add_walk_in(
            activity, action.session, action.person, idempotency_key=action.key, by=by
        )
        return Outcome.DONE
    return _mark(activity, action, by)


def _mark(activity: Activity, action: Mark, by: Viewer) -> Outcome:
    rows = Registration.objects.filter(activity=activity)
    row = rows.filter(pk=action.registration_id).first()
    if row is None or not row.is_confirmed:
        return Outcome.GONE
    noted = Attendance.objects.filter(session=action.session, registration=row)
    newer = noted.filter(marked_at__gt=action.at).first()
    if newer is not None:
        return Outcome.DONE if newer.state == action.state else Outcome.OLDER
    attendance.mark(row, action.session, action.state, by=by)
    noted.update(marked_at=action.at)
    return Outcome.DONE


def sentence(outcome: Outcome, name: str) -> str:
    """Return what staff are told, with what they can do; "" where all went well."""
    sentences: dict[Outcome, Callable[[], str]] = {
        Outcome.OLDER: lambda: _(
            "%(name)s: en anden har siden noteret noget andet, og det står ved magt. "
            "Ret det på listen, hvis det er forkert."
        ),
        Outcome.GONE: lambda: _(
            "%(name)s har ikke længere en plads og er ikke krydset af: der kan være meldt "
            "afbud imens. Er %(name)s kommet alligevel, så tilføj en gæst."
        ),
        Outcome.CLOSED: lambda: _(
            "%(name)s nåede ikke med: dagen var afsluttet, da forbindelsen kom igen. "
            "Skriv til arrangøren."
        ),
    }
    text = sentences.get(outcome)
    return text() % {"name": name or _("Personen")} if text else ""


def forget(now: datetime | None = None) -> int:
    """Delete the keys that no phone will send again; return how many."""
    old = CheckinAction.objects.filter(at__lt=(now or timezone.now()) - KEPT)
    number, _by_model = old.delete()
    return number

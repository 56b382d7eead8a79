"""One person's sessions, one by one: how she stands with each, and what can be done now.

Shown to herself on her own page and to staff in the admin, in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courses import makeup
from courses.completion import Progress, Turn
from courses.makeup import Option
from courses.models import MakeUp
from events import absence, when
from events.enums import AttendanceState
from events.models import Registration, Session

ABSENT, BACK, MAKE_UP, CANCEL = "absent", "back", "make_up", "cancel"
REFUSALS = (absence.AbsenceRefused, makeup.MakeUpRefused)


class UnknownStep(Exception):
    """No page of ours asks for this."""


@dataclass(frozen=True)
class Choice:
    """A session of a parallel course, in words."""

    key: UUID
    when: str
    place: str
    room: int


@dataclass(frozen=True)
class Line:
    """One session as it is shown. ``tone`` is success, warning or "" for nothing special."""

    turn: Turn
    when: str
    place: str
    state: str
    tone: str = ""
    can_note: bool = False
    can_take_back: bool = False
    guest_at: str = ""  # when and where she comes as a guest instead
    can_cancel: bool = False
    choices: list[Choice] = field(default_factory=list)


def lines(
    registration: Registration, steps: Progress, *, now: datetime | None = None
) -> list[Line]:
    """Return her sessions in order; two queries beyond those of ``steps``."""
    now = now or timezone.now()
    offered = makeup.options(registration, steps.sessions, now=now)
    running = registration.is_confirmed and registration.activity.status not in absence.OVER
    return [_line(registration, turn, offered, running, now) for turn in steps.sessions]


def _line(
    registration: Registration,
    turn: Turn,
    offered: Mapping[UUID, list[Option]],
    running: bool,
    now: datetime,
) -> Line:
    state, tone = _state(turn, now)
    to_come = running and absence.is_to_come(turn.session, now)
    planned = turn.make_up if turn.make_up and not turn.make_up.state else None
    # Choosing again moves her; where she is going already is no choice.
    others = [o for o in offered.get(turn.session.pk, []) if not planned or o.session != planned.at]
    return Line(
        turn=turn,
        when=capfirst(when.session_time(turn.session)),
        place=turn.session.place,
        state=state,
        tone=tone,
        can_note=to_come and not turn.absence_noted,
        can_take_back=to_come and turn.absence_noted,
        guest_at=_guest_at(planned) if planned else "",
        can_cancel=planned is not None,
        choices=[] if turn.make_up and turn.make_up.state else [_choice(o) for o in others],
    )


def _state(turn: Turn, now: datetime) -> tuple[str, str]:
    if turn.is_present:
        return _("Var med"), "success"
    if turn.is_made_up and turn.make_up:
        day = when.plain_day(turn.make_up.at.start)
        return _("Indhentet %(day)s") % {"day": day}, "success"
    if absence.is_to_come(turn.session, now):
        return (_("Fravær er meldt"), "warning") if turn.absence_noted else (_("Kommer"), "")
    if turn.state == AttendanceState.ABSENT or turn.session.end <= now:
        return _("Var ikke med"), "warning"
    return _("I gang"), ""


def _guest_at(make_up: MakeUp) -> str:
    if make_up.at.activity.status not in makeup.RUNNING:
        return _("Det hold, der var valgt, er aflyst eller slut. Vælg et andet.")
    place = make_up.at.place or make_up.at.activity.place
    text = _("Som gæst: %(when)s, %(place)s") if place else _("Som gæst: %(when)s")
    return text % {"when": when.session_time(make_up.at), "place": place}


def _choice(option: Option) -> Choice:
    session: Session = option.session
    return Choice(
        key=session.pk,
        when=capfirst(when.session_time(session)),
        place=session.place or session.activity.place,
        room=option.room,
    )


def act(registration: Registration, step: str, session_key: UUID, at: UUID | None = None) -> str:
    """Take one step about one of her sessions; return the sentence that says so.

    Raises UnknownStep, or one of REFUSALS with its ``message``.
    """
    session = Session.objects.filter(pk=session_key, activity=registration.activity_id).first()
    if session is None or step not in {ABSENT, BACK, MAKE_UP, CANCEL}:
        raise UnknownStep
    if step == ABSENT:
        absence.note(registration, session)
        return _("Fravær er meldt. Pladsen på kurset er der stadig.")
    if step == BACK:
        makeup.come_after_all(registration, session)
        return _("Fraværet er taget tilbage.")
    if step == CANCEL:
        makeup.cancel(registration, session.pk)
        return _("Aftalen om at indhente mødegangen er slettet.")
    if at is None:
        raise UnknownStep
    made = makeup.choose(registration, session.pk, at)
    day = when.session_time(Session.objects.get(pk=made.at_id))
    return _("Aftalt. Mødegangen indhentes %(day)s.") % {"day": day}


def progress_text(steps: Progress) -> str:
    """Return how far one is, such as "4 af 6 mødegange. Der skal 5 til."."""
    text = _("%(attended)s af %(number)s mødegange.") % {
        "attended": steps.attended,
        "number": len(steps.sessions),
    }
    if steps.needed < len(steps.sessions):
        text += " " + _("Der skal %(needed)s til.") % {"needed": steps.needed}
    missing = missing_numbers(steps)
    if missing:
        text += " " + _("Disse skal man være med til: %(numbers)s.") % {
            "numbers": ", ".join(str(number) for number in missing)
        }
    return text


def missing_numbers(steps: Progress) -> list[int]:
    """Return the numbers of the required sessions that are still missing."""
    missing = {session.pk for session in steps.missing_required}
    return [turn.number for turn in steps.sessions if turn.session.pk in missing]

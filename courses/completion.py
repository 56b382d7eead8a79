"""Who has met a course's rule: so many sessions, and those that one must have been at.

A session counts when the person was present, or made it up at a parallel course. Whatever the
number of people, the number of queries is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.models import Course, CoursePart, MakeUp
from events import absence
from events.enums import AttendanceState
from events.models import Activity, Attendance, Registration, Session


@dataclass(frozen=True)
class Turn:
    """One person and one session: what is known of it. ``number`` counts from 1."""

    number: int
    session: Session
    required: bool = False
    state: str = ""  # an AttendanceState, or "" while nothing is noted
    absence_noted: bool = False
    make_up: MakeUp | None = None

    @property
    def is_present(self) -> bool:
        """Whether she was there herself."""
        return self.state == AttendanceState.PRESENT

    @property
    def is_made_up(self) -> bool:
        """Whether she was ticked off at a parallel course instead."""
        return self.make_up is not None and self.make_up.state == AttendanceState.PRESENT

    @property
    def counts(self) -> bool:
        """Whether it counts towards the rule."""
        return self.is_present or self.is_made_up

    @property
    def attended_at(self) -> Session | None:
        """The session at which she really was: this one, or the parallel course's."""
        if self.is_present:
            return self.session
        return self.make_up.at if self.make_up and self.is_made_up else None


@dataclass(frozen=True)
class Progress:
    """How far one person is: sessions that count, how many it takes, required ones missing."""

    attended: int
    needed: int
    missing_required: tuple[Session, ...]
    sessions: tuple[Turn, ...]

    @property
    def met(self) -> bool:
        """Whether the rule is met. What is met stays so, unless a mark is taken away again."""
        return bool(self.sessions) and self.attended >= self.needed and not self.missing_required

    @property
    def attended_sessions(self) -> list[Session]:
        """Where she was, in order of time."""
        found = [turn.attended_at for turn in self.sessions]
        return sorted((s for s in found if s is not None), key=lambda s: s.start)


@dataclass(frozen=True)
class Rule:
    """What an activity asks for. All sessions and no required ones where it is no course."""

    sessions: tuple[Session, ...]
    required: frozenset[UUID]
    needed: int


def rule(activity: Activity) -> Rule:
    """Return the activity's rule; three queries.

    A course that asks for more sessions than there are (some were taken off) asks for all.
    """
    sessions = tuple(activity.sessions.order_by("start", "pk"))
    course = Course.objects.filter(pk=activity.pk).first()
    required = CoursePart.objects.filter(session__activity=activity, required=True)
    needed = (course.sessions_needed if course else None) or len(sessions)
    return Rule(
        sessions, frozenset(required.values_list("pk", flat=True)), min(needed, len(sessions))
    )


def progress(registration: Registration, *, over_by: datetime | None = None) -> Progress:
    """Return how far one person is; see ``of_people``."""
    return of_people(registration.activity, [registration], over_by=over_by)[registration.pk]


def of_people(
    activity: Activity,
    people: Iterable[Registration],
    *,
    over_by: datetime | None = None,
) -> dict[UUID, Progress]:
    """Return how far each of the activity's people is, by key; six queries for all.

    With ``over_by`` (aware) only sessions count that had ended by then: a tick during the
    session may be a slip of the thumb, and what follows from it cannot be called back.
    """
    keys = [person.pk for person in people]
    asked = rule(activity)
    states = _states(keys)
    make_ups = _make_ups(keys)
    absences = absence.noted_by(keys)
    return {
        key: _progress(
            asked,
            {
                session.pk: Turn(
                    number=number,
                    session=session,
                    required=session.pk in asked.required,
                    state=states.get((key, session.pk), ""),
                    absence_noted=session.pk in absences.get(key, ()),
                    make_up=make_ups.get((key, session.pk)),
                )
                for number, session in enumerate(asked.sessions, 1)
            },
            over_by,
        )
        for key in keys
    }


def _progress(asked: Rule, turns: dict[UUID, Turn], over_by: datetime | None) -> Progress:
    counted = {key for key, turn in turns.items() if _counts(turn, over_by)}
    return Progress(
        attended=len(counted),
        needed=asked.needed,
        missing_required=tuple(
            session for session in asked.sessions if session.pk in asked.required - counted
        ),
        sessions=tuple(turns.values()),
    )


def _counts(turn: Turn, over_by: datetime | None) -> bool:
    where = turn.attended_at
    return where is not None and (over_by is None or where.end <= over_by)


def _states(keys: Sequence[UUID]) -> dict[tuple[UUID, UUID], str]:
    rows = Attendance.objects.filter(registration__in=keys)
    return {(p, s): state for p, s, state in rows.values_list("registration", "session", "state")}


def _make_ups(keys: Sequence[UUID]) -> dict[tuple[UUID, UUID], MakeUp]:
    rows = MakeUp.objects.filter(registration__in=keys).select_related("at__activity")
    return {(row.registration_id, row.missed_id): row for row in rows}

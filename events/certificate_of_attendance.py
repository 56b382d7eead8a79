"""The certificate of attendance (deltagerbevis): which sessions one person was present at."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import documents, when
from events.enums import ActivityStatus, AttendanceState
from events.models import Registration, Session

type Which = Callable[[Iterable[UUID]], set[UUID]]

_elsewhere: list[Which] = []


class NothingAttended(Exception):
    """There is no certificate: the activity is not over, or the person was not there."""


def register_own(which: Which) -> Which:
    """Have another app say which activities give a certificate of their own: not this one."""
    if which not in _elsewhere:
        _elsewhere.append(which)
    return which


def given_elsewhere(activities: Iterable[UUID]) -> set[UUID]:
    """Return which of the activities give a certificate of their own."""
    keys = set(activities)
    return set().union(*(which(keys) for which in _elsewhere)) if keys else set()


def attended(registration: Registration) -> list[Session]:
    """Return the sessions that a certificate would name, in order; empty where there is none.

    Only of an activity that has been held, and not of a discreet one: nobody should carry
    a paper about that.
    """
    activity = registration.activity
    if activity.discreet or activity.status != ActivityStatus.HELD:
        return []
    if given_elsewhere([activity.pk]):
        return []
    present = registration.attendances.filter(state=AttendanceState.PRESENT)
    return [row.session for row in present.select_related("session").order_by("session__start")]


def certificate_pdf(registration: Registration) -> bytes:
    """Return the certificate as tagged PDF, in the active language.

    Slow: never inside a transaction. Raises NothingAttended.
    """
    sessions = attended(registration)
    if not sessions:
        raise NothingAttended
    activity = registration.activity
    return documents.pdf(
        "certificate_of_attendance",
        {
            "name": registration.name,
            "title": activity.display_title,
            "kind": activity.get_kind_display(),
            "place": activity.place,
            "sessions": [_line(session, activity.place) for session in sessions],
            "hours": duration(sessions),
            "issued": when.plain_day(timezone.now()),
        },
    )


def _line(session: Session, usual_place: str) -> dict[str, str]:
    return {
        "when": capfirst(when.session_time(session)),
        "title": session.title,
        "place": session.place if session.place != usual_place else "",
    }


def duration(sessions: Sequence[Session]) -> str:
    """Return how long the sessions are together, such as "6 timer og 30 minutter"."""
    return length(sum((session.end - session.start for session in sessions), timedelta()))


def length(total: timedelta) -> str:
    """Return a length of time in words, such as "6 timer og 30 minutter"."""
    hours, minutes = divmod(round(total.total_seconds() / 60), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(number)s time", "%(number)s timer", hours) % {"number": hours})
    if minutes:
        text = ngettext("%(number)s minut", "%(number)s minutter", minutes)
        parts.append(text % {"number": minutes})
    return _(" og ").join(parts)

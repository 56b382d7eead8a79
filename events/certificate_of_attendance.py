"""The certificate of attendance (deltagerbevis): which sessions one person was present at."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import documents, when
from events.enums import ActivityStatus, AttendanceState
from events.models import Registration, Session


class NothingAttended(Exception):
    """There is no certificate: the activity is not over, or the person was not there."""


def attended(registration: Registration) -> list[Session]:
    """Return the sessions that a certificate would name, in order; empty where there is none.

    Only of an activity that has been held, and not of a discreet one: nobody should carry
    a paper about that.
    """
    activity = registration.activity
    if activity.discreet or activity.status != ActivityStatus.HELD:
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
    total = sum((session.end - session.start for session in sessions), timedelta())
    hours, minutes = divmod(round(total.total_seconds() / 60), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(number)s time", "%(number)s timer", hours) % {"number": hours})
    if minutes:
        text = ngettext("%(number)s minut", "%(number)s minutter", minutes)
        parts.append(text % {"number": minutes})
    return _(" og ").join(parts)

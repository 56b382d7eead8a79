"""Times and numbers as parents read them, in any of the six languages.

Dates are in figures: not every language has Django's names of months. In languages written
from the right, figures, telephone numbers and addresses still run from the left, so they are
wrapped in the marks that Unicode has for it (LRI and PDI).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from events.models import Session
from events.when import local

LEFT_TO_RIGHT, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

WEEKDAYS = (
    gettext_lazy("mandag"),
    gettext_lazy("tirsdag"),
    gettext_lazy("onsdag"),
    gettext_lazy("torsdag"),
    gettext_lazy("fredag"),
    gettext_lazy("lørdag"),
    gettext_lazy("søndag"),
)


def ltr(text: str) -> str:
    """Keep figures or an address in their order, where the language runs the other way."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if text and get_language_bidi() else text


def day(moment: date | datetime) -> str:
    """Return weekday and date, such as "torsdag 3.12.2026"."""
    when = local(moment).date() if isinstance(moment, datetime) else moment
    figures = ltr(f"{when.day}.{when.month}.{when.year}")
    return _("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[when.weekday()], "date": figures}


def clock(moment: datetime) -> str:
    """Return the time of day in Copenhagen, "9.30" in Danish and "9:30" elsewhere."""
    return ltr(_clock(moment))


def _clock(moment: datetime) -> str:
    separator = "." if (get_language() or "da") == "da" else ":"
    return f"{local(moment).hour}{separator}{local(moment).minute:02}"


def session_time(session: Session) -> str:
    """Return day and time of one session, such as "torsdag 3.12.2026 kl. 17.00–19.30"."""
    hours = ltr(f"{_clock(session.start)}–{_clock(session.end)}")
    return _("%(day)s kl. %(hours)s") % {"day": day(session.start), "hours": hours}


def deadline(moment: datetime) -> str:
    """Return day and time of one moment, such as "torsdag 3.12.2026 kl. 9.00"."""
    return _("%(day)s kl. %(hours)s") % {"day": day(moment), "hours": clock(moment)}


def times(sessions: Iterable[Session]) -> list[str]:
    """Return day and time of each session."""
    return [session_time(session) for session in sessions]

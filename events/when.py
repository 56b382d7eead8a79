"""Say in words when something is, in Copenhagen time and the language now active."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.enums import HEADS_ONLY
from events.models import Activity, Session

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def unbroken(text: str) -> str:
    """Keep "kl." and its time on one line."""
    return text.replace("kl. ", f"kl.{NO_BREAK_SPACE}")


def local(moment: datetime) -> datetime:
    """Return the aware moment on Copenhagen's clock, whatever zone is active."""
    return moment.astimezone(COPENHAGEN)


def today(now: datetime) -> date:
    """Return the day it is in Copenhagen at an aware moment."""
    return local(now).date()


def day(moment: date | datetime) -> str:
    """Return weekday and date, such as "torsdag den 3. december 2026"."""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return date_format(moment, pgettext("datoformat med ugedag", r"l \d\e\n j. F Y"))


def plain_day(moment: date | datetime) -> str:
    """Return the date alone, such as "3. december 2026"."""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return date_format(moment, pgettext("datoformat uden ugedag", "j. F Y"))


def short_day(moment: datetime) -> str:
    """Return a date for a narrow column, such as "3. dec."."""
    return date_format(local(moment), pgettext("kort dato", "j. b"))


def clock(moment: datetime) -> str:
    """Return the time of day, such as "9.30"."""
    return date_format(local(moment), pgettext("klokkeslæt", "G.i"))


def session_time(session: Session) -> str:
    """Return day and time of one session; the end's day too when it is another."""
    start, end = local(session.start), local(session.end)
    if start.date() == end.date():
        text = _("%(day)s kl. %(start)s–%(end)s")
    else:
        text = _("%(day)s kl. %(start)s til %(end_day)s kl. %(end)s")
    return unbroken(text) % {
        "day": day(start),
        "start": clock(start),
        "end_day": day(end),
        "end": clock(end),
    }


def moment(moment: datetime) -> str:
    """Return date and time, such as "3. december 2026 kl. 9.30"."""
    text = unbroken(_("%(day)s kl. %(time)s"))
    return text % {"day": plain_day(moment), "time": clock(moment)}


def deadline(moment: datetime) -> str:
    """Return weekday, date and time, such as "torsdag den 3. december 2026 kl. 9.30"."""
    text = unbroken(_("%(day)s kl. %(time)s"))
    return text % {"day": day(moment), "time": clock(moment)}


def month(moment: datetime) -> str:
    """Return month and year for a heading, such as "December 2026"."""
    return capfirst(date_format(local(moment), "F Y"))


def span(start: datetime | None, end: datetime | None, sessions: int = 1) -> str:
    """Return when an activity is: day and time, or first and last day and how many times."""
    if start is None or end is None:
        return ""
    if today(start) == today(end):
        text = unbroken(_("%(day)s kl. %(start)s–%(end)s"))
        return capfirst(text % {"day": day(start), "start": clock(start), "end": clock(end)})
    days = {"start": _first_day(start, end), "end": plain_day(end), "number": sessions}
    if sessions > 1:
        # The number stays with what it counts.
        text = _("%(start)s til %(end)s, %(number)s mødegange")
        return text.replace("%(number)s ", f"%(number)s{NO_BREAK_SPACE}") % days
    return _("%(start)s til %(end)s") % days


def _first_day(start: datetime, end: datetime) -> str:
    """Return the first of several days, without the year where the last day's says it."""
    if local(start).year != local(end).year:
        return plain_day(start)
    return date_format(local(start), pgettext("datoformat uden år", "j. F"))


def coming(activity: Activity) -> list[Session]:
    """Return the sessions that are not over yet; all of them once the last one is."""
    sessions = list(activity.sessions.all())
    return [session for session in sessions if session.end > timezone.now()] or sessions


def deleted_on(activity: Activity) -> date | None:
    """Return the last day on which sign-up details are kept; None without a session.

    Staff events: ``VINK_RETENTION_DAYS`` after the last session. Where heads are counted (open
    hearings): the day after.
    """
    end = activity.last_end
    if end is None:
        return None
    if activity.kind in HEADS_ONLY:
        return local(end).date() + timedelta(days=1)
    return local(end).date() + timedelta(days=settings.VINK_RETENTION_DAYS)

"""The members' calendar: meetings of the forum, to subscribe to by a representative's own link."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from events import calendar, links, queries
from events.enums import ActivityKind
from events.links import Purpose
from events.models.activity import ActivityQuerySet
from medborgerforum import membership
from medborgerforum.links import own_path
from medborgerforum.models import Representative

KEPT = timedelta(days=90)  # how long what is over, or was called off, stays in a calendar
AT_MOST = 200


def meetings() -> ActivityQuerySet:
    """Select the members' meetings that may be known of, with their facts."""
    return queries.listed().filter(kind=ActivityKind.FORUMMOEDE)


def feed(representative: Representative, now: datetime | None = None) -> bytes | None:
    """Return the meetings as iCalendar, None for one who may not read what is for members.

    Each session keeps the UID that it has in all calendars. The entries hold no personal link:
    colleagues may look into one's calendar. In a constant number of queries.
    """
    if not membership.may_read(representative):
        return None
    since = (now or timezone.now()) - KEPT
    rows = meetings().filter(ends_at__gte=since).order_by("starts_at", "pk")[:AT_MOST]
    chosen = calendar.with_pages(rows)
    made = calendar.new_feed(_("Møder i medborgerforum"))
    stamp = calendar.now_stamp()
    for activity in chosen:
        for session in activity.sessions.all():
            event = calendar.session_event(activity, session, stamp)
            event.add("transp", "TRANSPARENT")  # looking on does not make one busy
            event.add("description", _("Dagsorden og tilmelding står på jeres egen side."))
            made.add_component(event)
    return bytes(made.to_ical())


def address(representative: Representative) -> str:
    """Return the full address of the representative's calendar, in the active language.

    Calendar services keep it, and people share it: it must not lead to her own pages.
    """
    return links.absolute(own_path("own_meetings_feed", Purpose.FORUM_CALENDAR, representative))

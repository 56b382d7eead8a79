"""Activities as iCalendar (RFC 5545, RFC 5546).

One VEVENT a session, with a UID that never changes. ``SEQUENCE`` is the activity's
``calendar_sequence``, which rises with every move or cancellation; in a personal file also
with each sign-up that ended (``sequence``). Between two files of the same sequence the later
DTSTAMP counts. METHOD:PUBLISH is for files and feeds that one fetches; REQUEST and CANCEL go
out in personal mail only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)

from events import links
from events.enums import ActivityStatus, ChoiceState, RegistrationStatus
from events.models import Activity, ActivityPage, Registration, Session
from events.when import COPENHAGEN, local

REFRESH = timedelta(hours=6)


class DiscreetActivity(ValueError):
    """A discreet activity must not show under this name and address in any calendar."""


def activity_calendar(activity: Activity, *, method: str = "PUBLISH") -> bytes:
    """Return one activity's sessions as an iCalendar file that anyone may have.

    Texts are in the language now active. Raises DiscreetActivity.
    """
    calendar = new_calendar(method)
    stamp = now_stamp()
    for session in activity.sessions.all():
        calendar.add_component(session_event(activity, session, stamp))
    return bytes(calendar.to_ical())


def feed(activities: Iterable[Activity]) -> bytes:
    """Return a calendar to subscribe to, in a constant number of queries.

    The caller chooses the activities (``Activity.objects.public()``); cancelled ones stay
    in it as cancelled, so that subscribers see it. Raises DiscreetActivity.
    """
    chosen = with_pages(activities)
    calendar = new_feed(_("VINKs kalender"))
    stamp = now_stamp()
    for activity in chosen:
        for session in activity.sessions.all():
            event = session_event(activity, session, stamp)
            event.add("transp", "TRANSPARENT")  # looking on does not make one busy
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def registration_calendar(
    registration: Registration,
    method: str = "REQUEST",
    *,
    sessions: Sequence[Session] | None = None,
) -> bytes:
    """Return one person's calendar file, all sessions or the ones given.

    ``REQUEST`` puts the sessions into her calendar and ``CANCEL`` takes them out again;
    both name her as attendee and ask for no answer, since the answer is the sign-up.
    RFC 5546 wants one UID a REQUEST, so a mail carries one file a session. ``PUBLISH``
    is for a download. Raises DiscreetActivity.
    """
    activity = registration.activity
    calendar = new_calendar(method)
    stamp, number = now_stamp(), sequence(registration)
    prefetch_related_objects([registration], "chosen__choice")
    for session in activity.sessions.all() if sessions is None else sessions:
        event = personal_event(registration, session, stamp, cancelled=method == "CANCEL")
        event.sequence = number
        if method != "PUBLISH":
            event.add("organizer", _organizer(activity))
        if registration.email and method != "PUBLISH":
            event.add("attendee", _attendee(registration), encode=False)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def goes_with_mail(registration: Registration, method: str) -> bool:
    """Whether a mail about the registration may carry a calendar file of this method.

    Not where the mail goes to the booker: her calendar is not the colleague's. And nothing
    is taken out of a shared mailbox's calendar while someone else of it keeps a seat.
    """
    if not registration.email:
        return False
    return method != "CANCEL" or not (
        Registration.objects.filter(activity_id=registration.activity_id, email=registration.email)
        .confirmed()
        .exclude(pk=registration.pk)
        .exists()
    )


def sequence(registration: Registration) -> int:
    """Return the SEQUENCE of a file to one address: always above what it was sent before.

    Whoever withdraws and signs up again gets REQUEST, CANCEL, REQUEST of the same UID, and
    RFC 5546 (2.1.4) lets each replace the one before by its number alone. So every sign-up of
    the address that ended counts two: its CANCEL takes the odd number, the next REQUEST the
    even one.
    """
    moves = registration.activity.calendar_sequence
    if not registration.email:
        return moves
    ended = Registration.objects.filter(
        activity_id=registration.activity_id,
        email=registration.email,
        status=RegistrationStatus.CANCELLED,
    ).count()
    own = 1 if registration.status == RegistrationStatus.CANCELLED else 0
    return moves + 2 * ended - own


def with_pages(activities: Iterable[Activity]) -> list[Activity]:
    """Return the activities with sessions and live pages, in a constant number of queries."""
    chosen = list(activities)
    pages = ActivityPage.objects.filter(live=True).select_related("locale")
    prefetch_related_objects(chosen, "sessions", Prefetch("pages", pages, to_attr="live_pages"))
    return chosen


def page_address(activity: Activity) -> str | None:
    """Return the full address of the activity's page, None where no page is live.

    The page in the active language if there is one, otherwise any.
    """
    pages = getattr(activity, "live_pages", None)
    if pages is None:
        pages = list(activity.pages.filter(live=True).select_related("locale"))
    language = translation.get_language()
    pages = sorted(pages, key=lambda page: (page.locale.language_code != language, page.pk))
    for page in pages:
        parts = page.get_url_parts()
        if parts and parts[2]:
            return links.absolute(parts[2])
    return None


def uid(session: Session) -> str:
    """Return the UID a session keeps for ever, in every calendar and language."""
    return f"{session.pk}@vink"


def new_calendar(method: str, *, made_by: str = "-//VINK//Portal//DA") -> Calendar:
    """Return an empty calendar that knows Copenhagen's clock. ``made_by`` is its PRODID."""
    calendar = Calendar()
    calendar.add("prodid", made_by)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(copenhagen())
    return calendar


def new_feed(name: str) -> Calendar:
    """Return an empty calendar to subscribe to: it has a name and says how often to look."""
    calendar = new_calendar("PUBLISH")
    calendar.calendar_name = name
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


def session_event(
    activity: Activity, session: Session, stamp: datetime, *, cancelled: bool = False
) -> Event:
    """Return one session as anyone may see it. Raises DiscreetActivity."""
    if activity.discreet:
        raise DiscreetActivity
    cancelled = cancelled or activity.status == ActivityStatus.CANCELLED
    event = Event()
    event.add("uid", uid(session))
    event.add("sequence", activity.calendar_sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", local(session.start))
    event.add("dtend", local(session.end))
    title = activity.display_title
    event.add("summary", f"{title}: {session.title}" if session.title else title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    place = session.place or activity.place
    if not place and session.online_url:
        place = _("Online")
    if place:
        event.add("location", place)
    if address := page_address(activity):
        event.add("url", address)
    return event


def personal_event(
    registration: Registration, session: Session, stamp: datetime, *, cancelled: bool = False
) -> Event:
    """Return one session as someone with a seat sees it: the way in, her workshops.

    It says that declining in the calendar is no cancellation, but holds no personal link:
    colleagues may look into one's calendar. Raises DiscreetActivity.
    """
    activity = registration.activity
    event = session_event(activity, session, stamp, cancelled=cancelled)
    if cancelled or activity.status == ActivityStatus.CANCELLED:
        return event
    lines = []
    if session.online_url:
        lines.append(_("Deltag her: %(url)s") % {"url": session.online_url})
    lines += _workshops(registration)
    lines.append(
        _("Kan du ikke komme, så meld fra på linket i din mail. At afvise her er ikke nok.")
    )
    event.add("description", "\n".join(lines))
    return event


def _workshops(registration: Registration) -> list[str]:
    """Return the workshops she has a seat at, with their rooms; uses what is prefetched."""
    seated = [row.choice for row in registration.chosen.all() if row.state == ChoiceState.SEATED]
    return [
        _("Workshop: %(title)s")
        % {
            "title": f"{choice.display_title}, {choice.place}"
            if choice.place
            else choice.display_title
        }
        for choice in sorted(seated, key=lambda choice: (choice.round, choice.title))
    ]


def _organizer(activity: Activity) -> vCalAddress:
    address = vCalAddress(f"mailto:{activity.contact_email or settings.VINK_CONTACT_EMAIL}")
    address.params["CN"] = "VINK"
    return address


def _attendee(registration: Registration) -> vCalAddress:
    address = vCalAddress(f"mailto:{registration.email}")
    address.params["CN"] = registration.name
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def now_stamp() -> datetime:
    """Return the present as DTSTAMP has it, in whole seconds."""
    return timezone.now().replace(microsecond=0)


def copenhagen() -> Timezone:
    """Return Copenhagen's clock as rules: last Sunday of March and October.

    Both changes happen at 01:00 UTC (directive 2000/84/EC, in this form since 1996).
    """
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    zone = Timezone()
    zone.add("tzid", COPENHAGEN.key)
    for component, start, month, before, after, name in (
        (TimezoneDaylight(), (1996, 3, 31, 2), 3, winter, summer, "CEST"),
        (TimezoneStandard(), (1996, 10, 27, 3), 10, summer, winter, "CET"),
    ):
        component.add("dtstart", datetime(*start))  # noqa: DTZ001 - local by definition
        component.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        component.add("tzoffsetfrom", before)
        component.add("tzoffsetto", after)
        component.add("tzname", name)
        zone.add_component(component)
    return zone

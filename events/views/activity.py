"""An activity's page: its words from the page, its facts from the row."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import addons, applying, queries, when, workshops
from events.availability import Availability, State, availability
from events.enums import ActivityStatus, Level
from events.labels import LEVEL_EXPLANATIONS
from events.models import Activity, ActivityPage, Session

SCHEMA = "https://schema.org"
# What an offer may say of its seats (https://schema.org/ItemAvailability); else: sold out.
STOCK = {State.SEATS: "InStock", State.NOT_YET: "PreOrder", State.MEMBERS: "LimitedAvailability"}


def activity_context(request: HttpRequest, page: ActivityPage) -> dict[str, Any]:
    """Return the facts of the page's activity; empty for a draft without one.

    A discreet activity gives away neither level nor structured data.
    """
    activity = page.activity
    if activity is None:
        return {"activity": None}
    state = availability(activity)
    sessions = list(activity.sessions.all())
    address = page.get_full_url(request) or request.build_absolute_uri()
    audiences = queries.audience_labels([activity.pk]).get(activity.pk, [])
    return {
        "activity": activity,
        "availability": state,
        "by_application": applying.takes_applications(activity),
        "opens_text": when.moment(state.opens_at) if state.opens_at else "",
        "closes_text": when.moment(activity.closes_at) if activity.closes_at else "",
        "sessions": [_session(s, activity) for s in sessions],
        "when_text": when.span(activity.first_start, activity.last_end, len(sessions)),
        "audiences": [term.title for term in audiences],
        "rounds": [] if activity.discreet else workshops.rounds(activity),
        "level_explanation": "" if activity.discreet else LEVEL_EXPLANATIONS[Level(activity.level)],
        "address": address,
        "more": addons.sections(addons.Place.ACTIVITY_PAGE, request, activity),
        "calendar_url": queries.calendar_url(request),
        "contact_email": activity.contact_email or settings.VINK_CONTACT_EMAIL,
        "breadcrumbs": _breadcrumbs(request, page),
        "structured_data": (
            None if activity.discreet else event_data(page, activity, sessions, state, address)
        ),
    }


def _session(session: Session, activity: Activity) -> dict[str, Any]:
    return {
        "title": session.title,
        "when": capfirst(when.session_time(session)),
        "place": session.place if session.place != activity.place else "",
        "is_online": bool(session.online_url),
    }


def _breadcrumbs(request: HttpRequest, page: ActivityPage) -> list[dict[str, str]]:
    home, *below = page.get_ancestors(inclusive=False).live().filter(depth__gt=1)
    trail = [(_("Forside"), home), *((one.title, one) for one in below)]
    items = [{"title": title, "url": one.get_url(request)} for title, one in trail]
    return [*items, {"title": page.title, "url": ""}]


def event_data(
    page: ActivityPage,
    activity: Activity,
    sessions: list[Session],
    state: Availability,
    address: str,
) -> dict[str, Any]:
    """Return the activity as schema.org's Event (https://schema.org/Event).

    Times are ISO 8601 with Copenhagen's offset. A link to an online meeting is for those
    who take part, so the virtual place is given as the page's own address.
    """
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "EducationEvent",
        "name": page.title,
        "description": page.search_description or page.summary,
        "url": address,
        "inLanguage": page.locale.language_code,
        "eventStatus": f"{SCHEMA}/{_event_status(activity)}",
        "eventAttendanceMode": f"{SCHEMA}/{_attendance_mode(activity, sessions)}",
        "location": _locations(activity, sessions, address),
        "organizer": _organizer(address),
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": activity.capacity,
        **_span(sessions),
    }
    if activity.status in {ActivityStatus.OPEN, ActivityStatus.CLOSED}:
        data["offers"] = _offer(activity, state, address)
    if len(sessions) > 1:
        data["subEvent"] = [
            {"@type": "Event", "name": s.title or page.title, **_span([s])} for s in sessions
        ]
    return data


def _span(sessions: list[Session]) -> dict[str, str]:
    if not sessions:
        return {}
    first, last = min(s.start for s in sessions), max(s.end for s in sessions)
    return {"startDate": _iso(first), "endDate": _iso(last)}


def _iso(moment: datetime) -> str:
    return when.local(moment).isoformat(timespec="seconds")


def _event_status(activity: Activity) -> str:
    cancelled = activity.status == ActivityStatus.CANCELLED
    return "EventCancelled" if cancelled else "EventScheduled"


def _attendance_mode(activity: Activity, sessions: list[Session]) -> str:
    online = any(s.online_url for s in sessions)
    on_site = bool(activity.place) or any(s.place for s in sessions)
    if online and on_site:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if online else "OfflineEventAttendanceMode"


def _locations(activity: Activity, sessions: list[Session], address: str) -> list[dict[str, str]]:
    places = dict.fromkeys(p for p in [activity.place, *(s.place for s in sessions)] if p)
    found = [{"@type": "Place", "name": p, "address": p} for p in places]
    if any(s.online_url for s in sessions):
        found.append({"@type": "VirtualLocation", "url": address})
    return found


def _organizer(address: str) -> dict[str, str]:
    return {
        "@type": "GovernmentOrganization",
        "name": "VINK – Viden, Inklusion, København",
        "url": urljoin(address, "/"),
    }


def _offer(activity: Activity, state: Availability, address: str) -> dict[str, Any]:
    stock = STOCK.get(state.state, "SoldOut")
    offer: dict[str, Any] = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "DKK",
        "availability": f"{SCHEMA}/{stock}",
        "url": urljoin(address, reverse("events:signup", args=[activity.pk])),
    }
    if activity.opens_at:
        offer["validFrom"] = _iso(activity.opens_at)
    return offer

"""The mails to a team's booker: booked, names are missing, places were lost, the day moved."""

from typing import Any

from django.utils import timezone

from events import links, when
from events.host_letters import facts
from events.letters import Addressee, Letter, register
from events.messages import NoLongerTrue
from events.models import Booking, OutboxMessage
from events.notifications import Mail
from events.teams import bookings


def _booking(row: OutboxMessage) -> Booking:
    if row.booking is None or not row.booking.is_team:
        raise NoLongerTrue
    return row.booking


def _booker(row: OutboxMessage) -> Addressee:
    booking = _booking(row)
    return Addressee(booking.contact_email, booking.language, booking.activity.contact_email)


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    booking = _booking(row)
    team = bookings.standing(booking)
    until = team.held_until
    gone = when.deleted_on(booking.activity)
    return {
        **facts(booking.activity),
        "name": booking.contact_name,
        "booking": booking,
        "team": team,
        "held": len(team.held),
        "waiting": len(team.waiting),
        "held_until": when.moment(until) if until else "",
        "is_short": booking.names_by is None,
        "team_url": links.booking_url(booking.pk, booking.link_version, language),
        "deleted_on": when.plain_day(gone) if gone else "",
    }


def _booked(row: OutboxMessage, language: str) -> dict[str, Any]:
    context = _context(row, language)
    if not context["team"].people:
        raise NoLongerTrue
    return context


def _names(row: OutboxMessage, language: str) -> dict[str, Any]:
    """Ask for names; ``seats`` are those that have just been got from the waiting list."""
    context = _context(row, language)
    until = context["team"].held_until
    if until is None or until <= timezone.now():
        raise NoLongerTrue
    return {**context, "from_line": int(row.params.get("seats", 0))}


def _expired(row: OutboxMessage, language: str) -> dict[str, Any]:
    context = _context(row, language)
    lost = int(row.params.get("seats", 0)) or context["team"].lapsed
    if not lost:
        raise NoLongerTrue
    return {**context, "lost": lost}


def _moved(row: OutboxMessage, language: str) -> dict[str, Any]:
    """Tell of a new time or place while there are seats whose people nobody knows yet."""
    context = _context(row, language)
    unnamed = len(context["team"].unnamed)
    if not unnamed:
        raise NoLongerTrue
    return {**context, "unnamed": unnamed}


register(Mail.TEAM_BOOKED, Letter(_booker, _booked))
register(Mail.TEAM_NAMES, Letter(_booker, _names))
register(Mail.TEAM_EXPIRED, Letter(_booker, _expired))
register(Mail.TEAM_MOVED, Letter(_booker, _moved))

"""Personal links: recomputed, never stored.

A link carries the row's random key and an HMAC over purpose, row and version. Raising the
row's version revokes every link handed out before.
"""

import hashlib
import hmac
from enum import StrEnum
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.models import Registration

TOKEN_LENGTH = 32  # hex digits: 128 bits


class Purpose(StrEnum):
    """What a link opens; a token for one purpose is worthless for another."""

    SELF_SERVICE = "self-service"
    SURVEY = "survey"
    BOOKING = "booking"  # the booker's page of a team, as it is mailed to her
    BOOKING_DRAFT = "booking-draft"  # the same in the browser that booked, until she opens her mail
    SHARE = "share"  # where a colleague fills in her own name
    HELPER = "helper"
    HOST_REQUEST = "request"
    NETWORK = "network"
    CALENDAR = "calendar"  # one account's private feed
    STAFF_CALENDAR = "staff-calendar"
    REFRESH = "refresh"  # stops a reminder to refresh a training
    FORUM_APPLICATION = "forum-application"
    FORUM = "forum"  # a representative's own pages
    FORUM_STATEMENT = "forum-statement"
    FORUM_CALENDAR = "forum-calendar"  # a representative's feed, which opens nothing else
    NEUTRAL = "neutral"  # one's own page on the neutral host
    BOUNCE = "bounce"  # opens nothing: tells whose mail came back


def token_for(purpose: Purpose, row_id: UUID, version: int) -> str:
    """Return the token of one row and version."""
    message = f"{purpose}\0{row_id}\0{version}".encode()
    digest = hmac.new(settings.VINK_LINK_KEY.encode(), message, hashlib.sha256)
    return digest.hexdigest()[:TOKEN_LENGTH]


def token_is_valid(token: str, purpose: Purpose, row_id: UUID, version: int) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(token.encode(), token_for(purpose, row_id, version).encode())


def absolute(path: str) -> str:
    """Return the full address of a path on the portal's own host."""
    return urljoin(settings.VINK_BASE_URL, path)


def self_service_url(row_id: UUID, version: int, language: str) -> str:
    """Return the full address of "your sign-up" in the language the person chose."""
    with translation.override(language):
        token = token_for(Purpose.SELF_SERVICE, row_id, version)
        return absolute(reverse("events:self_service", args=[row_id, token]))


def withdraw_url(row_id: UUID, version: int, language: str) -> str:
    """Return the full address where a person is asked whether she withdraws."""
    return _personal(Purpose.SELF_SERVICE, "self_service_cancel", row_id, version, language)


def not_me_url(row_id: UUID, version: int, language: str) -> str:
    """Return the full address of "det er ikke mig" behind a personal link."""
    return _personal(Purpose.SELF_SERVICE, "not_me", row_id, version, language)


def questions_url(row_id: UUID, version: int, language: str) -> str:
    """Return the full address of the organiser's questions behind a personal link."""
    return _personal(Purpose.SELF_SERVICE, "self_service_questions", row_id, version, language)


def workshops_url(row_id: UUID, version: int, language: str) -> str:
    """Return the full address where workshops are chosen behind a personal link."""
    return _personal(Purpose.SELF_SERVICE, "self_service_workshops", row_id, version, language)


def survey_url(invitation_id: UUID, version: int, language: str) -> str:
    """Return the full address of one survey invitation."""
    with translation.override(language):
        token = token_for(Purpose.SURVEY, invitation_id, version)
        return absolute(reverse("events:survey", args=[invitation_id, token]))


def booking_url(booking_id: UUID, version: int, language: str) -> str:
    """Return the full address of a team's page, for the booker's mails alone."""
    return _personal(Purpose.BOOKING, "team", booking_id, version, language)


def share_url(booking_id: UUID, share_version: int, language: str) -> str:
    """Return the full address where colleagues fill in their own names."""
    return _personal(Purpose.SHARE, "team_share", booking_id, share_version, language)


def host_request_url(request_id: UUID, version: int, language: str) -> str:
    """Return the full address where a host follows her request."""
    return _personal(Purpose.HOST_REQUEST, "host_request_own", request_id, version, language)


def helper_url(helper_id: UUID, version: int, language: str) -> str:
    """Return the full address of a helper's private page."""
    return _personal(Purpose.HELPER, "helper", helper_id, version, language)


def invitation_url(member_id: UUID, version: int, activity_id: UUID, language: str) -> str:
    """Return the full address where a network's member answers one invitation."""
    return _personal(Purpose.NETWORK, "invitation", member_id, version, language, activity_id)


def network_leave_url(member_id: UUID, version: int, language: str) -> str:
    """Return the full address where a member leaves her network."""
    return _personal(Purpose.NETWORK, "network_leave", member_id, version, language)


def _personal(
    purpose: Purpose, name: str, row_id: UUID, version: int, language: str, *more: UUID
) -> str:
    with translation.override(language):
        token = token_for(purpose, row_id, version)
        return absolute(reverse(f"events:{name}", args=[row_id, token, *more]))


def checkin_url(code: str) -> str:
    """Return the address in the QR of a confirmation; useless to anyone but staff."""
    return absolute(reverse("events:checkin_code", args=[code]))


def bounce_reference(registration: Registration) -> str:
    """Return what a mail carries in its head, so that we know it when it comes back.

    It holds for one address: a new one raises the version.
    """
    token = token_for(Purpose.BOUNCE, registration.pk, registration.link_version)
    return f"{registration.pk.hex}.{token}"

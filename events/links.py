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

TOKEN_LENGTH = 32  # hex digits: 128 bits


class Purpose(StrEnum):
    """What a link opens; a token for one purpose is worthless for another."""

    SELF_SERVICE = "self-service"
    SURVEY = "survey"
    BOOKING = "booking"  # the booker's page of a team
    SHARE = "share"  # where a colleague fills in her own name
    HELPER = "helper"
    HOST_REQUEST = "request"
    NETWORK = "network"
    CALENDAR = "calendar"  # one account's private feed
    STAFF_CALENDAR = "staff-calendar"


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


def survey_url(invitation_id: UUID, version: int, language: str) -> str:
    """Return the full address of one survey invitation."""
    with translation.override(language):
        token = token_for(Purpose.SURVEY, invitation_id, version)
        return absolute(reverse("events:survey", args=[invitation_id, token]))


def checkin_url(code: str) -> str:
    """Return the address in the QR of a confirmation; useless to anyone but staff."""
    return absolute(reverse("events:checkin_code", args=[code]))

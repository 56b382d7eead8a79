"""Who calls: Wagtail's API tokens, held by people who may run activities.

Tokens are made and revoked by administrators in Wagtail's settings; only a digest is kept.
"""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from events import ratelimit
from events.permissions import may_run

TOO_MANY, FORBIDDEN = 429, 403


class StaffToken(BearerTokenAuth):
    """A token whose owner may run activities: asked again at every call."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token; None (401) for an unknown or revoked one.

        Raises HttpError 403 for an owner without the right, 429 past the brake.
        """
        if not ratelimit.API.allows(ratelimit.client_address(request)):
            raise HttpError(TOO_MANY, "Too many requests.")
        found = super().authenticate(request, token)
        if found is not None and not may_run(request.user):
            raise HttpError(FORBIDDEN, "The token's owner may not run activities.")
        return found


class Anyone(AllowAnonymous):
    """No token, no cookie: what is public, with a brake."""

    def __call__(self, request: HttpRequest) -> Any:
        """Let in, as nobody; raises HttpError 429 past the brake."""
        if not ratelimit.API.allows(ratelimit.client_address(request)):
            raise HttpError(TOO_MANY, "Too many requests.")
        super().__call__(request)
        return True

"""The private pages of those who are no participants: hosts, helpers, members of networks."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from events import ratelimit
from events.links import Purpose, token_for, token_is_valid
from events.views.personal import form_page, private

type OwnView = Callable[..., HttpResponseBase]


def by_own_link(
    rows: Callable[[], models.QuerySet[Any]],
    purpose: Purpose,
    wrong_link: Callable[[HttpRequest], HttpResponse] | None = None,
) -> Callable[[OwnView], OwnView]:
    """Hand the view its row (one of ``rows()``) if the link is right; else say what to do.

    ``wrong_link`` is the page that says it, the hosts' by default. The answer is never stored,
    never indexed, and its address goes to no other site.
    """

    def decorate(view: OwnView) -> OwnView:
        @wraps(view)
        def opened(request: HttpRequest, row_id: UUID, token: str, **more: Any) -> HttpResponseBase:
            row = rows().filter(pk=row_id).first()
            if row and token_is_valid(token, purpose, row.pk, row.link_version):
                return private(view(request, row, **more))
            return private((wrong_link or _wrong_link)(request))

        return opened

    return decorate


def own_path(name: str, purpose: Purpose, row: Any, *more: UUID) -> str:
    """Return the path of one of the row's private pages."""
    token = token_for(purpose, row.pk, row.link_version)
    return reverse(f"events:{name}", args=[row.pk, token, *more])


def back_to(name: str, purpose: Purpose, row: Any, *more: UUID) -> HttpResponse:
    """Send the browser on to one of the row's private pages."""
    return redirect(own_path(name, purpose, row, *more))


def _wrong_link(request: HttpRequest) -> HttpResponse:
    allowed = ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request))
    context = {"is_pause": not allowed, "contact_email": settings.VINK_CONTACT_EMAIL}
    status = HTTPStatus.NOT_FOUND if allowed else HTTPStatus.TOO_MANY_REQUESTS
    return form_page(request, "events/hosts/wrong_link.html", context, status)

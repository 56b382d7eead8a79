"""What the pages behind a representative's link share: where they are, who may change what."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from events.links import Purpose
from medborgerforum import links
from medborgerforum.models import Representative
from medborgerforum.views import frame

PLAIN = (
    "own",
    "renew",
    "own_entry",
    "own_history",
    "own_history_csv",
    "own_history_json",
    "own_details",
    "own_new_link",
    "own_invite",
    "own_leave",
    "own_stop",
)


def url(name: str, representative: Representative, *more: UUID | str) -> str:
    """Return the path of one of her pages."""
    return links.own_path(name, Purpose.FORUM, representative, *more)


def page(
    request: HttpRequest,
    representative: Representative,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render one of her pages, with the addresses of the others."""
    shared = {
        "representative": representative,
        "association": representative.association,
        "urls": {name: url(name, representative) for name in PLAIN},
    }
    return frame.own_page(request, f"medborgerforum/{template}", {**shared, **context}, status)


def back(
    request: HttpRequest, representative: Representative, said: str, name: str = "own"
) -> HttpResponse:
    """Say that it is done, and go on to one of her pages."""
    messages.success(request, said)
    return redirect(url(name, representative))


def by_manager(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view a representative who manages the membership; others go to their own page."""

    @frame.by_representative
    @wraps(view)
    def opened(request: HttpRequest, row: Representative, **more: Any) -> HttpResponseBase:
        if not row.manages:
            messages.warning(request, _("Kun den, der styrer medlemskabet, kan gøre det."))
            return redirect(url("own", row))
        return view(request, row, **more)

    return opened

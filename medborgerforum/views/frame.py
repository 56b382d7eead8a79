"""The frame of the forum's pages: languages, its own menu, the headers of private pages."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from events import ratelimit
from events.links import Purpose
from events.views.own_page import OwnView, by_own_link
from medborgerforum import links
from medborgerforum.enums import ForumLanguage
from medborgerforum.models import Representative

MENU = (
    ("home", _("Om forummet")),
    ("charter", _("Charteret")),
    ("join", _("Bliv medlem")),
    ("meetings", _("Møder")),
    ("hearings", _("Åbne høringer")),
    ("directory", _("Medlemmer")),
    ("lost_link", _("Få dit link")),
)

# Of no use to whoever stands on her own page.
FOR_OTHERS = ("join", "lost_link")


OWN = "forum_own_url"  # noted on the request of a representative's page, for its menu


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page of the forum inside its frame, in the language now active."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)


def own_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a private page with a form: the referrer stays within the site."""
    response = page(request, template, context, status)
    response["Referrer-Policy"] = "same-origin"
    return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``templates/medborgerforum/base.html`` needs; no query."""
    language = get_language() or settings.LANGUAGE_CODE
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "language_links": [
            {
                "code": code,
                "label": label,
                "url": translate_url(request.get_full_path(), code),
                "current": code == language,
                "dir": direction(code),
            }
            for code, label in ForumLanguage.choices
        ],
        "forum_menu": _menu(request, here),
        # The portal itself is in two languages; elsewhere its own menu would be in Danish.
        "is_portal_language": language in dict(settings.WAGTAIL_CONTENT_LANGUAGES),
        "contact_email": settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE,
    }


def _menu(request: HttpRequest, here: str | None) -> list[dict[str, Any]]:
    """Return the forum's menu; whoever came by a link has her own page first in it."""
    own_url = request.__dict__.get(OWN, "")
    own = [{"title": _("Jeres side"), "url": own_url, "current": here == "own"}] if own_url else []
    left_out = FOR_OTHERS if own_url else ()
    return own + [
        {"title": title, "url": reverse(f"forum:{name}"), "current": name == here}
        for name, title in MENU
        if name not in left_out
    ]


def direction(language: str) -> str:
    """Return in which direction a language is written, as HTML says it."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def by_link(
    rows: Callable[[], models.QuerySet[Any]], purpose: Purpose
) -> Callable[[OwnView], OwnView]:
    """Hand the view its row as ``by_own_link`` does; a wrong link is told of in our frame."""
    return by_own_link(rows, purpose, _wrong_link)


def by_representative(view: OwnView) -> OwnView:
    """Hand the view the representative whose link it is; first she says that it is she."""

    @by_link(lambda: Representative.objects.select_related("association"), Purpose.FORUM)
    @wraps(view)
    def opened(request: HttpRequest, row: Representative, **more: Any) -> HttpResponseBase:
        if row.confirmed_at is None:
            return redirect(links.own_path("confirm", Purpose.FORUM, row))
        request.__dict__[OWN] = links.own_path("own", Purpose.FORUM, row)
        return view(request, row, **more)

    return opened


def _wrong_link(request: HttpRequest) -> HttpResponse:
    allowed = ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request))
    status = HTTPStatus.NOT_FOUND if allowed else HTTPStatus.TOO_MANY_REQUESTS
    return own_page(request, "medborgerforum/wrong_link.html", {"is_pause": not allowed}, status)

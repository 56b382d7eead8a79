"""The frame of every neutral page: its language, its addresses, its headers.

The address says which language was chosen. Where our own sentences in it are not checked, the
page is in Danish with the telephone number, and the choice stays in every address on it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, get_language_info
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from courses import interface, neutral_links, neutral_mails, neutral_texts
from courses.enums import NeutralLanguage

type View = Callable[..., HttpResponse]

CHOSEN = "neutral_language"


def neutral(view: View) -> View:
    """Make a view a page of the neutral host.

    Nothing here rests on a cookie: nobody is signed in, and a personal page opens by its
    address alone. So there is nothing that another site could borrow, the CSRF check would
    guard nothing, and its cookie would be a trace in the browser. None is ever set here.
    """

    @csrf_exempt
    @sensitive_post_parameters()
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.__dict__[CHOSEN] = get_language() or settings.LANGUAGE_CODE
        language = interface.shown_language(chosen(request))
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
        return guarded(response)

    return shown


def guarded(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches and search engines, and its address from every other site."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def chosen(request: HttpRequest) -> str:
    """Return the language that the reader has chosen, whatever the page can be shown in."""
    return str(request.__dict__[CHOSEN])


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a neutral page inside its frame, in the language now active."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)


def to(request: HttpRequest, name: str, *args: Any) -> str:
    """Return the path of another neutral page in the chosen language."""
    return neutral_links.path(name, *args, language=chosen(request))


def go(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    """Send the browser on to another neutral page in the chosen language."""
    return redirect(to(request, name, *args))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``templates/neutral/base.html`` needs."""
    number = settings.VINK_NEUTRAL_PHONE
    return {
        "in_danish_instead": chosen(request) != get_language(),
        "languages": _languages(request),
        "phone": neutral_mails.phone(),
        "phone_href": "".join(sign for sign in number if sign.isdigit() or sign == "+"),
        "exit_to": settings.VINK_NEUTRAL_EXIT,
        "to": {name: to(request, name) for name in ("list", "privacy", "lost_link", "exit")},
    }


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """Return this page in each language, under the language's own name."""
    match = request.resolver_match
    name, args = (match.url_name, match.kwargs.values()) if match else ("list", ())
    return [
        {
            "code": code,
            "label": NeutralLanguage(code).label,
            "dir": direction(code),
            "url": neutral_links.path(name or "list", *args, language=code),
            "current": code == chosen(request),
        }
        for code in NeutralLanguage.values
    ]


def direction(language: str) -> str:
    """Return in which direction a language is written, as HTML says it."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def words_context(words: neutral_texts.Shown) -> dict[str, Any]:
    """Return an activity's words with what marks their language where it is not the page's."""
    return {
        "words": words,
        "words_dir": direction(words.language),
        "words_in_danish": words.language != get_language(),
    }


@neutral
def not_found(request: HttpRequest) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "neutral/404.html", status=HTTPStatus.NOT_FOUND)

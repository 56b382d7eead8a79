"""The page behind a survey link. It writes no session, no log and no receipt."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.posted import posted
from events.forms_survey import SurveyForm, SurveyPage, turn
from events.surveys.responses import (
    BlankSheet,
    Sheet,
    SurveyClosed,
    SurveyRefused,
    UnknownLink,
    open_sheet,
    submit,
)

type View = Callable[..., HttpResponse]

# Neither who is signed in nor what another page had to say belongs on this page, and
# drawing it must not read a session, let alone write one.
WITHOUT_SESSION: dict[str, Any] = {"user": None, "messages": ()}


def unobserved(view: View) -> View:
    """Keep the page out of caches and search engines, and its address out of referrers."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # "no-referrer" would say still less, but makes browsers send "Origin: null" with the
        # form, which the CSRF check refuses. This sends the host, never the path.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@unobserved
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def survey(request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
    """Show the questions, go from one to the next, or take them in.

    Only the last step of a POST with an answer spends the link; nothing is kept before.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    kept_as = device_key(invitation_id, token)
    try:
        sheet = open_sheet(invitation_id, token, language)
        if sheet.discreet:
            raise UnknownLink  # its questions are asked on the neutral host alone
        data = posted(request)
        form = SurveyForm(sheet.questions, data, asks_comment=sheet.asks_comment)
        page = turn(form, data, paged=sheet.paged)
        if page.handed_in:
            try:
                submit(invitation_id, token, form.answers, form.remark)
            except BlankSheet as blank:
                page = page.refused(str(blank.message))
            else:
                return HttpResponseRedirect(reverse("events:survey_thanks"))
    except SurveyRefused as refused:
        refusal = _for_this_host(refused)
        # Status 200: Django would log the path, and with it the link, of any other.
        context = {"refusal": refusal, "kept_as": kept_as, **_onwards(refusal), **_frame(request)}
        return render(request, "events/survey_refused.html", context)
    return _show(request, sheet, page, kept_as)


def device_key(invitation_id: UUID, token: str) -> str:
    """Return the name under which a browser may keep a link's answers: no way back to the link."""
    address = f"answers on the device/{invitation_id}/{token}"
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _show(request: HttpRequest, sheet: Sheet, page: SurveyPage, kept_as: str) -> HttpResponse:
    context = {
        "sheet": sheet,
        "page": page,
        "form": page.form,
        "kept_as": kept_as,
        "is_first_look": request.method != "POST",
        **_frame(request),
    }
    return render(request, "events/survey.html", context)


def _for_this_host(refusal: SurveyRefused) -> SurveyRefused:
    """Return the refusal; a discreet survey's link is unknown here, whatever became of it."""
    hidden = isinstance(refusal, SurveyClosed) and refusal.survey.discreet
    return UnknownLink() if hidden else refusal


def _onwards(refusal: SurveyRefused) -> dict[str, Any]:
    """Return where a late comer may go: to us, and to the page where results will be told of.

    Whoever has no link that we know is told nothing of what it might have been about.
    """
    activity = refusal.activity if isinstance(refusal, SurveyClosed) else None
    return {
        "results_url": reverse("events:results") if activity else "",
        "contact_email": settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE,
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the quiet frame needs: nobody signed in, and the page in each language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    links = [
        {
            "code": code,
            "label": _own_name(code),
            "url": translate_url(request.get_full_path(), code),
            "current": code == language,
        }
        for code, _name in settings.LANGUAGES
    ]
    is_portal_language = language in dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    frame = {"language_links": links, "is_portal_language": is_portal_language, **WITHOUT_SESSION}
    # The portal itself is in two languages; elsewhere its own pages would be in Danish.
    return frame if is_portal_language else {**frame, "footer_links": []}


def _own_name(code: str) -> str:
    name = str(translation.get_language_info(code)["name_local"])
    return name[:1].upper() + name[1:]


@unobserved
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, on an address that is the same for everyone."""
    return render(request, "events/survey_thanks.html", _frame(request))

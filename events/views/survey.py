"""The page behind a survey link. It writes no session, no log and no receipt."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from events.forms_survey import SurveyForm
from events.surveys.responses import (
    BlankSheet,
    Sheet,
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
    """Show the questions, or take them in. Only a POST with an answer spends the link."""
    language = translation.get_language() or "da"
    try:
        sheet = open_sheet(invitation_id, token, language)
        if sheet.discreet:
            raise UnknownLink  # its questions are asked on the neutral host alone
        form = SurveyForm(sheet.questions, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            return _hand_in(request, sheet, form, invitation_id, token)
    except SurveyRefused as refusal:
        # Status 200: Django would log the path, and with it the link, of any other.
        return render(
            request, "events/survey_refused.html", {"refusal": refusal, **WITHOUT_SESSION}
        )
    return _show(request, sheet, form)


def _hand_in(
    request: HttpRequest, sheet: Sheet, form: SurveyForm, invitation_id: UUID, token: str
) -> HttpResponse:
    try:
        submit(invitation_id, token, form.answers, form.cleaned_data["comment"])
    except BlankSheet as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, sheet, form)
    return HttpResponseRedirect(reverse("events:survey_thanks"))


def _show(request: HttpRequest, sheet: Sheet, form: SurveyForm) -> HttpResponse:
    return render(request, "events/survey.html", {"sheet": sheet, "form": form, **WITHOUT_SESSION})


@unobserved
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, on an address that is the same for everyone."""
    return render(request, "events/survey_thanks.html", WITHOUT_SESSION)

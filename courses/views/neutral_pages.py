"""The rest of the neutral host: the questionnaire behind a printed code, privacy, the way out."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from courses import neutral_when
from courses.forms.neutral import NeutralSurveyForm
from courses.views.neutral_frame import go, guarded, neutral, page
from events.forms.posted import posted
from events.forms_survey import turn
from events.surveys.responses import (
    AlreadyAnswered,
    BlankSheet,
    SurveyClosed,
    SurveyRefused,
    UnknownLink,
    open_sheet,
    submit,
)


@require_http_methods(["GET", "HEAD", "POST"])
@neutral
@sensitive_variables()
def survey(request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
    """Show the questions, or take them in. Only a POST with an answer spends the code.

    Nothing is kept on the device: whoever leaves begins anew.
    """
    try:
        sheet = open_sheet(invitation_id, token, get_language() or "da")
        if not sheet.discreet:
            raise UnknownLink
        data = posted(request)
        form = NeutralSurveyForm(sheet.questions, data, asks_comment=sheet.asks_comment)
        shown = turn(form, data, paged=sheet.paged)
        if shown.handed_in:
            try:
                submit(invitation_id, token, form.answers, form.remark)
            except BlankSheet:
                shown = shown.refused(_("Svar på mindst ét spørgsmål. Koden virker stadig."))
            else:
                return go(request, "survey_thanks")
    except SurveyRefused as refusal:
        # Status 200: Django would log the path, and with it the code, of any other.
        return page(request, "neutral/survey_refused.html", _refusal(refusal))
    context = {"page": shown, "form": shown.form, "closes": neutral_when.day(sheet.closes_at)}
    return page(request, "neutral/survey.html", context)


def _refusal(refusal: SurveyRefused) -> dict[str, Any]:
    """Return in our own words why there is nothing to answer."""
    match refusal:
        case SurveyClosed():
            closed = neutral_when.day(refusal.closed_at)
            text = _(
                "Tak, fordi du ville svare. Man kunne svare til og med %(day)s. "
                "Ring til os, hvis du vil sige noget."
            )
            return {"heading": _("Du kan ikke svare mere"), "text": text % {"day": closed}}
        case AlreadyAnswered():
            text = _("En kode kan kun bruges én gang. Vi kan ikke se, hvem der har svaret hvad.")
            return {"heading": _("Koden er brugt"), "text": text}
        case _:
            text = _("Skan koden på sedlen igen, eller ring til os.")
            return {"heading": _("Vi kender ikke koden"), "text": text}


@require_safe
@neutral
def survey_thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, on an address that is the same for everyone."""
    return page(request, "neutral/survey_thanks.html")


@require_safe
@neutral
def privacy(request: HttpRequest) -> HttpResponse:
    """Say who sees what, for how long, and what a browser remembers."""
    return page(request, "neutral/privacy.html")


def leave(request: HttpRequest) -> HttpResponse:
    """Lead at once to a page of no meaning, and have the browser drop what it keeps of us."""
    response = HttpResponse(status=302)
    response["Location"] = settings.VINK_NEUTRAL_EXIT
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return guarded(response)

"""The questions after a parent course as the neutral host shows them, for staff to look at."""

import copy
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from courses import neutral_when
from courses.forms.neutral import NeutralSurveyForm
from courses.views.neutral_frame import CHOSEN, page
from events.admin_views.bank_preview import REFUSAL
from events.forms_survey import turn
from events.surveys.responses import Sheet


def survey(request: HttpRequest, sheet: Sheet, data: Mapping[str, Any] | None) -> HttpResponse:
    """Return the page in the language now active; sending is refused.

    Also in a language that nobody has checked yet: whoever checks it has to see it.
    """
    form = NeutralSurveyForm(sheet.questions, data, asks_comment=sheet.asks_comment)
    shown = turn(form, data, paged=sheet.paged)
    if shown.handed_in:
        shown = shown.refused(str(REFUSAL))
    # The frame asks which neutral page it is drawn for: none, here.
    asked = copy.copy(request)
    asked.resolver_match = None
    asked.__dict__[CHOSEN] = get_language()
    asked.__dict__["is_neutral"] = True
    context = {"page": shown, "form": shown.form, "closes": neutral_when.day(sheet.closes_at)}
    return page(asked, "neutral/survey.html", context)

"""Printed codes for attenders without e-mail: a sheet of cards to cut out and hand round."""

from collections.abc import Mapping
from itertools import batched
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import get_language

from events import jobs, neutral, when
from events.documents import Tell, pdf
from events.enums import SurveyStatus
from events.models import DocumentJob, Survey, SurveyInvitation
from events.permissions import Viewer, may_run
from events.surveys.invitations import draw_codes

KIND = "survey_codes"
MOST_AT_ONCE = 40  # cards; more take longer than a page may
CARDS_A_PAGE = 10  # two by five
MASK = 3


def code_sheet_pdf(survey: Survey, tell: Tell | None = None) -> bytes:
    """Return one card for each printed code of the survey, in random order, as PDF.

    The cards are in the language now active; what is said to staff is in Danish where that is
    none of theirs. Every card opens the questionnaire once; which card is whose is known to
    nobody. Slow: never inside a transaction.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if survey.discreet:
        return neutral.face().code_sheet(survey, language)
    staff = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    codes = draw_codes(survey, language=language)
    return pdf(
        "survey_codes",
        {
            "title": survey.display_title,
            "closes": when.plain_day(survey.closes_at),
            # A grid for each page: laying out one over all pages takes a time that grows with
            # the square of the cards.
            "sheets": [
                [_qr(address) for address in sheet] for sheet in batched(codes, CARDS_A_PAGE)
            ],
            "staff_language": language if language in staff else settings.LANGUAGE_CODE,
        },
        tell=tell,
    )


def number_of_codes(survey: Survey) -> int:
    """Return how many codes were printed, used or not. One query."""
    return SurveyInvitation.objects.filter(survey=survey, registration__isnull=True).count()


def ask_for_sheet(survey: Survey, *, by: Viewer, language: str) -> DocumentJob:
    """Have the sheet of an open survey made in the background; return its row.

    Raises PermissionError for whoever may not run activities.
    """
    pages = number_of_codes(survey) // CARDS_A_PAGE + 1
    return jobs.ask_for(
        KIND, by=by, language=language, pages=pages, filename="koder.pdf", survey=str(survey.pk)
    )


def _make(params: Mapping[str, Any], tell: Tell) -> bytes:
    open_ones = Survey.objects.filter(status=SurveyStatus.OPEN).exclude(activity__discreet=True)
    return code_sheet_pdf(open_ones.get(pk=params["survey"]), tell)


def _qr(address: str) -> str:
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    # One mask for all: choosing the best for each takes longer than all the rest of a card.
    code = segno.make(address, error="m", micro=False, mask=MASK)
    return code.svg_inline(scale=3, border=2, omitsize=True)


jobs.register(KIND, jobs.Maker(may=may_run, make=_make))

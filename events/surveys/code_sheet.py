"""Printed codes for attenders without e-mail: a sheet of cards to cut out and hand round."""

import segno
from django.utils.translation import get_language

from events import neutral, when
from events.documents import pdf
from events.models import Survey
from events.surveys.invitations import draw_codes


def code_sheet_pdf(survey: Survey) -> bytes:
    """Return one card for each printed code of the survey, in random order, as PDF.

    Every card opens the questionnaire once; which card is whose is known to nobody.
    Slow: never inside a transaction.
    """
    language = get_language() or "da"
    if survey.activity.discreet:
        return neutral.face().code_sheet(survey, language)
    codes = draw_codes(survey, language=language)
    return pdf(
        "survey_codes",
        {
            "title": survey.activity.display_title,
            "closes": when.moment(survey.closes_at),
            "codes": [_qr(address) for address in codes],
        },
    )


def _qr(address: str) -> str:
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    return segno.make_qr(address, error="m").svg_inline(scale=3, border=2, omitsize=True)

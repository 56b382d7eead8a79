"""Paper that may leave the house: the slip of somebody without e-mail, and cards with codes.

Neither says more than the neutral mails do, and no paper says who comes to what.
"""

import segno
from django.utils import translation

from courses import interface, neutral_links, neutral_mails, neutral_texts, neutral_when
from courses.neutral_mails import phone, words_for
from events.documents import pdf
from events.models import Activity, Registration, Survey
from events.surveys.invitations import draw_codes


def slip_pdf(registration: Registration) -> bytes:
    """Return title, days, place, telephone and the way to her own page, as tagged PDF.

    In her language where it may be shown. Slow: never inside a transaction. The caller has
    checked who may print it.
    """
    words = words_for(registration)
    with translation.override(words.language):
        own_url = neutral_links.own_url(registration, words.language)
        return pdf(
            "neutral_slip",
            {
                "words": words,
                "registration": registration,
                "sessions": neutral_when.times(registration.activity.sessions.all()),
                "phone": phone(),
                "own_qr": _qr(own_url),
                "with_companion": neutral_mails.companion_stands_alike(registration),
            },
        )


def code_sheet_pdf(survey: Survey, language: str) -> bytes:
    """Return one card for each printed code in random order, as tagged PDF.

    Printing again prints the same codes, in another order. The words are those of the mails:
    the cards are carried about. Slow: never inside a transaction.
    """
    activity = Activity.objects.get(surveys=survey)
    words = neutral_texts.shown(activity, interface.shown_language(language))
    with translation.override(words.language):
        addresses = draw_codes(survey, language=words.language)
        return pdf(
            "neutral_codes",
            {
                "words": words,
                "closes": neutral_when.day(survey.closes_at),
                "codes": [_qr(address) for address in addresses],
                "phone": phone(),
            },
        )


def _qr(address: str) -> str:
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    return str(segno.make_qr(address, error="m").svg_inline(scale=3, border=2, omitsize=True))

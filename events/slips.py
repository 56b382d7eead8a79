"""The slip that someone without e-mail takes home: what a confirmation says, on paper.

It stands for the confirmation mail, so it holds the personal link (as a QR code and to be
typed), the code for the door, and how the details are used.
"""

import segno
from django.utils import translation

from events import links, messages, neutral
from events.documents import pdf
from events.models import Registration


def slip_pdf(registration: Registration) -> bytes:
    """Return the slip of one registration as tagged PDF, in the language of the booking.

    Of a discreet activity it has the neutral words and nothing more. Slow: never inside a
    transaction. The caller has checked who may print it.
    """
    if registration.activity.discreet:
        return neutral.face().slip(registration)
    language = messages.language_of(registration)
    with translation.override(language):
        context = messages.context_of(registration, language, with_code=True)
        context["link_qr"] = _qr(context["manage_url"])
        context["door_qr"] = _qr(links.checkin_url(registration.checkin_code))
        return pdf("slip", context)


def _qr(address: str) -> str:
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    return str(segno.make_qr(address, error="m").svg_inline(scale=3, border=2, omitsize=True))

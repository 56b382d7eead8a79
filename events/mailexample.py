"""What a mail looks like, shown with an example: no real person or activity is read."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone, translation

from events import mailtexts, messages, qr, when
from events.enums import ApprovalReason, WaitlistMode
from events.models import Activity, Booking, OutboxMessage, Registration, Session
from events.notifications import Mail

CODE = "EKSEMPEL00"
ADDRESS = "anne@skole.example"


@dataclass(frozen=True)
class Preview:
    """One mail as it would arrive."""

    subject: str
    text: str
    html: str


def preview(kind: Mail, language: str, words: mailtexts.Words) -> Preview:
    """Return the mail with these words, about an example."""
    with translation.override(language):
        context = _example(kind, language)
        mail = messages.compose(
            OutboxMessage(kind=kind),
            context,
            to=ADDRESS,
            language=language,
            words=mailtexts.filled(kind, words, context),
        )
    html, _mimetype = mail.alternatives[0]
    picture = base64.b64encode(qr.checkin_png(CODE)).decode()
    return Preview(
        subject=str(mail.subject),
        text=str(mail.body),
        html=str(html).replace(f"cid:{messages.QR_ID}", f"data:image/png;base64,{picture}"),
    )


def _example(kind: Mail, language: str) -> dict[str, Any]:
    shape = messages.SHAPES[kind]
    registration = _registration(language)
    soon = timezone.now() + timedelta(days=2)
    return {
        **messages.context_of(registration, language, with_code=shape.with_code),
        # Nothing in the example leads anywhere.
        "manage_url": "#",
        "survey_url": "#",
        "with_calendar": bool(shape.calendar),
        "position": 3,
        "deadline": when.deadline(soon),
        "closes": when.day(soon),
        "reason": ApprovalReason.OTHER_DATE.value,
    }


def _registration(language: str) -> Registration:
    start = (timezone.localtime() + timedelta(days=30)).replace(hour=9, minute=0)
    activity = Activity(
        title="Temadag om bekymring",
        title_en="Theme day on concern",
        place="Rådhuset, 1599 København V",
        waitlist_mode=WaitlistMode.MOVE_UP,
    )
    activity.sessions = [Session(start=start, end=start + timedelta(hours=6))]
    booking = Booking(activity=activity, language=language, contact_email=ADDRESS)
    return Registration(
        activity=activity,
        booking=booking,
        name="Anne Eksempel",
        email=ADDRESS,
        workplace="Fyrtårnsskolen",
        checkin_code=CODE,
    )

"""Render the mails of the outbox, from the rows as they are when the mail leaves.

Texts live in ``templates/email/<kind>/``: ``subject.txt``, ``body.txt`` and ``body.html``,
in the language of the booking.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from events import calendar, links, qr, waitlist, when
from events.enums import RegistrationSource, SurveyStatus
from events.models import OutboxMessage, Registration, Session, SurveyInvitation
from events.notifications import Mail, address_of

QR_ID = "checkin@vink"  # Content-ID under which the HTML finds the QR


class NotToBeSent(Exception):
    """The mail must not go out, now or later; trying again would not help."""


class NoLongerTrue(NotToBeSent):
    """What the mail would say was overtaken; a newer mail tells how things stand."""


class DiscreetMail(NotToBeSent):
    """Discreet activities have neutral texts and a sender of their own; these are not they."""


def _always(registration: Registration) -> bool:
    return True


def _is_confirmed(registration: Registration) -> bool:
    return registration.is_confirmed


def _is_waiting(registration: Registration) -> bool:
    return registration.is_waiting


def _is_active(registration: Registration) -> bool:
    return registration.is_active


def _is_over(registration: Registration) -> bool:
    return not registration.is_active


def _is_offered(registration: Registration) -> bool:
    return registration.is_offered


def _is_pending(registration: Registration) -> bool:
    return registration.is_pending


def _nothing_more(row: OutboxMessage, registration: Registration, language: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Shape:
    """When a kind of mail still holds, and what it carries beside its text."""

    holds: Callable[[Registration], bool] = _always
    calendar: str = ""  # METHOD of the calendar files, or none
    with_code: bool = False
    # What the texts need beyond the facts; may raise NotToBeSent. Runs in the mail's language.
    context: Callable[[OutboxMessage, Registration, str], dict[str, Any]] = _nothing_more


def render(row: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail of one outbox row, ready to be sent.

    The Message-ID is the row's, so that a mail sent twice (the worker died before it could
    note the first) is known as the same by whoever receives it.

    Raises NotToBeSent: NoLongerTrue when the registration has moved on meanwhile or has no
    address, DiscreetMail for a discreet activity.
    """
    from events import letters

    kind = Mail(row.kind)
    if kind in letters.LETTERS:
        return letters.render(row)
    registration, shape = row.registration, SHAPES[kind]
    if registration is None or not shape.holds(registration):
        raise NoLongerTrue
    address = address_of(registration)
    if not address:
        raise NoLongerTrue
    if registration.activity.discreet:
        raise DiscreetMail
    language = language_of(registration)
    # Who stood in line has nothing in her calendar that could be taken out.
    with_calendar = bool(shape.calendar and row.params.get("had_seat", True))
    with translation.override(language):
        context = _context(registration, language, with_code=shape.with_code)
        context["with_calendar"] = with_calendar
        context |= shape.context(row, registration, language)
        mail = compose(row, context, to=address, language=language)
        if shape.with_code:
            mail.attach(_qr(registration))
        for part in _calendar_files(row, registration, shape) if with_calendar else []:
            mail.attach(part)
    return mail


def compose(
    row: OutboxMessage, context: dict[str, Any], *, to: str, language: str
) -> EmailMultiAlternatives:
    """Return text and HTML of a row's kind, addressed; the language is active already.

    ``context["contact_email"]`` is where answers go.
    """
    mail = EmailMultiAlternatives(
        subject=_one_line(render_to_string(f"email/{row.kind}/subject.txt", context)),
        body=_tidy(render_to_string(f"email/{row.kind}/body.txt", context)),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[context["contact_email"]],
        headers={
            "Message-ID": f"<{row.pk}@{_host()}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies, please
            "Content-Language": language,
        },
    )
    html = render_to_string(f"email/{row.kind}/body.html", context)
    mail.attach_alternative(html, "text/html")
    return mail


def language_of(registration: Registration) -> str:
    """Return the language the person is written to: the booking's, if the portal has it."""
    chosen = registration.booking.language
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _context(registration: Registration, language: str, *, with_code: bool) -> dict[str, Any]:
    activity = registration.activity
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    return {
        "language": language,
        "registration": registration,
        "activity": activity,
        "title": activity.display_title,
        "sessions": _sessions(registration),
        "place": activity.place,
        "manage_url": links.self_service_url(registration.pk, registration.link_version, language),
        "page_url": calendar.page_address(activity),
        "home_url": links.absolute(home),
        "contact_email": activity.contact_email or settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE.replace(" ", "\N{NO-BREAK SPACE}"),
        "deleted_on": _deleted_on(registration),
        "position": waitlist.position(registration),
        "entered_by": _entered_by(registration),
        "code": registration.checkin_code if with_code else "",
        "qr_id": QR_ID,
    }


def _sessions(registration: Registration) -> list[dict[str, str]]:
    activity = registration.activity
    return [
        {
            "title": session.title,
            "time": when.session_time(session),
            # Only said where it differs: the activity's own place is said once.
            "place": session.place if session.place != activity.place else "",
            "online_url": session.online_url if registration.is_confirmed else "",
        }
        for session in activity.sessions.all()
    ]


def _deleted_on(registration: Registration) -> str:
    day = when.deleted_on(registration.activity)
    return when.plain_day(day) if day else ""


def _entered_by(registration: Registration) -> str:
    """Say who signed the person up: "" herself, "staff", or "other"."""
    booking = registration.booking
    if booking.source != RegistrationSource.WEB:
        return "staff"
    if booking.contact_email and booking.contact_email != registration.email:
        return "other"
    return ""


def _survey_context(
    row: OutboxMessage, registration: Registration, language: str
) -> dict[str, Any]:
    invitation = (
        SurveyInvitation.objects.select_related("survey")
        .filter(pk=row.params.get("invitation"), registration=registration)
        .first()
    )
    reminder = bool(row.params.get("reminder"))
    if (
        invitation is None
        or (reminder and invitation.spent)
        or invitation.survey.status != SurveyStatus.OPEN
        or invitation.survey.closes_at <= timezone.now()
    ):
        raise NoLongerTrue
    return {
        "survey_url": links.survey_url(invitation.pk, invitation.link_version, language),
        "closes": when.day(invitation.survey.closes_at),
        "reminder": reminder,
    }


def _qr(registration: Registration) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        qr.checkin_png(registration.checkin_code),
        maintype="image",
        subtype="png",
        disposition="inline",
        filename="qr.png",
        cid=f"<{QR_ID}>",
    )
    return part


def _calendar_files(row: OutboxMessage, registration: Registration, shape: Shape) -> list[MIMEPart]:
    """Return one calendar file a session: RFC 5546 allows one UID in a REQUEST."""
    parts = []
    wanted = [(session, shape.calendar) for session in registration.activity.sessions.all()]
    wanted += [(session, "CANCEL") for session in _removed_sessions(row)]
    for number, (session, method) in enumerate(wanted, start=1):
        data = calendar.registration_calendar(registration, method, sessions=[session])
        part = MIMEPart()
        part.set_content(
            data,  # as bytes: the format wants its own line ends kept
            maintype="text",
            subtype="calendar",
            disposition="attachment",
            filename=f"vink-{number}.ics",
            params={"method": method, "charset": "utf-8"},
        )
        parts.append(part)
    return parts


def _removed_sessions(row: OutboxMessage) -> list[Session]:
    """Return the sessions that were taken off; the mail alone still knows them."""
    return [
        Session(
            pk=UUID(gone["id"]),
            start=datetime.fromisoformat(gone["start"]),
            end=datetime.fromisoformat(gone["end"]),
            title=gone["title"],
        )
        for gone in row.params.get("removed", ())
    ]


def _host() -> str:
    return urlsplit(settings.VINK_BASE_URL).hostname or "vink"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Take away the holes that template tags leave: never more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


SHAPES: dict[Mail, Shape] = {
    Mail.CONFIRMED: Shape(_is_confirmed, calendar="REQUEST", with_code=True),
    Mail.WAITING: Shape(_is_waiting),
    Mail.MOVED_UP: Shape(_is_confirmed, calendar="REQUEST", with_code=True),
    Mail.WITHDRAWN: Shape(_is_over, calendar="CANCEL"),
    Mail.CHANGED: Shape(_is_active),
    Mail.ACTIVITY_CANCELLED: Shape(_is_over, calendar="CANCEL"),
    Mail.ACTIVITY_MOVED: Shape(_is_confirmed, calendar="REQUEST", with_code=True),
    Mail.REMINDER: Shape(_is_confirmed, with_code=True),
    Mail.SURVEY: Shape(context=_survey_context),
    Mail.THANKS: Shape(_is_confirmed),
    Mail.PENDING: Shape(_is_pending),
    Mail.NOT_APPROVED: Shape(_is_over),
    Mail.OFFERED: Shape(_is_offered),
    Mail.OFFER_EXPIRED: Shape(_is_over),
    Mail.REPLACED: Shape(_is_over, calendar="CANCEL"),
    Mail.CHOICE_SEATED: Shape(_is_confirmed),
    Mail.QUESTIONS: Shape(_is_confirmed),
    Mail.MESSAGE: Shape(),
}

"""Render the mails of the outbox, from the rows as they are when the mail leaves.

Texts live in ``templates/email/<kind>/``: ``subject.txt``, ``body.txt`` and ``body.html``,
in the language of the booking.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import MIMEPart
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from events import calendar, likeness, links, mailtexts, qr, questions, waitlist, when, workshops
from events.applying import has_applied, takes_applications
from events.enums import (
    ACTIVE,
    ApprovalReason,
    RegistrationSource,
    RegistrationStatus,
    SurveyStatus,
)
from events.models import (
    OrganiserMessage,
    OutboxMessage,
    Registration,
    Session,
    SurveyInvitation,
)
from events.not_sent import (
    DiscreetMail,
    NoAddress,
    NoLongerTrue,
    NothingToRemind,
    NotToBeSent,  # noqa: F401 - what all of them are caught by
)
from events.notifications import Mail, mailbox_of

QR_ID = "checkin@vink"  # Content-ID under which the HTML finds the QR
REFERENCE = "X-VINK-Ref"  # by which a mail that comes back tells whose it was
NEUTRAL_REFERENCE = "X-Ref"  # the same of a discreet activity, without a name


def _only(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


EVERY = frozenset(RegistrationStatus.values)
CONFIRMED = _only(RegistrationStatus.CONFIRMED)
OVER = _only(RegistrationStatus.CANCELLED)


def _pending(_row: OutboxMessage, registration: Registration, _language: str) -> dict[str, Any]:
    return {"has_applied": has_applied(registration)}


def _nothing_more(row: OutboxMessage, registration: Registration, language: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Shape:
    """When a kind of mail still holds, and what it carries beside its text."""

    # Where the registration must stand; a mail overtaken by events is not sent.
    statuses: frozenset[str] = EVERY
    calendar: str = ""  # METHOD of the calendar files, or none
    with_code: bool = False
    # What the texts need beyond the facts; may raise NotToBeSent. Runs in the mail's language.
    context: Callable[[OutboxMessage, Registration, str], dict[str, Any]] = _nothing_more


def render(row: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail of one outbox row, ready to be sent.

    The Message-ID is the row's, so that a mail sent twice (the worker died before it could
    note the first) is known as the same by whoever receives it.

    Raises NotToBeSent: NoLongerTrue when the registration has moved on meanwhile, NoAddress,
    or DiscreetMail for a discreet activity whose neutral face does not know the kind.
    """
    from events import letters

    kind = Mail(row.kind)
    if kind in letters.LETTERS:
        return letters.render(row)
    registration, shape = row.registration, SHAPES[kind]
    if registration is None or registration.status not in shape.statuses:
        raise NoLongerTrue
    if registration.activity.discreet:
        return _neutral_mail(row)
    address = mailbox_of(registration)
    if not address:
        raise NoAddress
    language = language_of(registration)
    # Who stood in line has nothing in her calendar that could be taken out.
    with_calendar = bool(
        shape.calendar
        and row.params.get("had_seat", True)
        and calendar.goes_with_mail(registration, shape.calendar)
    )
    with translation.override(language):
        context = context_of(registration, language, with_code=shape.with_code)
        context["with_calendar"] = with_calendar
        context |= shape.context(row, registration, language)
        mail = compose(row, context, to=address, language=language)
        if context["on_behalf"] and registration.name:  # else a booker has thirty alike
            mail.subject = f"{registration.name}: {mail.subject}"
        if row.kind != Mail.SURVEY:  # the way to the answers names no registration
            mail.extra_headers[REFERENCE] = links.bounce_reference(registration)
        if context["code"]:
            mail.attach(_qr(registration))
        for part in _calendar_files(row, registration, shape) if with_calendar else []:
            mail.attach(part)
    return mail


def _neutral_mail(row: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail as the neutral face words it; a kind it does not know never leaves."""
    from events import neutral

    if not neutral.is_ready():
        raise DiscreetMail
    return neutral.face().mail(row)


def compose(
    row: OutboxMessage,
    context: dict[str, Any],
    *,
    to: str,
    language: str,
    words: mailtexts.Words | None = None,
) -> EmailMultiAlternatives:
    """Return text and HTML of a row's kind, addressed; the language is active already.

    ``context["contact_email"]`` is where answers go. ``words`` are tried out in a preview;
    else subject and opening are the standing ones.
    """
    words = words or mailtexts.words(Mail(row.kind), context, language)
    context = {**context, "opening": words.opening}
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=tidy(render_to_string(f"email/{row.kind}/body.txt", context)),
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


def context_of(registration: Registration, language: str, *, with_code: bool) -> dict[str, Any]:
    """Return what all mails about a registration say; the language is active already."""
    activity = registration.activity
    deleted = when.deleted_on(activity)
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    return {
        "language": language,
        "registration": registration,
        "activity": activity,
        "title": activity.display_title,
        "sessions": _sessions(registration),
        "place": activity.place,
        "by_application": takes_applications(activity),
        "manage_url": links.self_service_url(registration.pk, registration.link_version, language),
        "page_url": calendar.page_address(activity),
        "home_url": links.absolute(home),
        "contact_email": activity.contact_email or settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE.replace(" ", "\N{NO-BREAK SPACE}"),
        "deleted_on": when.plain_day(deleted) if deleted else "",
        "position": waitlist.position(registration),
        "workshops": workshops.chosen(registration),
        "questions_url": _questions_url(registration, language),
        "workshops_url": _workshops_url(registration, language),
        "entered_by": _entered_by(registration),
        "others_here": likeness.others_at_address(registration),
        "withdraw_url": links.withdraw_url(registration.pk, registration.link_version, language),
        "not_me_url": links.not_me_url(registration.pk, registration.link_version, language),
        # The mail goes to the booker of a team, for a colleague without an address.
        "on_behalf": registration.booking.is_team and not registration.email,
        "code": qr.shown_code(registration) if with_code else "",
        "qr_id": QR_ID,
    }


def _questions_url(registration: Registration, language: str) -> str:
    """Return where the organiser's questions are answered; "" where there are none to answer."""
    if not (registration.is_confirmed and questions.asks_later(registration.activity)):
        return ""
    return links.questions_url(registration.pk, registration.link_version, language)


def _workshops_url(registration: Registration, language: str) -> str:
    """Return where workshops are chosen, for whoever has a seat and chose none; "" otherwise."""
    if not (registration.is_confirmed and workshops.has_chosen_none(registration)):
        return ""
    return links.workshops_url(registration.pk, registration.link_version, language)


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
        for session in when.coming(activity)
    ]


def _entered_by(registration: Registration) -> str:
    """Say who signed the person up: "" herself, "staff", or "other"."""
    booking = registration.booking
    if not registration.email:
        return ""  # the mail goes to whoever entered her
    by_staff = {RegistrationSource.STAFF, RegistrationSource.WALK_IN}
    if booking.source in by_staff and registration.replaces_id is None:
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
        or invitation.survey.status != SurveyStatus.OPEN
        or invitation.survey.closes_at <= timezone.now()
    ):
        raise NoLongerTrue
    if reminder and invitation.spent:
        raise NothingToRemind
    return {
        "survey_url": links.survey_url(invitation.pk, invitation.link_version, language),
        "closes": when.day(invitation.survey.closes_at),
        "reminder": reminder,
    }


def _refusal(row: OutboxMessage, _who: Registration, _language: str) -> dict[str, Any]:
    reason = row.params.get("reason", "")
    return {"reason": reason if reason in ApprovalReason.values else ""}


def _offer_context(row: OutboxMessage, registration: Registration, language: str) -> dict[str, Any]:
    expires = registration.expires_at
    if expires is not None and expires <= timezone.now():
        raise NoLongerTrue  # the clock is about to pass the seat on
    return {"deadline": when.deadline(expires) if expires else ""}


def _message_context(
    row: OutboxMessage, registration: Registration, language: str
) -> dict[str, Any]:
    message = OrganiserMessage.objects.filter(
        pk=row.params.get("message"), activity=registration.activity_id
    ).first()
    if message is None:
        raise NoLongerTrue
    return {"message": message}


def _workshop_context(
    row: OutboxMessage, registration: Registration, language: str
) -> dict[str, Any]:
    chosen = workshops.chosen(registration)
    workshop = next((c for c in chosen if str(c.pk) == row.params.get("choice")), None)
    if workshop is None or not workshop.is_seated:
        raise NoLongerTrue
    return {"workshop": workshop}


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


def tidy(text: str) -> str:
    """Take away the holes that template tags leave: never more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


SHAPES: dict[Mail, Shape] = {
    Mail.CONFIRMED: Shape(CONFIRMED, calendar="REQUEST", with_code=True),
    Mail.WAITING: Shape(_only(RegistrationStatus.WAITING)),
    Mail.MOVED_UP: Shape(CONFIRMED, calendar="REQUEST", with_code=True),
    Mail.WITHDRAWN: Shape(OVER, calendar="CANCEL"),
    Mail.CHANGED: Shape(frozenset(ACTIVE)),
    Mail.ACTIVITY_CANCELLED: Shape(OVER, calendar="CANCEL"),
    Mail.ACTIVITY_MOVED: Shape(CONFIRMED, calendar="REQUEST", with_code=True),
    Mail.REMINDER: Shape(CONFIRMED, with_code=True),
    Mail.SURVEY: Shape(context=_survey_context),
    Mail.THANKS: Shape(CONFIRMED),
    Mail.PENDING: Shape(_only(RegistrationStatus.PENDING), context=_pending),
    Mail.NOT_APPROVED: Shape(OVER, context=_refusal),
    Mail.OFFERED: Shape(_only(RegistrationStatus.OFFERED), context=_offer_context),
    Mail.OFFER_EXPIRED: Shape(OVER),
    Mail.REPLACED: Shape(OVER, calendar="CANCEL"),
    Mail.CHOICE_SEATED: Shape(CONFIRMED, calendar="REQUEST", context=_workshop_context),
    Mail.QUESTIONS: Shape(CONFIRMED),
    Mail.MESSAGE: Shape(frozenset(ACTIVE), context=_message_context),
    # Leads to one's own page, where the paper is; ``courses`` says when it still holds.
    Mail.CERTIFICATE: Shape(CONFIRMED),
}


def only_when(kind: Mail, holds: Callable[[Registration], bool]) -> None:
    """Have another app say for whom a kind of mail still holds; for others it is not sent."""

    def context(row: OutboxMessage, registration: Registration, language: str) -> dict[str, Any]:
        if not holds(registration):
            raise NoLongerTrue
        return {}

    SHAPES[kind] = replace(SHAPES[kind], context=context)

"""The mails and calendar files of discreet activities.

Nobody who sees them over a shoulder learns what they are about: the subject is one sentence
for all of them, the sender, the addresses and the file are those of the neutral host. The file
is one that she puts into her calendar herself (METHOD:PUBLISH), since a calendar may be shared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress

from courses import interface, neutral_links, neutral_texts, neutral_when
from courses.models import NeutralNeeds
from events import calendar, links, messages, waitlist
from events.enums import ActivityKind, ActivityStatus
from events.models import OutboxMessage, Registration, Session
from events.notifications import Mail, mailbox_of
from events.when import local

MADE_BY = "-//Kalender//DA"
FILE_NAME = "aftale.ics"


class NotSetUp(Exception):
    """The neutral host or sender is not set up (any more): the mail waits until it is."""


def _nothing_more(row: OutboxMessage, registration: Registration) -> dict[str, Any]:
    return {}


def _deadline(row: OutboxMessage, registration: Registration) -> dict[str, Any]:
    expires = registration.expires_at
    if expires is not None and expires <= timezone.now():
        raise messages.NoLongerTrue  # the clock is about to pass the seat on
    return {"deadline": neutral_when.deadline(expires) if expires else ""}


@dataclass(frozen=True)
class Shape:
    """What one kind carries beside its text. When it still holds, the floor's shape says."""

    with_file: bool = False
    context: Callable[[OutboxMessage, Registration], dict[str, Any]] = _nothing_more


SHAPES: dict[Mail, Shape] = {
    Mail.CONFIRMED: Shape(with_file=True),
    Mail.WAITING: Shape(),
    Mail.MOVED_UP: Shape(with_file=True),
    Mail.WITHDRAWN: Shape(),
    Mail.CHANGED: Shape(),
    Mail.ACTIVITY_CANCELLED: Shape(),
    Mail.ACTIVITY_MOVED: Shape(with_file=True),
    Mail.REMINDER: Shape(),
    Mail.PENDING: Shape(),
    Mail.NOT_APPROVED: Shape(),
    Mail.OFFERED: Shape(context=_deadline),
    Mail.OFFER_EXPIRED: Shape(),
}
"""Every other kind is unknown here, so it never leaves: no thanks, no survey, no free message."""


def language_of(registration: Registration) -> str:
    """Return the language she is written to: the booking's while it may be shown, else Danish."""
    return interface.shown_language(registration.booking.language)


def words_for(registration: Registration) -> neutral_texts.Shown:
    """Return the activity's words for her; their language is the one to write in.

    Where only the words or only our own sentences are checked, she reads one language, Danish.
    """
    return neutral_texts.shown(registration.activity, language_of(registration))


def render(row: OutboxMessage) -> EmailMultiAlternatives:
    """Return one mail in neutral words, ready to be sent.

    Raises messages.NotToBeSent: DiscreetMail for a kind that has no neutral words, NoLongerTrue
    when the registration has moved on or belongs to a companion (she is told by the one she
    comes with), NoAddress. Raises NotSetUp, which is tried again.
    """
    kind, registration = Mail(row.kind), row.registration
    if kind not in SHAPES:
        raise messages.DiscreetMail
    if registration is None or registration.status not in messages.SHAPES[kind].statuses:
        raise messages.NoLongerTrue
    if is_companion(registration):
        raise messages.NoLongerTrue
    address = mailbox_of(registration)
    if not address:
        raise messages.NoAddress
    words = words_for(registration)
    with translation.override(words.language):
        context = _context(row, registration, words)
        context |= SHAPES[kind].context(row, registration)
        mail = _compose(row, kind, context, to=address)
        if context["with_calendar"]:
            mail.attach(_file(registration, words, _removed(row)))
        mail.extra_headers[messages.NEUTRAL_REFERENCE] = links.bounce_reference(registration)
    return mail


def is_companion(registration: Registration) -> bool:
    """Whether she came along on somebody else's sign-up, who is told for both; one query."""
    return NeutralNeeds.objects.filter(registration=registration, comes_with__isnull=False).exists()


def phone() -> str:
    """Return the number parents ring, as it is printed in the language now active."""
    number = settings.VINK_NEUTRAL_PHONE.replace(" ", "\N{NO-BREAK SPACE}")
    return neutral_when.ltr(number)


def _context(
    row: OutboxMessage, registration: Registration, words: neutral_texts.Shown
) -> dict[str, Any]:
    activity = registration.activity
    coming = [session for session in activity.sessions.all() if session.end > timezone.now()]
    return {
        "language": words.language,
        "title": words.title,
        "place": words.place,
        "sessions": neutral_when.times(coming),
        "removed": neutral_when.times(_removed(row)),
        "position": waitlist.position(registration) if registration.is_waiting else None,
        "with_companion": companion_stands_alike(registration),
        "own_url": neutral_links.own_url(registration, words.language),
        "phone": phone(),
        "open_ended": activity.kind == ActivityKind.FORAELDRENETVAERK,
        "with_calendar": SHAPES[Mail(row.kind)].with_file and bool(coming),
    }


def companion_stands_alike(registration: Registration) -> bool:
    """Whether someone comes with her, and has what she has: then both are told at once."""
    return (
        registration.is_active
        and Registration.objects.filter(
            neutral_needs__comes_with=registration, status=registration.status
        ).exists()
    )


def _compose(
    row: OutboxMessage, kind: Mail, context: dict[str, Any], *, to: str
) -> EmailMultiAlternatives:
    if not (settings.VINK_NEUTRAL_FROM_EMAIL and settings.VINK_NEUTRAL_HOST):
        raise NotSetUp
    content = messages.tidy(render_to_string(f"email/neutral/{kind}.txt", context)).strip()
    body = messages.tidy(
        render_to_string("email/neutral/layout.txt", {**context, "content": content})
    )
    subject = render_to_string("email/neutral/subject.txt", context).strip()
    mail = EmailMultiAlternatives(
        subject=subject,
        body=body,
        from_email=settings.VINK_NEUTRAL_FROM_EMAIL,
        to=[to],
        reply_to=[settings.VINK_NEUTRAL_FROM_EMAIL],
        headers={
            "Message-ID": f"<{row.pk}@{neutral_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": context["language"],
        },
    )
    page = {**context, "subject": subject, "paragraphs": body.strip().split("\n\n")}
    mail.attach_alternative(render_to_string("email/neutral/layout.html", page), "text/html")
    return mail


def neutral_host() -> str:
    """Return the neutral host's name without a port."""
    return settings.VINK_NEUTRAL_HOST.partition(":")[0]


def _removed(row: OutboxMessage) -> list[Session]:
    """Return the sessions that were taken off; the mail alone still knows when they were."""
    return [
        Session(
            pk=UUID(gone["id"]),
            start=datetime.fromisoformat(gone["start"]),
            end=datetime.fromisoformat(gone["end"]),
        )
        for gone in row.params.get("removed", ())
    ]


def _file(
    registration: Registration, words: neutral_texts.Shown, removed: Sequence[Session]
) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        _calendar(registration, words, "PUBLISH", removed),
        maintype="text",
        subtype="calendar",
        disposition="attachment",
        filename=FILE_NAME,
        params={"method": "PUBLISH", "charset": "utf-8"},
    )
    return part


def calendar_file(registration: Registration, method: str = "PUBLISH") -> bytes:
    """Return all her sessions as a file in neutral words, in the language she is written to.

    It says when, the neutral title and place, and no more: no link, no name, no description
    beyond how to say that one cannot come.
    """
    words = words_for(registration)
    with translation.override(words.language):
        return _calendar(registration, words, method, ())


def _calendar(
    registration: Registration,
    words: neutral_texts.Shown,
    method: str,
    removed: Iterable[Session],
) -> bytes:
    file = calendar.new_calendar(method, made_by=MADE_BY)
    activity = registration.activity
    over = method == "CANCEL" or activity.status == ActivityStatus.CANCELLED
    number, stamp = calendar.sequence(registration), calendar.now_stamp()
    wanted = [(session, over) for session in activity.sessions.all()]
    wanted += [(session, True) for session in removed]
    for session, cancelled in wanted:
        event = _event(session, words, stamp, cancelled=cancelled)
        event.add("sequence", number)
        file.add_component(event)
    return bytes(file.to_ical())


def _event(
    session: Session, words: neutral_texts.Shown, stamp: datetime, *, cancelled: bool
) -> Event:
    event = Event()
    # Stable like the floor's, under a name that tells nothing.
    event.add("uid", f"{session.pk}@{neutral_host()}")
    event.add("dtstamp", stamp)
    event.add("dtstart", local(session.start))
    event.add("dtend", local(session.end))
    event.add("summary", words.title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")  # a shared calendar may then show "busy" alone
    if words.place:
        event.add("location", words.place)
    if not cancelled:
        event.add("description", _cannot_come())
    address = parseaddr(settings.VINK_NEUTRAL_FROM_EMAIL)[1]
    event.add("organizer", vCalAddress(f"mailto:{address}"))
    return event


def _cannot_come() -> str:
    return _("Kan du ikke komme, så ring på %(phone)s.") % {"phone": phone()}

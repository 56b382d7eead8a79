"""Outbox rows of every kind, each about a person who stands as the mail says."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses import certificates
from courses.models import Course
from events import messages
from events.attendance import mark
from events.enums import ActivityKind, AttendanceState, ChoiceState, RegistrationStatus
from events.models import (
    Activity,
    Choice,
    Instrument,
    OrganiserMessage,
    OutboxMessage,
    Registration,
    Survey,
    SurveyInvitation,
)
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory

KINDS = list(messages.SHAPES)  # letters to others are tested by those who write them
STATUS = {
    Mail.WAITING: RegistrationStatus.WAITING,
    Mail.WITHDRAWN: RegistrationStatus.CANCELLED,
    Mail.ACTIVITY_CANCELLED: RegistrationStatus.CANCELLED,
    Mail.PENDING: RegistrationStatus.PENDING,
    Mail.NOT_APPROVED: RegistrationStatus.CANCELLED,
    Mail.OFFERED: RegistrationStatus.OFFERED,
    Mail.OFFER_EXPIRED: RegistrationStatus.CANCELLED,
    Mail.REPLACED: RegistrationStatus.CANCELLED,
}
OVER = {kind for kind, status in STATUS.items() if status == RegistrationStatus.CANCELLED}


def invite(registration: Registration) -> SurveyInvitation:
    now = timezone.now()
    survey = Survey.objects.create(
        activity=registration.activity,
        population="frontline",
        instrument=Instrument.objects.get_or_create(key="temadag", title="Temadag")[0],
        opens_at=now,
        closes_at=now + timedelta(days=14),
    )
    invitation: SurveyInvitation = survey.invitations.create(registration=registration)
    return invitation


def say(registration: Registration) -> OrganiserMessage:
    message: OrganiserMessage = registration.activity.messages.create(
        subject=f"Om frokosten: {registration.activity.title}",
        body=f"Der er frokost <kl. 12>.\n\n{registration.activity.title_en}",
    )
    return message


def seat_at_workshop(registration: Registration) -> Choice:
    choice = Choice.objects.create(activity=registration.activity, title="Dialog", taken=1)
    registration.chosen.create(choice=choice, round=choice.round, state=ChoiceState.SEATED)
    return choice


def complete(registration: Registration) -> None:
    """Make the activity a course that the person has met the rule of."""
    activity = registration.activity
    Activity.objects.filter(pk=activity.pk).update(kind=ActivityKind.KURSUS)
    activity.kind = ActivityKind.KURSUS
    Course.objects.create(activity=activity)
    for session in activity.sessions.all():
        mark(registration, session, AttendanceState.PRESENT, by=None)
    certificates.issue(registration, now=timezone.now() + timedelta(days=60))
    OutboxMessage.objects.filter(registration=registration).delete()


def queued(kind: Mail, *, language: str = "da", days: int = 1, **activity: Any) -> OutboxMessage:
    registration = RegistrationFactory(
        activity=ActivityFactory(
            **{"title": "Tegn & <bekymring>", "title_en": "Signs & <concern>", "days": days}
            | activity
        ),
        name="Åse Ørum & Søn",
        status=STATUS.get(kind, RegistrationStatus.CONFIRMED),
    )
    registration.booking.language = language
    registration.booking.save()
    params: dict[str, str] = {}
    if kind == Mail.SURVEY:
        params = {"invitation": str(invite(registration).pk)}
    if kind == Mail.MESSAGE:
        params = {"message": str(say(registration).pk)}
    if kind == Mail.CHOICE_SEATED:
        params = {"choice": str(seat_at_workshop(registration).pk)}
    if kind == Mail.CERTIFICATE:
        complete(registration)
    row: OutboxMessage = OutboxMessage.objects.create(
        kind=kind, registration=registration, params=params
    )
    return row

"""The forum's yearly survey: one single-use link to each who speaks for a member.

The links are dealt out at random, and once the mails have gone nothing says who got which.
Whoever has not answered cannot be told from who has: the reminder goes to all alike, twice at
most, and carries no link.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from events import clock, letters, links, notifications, when
from events.enums import SurveyStatus
from events.messages import NoLongerTrue
from events.models import OutboxMessage, Survey, SurveyInvitation
from events.notifications import Mail
from events.surveys import yearly
from events.surveys.invitations import reminder_times
from medborgerforum.enums import MembershipState
from medborgerforum.models import Representative


def join_the_floor() -> None:
    """Register the mail and the clock's reminder."""
    letters.register(Mail.FORUM_YEARLY, letters.Letter(_addressee, _context))
    clock.register_job("remind_forum_survey", remind_due)


def people() -> list[Representative]:
    """Return whom the survey asks: the confirmed representatives of members. One query."""
    return list(
        Representative.objects.filter(
            association__state=MembershipState.MEMBER, confirmed_at__isnull=False
        ).order_by("pk")
    )


@transaction.atomic
def open_year(year: int, last_day: date) -> Survey:
    """Open the year's survey and mail everyone a link; return it. Raises StepRefused."""
    asked = people()
    survey = yearly.open_year(yearly.FORUM, year, len(asked), last_day)
    codes = list(SurveyInvitation.objects.filter(survey=survey).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(codes)
    _mail(survey, zip(asked, codes, strict=True))
    return survey


def remind_due(now: datetime | None = None) -> int:
    """Remind everybody, without a link, when the time has come; return how many mails."""
    now = now or timezone.now()
    sent = 0
    for survey in yearly.surveys().filter(
        population=yearly.FORUM.population, status=SurveyStatus.OPEN, closes_at__gt=now
    ):
        passed = sum(now >= moment for moment in reminder_times(survey))
        if passed > survey.reminders_sent:
            sent += _remind(survey, passed)
    return sent


@transaction.atomic
def _remind(survey: Survey, number: int) -> int:
    if not Survey.objects.filter(pk=survey.pk, reminders_sent__lt=number).update(
        reminders_sent=number
    ):
        return 0
    return _mail(survey, ((person, None) for person in people()))


def _mail(survey: Survey, whom: Iterable[tuple[Representative, UUID | None]]) -> int:
    return notifications.enqueue_letters(
        Mail.FORUM_YEARLY,
        [
            {
                "subject_key": person.pk,
                "survey": str(survey.pk),
                **({"invitation": str(code)} if code else {}),
            }
            for person, code in whom
        ],
    )


def _about(row: OutboxMessage) -> tuple[Representative, Survey]:
    key = row.subject_key
    person = Representative.objects.filter(pk=key).first() if key else None
    survey = Survey.objects.filter(pk=row.params["survey"], status=SurveyStatus.OPEN).first()
    if person is None or survey is None:
        raise NoLongerTrue
    return person, survey


def _addressee(row: OutboxMessage) -> letters.Addressee:
    person, _survey = _about(row)
    return letters.Addressee(email=person.email, language=person.language)


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    person, survey = _about(row)
    code = row.params.get("invitation")
    invitation = SurveyInvitation.objects.filter(pk=code).first() if code else None
    return {
        "name": person.name,
        "title": survey.display_title,
        "closes": when.plain_day(survey.closes_at),
        "survey_url": (
            links.survey_url(invitation.pk, invitation.link_version, language) if invitation else ""
        ),
        "reminder": code is None,
    }

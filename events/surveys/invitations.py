"""Invite everyone who came, and remind those who have not answered, all alike.

An attender with an e-mail gets a personal link, one without gets a share in the printed
codes. Both are the same kind of row, and both are made when the survey opens: links and
codes together are the frozen number of eligible, and no later change of address, erasure
or second print-out can add one.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events import neutral, notifications, seats
from events.enums import AttendanceState, SurveyStatus
from events.links import Purpose, survey_url, token_for
from events.models import (
    Activity,
    Attendance,
    Instrument,
    Registration,
    Survey,
    SurveyInvitation,
    SurveySetup,
)
from events.surveys.instruments import instrument_for, put_to_use
from events.surveys.populations import Population, populations_of

REMINDERS = (timedelta(days=7), timedelta(days=2))
"""How long before the closing day everyone who has not answered is reminded; twice at most."""

REMINDER_TIME = time(9, 0)
CLOSING_TIME = time(23, 59, 59)


def hash_of(token: str) -> str:
    """Return the SHA-256 of a link's token, as kept on the invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_surveys(activity: Activity) -> list[Survey]:
    """Open the activity's surveys, invite whoever came, and return the surveys.

    One survey for each population, open ``VINK_SURVEY_OPEN_DAYS`` days to the end of the day
    in Copenhagen. A kind without a questionnaire gets none. Repeating it changes nothing.
    """
    instrument = instrument_for(activity)
    if instrument is None:
        return []
    seats.lock(activity.pk)
    known = {survey.population: survey for survey in activity.surveys.all()}
    attenders = list(_attenders(activity))
    surveys = []
    for population in populations_of(activity.kind):
        people = [person for person in attenders if person.role in population.roles]
        survey = known.get(population.key)
        if survey is None and len(people) >= population.at_least:
            survey = _open(activity, instrument, population, people)
        if survey is not None:
            surveys.append(survey)
    _hand_over_speakers(activity, surveys)
    return surveys


def _hand_over_speakers(activity: Activity, surveys: list[Survey]) -> None:
    """Keep the speakers' names with the surveys alone, where they are deleted in time."""
    if surveys:
        SurveySetup.objects.filter(activity=activity).exclude(speakers=[]).update(speakers=[])


def _attenders(activity: Activity) -> Iterable[Registration]:
    present = Attendance.objects.filter(
        registration=OuterRef("pk"),
        session__activity=activity,
        state=AttendanceState.PRESENT,
    )
    return Registration.objects.filter(Exists(present), activity=activity)


def _open(
    activity: Activity, instrument: Instrument, population: Population, people: list[Registration]
) -> Survey:
    survey = _create(activity, instrument, population.key, len(people))
    rows = [_invitation(survey, person if person.email else None) for person in people]
    # The rows' order must not be that of the list of names.
    secrets.SystemRandom().shuffle(rows)
    SurveyInvitation.objects.bulk_create(rows, batch_size=500)
    _send(rows, reminder=False)
    return survey


@transaction.atomic
def open_by_codes(
    activity: Activity, instrument: Instrument, population: str, number: int
) -> Survey:
    """Open a survey that is answered by printed codes alone; return it. Repeating changes nothing.

    ``number`` codes, each a row that leads to nobody, are all there will ever be. For discreet
    activities: codes are handed out in the room, and there is no ledger of who got which.
    """
    seats.lock(activity.pk)
    known = activity.surveys.filter(population=population).first()
    if known is not None:
        return known
    survey = _create(activity, instrument, population, number)
    _make_codes(survey)
    _hand_over_speakers(activity, [survey])
    return survey


@transaction.atomic
def open_occasion(
    occasion: str, title: str, instrument: Instrument, population: str, number: int, *,
    title_en: str = "", closes_at: datetime | None = None,
) -> tuple[Survey, bool]:  # fmt: skip
    """Open a survey about no single activity, answered by ``number`` codes.

    For the yearly ones. There is no ledger of who gets which code. Returns the survey and whether
    it was opened now: repeating changes nothing.
    """
    now = timezone.now()
    survey, created = Survey.objects.get_or_create(
        activity=None,
        occasion=occasion,
        population=population,
        defaults={
            "title": title,
            "title_en": title_en,
            "instrument": instrument,
            "layout": instrument.layout,
            "eligible": number,
            "opens_at": now,
            "closes_at": closes_at or closing_time(now),
        },
    )
    if created:
        put_to_use(instrument)
        _make_codes(survey)
    return survey, created


def _create(activity: Activity, instrument: Instrument, population: str, eligible: int) -> Survey:
    now = timezone.now()
    setup = SurveySetup.objects.filter(activity=activity).first() or SurveySetup()
    put_to_use(instrument)
    return Survey.objects.create(
        activity=activity,
        population=population,
        instrument=instrument,
        eligible=eligible,
        opens_at=now,
        closes_at=closing_time(now, last_day=setup.closes_on),
        layout=setup.layout or instrument.layout,
        speakers=setup.speakers,
    )


def _make_codes(survey: Survey) -> None:
    rows = [_invitation(survey, None) for _one in range(survey.eligible)]
    SurveyInvitation.objects.bulk_create(rows, batch_size=500)


def _invitation(survey: Survey, registration: Registration | None) -> SurveyInvitation:
    row = SurveyInvitation(survey=survey, registration=registration)
    row.token_hash = hash_of(token_for(Purpose.SURVEY, row.pk, row.link_version))
    return row


def _send(invitations: Iterable[SurveyInvitation], *, reminder: bool) -> int:
    return notifications.enqueue_each(
        notifications.Mail.SURVEY,
        (
            (row.registration, {"invitation": str(row.pk), "reminder": reminder})
            for row in invitations
            if row.registration is not None
        ),
    )


def closing_time(opens_at: datetime, last_day: date | None = None) -> datetime:
    """Return the end of the last day to answer, in Copenhagen time.

    ``last_day`` is what the organiser chose; it counts only if it lies ahead.
    """
    if last_day is None or last_day <= timezone.localdate(opens_at):
        last_day = timezone.localdate(opens_at) + timedelta(days=settings.VINK_SURVEY_OPEN_DAYS)
    return timezone.make_aware(datetime.combine(last_day, CLOSING_TIME))


def draw_codes(survey: Survey, *, language: str = "da") -> list[str]:
    """Return the addresses of the survey's printed codes, shuffled anew at each call.

    All of them, used or not: what is missing from a second print-out would tell how many
    had answered.
    """
    codes = list(
        SurveyInvitation.objects.filter(survey=survey, registration__isnull=True).only(
            "pk", "link_version"
        )
    )
    secrets.SystemRandom().shuffle(codes)
    if not survey.discreet:
        return [survey_url(code.pk, code.link_version, language) for code in codes]
    face = neutral.face()
    return [
        face.survey_url(code.pk, token_for(Purpose.SURVEY, code.pk, code.link_version), language)
        for code in codes
    ]


def remind_due(now: datetime | None = None) -> int:
    """Send the reminders whose time has come (aware ``now``); return how many mails.

    For the clock. A reminder that was missed is not made good by two in a row.
    """
    now = now or timezone.now()
    surveys = Survey.objects.filter(
        activity__isnull=False,  # whoever opened another reminds of it, too
        status=SurveyStatus.OPEN,
        closes_at__gt=now,
        reminders_sent__lt=len(REMINDERS),
    )
    sent = 0
    for survey in surveys:
        passed = sum(now >= moment for moment in reminder_times(survey))
        if passed > survey.reminders_sent:
            sent += _remind(survey, number=passed, now=now)
    return sent


def reminder_times(survey: Survey) -> list[datetime]:
    """Return when the survey reminds: in the morning, in Copenhagen time."""
    closing_day = timezone.localdate(survey.closes_at)
    return [
        timezone.make_aware(datetime.combine(closing_day - before, REMINDER_TIME))
        for before in REMINDERS
    ]


def remind_unspent(survey: Survey) -> int:
    """Remind all who have not answered, together; return how many mails were queued.

    That is one for each who was invited by mail. Who has answered is asked when a mail leaves,
    and hers is dropped without a word (``messages.NothingToRemind``): neither the outbox nor
    this number tells who has, or how many. Does nothing once it is closed or has reminded twice.
    """
    return _remind(survey, number=survey.reminders_sent + 1, now=timezone.now())


@transaction.atomic
def _remind(survey: Survey, *, number: int, now: datetime) -> int:
    due = number <= len(REMINDERS) and Survey.objects.filter(
        pk=survey.pk, status=SurveyStatus.OPEN, closes_at__gt=now, reminders_sent__lt=number
    ).update(reminders_sent=number)
    if not due:
        return 0
    invited = SurveyInvitation.objects.filter(survey=survey, registration__isnull=False)
    return _send(invited.select_related("registration__booking"), reminder=True)

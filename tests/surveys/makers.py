"""Questionnaires, surveys and sheets for the tests, made with as little as possible."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus, AttendanceState, Role, SurveyStatus
from events.links import Purpose, token_for
from events.models import (
    Activity,
    Attendance,
    Instrument,
    Registration,
    Session,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import counting
from events.surveys.instruments import ensure_instrument, put_to_use
from events.surveys.invitations import hash_of
from tests.factories import ActivityFactory, RegistrationFactory

KEYS = ("able_to_help", "knowledge_gain", "knows_whom_to_call", "relevant", "would_recommend")
HELP = KEYS[0]


def make_instrument(version: int = 1, first: Mapping[str, object] | None = None) -> Instrument:
    """Return a theme-day questionnaire of five questions; ``first`` changes the first."""
    questions: list[dict[str, object]] = [
        {"key": key, "text": f"I hvor høj grad {key}?", "text_en": f"To what degree {key}?"}
        for key in KEYS
    ]
    questions[0] |= first or {}
    return ensure_instrument(
        {
            "key": "temadag",
            "version": version,
            "title": "Temadag",
            "activity_kinds": ["temadag"],
            "questions": questions,
        }
    )


def make_day(*, kind: str = ActivityKind.TEMADAG) -> Activity:
    """Return an activity that began yesterday, closed for sign-up."""
    return ActivityFactory(
        kind=kind,
        capacity=100,
        starts_in_days=-1,
        status=ActivityStatus.CLOSED,
        with_page=False,
    )


def attend(
    activity: Activity, number: int = 1, *, role: str = Role.FRONTLINE_YOUTH, email: bool = True
) -> list[Registration]:
    """Return people who came to the first session."""
    session = Session.objects.filter(activity=activity).first()
    people = [
        RegistrationFactory(activity=activity, role=role, **({} if email else {"email": None}))
        for _number in range(number)
    ]
    Attendance.objects.bulk_create(
        Attendance(session=session, registration=person, state=AttendanceState.PRESENT)
        for person in people
    )
    return people


def make_survey(
    *, codes: int = 1, instrument: Instrument | None = None, activity: Activity | None = None
) -> Survey:
    """Return an open survey with so many printed codes."""
    now = timezone.now()
    asked = instrument or make_instrument()
    put_to_use(asked)
    survey = Survey.objects.create(
        activity=activity or make_day(),
        population="theme_day",
        instrument=asked,
        eligible=codes,
        opens_at=now,
        closes_at=now + timedelta(days=14),
    )
    rows = [SurveyInvitation(survey=survey) for _number in range(codes)]
    for row in rows:
        row.token_hash = hash_of(token_of(row))
    SurveyInvitation.objects.bulk_create(rows)
    return survey


def token_of(invitation: SurveyInvitation) -> str:
    """Return the token of an invitation's link."""
    return token_for(Purpose.SURVEY, invitation.pk, invitation.link_version)


def path_of(invitation: SurveyInvitation, language: str = "da") -> str:
    """Return the path of an invitation's link."""
    prefix = "" if language == "da" else f"/{language}"
    return f"{prefix}/s/{invitation.pk}/{token_of(invitation)}/"


def answered(
    values: Sequence[int],
    *,
    eligible: int | None = None,
    closed_days_ago: int = 1,
    **kwargs: object,
) -> Survey:
    """Return a sealed survey in which the first question got these values."""
    survey = make_survey(codes=0, **kwargs)
    survey.eligible = len(values) if eligible is None else eligible
    survey.status = SurveyStatus.CLOSED
    survey.closes_at = timezone.now() - timedelta(days=closed_days_ago)
    survey.save()
    question = survey.instrument.questions.get(key=HELP)
    responses = SurveyResponse.objects.bulk_create(SurveyResponse(survey=survey) for _v in values)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question=question, value=value)
        for response, value in zip(responses, values, strict=True)
    )
    counting.count(survey)
    survey.refresh_from_db()
    return survey


def sheet_number(number: int) -> Mapping[str, int]:
    """Return a sheet that says its own number: five answers, read as digits to base 6."""
    return {key: number // 6**place % 6 for place, key in enumerate(KEYS)}

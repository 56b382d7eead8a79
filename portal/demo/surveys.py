"""Answers of people who do not exist: sealed for what is over, open for the latest day."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from events.enums import SurveyStatus
from events.links import Purpose, token_for
from events.models import (
    Instrument,
    Registration,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import counting
from events.surveys.instruments import ensure_instrument, put_to_use, questions_for
from events.surveys.invitations import closing_time, open_surveys
from events.surveys.populations import THEME_DAY
from events.surveys.responses import submit
from events.surveys.standard import ensure_standard

from .activities import Planned
from .content import read
from .dates import today
from .people import Someone

BATCH = 2000
COMMENT_SHARE = 0.16
# Of those who feel able, how many "to a very high degree"; the rest fall on 3, 2, 1, "ved ikke".
VERY_HIGH = 0.4
OTHERS = (3, 2, 1, 0)
OTHERS_WEIGHTS = (62, 20, 6, 12)
SKIPPED_SHARE = 0.03

NEWER = timedelta(days=300)  # so long the second version has been asked

type Sheet = dict[str, int]


def load_instruments() -> dict[str, Instrument]:
    """Enter the standard questionnaires; return them by key."""
    return ensure_standard()


def theme_day_versions() -> list[Instrument]:
    """Enter both versions of the theme days' questionnaire; return them, the older first."""
    return [ensure_instrument(read("survey")), load_instruments()["temadag"]]


def load_survey(
    one: Planned,
    came: Sequence[Someone],
    rows: Sequence[Registration],
    versions: Sequence[Instrument],
    rng: Random,
) -> None:
    """Ask those who came, and let the content's share of them have answered.

    ``versions`` are the older and the newer questionnaire.
    """
    if not one.entry.get("survey"):
        return
    instrument = versions[one.first_day > today() - NEWER]
    if one.entry.get("survey_open"):
        _open_survey(one, instrument, rng)
    else:
        _sealed_survey(one, came, rows, instrument, rng)


def _open_survey(one: Planned, instrument: Instrument, rng: Random) -> None:
    """Open the survey by the real rule, and hand sheets in through the real door."""
    for survey in open_surveys(one.row):
        opened = one.row.sessions.get().end + timedelta(hours=1)
        survey.opens_at, survey.closes_at = opened, closing_time(opened)
        survey.save(update_fields=["opens_at", "closes_at"])
        invitations = list(survey.invitations.filter(registration__isnull=False))
        answering = rng.sample(invitations, round(len(invitations) * one.entry["response_rate"]))
        keys = [question.key for question in questions_for(instrument, "da")]
        for invitation in answering:
            token = token_for(Purpose.SURVEY, invitation.pk, invitation.link_version)
            able = rng.random() < one.entry["able_share"]
            submit(invitation.pk, token, _sheet(able, keys, rng), _comment(rng))


def _sealed_survey(
    one: Planned,
    came: Sequence[Someone],
    rows: Sequence[Registration],
    instrument: Instrument,
    rng: Random,
) -> None:
    """Write a survey in the state that sealing leaves: no hashes, nothing spent, no order."""
    eligible = sum(someone.role in THEME_DAY.roles for someone in came)
    opened = one.row.sessions.get().end + timedelta(hours=1)
    survey = Survey.objects.create(
        activity=one.row,
        population=THEME_DAY.key,
        instrument=instrument,
        eligible=eligible,
        status=SurveyStatus.CLOSED,
        opens_at=opened,
        closes_at=closing_time(opened),
    )
    asked = [row for row in rows if row.role in THEME_DAY.roles]
    rng.shuffle(asked)
    SurveyInvitation.objects.bulk_create(
        (SurveyInvitation(survey=survey, registration=row, spent=None) for row in asked),
        batch_size=BATCH,
    )
    _responses(survey, one, instrument, rng)
    put_to_use(instrument)
    counting.count(survey, survey.closes_at.date() + timedelta(days=1))


def _responses(survey: Survey, one: Planned, instrument: Instrument, rng: Random) -> None:
    answered = round(survey.eligible * one.entry["response_rate"])
    able = round(answered * one.entry["able_share"])
    questions = {question.key: question.id for question in questions_for(instrument, "da")}
    sheets = [_sheet(index < able, list(questions), rng) for index in range(answered)]
    rng.shuffle(sheets)
    responses = [SurveyResponse(survey=survey) for _sheet in sheets]
    answers = [
        SurveyAnswer(response=response, question_id=questions[key], value=value)
        for response, sheet in zip(responses, sheets, strict=True)
        for key, value in sheet.items()
    ]
    # Rows lie in the order of their random keys, as after sealing.
    responses.sort(key=lambda row: row.pk)
    answers.sort(key=lambda row: row.pk)
    SurveyResponse.objects.bulk_create(responses, batch_size=BATCH)
    SurveyAnswer.objects.bulk_create(answers, batch_size=BATCH)
    comments = [comment for _response in responses if (comment := _comment(rng))]
    SurveyComment.objects.bulk_create(
        SurveyComment(survey=survey, text=comment) for comment in dict.fromkeys(comments)
    )


def _sheet(able: bool, keys: Sequence[str], rng: Random) -> Sheet:
    """Return one sheet: the first question as told, the others leaning the same way."""
    sheet = {keys[0]: _value(able, rng)}
    for key in keys[1:]:
        if rng.random() >= SKIPPED_SHARE:
            sheet[key] = _value(rng.random() < (0.92 if able else 0.45), rng)
    return sheet


def _value(top: bool, rng: Random) -> int:
    if top:
        return 5 if rng.random() < VERY_HIGH else 4
    return rng.choices(OTHERS, OTHERS_WEIGHTS)[0]


def _comment(rng: Random) -> str:
    return rng.choice(read("people")["comments"]) if rng.random() < COMMENT_SHARE else ""

"""Answer once, without a trace of who: the only writer of responses.

A link is spent and a response inserted in one transaction, and nothing on either row
leads to the other. Reading a link never spends it. There is no editing, receipt or reopening.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.enums import SurveyStatus
from events.links import Purpose, token_is_valid
from events.models import (
    Layout,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys.instruments import AskedQuestion, questions_for
from events.surveys.invitations import hash_of
from events.validators import validate_no_cpr

COMMENT_LENGTH = 600


class SurveyRefused(Exception):
    """The sheet cannot be opened or handed in; ``heading`` and ``message`` say why."""

    heading: str | Promise = ""
    message: str | Promise = ""


class UnknownLink(SurveyRefused):
    """No invitation has this link."""

    heading = _("Vi kender ikke linket")
    message = _(
        "Måske er en del af adressen faldet ud. Prøv at åbne linket direkte fra mailen, "
        "eller skan koden på sedlen igen."
    )


class SurveyClosed(SurveyRefused):
    """The time to answer is over."""

    heading = _("Spørgeskemaet er lukket")
    message = _("Tak, fordi du ville svare. Fristen er gået, så vi kan ikke tage imod flere svar.")

    def __init__(self, survey: Survey) -> None:
        super().__init__()
        self.survey = survey
        self.closed_at = survey.closes_at
        self.activity = survey.activity
        self.title, self.title_language = survey.display_title, _language_of_title(survey)


class AlreadyAnswered(SurveyRefused):
    """The link has been used."""

    heading = _("Der er allerede svaret med dette link")
    message = _(
        "Et link kan bruges én gang, og svaret er gemt. Vi kan hverken finde det frem eller "
        "ændre det, for vi ved ikke, hvilket svar der er dit."
    )


class BlankSheet(SurveyRefused):
    """Nothing was filled in. The link is not spent."""

    heading = _("Du har ikke svaret på noget endnu")
    message = _(
        "Svar på mindst ét af spørgsmålene, eller skriv en kommentar. Linket virker stadig."
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a link opens: the questions, worded for the reader."""

    activity_title: str
    closes_at: datetime
    questions: list[AskedQuestion]
    discreet: bool = False  # shown on the neutral host, and nowhere else
    paged: bool = False
    asks_comment: bool = True
    about_activity: bool = True  # or about an occasion, such as a year
    title_language: str = "da"


def open_sheet(invitation_id: UUID, token: str, language: str) -> Sheet:
    """Return the questions behind a link; reads only. Three queries.

    Raises UnknownLink, SurveyClosed or AlreadyAnswered. Of a code, that it has been used is said
    only to whoever hands in a sheet: staff hold all codes, and could count the used ones.
    """
    invitation = _find(invitation_id, token)
    survey = invitation.survey
    _require_open(survey)
    _require_unspent(invitation, token)
    return Sheet(
        activity_title=survey.display_title,
        closes_at=survey.closes_at,
        questions=questions_for(survey.instrument, language, survey.speakers),
        discreet=survey.discreet,
        paged=survey.layout == Layout.PAGED,
        asks_comment=survey.instrument.asks_comment,
        about_activity=survey.activity_id is not None,
        title_language=_language_of_title(survey),
    )


def _language_of_title(survey: Survey) -> str:
    """Return in which language its title reads: they are kept in Danish and English alone."""
    of = survey.activity or survey
    return "en" if get_language() == "en" and of.title_en else settings.LANGUAGE_CODE


@transaction.atomic
def submit(invitation_id: UUID, token: str, answers: Mapping[str, int], comment: str = "") -> None:
    """Hand in one sheet: spend the link and store the answers, or neither.

    ``answers`` maps question keys to values of their scales; a question left out counts as not
    answered. The comment is stored with the survey, apart from the answers.

    Raises UnknownLink, SurveyClosed, AlreadyAnswered, BlankSheet; ValidationError for a CPR
    number in the comment; ValueError for a question or value that was not on the sheet.
    """
    comment = comment.strip()
    validate_no_cpr(comment)
    if len(comment) > COMMENT_LENGTH:
        raise ValueError("Not an answer to this sheet.")
    invitation = _find(invitation_id, token)
    # The lock makes closing and answering wait for each other.
    survey = Survey.objects.select_for_update().get(pk=invitation.survey_id)
    _require_open(survey)
    if not answers and not comment:
        raise BlankSheet
    sheet = questions_for(survey.instrument, settings.LANGUAGE_CODE, survey.speakers)
    ids = {question.key: question.id for question in sheet}
    allowed = {question.key: {value for value, _label in question.choices} for question in sheet}
    if any(value not in allowed.get(key, ()) for key, value in answers.items()):
        raise ValueError("Not an answer to this sheet.")
    if comment and not survey.instrument.asks_comment:
        raise ValueError("Not an answer to this sheet.")
    spent = SurveyInvitation.objects.filter(
        pk=invitation.pk, token_hash=hash_of(token), spent=False
    ).update(spent=True)
    if not spent:
        raise AlreadyAnswered
    response = SurveyResponse.objects.create(survey=survey)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question_id=ids[key], value=value)
        for key, value in answers.items()
    )
    if comment:
        SurveyComment.objects.create(survey=survey, text=comment)


def _find(invitation_id: UUID, token: str) -> SurveyInvitation:
    invitation = (
        SurveyInvitation.objects.select_related("survey__activity", "survey__instrument")
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is None or not token_is_valid(
        token, Purpose.SURVEY, invitation.pk, invitation.link_version
    ):
        raise UnknownLink
    return invitation


def _require_open(survey: Survey) -> None:
    if survey.status != SurveyStatus.OPEN or survey.closes_at <= timezone.now():
        raise SurveyClosed(survey)


def _require_unspent(invitation: SurveyInvitation, token: str) -> None:
    if not hmac.compare_digest(invitation.token_hash, hash_of(token)):
        raise UnknownLink
    if invitation.spent and invitation.registration_id is not None:
        raise AlreadyAnswered

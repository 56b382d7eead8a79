"""A sheet is stored whole or not at all, and says nothing of who handed it in."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import responses
from events.surveys.responses import (
    AlreadyAnswered,
    BlankSheet,
    SurveyClosed,
    UnknownLink,
    open_sheet,
    submit,
)
from tests.factories import RegistrationFactory
from tests.surveys.makers import HELP, KEYS, make_survey, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> SurveyInvitation:
    """One open invitation."""
    return SurveyInvitation.objects.get(survey=make_survey())


def nothing_stored(invitation: SurveyInvitation) -> bool:
    invitation.refresh_from_db()
    return not (
        SurveyResponse.objects.exists() or SurveyComment.objects.exists() or invitation.spent
    )


def test_answers_and_comment_are_stored_apart(invitation: SurveyInvitation) -> None:
    submit(invitation.pk, token_of(invitation), {KEYS[0]: 5, KEYS[2]: 0}, "  Mere tid.  ")

    response = SurveyResponse.objects.get(survey=invitation.survey)
    stored = response.answers.values_list("question__key", "value")
    assert dict(stored) == {KEYS[0]: 5, KEYS[2]: 0}
    assert SurveyComment.objects.get(survey=invitation.survey).text == "Mere tid."
    invitation.refresh_from_db()
    assert invitation.spent is True


def test_opening_spends_nothing(
    invitation: SurveyInvitation, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        sheet = open_sheet(invitation.pk, token_of(invitation), "en")
    assert [question.key for question in sheet.questions] == list(KEYS)
    assert sheet.questions[0].text == f"To what degree {HELP}?"
    assert nothing_stored(invitation)


def test_a_language_without_wording_reads_danish(invitation: SurveyInvitation) -> None:
    sheet = open_sheet(invitation.pk, token_of(invitation), "so")
    assert sheet.questions[0].text == f"I hvor høj grad {HELP}?"


def test_a_blank_sheet_does_not_spend_the_link(invitation: SurveyInvitation) -> None:
    with pytest.raises(BlankSheet):
        submit(invitation.pk, token_of(invitation), {}, "   ")
    assert nothing_stored(invitation)
    submit(invitation.pk, token_of(invitation), {}, "Kun en kommentar")
    assert SurveyAnswer.objects.count() == 0
    assert SurveyComment.objects.count() == 1


def test_the_second_time_is_refused(invitation: SurveyInvitation) -> None:
    token = token_of(invitation)
    submit(invitation.pk, token, {HELP: 4})
    with pytest.raises(AlreadyAnswered):
        submit(invitation.pk, token, {HELP: 1})
    assert SurveyAnswer.objects.get().value == 4


def test_a_mailed_link_says_so_at_once_and_a_code_only_to_whoever_answers(
    invitation: SurveyInvitation,
) -> None:
    """Staff hold all codes: looking at them must not tell how many have answered."""
    token = token_of(invitation)
    unused = open_sheet(invitation.pk, token, "da")
    submit(invitation.pk, token, {HELP: 4})
    assert open_sheet(invitation.pk, token, "da") == unused
    with pytest.raises(BlankSheet):
        submit(invitation.pk, token, {})
    SurveyInvitation.objects.update(registration=RegistrationFactory())
    with pytest.raises(AlreadyAnswered):
        open_sheet(invitation.pk, token, "da")


def test_an_unknown_or_revoked_link_is_refused(invitation: SurveyInvitation) -> None:
    token = token_of(invitation)
    with pytest.raises(UnknownLink):
        submit(uuid.uuid4(), token, {HELP: 4})
    with pytest.raises(UnknownLink):
        submit(invitation.pk, "0" * len(token), {HELP: 4})
    with pytest.raises(UnknownLink):
        submit(invitation.pk, "æøå", {HELP: 4})
    SurveyInvitation.objects.filter(pk=invitation.pk).update(link_version=2)
    with pytest.raises(UnknownLink):
        submit(invitation.pk, token, {HELP: 4})
    assert nothing_stored(invitation)


def test_a_closed_survey_takes_no_answer(invitation: SurveyInvitation) -> None:
    token = token_of(invitation)
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SurveyClosed):
        submit(invitation.pk, token, {HELP: 4})
    Survey.objects.update(closes_at=timezone.now() + timedelta(days=1), status=SurveyStatus.CLOSED)
    with pytest.raises(SurveyClosed):
        open_sheet(invitation.pk, token, "da")
    assert nothing_stored(invitation)


@pytest.mark.parametrize("answers", [{"not_asked": 3}, {HELP: 6}, {HELP: -1}])
def test_what_was_not_on_the_sheet_is_not_taken(
    invitation: SurveyInvitation, answers: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="Not an answer"):
        submit(invitation.pk, token_of(invitation), answers)
    assert nothing_stored(invitation)


def test_a_cpr_number_in_the_comment_is_refused(invitation: SurveyInvitation) -> None:
    with pytest.raises(ValidationError):
        submit(invitation.pk, token_of(invitation), {HELP: 4}, "Det var 010203-1234.")
    assert nothing_stored(invitation)


def test_a_failure_half_way_leaves_the_link_unspent(
    invitation: SurveyInvitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(responses.SurveyComment.objects, "create", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        submit(invitation.pk, token_of(invitation), {HELP: 4}, "Tak")
    assert nothing_stored(invitation)

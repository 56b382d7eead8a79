"""One link, one response, however many come with it at once."""

from uuid import UUID

import pytest

from events.models import SurveyAnswer, SurveyComment, SurveyInvitation, SurveyResponse
from events.surveys.responses import AlreadyAnswered, submit
from tests.crowd import release
from tests.surveys.makers import HELP, make_survey, token_of
from tests.surveys.unlocked import submit_without_lock

AT_ONCE = 20


def hand_in(invitation_id: UUID, token: str, value: int) -> str:
    """Submit one sheet in a process of the crowd."""
    try:
        submit(invitation_id, token, {HELP: value}, f"Svar {value}")
    except AlreadyAnswered:
        return "refused"
    return "answered"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_link_leave_one_response() -> None:
    survey = make_survey(codes=2)
    invitation, other = SurveyInvitation.objects.filter(survey=survey)
    jobs = [(invitation.pk, token_of(invitation), number % 6) for number in range(AT_ONCE)]

    outcomes = release(hand_in, jobs, processes=AT_ONCE)

    assert sorted(outcomes) == ["answered"] + ["refused"] * (AT_ONCE - 1)
    assert SurveyResponse.objects.filter(survey=survey).count() == 1
    assert SurveyAnswer.objects.count() == 1
    assert SurveyComment.objects.count() == 1
    invitation.refresh_from_db()
    other.refresh_from_db()
    assert (invitation.spent, other.spent) == (True, False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_crowd_answers_more_than_once() -> None:
    """The negative control: if one gets through here too, the test above does not bite."""
    survey = make_survey()
    invitation = SurveyInvitation.objects.get(survey=survey)

    outcomes = release(submit_without_lock, [(invitation.pk,)] * AT_ONCE, processes=AT_ONCE)

    assert outcomes.count("answered") > 1
    assert SurveyResponse.objects.filter(survey=survey).count() > 1

"""Results exist once a survey is sealed, and never show what one person answered."""

from fractions import Fraction

import pytest

from events.confidence import Reason, Verdict
from events.enums import SurveyStatus
from events.models import Survey, SurveyComment, SurveyResponse
from events.surveys.results import (
    assessment_for,
    comments_for,
    public_result,
    staff_results,
    tally,
)
from tests.surveys.makers import HELP, KEYS, answered, make_instrument

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
EIGHTY = Fraction(4, 5)


@pytest.mark.parametrize("status", [SurveyStatus.OPEN, SurveyStatus.CLOSED])
def test_nothing_is_to_be_had_before_sealing(status: str) -> None:
    survey = answered([5] * 12)
    SurveyComment.objects.create(survey=survey, text="Tak")
    Survey.objects.update(status=status)
    # The caller's own copy still says it is sealed.
    assert tally([survey], HELP).answered == 0
    assert staff_results([survey], HELP) == {}
    assert not public_result([survey], HELP, EIGHTY).shown
    assert comments_for(survey) == []
    assert assessment_for(survey.activity, HELP, EIGHTY).share is None


def test_dont_know_counts_as_an_answer_and_a_blank_does_not() -> None:
    survey = answered([5, 5, 4, 3, 0, 0, 1], eligible=11)
    SurveyResponse.objects.create(survey=survey)  # a sheet with this question left blank
    result = tally([survey], HELP)
    assert dict(result.counts) == {5: 2, 4: 1, 3: 1, 2: 0, 1: 1, 0: 2}
    assert (result.answered, result.eligible, result.successes) == (7, 11, 3)
    assert tally([survey], KEYS[1]).answered == 0


def test_many_surveys_are_pooled_in_two_queries(django_assert_num_queries: object) -> None:
    for _number in range(4):
        answered([5] * 9 + [3], eligible=12)
    with django_assert_num_queries(2):  # type: ignore[operator]
        result = tally(Survey.objects.all(), HELP)
    assert (result.answered, result.eligible, result.successes) == (40, 48, 36)
    assessment = assessment_for(Survey.objects.all(), HELP, EIGHTY)
    assert (assessment.verdict, assessment.share) == (Verdict.TOO_LITTLE, Fraction(9, 10))


def test_only_the_same_version_is_pooled() -> None:
    old = answered([1] * 20)
    newer = make_instrument(version=2, first={"text": "Kan du hjælpe?", "version": 2})
    new = answered([5] * 12, instrument=newer)
    assert tally([old, new], HELP).successes == 12
    assert tally([old, new], HELP).eligible == 12
    assert tally([old, new], HELP, version=1).answered == 20


def test_an_activity_is_assessed_on_its_own() -> None:
    survey = answered([5] * 12, eligible=12)
    answered([1] * 12)
    assessment = assessment_for(survey.activity, HELP, EIGHTY)
    assert (assessment.verdict, assessment.reason) == (Verdict.MET, Reason.CERTAIN)


def test_staff_see_a_whole_breakdown_from_five_answers_on_and_else_no_number() -> None:
    few, enough = answered([5] * 4, eligible=30), answered([5] * 5, eligible=30)
    results = staff_results([few, enough], HELP)
    assert not results[few.pk].shown
    assert results[few.pk].tally is None
    shown = results[enough.pk].tally
    assert shown is not None
    assert (shown.answered, shown.counts[5]) == (5, 5)


def test_fewer_than_ten_answers_are_not_published() -> None:
    survey = answered([5] * 9)
    result = public_result([survey], HELP, EIGHTY)
    assert (result.tally, result.assessment, result.surveys, result.waiting) == (None, None, 0, 1)
    assert result.verdict == Verdict.TOO_LITTLE
    result = public_result([answered([5] * 10)], HELP, EIGHTY)
    assert result.tally is not None
    assert (result.shown, result.tally.answered, result.waiting) == (True, 10, 0)


def test_what_waits_counts_as_not_answered() -> None:
    large, small = answered([5] * 20, closed_days_ago=2), answered([5] * 3, eligible=4)
    result = public_result([large, small], HELP, EIGHTY)
    assert result.tally is not None
    assert (result.tally.answered, result.tally.eligible) == (20, 24)
    assert (result.surveys, result.waiting) == (1, 1)


def sealed_one_after_the_other(sizes: list[int]) -> list[Survey]:
    """Return surveys of these sizes: who is hidden from staff said 1, everyone else said 5."""
    total = len(sizes)
    return [
        answered([5 if size >= 5 else 1] * size, eligible=20, closed_days_ago=total - place)
        for place, size in enumerate(sizes)
    ]


def test_no_hidden_activity_is_had_by_subtraction() -> None:
    """What staff see taken from what is published leaves nothing, or three days and ten answers."""
    surveys = sealed_one_after_the_other([12, 3, 7, 4, 15, 2, 6, 4, 4, 1, 9, 4, 4])
    left: list[int] = []
    for moment in range(1, len(surveys) + 1):
        result = public_result(surveys[:moment], HELP, EIGHTY)
        hidden = [r for r in staff_results(surveys[:moment], HELP).values() if not r.shown]
        left.append(result.tally.counts[1] if result.tally else 0)
        assert left[-1] == 0 or len(hidden) >= 3
    steps = [after - before for before, after in zip([0, *left], left, strict=False)]
    assert {step for step in steps if step} == {3 + 4 + 2 + 4, 4 + 1 + 4 + 4}


def test_each_publication_adds_nothing_or_ten_answers() -> None:
    surveys = sealed_one_after_the_other([3, 4, 12, 2, 7, 1, 3, 4, 30, 4, 9, 5, 4])
    before = 0
    for moment in range(1, len(surveys) + 1):
        result = public_result(surveys[:moment], HELP, EIGHTY)
        now = result.tally.answered if result.tally else 0
        assert now == before or now - before >= 10
        before = now
    assert before > 60


def test_comments_come_shuffled_and_not_from_few() -> None:
    few, survey = answered([5] * 4), answered([5] * 5)
    for one in (few, survey):
        SurveyComment.objects.bulk_create(
            SurveyComment(survey=one, text=str(number)) for number in range(20)
        )
    assert comments_for(few) == []
    found = {tuple(comments_for(survey)) for _time in range(4)}
    assert len(found) == 4
    assert all(sorted(texts) == sorted(map(str, range(20))) for texts in found)

"""Results exist once a survey is sealed, and never show what one person answered."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from events.confidence import Verdict
from events.enums import SurveyStatus
from events.models import Block, Survey, SurveyComment
from events.surveys.pools import Cut, Pool, pooled
from events.surveys.results import (
    comments_for,
    headlines,
    question_results,
    staff_results,
    tally_each,
)
from tests.surveys.makers import HELP, KEYS, answered, make_instrument

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
EIGHTY = Fraction(4, 5)


def public(key: str = HELP) -> Pool:
    """Return what everyone may see of all answers to a question."""
    return pooled(Cut((key,), date(2000, 1, 1), date(2100, 12, 31)))


@pytest.mark.parametrize("status", [SurveyStatus.OPEN, SurveyStatus.CLOSED])
def test_nothing_is_to_be_had_before_sealing(status: str) -> None:
    survey = answered([5] * 12)
    SurveyComment.objects.create(survey=survey, text="Tak")
    Survey.objects.update(status=status)
    # The caller's own copy still says it is sealed.
    assert tally_each([survey], HELP) == {}
    assert staff_results([survey], HELP) == {}
    assert question_results(survey) == []
    assert headlines([survey]) == {}
    assert comments_for(survey) == []


def test_dont_know_counts_as_an_answer_and_a_blank_does_not() -> None:
    survey = answered([5, 5, 4, 3, 0, 0, 1], eligible=11)
    result = tally_each([survey], HELP)[survey.pk]
    assert dict(result.counts) == {5: 2, 4: 1, 3: 1, 1: 1, 0: 2}
    assert (result.answered, result.eligible, result.successes) == (7, 11, 3)
    assert tally_each([survey], KEYS[1])[survey.pk].answered == 0


def test_ikke_relevant_is_no_answer_and_may_be_read_both_ways() -> None:
    asked = make_instrument(version=2, first={"scale": "extent_na", "version": 2})
    survey = answered([5] * 8 + [1] * 2 + [6] * 5, eligible=20, instrument=asked)
    one = tally_each([survey], HELP)[survey.pk]
    apart, along = one.reading(), one.reading(not_relevant_counts=True)
    assert (apart.successes, apart.answered, apart.eligible) == (8, 10, 15)
    assert (along.successes, along.answered, along.eligible) == (8, 15, 20)


def test_many_surveys_are_read_in_four_queries(django_assert_num_queries: Any) -> None:
    for _number in range(4):
        answered([5] * 9 + [3], eligible=12)
    with django_assert_num_queries(4):
        results = staff_results(Survey.objects.all(), HELP)
    assert [result.tally.answered for result in results.values() if result.tally] == [10] * 4
    with django_assert_num_queries(2):
        pool = public()
    assert pool.tally is not None
    assert (pool.tally.answered, pool.tally.eligible, pool.tally.successes) == (40, 48, 36)
    assert pool.verdict(EIGHTY) == Verdict.TOO_LITTLE


def test_only_the_same_version_is_pooled() -> None:
    old = answered([1] * 20)
    newer = make_instrument(version=2, first={"text": "Kan du hjælpe?", "version": 2})
    new = answered([5] * 12, instrument=newer)
    assert list(tally_each([old, new], HELP)) == [new.pk]
    assert list(tally_each([old, new], HELP, version=1)) == [old.pk]
    pool = public()
    assert (pool.measure, pool.surveys, pool.eligible) == (f"{HELP}.2", 1, 12)


def test_staff_see_a_whole_breakdown_from_five_answers_on_and_else_no_number() -> None:
    few, enough = answered([5] * 4, eligible=30), answered([5] * 5, eligible=30)
    results = staff_results([few, enough], HELP)
    assert results[few.pk].tally is None
    shown = results[enough.pk].tally
    assert shown is not None
    assert (shown.answered, shown.counts[5]) == (5, 5)
    assert [one.result.shown for one in question_results(few)] == [False] * 5
    assert [one.result.shown for one in question_results(enough)] == [True] + [False] * 4
    found = headlines([few, enough])
    assert (found[few.pk].result.shown, found[enough.pk].result.shown) == (False, True)


def test_what_was_too_few_when_sealed_stays_hidden() -> None:
    """It is published with others: were it shown later, those would be what is left."""
    survey = answered([5] * 7)
    Block.objects.update(hidden=True)
    SurveyComment.objects.create(survey=survey, text="Tak")
    survey.refresh_from_db()
    assert not staff_results([survey], HELP)[survey.pk].shown
    assert not question_results(survey)[0].result.shown
    assert not headlines([survey])[survey.pk].result.shown
    assert comments_for(survey) == []


def test_fewer_than_ten_answers_are_not_published() -> None:
    answered([5] * 9)
    result = public()
    assert (result.tally, result.surveys, result.waiting) == (None, 0, 1)
    assert result.verdict(EIGHTY) == Verdict.TOO_LITTLE
    answered([5] * 1 + [1] * 4)
    result = public()
    assert result.tally is not None
    assert (result.tally.answered, result.surveys, result.waiting) == (14, 2, 0)


def test_what_waits_counts_as_not_answered() -> None:
    answered([5] * 20)
    answered([5] * 3, eligible=4)
    result = public()
    assert result.tally is not None
    assert (result.tally.answered, result.tally.eligible) == (20, 24)
    assert (result.surveys, result.waiting) == (1, 1)


def test_each_publication_adds_nothing_or_ten_answers_of_the_same_sort() -> None:
    """Who is hidden from staff said 1, everyone else 5: the two are published apart."""
    before = (0, 0)
    for size in [12, 3, 7, 4, 15, 2, 6, 4, 4, 1, 9, 4, 4, 30, 1]:
        answered([5 if size >= 5 else 1] * size, eligible=40)
        counts = public().tally.counts if public().tally else {}  # type: ignore[union-attr]
        now = (counts.get(1, 0), counts.get(5, 0))
        for new in (now[0] - before[0], now[1] - before[1]):
            assert new == 0 or new >= 10
        before = now
    assert before == (13 + 13, 12 + 22 + 15 + 30)  # the last one waits


def test_comments_come_shuffled_and_not_from_few() -> None:
    few, survey = answered([5] * 4), answered([5] * 5)
    for one in (few, survey):
        for number in range(20):
            SurveyComment.objects.create(survey=one, text=str(number))
    assert comments_for(few) == []
    texts = comments_for(survey)
    assert sorted(texts) == sorted(map(str, range(20)))
    assert texts != list(map(str, range(20)))
    assert texts == comments_for(survey)  # so that a list of pages shows each of them once

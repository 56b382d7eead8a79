"""A share of sheets on which several answers fit: what a sheet is, and "ikke relevant for mig"."""

from fractions import Fraction

import pytest

from portal.targets.definitions import Status
from portal.targets.measurement import Measurement, measure
from portal.targets.models import Target

from .makers import BOTH, hand_in, make_joint_instrument, make_joint_target

pytestmark = pytest.mark.django_db
ONE, OTHER = BOTH


def sheet(one: int | None, other: int | None) -> dict[str, int]:
    return {key: value for key, value in ((ONE, one), (OTHER, other)) if value is not None}


def measured(target: Target) -> Measurement:
    return measure([target])[target.pk]


def test_both_answers_have_to_stand_on_the_same_sheet() -> None:
    sheets = [sheet(5, 4)] * 10 + [sheet(5, 3)] * 4 + [sheet(3, 5)] * 4 + [sheet(0, 5)] * 2
    hand_in(sheets, 20, make_joint_instrument())
    result = measured(make_joint_target())
    assert (result.successes, result.answered, result.value) == (10, 20, Fraction(1, 2))
    assert result.status == Status.NOT_MET


def test_a_blank_leaves_the_sheet_out_whatever_the_other_answer_says() -> None:
    sheets = [sheet(5, 5)] * 12 + [sheet(5, None)] * 3 + [sheet(None, 1)] * 3
    hand_in(sheets, 20, make_joint_instrument())
    result = measured(make_joint_target())
    assert (result.successes, result.answered, result.eligible) == (12, 12, 20)


class TestNotRelevant:
    @pytest.fixture(autouse=True)
    def answers(self) -> None:
        sheets = [sheet(5, 5)] * 45 + [sheet(2, 5)] * 2 + [sheet(6, 5)] * 8 + [sheet(6, 6)] * 2
        hand_in(sheets, 60, make_joint_instrument())

    def test_left_out_they_are_neither_answers_nor_asked(self) -> None:
        result = measured(make_joint_target(not_relevant_counts=False))
        assert (result.successes, result.answered, result.eligible) == (45, 47, 50)
        assert (result.not_relevant, result.status) == (10, Status.MET)
        assert result.other is not None
        assert result.other.share == Fraction(45, 57)

    def test_counted_in_they_are_answers_that_do_not_fit(self) -> None:
        result = measured(make_joint_target(not_relevant_counts=True))
        assert (result.successes, result.answered, result.eligible) == (45, 57, 60)
        assert (result.not_relevant, result.status) == (10, Status.TOO_LITTLE)
        assert result.other is not None
        assert result.other.share == Fraction(45, 47)


def test_questions_that_are_not_counted_together_give_nothing() -> None:
    hand_in([sheet(5, 5)] * 20, 20, make_joint_instrument(joint=[]))
    result = measured(make_joint_target())
    assert (result.status, result.value, result.waiting_surveys) == (Status.TOO_LITTLE, None, 0)

"""What it would take to know: as few answers as can decide, and what is missing of a count."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.confidence import Verdict, assess
from portal.targets.definitions import Period, Status
from portal.targets.knowing import answers_if_it_holds, fewest_more, knowing
from portal.targets.measurement import Measurement

EIGHTY = Fraction(4, 5)
PERIOD = Period(date(2016, 1, 1), date(2016, 12, 31))
MAY = date(2016, 5, 10)


def share(successes: int, answered: int, eligible: int, waiting: int = 0) -> Measurement:
    found = assess(successes=successes, answered=answered, eligible=eligible, threshold=EIGHTY)
    return Measurement(
        Status(found.verdict),
        PERIOD,
        is_share=True,
        value=found.share,
        threshold=EIGHTY,
        successes=successes,
        answered=answered,
        eligible=eligible,
        waiting_surveys=waiting,
        assessment=found,
    )


@st.composite
def surveys(draw: st.DrawFn) -> tuple[int, int, int]:
    answered = draw(st.integers(0, 60))
    return draw(st.integers(0, answered)), answered, answered + draw(st.integers(0, 60))


@given(surveys(), st.integers(1, 19), st.booleans())
def test_no_fewer_would_do_whatever_they_say(
    numbers: tuple[int, int, int], twentieths: int, waiting: bool
) -> None:
    successes, answered, eligible = numbers
    threshold = Fraction(twentieths, 20)

    def settled(more: int, extra: int) -> bool:
        asked = max(eligible, answered + more) if waiting else eligible + more
        found = assess(
            successes=successes + extra,
            answered=answered + more,
            eligible=asked,
            threshold=threshold,
        )
        return found.verdict is not Verdict.TOO_LITTLE

    fewest = fewest_more(successes, answered, eligible, threshold, waiting=waiting)
    assert any(settled(fewest, extra) for extra in range(fewest + 1))
    if fewest:
        assert not any(settled(fewest - 1, extra) for extra in range(fewest))


@given(surveys())
def test_so_many_decide_if_the_share_holds(numbers: tuple[int, int, int]) -> None:
    successes, answered, eligible = numbers
    more = answers_if_it_holds(successes, answered, eligible, EIGHTY)
    if more is None:
        assert not answered or Fraction(successes, answered) == EIGHTY
        return
    # In exact multiples of what is there, so that the share does hold; the new all answer.
    times = -(-(answered + more) // answered)
    total = answered * times
    found = assess(
        successes=successes * times,
        answered=total,
        eligible=eligible + total - answered,
        threshold=EIGHTY,
    )
    assert found.verdict is not Verdict.TOO_LITTLE


def test_a_million_answers_are_searched_as_fast_as_ten() -> None:
    assert fewest_more(300_000, 400_000, 2_000_000, EIGHTY, waiting=True) == 300_001


def test_too_few_of_the_invited_are_told_how_many_are_missing() -> None:
    found = knowing(share(20, 20, 60), MAY)
    assert found is not None
    assert (found.to_half, found.to_half_anew, found.invited) == (10, 20, 60)
    assert found.fewest == 16  # sixteen who say no: then not even the silent could make it 80 %
    assert found.about == 20
    assert found.days_left == 236


def test_a_share_on_the_threshold_cannot_be_settled_as_it_is() -> None:
    found = knowing(share(40, 50, 60), MAY)
    assert found is not None
    assert (found.too_close, found.about) == (True, None)


def test_about_is_rounded_up_to_two_figures() -> None:
    found = knowing(share(43, 50, 60), MAY)
    assert found is not None
    exact = answers_if_it_holds(43, 50, 60, EIGHTY)
    assert exact == 121
    assert found.about == 130


def test_nothing_shown_yet_wants_ten_answers() -> None:
    waits = Measurement(
        Status.TOO_LITTLE, PERIOD, is_share=True, threshold=EIGHTY, waiting_surveys=2
    )
    found = knowing(waits, MAY)
    assert found is not None
    assert (found.fewest, found.waiting, found.about) == (10, True, None)


@pytest.mark.parametrize(
    ("value", "today", "expected"),
    [(7, MAY, (3, 236)), (7, date(2016, 12, 31), (3, 1)), (7, date(2017, 1, 1), (3, 0))],
)
def test_a_count_says_how_many_are_missing_and_the_days_left(value, today, expected) -> None:
    found = knowing(
        Measurement(Status.UNDER_WAY, PERIOD, value=value, threshold=Fraction(10)), today
    )
    assert found is not None
    assert (found.missing, found.days_left) == expected


def test_what_is_known_wants_nothing() -> None:
    assert knowing(share(60, 62, 70), MAY) is None
    assert knowing(Measurement(Status.MET, PERIOD, value=10, threshold=Fraction(10)), MAY) is None

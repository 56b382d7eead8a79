"""Whether a target is reached: the order of the rules, the interval, and how it is printed."""

from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from events.confidence import (
    Assessment,
    Reason,
    Verdict,
    assess,
    compare_with_threshold,
    percent_text,
    wilson_interval,
)

FOUR_FIFTHS = Fraction(4, 5)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("successes", "answered", "eligible", "verdict", "reason"),
    [
        # Too few answers comes before everything, even where all have answered.
        (0, 0, 0, Verdict.TOO_LITTLE, Reason.SMALL_N),
        (0, 0, 40, Verdict.TOO_LITTLE, Reason.SMALL_N),
        (9, 9, 9, Verdict.TOO_LITTLE, Reason.SMALL_N),
        (0, 9, 9, Verdict.TOO_LITTLE, Reason.SMALL_N),
        # Certain comes before the interval: with all answers there is nothing left to estimate.
        (8, 10, 10, Verdict.MET, Reason.CERTAIN),
        (7, 10, 10, Verdict.NOT_MET, Reason.CERTAIN),
        (80, 80, 100, Verdict.MET, Reason.CERTAIN),
        (79, 99, 99, Verdict.NOT_MET, Reason.CERTAIN),
        # Certain comes before the response rate: 21 of 100 have already failed.
        (0, 21, 100, Verdict.NOT_MET, Reason.CERTAIN),
        # One failure fewer, and the silent 80 could still carry it.
        (0, 20, 100, Verdict.TOO_LITTLE, Reason.LOW_RESPONSE),
        # Low response comes before the interval, which would say MET.
        (49, 49, 100, Verdict.TOO_LITTLE, Reason.LOW_RESPONSE),
        # Exactly half is enough.
        (50, 50, 100, Verdict.MET, Reason.STATISTICAL),
        (150, 200, 400, Verdict.TOO_LITTLE, Reason.INTERVAL_COVERS),
        (120, 200, 400, Verdict.NOT_MET, Reason.STATISTICAL),
        (16, 20, 21, Verdict.TOO_LITTLE, Reason.INTERVAL_COVERS),
    ],
)
def test_first_rule_that_applies_decides(successes, answered, eligible, verdict, reason):
    result = assess(
        successes=successes, answered=answered, eligible=eligible, threshold=FOUR_FIFTHS
    )

    assert (result.verdict, result.reason) == (verdict, reason)


def test_assessment_carries_the_figures_behind_it():
    result = assess(successes=30, answered=40, eligible=50, threshold=FOUR_FIFTHS)

    low, high = wilson_interval(successes=30, answered=40)
    assert result == Assessment(
        verdict=Verdict.TOO_LITTLE,
        reason=Reason.INTERVAL_COVERS,
        share=Fraction(3, 4),
        low=low,
        high=high,
        bound_low=Fraction(3, 5),
        bound_high=FOUR_FIFTHS,
    )


@pytest.mark.parametrize(
    ("successes", "answered", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_agrees_with_published_figures(successes, answered, low, high):
    """The figures are those of R. G. Newcombe, Statistics in Medicine 17 (1998), table I."""
    ends = wilson_interval(successes=successes, answered=answered)

    assert [round(float(end), 4) for end in ends] == [low, high]


def test_too_few_answers_give_no_percentage():
    result = assess(successes=9, answered=9, eligible=12, threshold=FOUR_FIFTHS)

    assert (result.share, result.low, result.high) == (None, None, None)
    assert (result.bound_low, result.bound_high) == (Fraction(3, 4), Fraction(1))


def test_nobody_eligible_bounds_nothing():
    result = assess(successes=0, answered=0, eligible=0, threshold=FOUR_FIFTHS)

    assert (result.bound_low, result.bound_high) == (0, 1)


@pytest.mark.parametrize(
    ("successes", "answered", "eligible", "threshold"),
    [
        (11, 10, 20, FOUR_FIFTHS),
        (10, 21, 20, FOUR_FIFTHS),
        (-1, 10, 20, FOUR_FIFTHS),
        (-2, -1, 20, FOUR_FIFTHS),
        (0, 0, -1, FOUR_FIFTHS),
        (10, 10, 20, Fraction(0)),
        (10, 10, 20, Fraction(1)),
        (10, 10, 20, Fraction(-1, 5)),
        (10, 10, 20, Fraction(80)),
    ],
)
def test_impossible_figures_are_refused(successes, answered, eligible, threshold):
    with pytest.raises(ValueError, match=r"must"):
        assess(successes=successes, answered=answered, eligible=eligible, threshold=threshold)


def test_float_threshold_is_refused():
    with pytest.raises(TypeError):
        assess(successes=8, answered=10, eligible=10, threshold=0.8)


# An independent implementation: floats, z from the standard library, and the ends of the
# interval found by halving on the score statistic rather than by solving for them.


def score_statistic(successes: int, answered: int, share: float) -> float:
    return (successes / answered - share) / (share * (1 - share) / answered) ** 0.5


def halved(is_too_low, low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_too_low(middle) else (low, middle)
    return (low + high) / 2


def independent_interval(successes: int, answered: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    observed = successes / answered
    low, high = 0.0, 1.0
    if successes > 0:
        low = halved(lambda p: score_statistic(successes, answered, p) > z, 0.0, observed)
    if successes < answered:
        high = halved(lambda p: score_statistic(successes, answered, p) > -z, observed, 1.0)
    return low, high


def independent_assessment(
    successes: int, answered: int, eligible: int, threshold: Fraction
) -> tuple[str, str]:
    if answered < 10:
        return "too_little", "small_n"
    failures = answered - successes
    if successes * threshold.denominator >= eligible * threshold.numerator:
        return "met", "certain"
    if failures * threshold.denominator > eligible * (threshold.denominator - threshold.numerator):
        return "not_met", "certain"
    if answered * 2 < eligible:
        return "too_little", "low_response"
    low, high = independent_interval(successes, answered)
    # Where floats cannot tell the sides apart, this implementation has nothing to say.
    assume(min(abs(low - threshold), abs(high - threshold)) > 1e-9)
    if low >= threshold:
        return "met", "statistical"
    if high < threshold:
        return "not_met", "statistical"
    return "too_little", "interval_covers"


@st.composite
def surveys(draw):
    """Draw successes ≤ answered ≤ eligible, often around the sizes where the rules change."""
    eligible = draw(st.one_of(st.integers(0, 60), st.integers(0, 5000)))
    answered = draw(st.integers(0, eligible))
    return draw(st.integers(0, answered)), answered, eligible


thresholds = st.one_of(
    st.just(FOUR_FIFTHS),
    st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100), max_denominator=1000),
)


@given(survey=surveys(), threshold=thresholds)
@example(survey=(47, 47, 94), threshold=FOUR_FIFTHS)
@example(survey=(0, 30, 60), threshold=FOUR_FIFTHS)
def test_assess_agrees_with_an_independent_implementation(survey, threshold):
    successes, answered, eligible = survey
    expected = independent_assessment(successes, answered, eligible, threshold)

    result = assess(successes=successes, answered=answered, eligible=eligible, threshold=threshold)

    assert (result.verdict.value, result.reason.value) == expected
    if result.share is None:
        return
    low, high = independent_interval(successes, answered)
    assert float(result.low) == pytest.approx(low, abs=1e-9)
    assert float(result.high) == pytest.approx(high, abs=1e-9)
    assert result.bound_low <= result.share <= result.bound_high
    assert 0 <= result.low <= result.share <= 1


@given(
    answered=st.integers(1, 3000),
    data=st.data(),
    threshold=st.integers(1, 9999).map(lambda n: Fraction(n, 10000)),
)
def test_printed_interval_lies_on_the_side_the_verdict_says(answered, data, threshold):
    successes = data.draw(st.integers(0, answered))
    low, high = wilson_interval(successes=successes, answered=answered)

    verdict = compare_with_threshold(successes=successes, answered=answered, threshold=threshold)

    assert (verdict is Verdict.MET) == (low >= threshold)
    assert (verdict is Verdict.NOT_MET) == (high < threshold)


def test_interval_touches_the_end_when_all_agree():
    assert wilson_interval(successes=0, answered=10)[0] == 0
    assert wilson_interval(successes=10, answered=10)[1] == 1
    assert wilson_interval(successes=0, answered=0) == (0, 1)
    assert (
        compare_with_threshold(successes=0, answered=0, threshold=FOUR_FIFTHS) is Verdict.TOO_LITTLE
    )


@pytest.mark.parametrize(
    ("share", "threshold", "decimals", "text"),
    [
        ("0.7996", "0.8", 1, "79,9"),
        ("0.7996", "0.8", 2, "79,96"),
        ("0.7996", "0.8", 0, "79"),
        ("0.799999999999", "0.8", 3, "79,999"),
        ("0.8", "0.8", 1, "80,0"),
        ("0.8", "0.8", 0, "80"),
        ("0.8004", "0.8", 1, "80,0"),
        # Rounded as usual where both roundings are on the right side.
        ("0.6666", "0.8", 1, "66,7"),
        ("0.8666", "0.8", 1, "86,7"),
        ("0.6664", "0.8", 1, "66,6"),
        # A threshold that the decimals cannot show: 80.2 % has reached 80.1 %, so not "80 %".
        ("0.802", "0.801", 0, "81"),
        ("0.8009", "0.801", 0, "80"),
        ("2/3", "2/3", 1, "66,7"),
        # Never up to a whole percent that was not reached, threshold or no threshold.
        ("0.7999", None, 1, "79,9"),
        ("0.8796", "0.8", 1, "87,9"),
        ("0.8796", None, 1, "87,9"),
        ("0.3189", None, 1, "31,9"),
        ("0.3189", None, 0, "31"),
        ("0.9999", None, 0, "99"),
        ("0", None, 1, "0,0"),
        ("1", None, 1, "100,0"),
        ("0.0505", None, 2, "5,05"),
    ],
)
def test_printed_share_never_crosses_the_threshold(share, threshold, decimals, text):
    limit = None if threshold is None else Fraction(threshold)

    printed = percent_text(Fraction(share), threshold=limit, decimals=decimals)

    assert printed == f"{text}{NBSP}%"


@given(
    share=st.fractions(min_value=0, max_value=1),
    threshold=thresholds,
    decimals=st.integers(0, 4),
)
def test_reading_the_print_gives_the_same_answer_as_the_share(share, threshold, decimals):
    text = percent_text(share, threshold=threshold, decimals=decimals, decimal_comma=False)

    printed = Fraction(text.removesuffix("%")) / 100
    assert (printed >= threshold) == (share >= threshold)
    assert abs(printed - share) < Fraction(1, 100 * 10**decimals)


@given(share=st.fractions(min_value=0, max_value=1), decimals=st.integers(0, 4))
def test_a_page_that_knows_no_threshold_prints_the_same(share, decimals):
    bare = percent_text(share, decimals=decimals)
    assert bare == percent_text(share, threshold=Fraction(4, 5), decimals=decimals)
    assert int(bare.split(",")[0].rstrip(f"{NBSP}%")) == int(share * 100)


def test_english_form():
    assert percent_text(Fraction(3, 4), decimal_comma=False) == "75.0%"


@pytest.mark.parametrize(
    ("share", "decimals"), [(Fraction(-1, 10), 1), (Fraction(11, 10), 1), (Fraction(1, 2), -1)]
)
def test_nonsense_is_not_printed(share, decimals):
    with pytest.raises(ValueError, match=r"must"):
        percent_text(share, decimals=decimals)

"""Is a target such as "80 % feel able to help" reached? Pure arithmetic, no database.

The interval is the score interval of E. B. Wilson, "Probable inference, the law of succession,
and statistical inference", JASA 22 (1927) 209-212, chosen on the advice of L. D. Brown,
T. T. Cai and A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science
16 (2001) 101-133. Every verdict is decided in exact fractions; nothing is rounded before it is
compared.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, isqrt
from numbers import Rational

MIN_ANSWERS = 10
"""Fewer answers than this give neither a verdict nor a percentage."""

MIN_RESPONSE_RATE = Fraction(1, 2)
"""Below this share of answers among the eligible, those who answered may not be typical."""

Z = Fraction("1.959963984540054")
"""The 97.5 % quantile of the standard normal distribution, to 15 decimals, taken as exact."""

INTERVAL_DECIMALS = 12
"""Decimals of the interval's ends; the rest is cut off."""

_ROOT_DECIMALS = 60


class Verdict(StrEnum):
    """What may be said about the target."""

    MET = "met"
    NOT_MET = "not_met"
    TOO_LITTLE = "too_little"


class Reason(StrEnum):
    """Why the verdict is what it is."""

    SMALL_N = "small_n"
    CERTAIN = "certain"
    LOW_RESPONSE = "low_response"
    STATISTICAL = "statistical"
    INTERVAL_COVERS = "interval_covers"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict with the figures behind it. All shares are fractions of 1.

    ``share``, ``low`` and ``high`` (share of successes among the answers, and its 95 %
    interval) are None when there are too few answers to show a percentage. ``bound_low`` and
    ``bound_high`` are what the share among all eligible people would be if everyone who did not
    answer had failed, or had succeeded. They are always there, since the verdict rests on them,
    but must not be shown to anyone while ``share`` is None.
    """

    verdict: Verdict
    reason: Reason
    share: Fraction | None
    low: Fraction | None
    high: Fraction | None
    bound_low: Fraction
    bound_high: Fraction


def assess(*, successes: int, answered: int, eligible: int, threshold: Fraction) -> Assessment:
    """Say whether at least ``threshold`` of the ``eligible`` people are successes.

    ``successes`` of the ``answered`` chose one of the top two of five points; "ved ikke" is an
    answer, a blank is not. The first rule that applies decides: too few answers; certain
    whatever the silent would have said; too few of the eligible answered; the 95 % interval
    lies on one side of the threshold; it does not.

    Raises ValueError for counts that cannot be and for a threshold outside (0, 1), and
    TypeError for a threshold that is a float, because 0.8 is not exactly four fifths.
    """
    _require_counts(successes, answered)
    if answered > eligible:
        raise ValueError("answered must not exceed eligible")
    _require_threshold(threshold)

    bound_low, bound_high = _bounds(successes, answered, eligible)
    verdict, reason = _decide(successes, answered, eligible, threshold, bound_low, bound_high)
    if answered < MIN_ANSWERS:
        return Assessment(verdict, reason, None, None, None, bound_low, bound_high)
    low, high = wilson_interval(successes=successes, answered=answered)
    share = Fraction(successes, answered)
    return Assessment(verdict, reason, share, low, high, bound_low, bound_high)


def _decide(
    successes: int,
    answered: int,
    eligible: int,
    threshold: Fraction,
    bound_low: Fraction,
    bound_high: Fraction,
) -> tuple[Verdict, Reason]:
    if answered < MIN_ANSWERS:
        return Verdict.TOO_LITTLE, Reason.SMALL_N
    if bound_low >= threshold:
        return Verdict.MET, Reason.CERTAIN
    if bound_high < threshold:
        return Verdict.NOT_MET, Reason.CERTAIN
    if Fraction(answered, eligible) < MIN_RESPONSE_RATE:
        return Verdict.TOO_LITTLE, Reason.LOW_RESPONSE
    verdict = compare_with_threshold(successes=successes, answered=answered, threshold=threshold)
    if verdict is Verdict.TOO_LITTLE:
        return verdict, Reason.INTERVAL_COVERS
    return verdict, Reason.STATISTICAL


def compare_with_threshold(*, successes: int, answered: int, threshold: Fraction) -> Verdict:
    """Say on which side of ``threshold`` the Wilson 95 % interval lies, exactly.

    MET when its lower end is at or above the threshold, NOT_MET when its upper end is below it,
    TOO_LITTLE when it covers the threshold. Knows nothing of small or incomplete surveys: that
    is ``assess``. With no answers the interval is everything, hence TOO_LITTLE.

    The interval is the set of p with n(s - p)² ≤ z²p(1 - p), s being the observed share
    (Wilson 1927). So the threshold itself is put into that inequality, and no root is taken.

    Raises ValueError and TypeError as ``assess`` does.
    """
    _require_counts(successes, answered)
    _require_threshold(threshold)
    if answered == 0:
        return Verdict.TOO_LITTLE
    distance = Fraction(successes, answered) - threshold
    squared_distance = answered * distance**2
    squared_margin = Z**2 * threshold * (1 - threshold)
    if distance > 0 and squared_distance >= squared_margin:
        return Verdict.MET
    if distance < 0 and squared_distance > squared_margin:
        return Verdict.NOT_MET
    return Verdict.TOO_LITTLE


def wilson_interval(*, successes: int, answered: int) -> tuple[Fraction, Fraction]:
    """Return the lower and upper end of the Wilson 95 % interval, without continuity correction.

    Both ends are cut to ``INTERVAL_DECIMALS`` decimals, so that against a threshold of no more
    decimals they fall on the same side as the exact ends do. For showing;
    ``compare_with_threshold`` does not use them. With no answers the interval is 0 to 1.

    Raises ValueError for counts that cannot be.
    """
    _require_counts(successes, answered)
    if answered == 0:
        return Fraction(0), Fraction(1)
    failures = answered - successes
    root = _root(Z**2 * (Z**2 + Fraction(4 * successes * failures, answered)))
    middle = 2 * successes + Z**2
    width = 2 * (answered + Z**2)
    return (
        _cut((middle - root) / width, INTERVAL_DECIMALS),
        _cut((middle + root) / width, INTERVAL_DECIMALS),
    )


def percent_text(
    share: Fraction,
    *,
    threshold: Fraction | None = None,
    decimals: int = 1,
    decimal_comma: bool = True,
) -> str:
    """Write a share as a percentage that says no more than the share by being rounded.

    The number is rounded half up to ``decimals``, but never up to a whole percent that the share
    has not reached: 79.96 % is written "79,9 %" and never "80,0 %", whether or not the page knows
    of a target of 80 %; with no decimals the number is cut. If it would still lie on the other
    side of ``threshold`` from the share itself, it is rounded the other way.

    ``decimal_comma`` gives the Danish form (comma, no-break space before the sign), otherwise
    the English ("79.9%").

    Raises ValueError for a share outside 0 to 1 or negative ``decimals``.
    """
    if not 0 <= share <= 1:
        raise ValueError("share must be between 0 and 1")
    if decimals < 0:
        raise ValueError("decimals must not be negative")
    scale = 10**decimals
    exact = Fraction(share) * 100 * scale
    units = floor(exact + Fraction(1, 2))
    if units // scale > exact // scale:
        units = floor(exact)
    if threshold is not None:
        limit = Fraction(threshold) * 100 * scale
        if (units >= limit) != (exact >= limit):
            units = ceil(exact) if exact >= limit else floor(exact)
    whole, rest = divmod(units, scale)
    number = f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
    if decimal_comma:
        return number.replace(".", ",") + "\N{NO-BREAK SPACE}%"
    return f"{number}%"


def _bounds(successes: int, answered: int, eligible: int) -> tuple[Fraction, Fraction]:
    if eligible == 0:
        return Fraction(0), Fraction(1)
    silent = eligible - answered
    return Fraction(successes, eligible), Fraction(successes + silent, eligible)


def _require_counts(successes: int, answered: int) -> None:
    if successes < 0:
        raise ValueError("successes must not be negative")
    if successes > answered:
        raise ValueError("successes must not exceed answered")


def _require_threshold(threshold: Fraction) -> None:
    if not isinstance(threshold, Rational):
        raise TypeError("threshold must be a Fraction")
    if not 0 < threshold < 1:
        raise ValueError("threshold must lie strictly between 0 and 1")


def _root(value: Fraction) -> Fraction:
    """Return the square root of ``value``, cut to ``_ROOT_DECIMALS`` decimals."""
    scale = 10**_ROOT_DECIMALS
    return Fraction(isqrt(value.numerator * scale**2 // value.denominator), scale)


def _cut(value: Fraction, decimals: int) -> Fraction:
    scale = 10**decimals
    return Fraction(floor(value * scale), scale)

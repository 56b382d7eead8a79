"""How likely the rule of ``events.confidence`` is to give a clear verdict, before anyone is asked.

Pure and exact: no simulation and no normal approximation. The number of successes among those
who answer is

- binomial in an endless population, P(k) = C(n, k) pᵏ (1 - p)ⁿ⁻ᵏ, or
- hypergeometric among ``eligible`` people of whom K are successes and n answer, whoever they
  are, P(k) = C(K, k) C(N - K, n - k) / C(N, n)

(N. L. Johnson, A. W. Kemp, S. Kotz, "Univariate Discrete Distributions", 3rd ed., Wiley 2005,
chapters 3 and 6). More successes never make a verdict worse, so each verdict is a run of k, and
its chance is a sum over the run between two critical values, which are found by asking the rule
itself. ``verdict_chances`` adds in whole numbers; ``quick_chances`` adds the same terms in
floating point for pages that need many.

Taken for granted: who answers does not depend on what they would say. The response rate is
watched for that very reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, comb, floor, fsum

from events.confidence import MIN_ANSWERS, Verdict, assess, compare_with_threshold

QUICK_ERROR = 1e-9
"""``quick_chances`` is nearer to the exact chance than this, up to 100,000 answers."""

NEGLIGIBLE = 1e-18
"""Terms this small against the greatest are left out of ``quick_chances``."""

MOST_ANSWERS = 20_000
"""``answers_for_power`` looks no further."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """Answers that are in already."""

    successes: int = 0
    answered: int = 0
    eligible: int = 0


NOTHING = SoFar()


@dataclass(frozen=True, slots=True)
class Needed:
    """Critical values: ``met`` successes or more give MET, ``not_met`` or fewer NOT_MET.

    None where no number of successes would.
    """

    answered: int
    met: int | None
    not_met: int | None

    @property
    def met_share(self) -> Fraction | None:
        """The least share of successes that gives MET."""
        return None if self.met is None else Fraction(self.met, self.answered)

    @property
    def not_met_share(self) -> Fraction | None:
        """The greatest share of successes that gives NOT_MET."""
        return None if self.not_met is None else Fraction(self.not_met, self.answered)


@dataclass(frozen=True, slots=True)
class Chances[Number: (Fraction, float)]:
    """The chance of each verdict; together 1."""

    met: Number
    not_met: Number
    too_little: Number

    @property
    def clear(self) -> Number:
        """The chance of one of the two verdicts that say something."""
        return self.met + self.not_met


@lru_cache(maxsize=4096)
def needed_successes(
    answered: int, eligible: int | None = None, threshold: Fraction = Fraction(4, 5)
) -> Needed:
    """Return the critical values for so many answers, exactly.

    With ``eligible`` by ``assess``, all its rules included. Without, in an endless population:
    too few answers give no verdict, otherwise the interval alone decides.

    Raises ValueError and TypeError as ``assess`` does.
    """

    def verdict(successes: int) -> Verdict:
        return _verdict(successes, answered, eligible, threshold)

    met = _first(answered, lambda k: verdict(k) is Verdict.MET)
    above = _first(answered, lambda k: verdict(k) is not Verdict.NOT_MET)
    return Needed(answered, met if met <= answered else None, above - 1 if above else None)


def _verdict(successes: int, answered: int, eligible: int | None, threshold: Fraction) -> Verdict:
    if eligible is not None:
        return assess(
            successes=successes, answered=answered, eligible=eligible, threshold=threshold
        ).verdict
    found = compare_with_threshold(successes=successes, answered=answered, threshold=threshold)
    return found if answered >= MIN_ANSWERS else Verdict.TOO_LITTLE


def _first(answered: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest k from 0 for which it holds, and for all greater; else answered + 1."""
    low, high = 0, answered + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def verdict_chances(
    answers: int,
    share: Fraction,
    threshold: Fraction,
    eligible: int | None = None,
    so_far: SoFar = NOTHING,
) -> Chances[Fraction]:
    """Return the exact chance of each verdict for so many ``answers`` under a true ``share``.

    With ``eligible`` people asked, ``share`` of whom (in whole people, see ``successes_among``)
    are successes: by the full ``assess``. Without: in an endless population and without the
    rule of certainty. ``so_far`` is added to the answers, and to the eligible where given.

    Raises ValueError for a share outside 0 to 1, for counts that cannot be, and as ``assess``.
    """
    draw = _draw(answers, Fraction(share), threshold, eligible)
    met, not_met = _critical(answers, threshold, eligible, so_far)
    at_least = below = 0
    for k, weight in draw.weights():
        if k >= met:
            at_least += weight
        elif k <= not_met:
            below += weight
    total = draw.total()
    return Chances(
        Fraction(at_least, total),
        Fraction(below, total),
        Fraction(total - at_least - below, total),
    )


def quick_chances(
    answers: int,
    share: Fraction,
    threshold: Fraction,
    eligible: int | None = None,
    so_far: SoFar = NOTHING,
) -> Chances[float]:
    """Return what ``verdict_chances`` does, in floating point, to within ``QUICK_ERROR``.

    The critical values are as exact as there. Each term is had from the one before by the ratio
    P(k + 1) / P(k), from the most likely one outwards, so that a rounding of 2⁻⁵³ is passed on at
    most some hundred times; what is left out is less than ``NEGLIGIBLE`` a term.
    """
    draw = _draw(answers, Fraction(share), threshold, eligible)
    met, not_met = _critical(answers, threshold, eligible, so_far)
    terms = draw.terms()
    total = fsum(terms.values())
    at_least = fsum(weight for k, weight in terms.items() if k >= met)
    below = fsum(weight for k, weight in terms.items() if k <= not_met)
    between = fsum(weight for k, weight in terms.items() if not_met < k < met)
    return Chances(at_least / total, below / total, between / total)


def _critical(
    answers: int, threshold: Fraction, eligible: int | None, so_far: SoFar
) -> tuple[int, int]:
    """Return how many successes among the new answers give MET at least, and NOT_MET at most."""
    asked = None if eligible is None else eligible + so_far.eligible
    needed = needed_successes(answers + so_far.answered, asked, threshold)
    met = answers + 1 if needed.met is None else needed.met - so_far.successes
    not_met = -1 if needed.not_met is None else needed.not_met - so_far.successes
    return met, not_met


def successes_among(eligible: int, share: Fraction, threshold: Fraction) -> int:
    """Return a share of people in whole people: the nearest on the share's side of the threshold.

    So among 57, 80 % are 46 against a threshold of 80 %, which 45 would not have reached.
    """
    exact, limit = share * eligible, threshold * eligible
    nearest = floor(exact + Fraction(1, 2))
    if (nearest >= limit) == (exact >= limit):
        return nearest
    return ceil(exact) if exact >= limit else floor(exact)


@dataclass(frozen=True, slots=True)
class _Draw:
    """How many successes there are among those drawn: P(k) = weight(k) / total, low ≤ k ≤ high.

    ``first`` gives the weight of ``low``; ``step(k)`` is the ratio of the weights of k + 1 and k,
    as numerator and denominator.
    """

    low: int
    high: int
    likeliest: int
    first: Callable[[], int]
    total: Callable[[], int]
    step: Callable[[int], tuple[int, int]]

    def weights(self) -> Iterator[tuple[int, int]]:
        """Go through k with their weights as whole numbers; every division comes out even."""
        weight = self.first()
        for k in range(self.low, self.high + 1):
            yield k, weight
            if k < self.high:
                up, down = self.step(k)
                weight = weight * up // down

    def terms(self) -> dict[int, float]:
        """Return the weights against the greatest, in floating point, without negligible ones."""
        found = {self.likeliest: 1.0}
        weight, k = 1.0, self.likeliest
        while k < self.high and weight > NEGLIGIBLE:
            up, down = self.step(k)
            weight, k = weight * up / down, k + 1
            found[k] = weight
        weight, k = 1.0, self.likeliest
        while k > self.low and weight > NEGLIGIBLE:
            up, down = self.step(k - 1)
            weight, k = weight * down / up, k - 1
            found[k] = weight
        return found


def _draw(answers: int, share: Fraction, threshold: Fraction, eligible: int | None) -> _Draw:
    if answers < 0:
        raise ValueError("answers must not be negative")
    if not 0 <= share <= 1:
        raise ValueError("share must be between 0 and 1")
    if eligible is None:
        return _binomial(answers, share)
    if answers > eligible:
        raise ValueError("answers must not exceed eligible")
    return _hypergeometric(answers, successes_among(eligible, share, threshold), eligible)


def _binomial(answers: int, share: Fraction) -> _Draw:
    up, down = share.numerator, share.denominator - share.numerator
    low, high = (answers if down == 0 else 0), (0 if up == 0 else answers)
    return _Draw(
        low=low,
        high=high,
        likeliest=min(max(floor((answers + 1) * share), low), high),
        first=lambda: up**answers if down == 0 else down**answers,
        total=lambda: share.denominator**answers,
        step=lambda k: ((answers - k) * up, (k + 1) * down),
    )


def _hypergeometric(answers: int, successes: int, eligible: int) -> _Draw:
    failures = eligible - successes
    low, high = max(0, answers - failures), min(answers, successes)
    likeliest = (answers + 1) * (successes + 1) // (eligible + 2)
    return _Draw(
        low=low,
        high=high,
        likeliest=min(max(likeliest, low), high),
        first=lambda: comb(successes, low) * comb(failures, answers - low),
        total=lambda: comb(eligible, answers),
        step=lambda k: (
            (successes - k) * (answers - k),
            (k + 1) * (failures - answers + k + 1),
        ),
    )


def answers_for_power(
    share: Fraction, threshold: Fraction, power: Fraction, limit: int = MOST_ANSWERS
) -> int | None:
    """Return from how many answers on the chance of a clear verdict is at least ``power``.

    In an endless population, under a true ``share``. The chance rises with the number of answers
    like a saw: it falls a little each time the critical value moves, at most every
    1 / threshold or 1 / (1 - threshold) answers. So the number returned is the first after which
    it does not fall below ``power`` again. None where ``limit`` answers are not enough.
    """
    teeth = 2 * ceil(1 / min(threshold, 1 - threshold)) + 1

    def enough(answers: int) -> bool:
        return all(
            quick_chances(n, share, threshold).clear >= power
            for n in range(answers + teeth, answers - 1, -1)
        )

    top = MIN_ANSWERS
    while not enough(top):
        if top >= limit:
            return None
        top = min(2 * top, limit)
    low = top // 2
    while low < top:
        middle = (low + top) // 2
        if enough(middle):
            top = middle
        else:
            low = middle + 1
    return top

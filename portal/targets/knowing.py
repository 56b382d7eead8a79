"""What it would take to know: how many answers, days or attenders a target still wants.

Rests on ``events.confidence.assess`` alone, so that what is asked for is what would decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from events.confidence import MIN_ANSWERS, MIN_RESPONSE_RATE, Reason, Verdict, Z, assess

from .definitions import Status
from .measurement import Measurement

HOPELESS = 100_000
"""More answers than this will never come: the share lies too close to the threshold."""


@dataclass(frozen=True, slots=True)
class Knowing:
    """What is still missing before a target can be judged, or is reached.

    Of a share without a verdict: ``fewest`` further answers after which some outcome of them
    would give one; ``about`` how many it takes if the share stays what it is, rounded up to two
    figures (None: it lies too close to the threshold, or nothing is shown yet); where too few
    of the invited have answered, ``to_half`` answers are missing among ``invited``, and from
    new days, where everyone answers, it takes ``to_half_anew``. Of a count: how many are
    ``missing``. ``days_left`` of the period, today included; 0 when it is over. ``waiting``:
    whether sealed answers wait to be counted.
    """

    days_left: int
    waiting: bool = False
    fewest: int | None = None
    about: int | None = None
    too_close: bool = False
    to_half: int | None = None
    to_half_anew: int | None = None
    invited: int | None = None
    missing: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the period has run out."""
        return self.days_left == 0


def knowing(measured: Measurement, today: date) -> Knowing | None:
    """Return what is missing as of ``today`` (a Copenhagen day); None where nothing is."""
    left = max((measured.period.last_day - today).days + 1, 0)
    waiting = measured.waiting_surveys > 0
    if measured.status == Status.TOO_LITTLE:
        if measured.assessment is None:
            return Knowing(left, waiting, fewest=MIN_ANSWERS)
        return _share(measured, left, waiting=waiting)
    if measured.is_share or measured.threshold is None or measured.value is None:
        return None
    missing = ceil(measured.threshold - measured.value)
    return Knowing(left, missing=missing) if missing > 0 else None


def _share(measured: Measurement, left: int, *, waiting: bool) -> Knowing:
    successes, answered = measured.successes or 0, measured.answered or 0
    invited, threshold = measured.eligible or 0, measured.threshold
    assert threshold is not None
    low = measured.assessment is not None and measured.assessment.reason == Reason.LOW_RESPONSE
    about = answers_if_it_holds(successes, answered, invited, threshold, waiting=waiting)
    fewest = fewest_more(successes, answered, invited, threshold, waiting=waiting)
    return Knowing(
        left,
        waiting,
        fewest=fewest,
        about=None if about is None or about > HOPELESS else _two_figures(max(about, fewest)),
        too_close=about is None or about > HOPELESS,
        to_half=ceil(invited * MIN_RESPONSE_RATE) - answered if low else None,
        to_half_anew=invited - 2 * answered if low else None,
        invited=invited if low else None,
    )


def fewest_more(
    successes: int, answered: int, eligible: int, threshold: Fraction, *, waiting: bool = False
) -> int:
    """Return the fewest further answers after which some outcome of them gives a verdict.

    Every further answer is of somebody newly invited, unless answers of those invited already
    are ``waiting`` to be counted; then the best is assumed: they come first. 0 where there is
    a verdict already. Raises as ``assess`` does.
    """

    def decides(more: int) -> bool:
        total = answered + more
        asked = max(eligible, total) if waiting else eligible + more
        # All of them successes, or none: what lies between decides no sooner.
        return any(
            assess(
                successes=successes + extra, answered=total, eligible=asked, threshold=threshold
            ).verdict
            is not Verdict.TOO_LITTLE
            for extra in (more, 0)
        )

    return _first(decides)


def _first(decides: Callable[[int], bool]) -> int:
    """Return the least number that decides, when every greater one does too."""
    if decides(0):
        return 0
    low, high = 0, 1
    while not decides(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decides(middle) else (middle, high)
    return high


def answers_if_it_holds(
    successes: int, answered: int, eligible: int, threshold: Fraction, *, waiting: bool = False
) -> int | None:
    """Return how many further answers decide if the share stays what it is.

    From n(s - p)² ≥ z²p(1 - p), with the threshold as p (see ``compare_with_threshold``), and
    half of the invited; None where the share is the threshold itself, or there is no answer.
    ``waiting`` as ``fewest_more`` has it.
    """
    distance = Fraction(successes, answered) - threshold if answered else Fraction(0)
    if distance == 0:
        return None
    exact = Z**2 * threshold * (1 - threshold) / distance**2
    enough = ceil(exact) if distance > 0 else floor(exact) + 1
    # Half of those invited already; or, with everyone new answering, of them and the new.
    half = ceil(eligible * MIN_RESPONSE_RATE) if waiting else eligible - answered
    return max(enough, half, MIN_ANSWERS) - answered


def _two_figures(number: int) -> int:
    """Round up to two figures, so that "about" never says too few."""
    step = 10 ** max(len(str(number)) - 2, 0)
    return -(-number // step) * step

"""What so many days and such a response rate would tell of a target: for planning.

The arithmetic is ``events.power``. Those asked are taken as a group of their own, as the verdict
itself does: the more of them answer, the less is left to chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.confidence import MIN_ANSWERS, MIN_RESPONSE_RATE, Reason, percent_text
from events.power import NOTHING, Chances, Needed, SoFar, needed_successes, quick_chances

POWER = Fraction(4, 5)
"""A plan is called good from this chance of a clear verdict on: four times out of five."""

MOST_DAYS = 60
MOST_COLUMNS = 8
RATES = tuple(Fraction(percent, 100) for percent in range(40, 101, 10))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of the days to come. ``rate``, ``share`` and ``threshold`` of 1."""

    per_day: int
    days: int
    rate: Fraction
    share: Fraction
    threshold: Fraction
    so_far: SoFar = NOTHING


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes of it: new answers and people asked, both in all, and what they can say."""

    days: int
    rate: Fraction
    answers: int
    asked: int
    so_far: SoFar
    needed: Needed
    chances: Chances[float]

    @property
    def answered(self) -> int:
        """Answers in all, those that are in already included."""
        return self.so_far.answered + self.answers

    @property
    def eligible(self) -> int:
        """People asked in all."""
        return self.so_far.eligible + self.asked

    @property
    def obstacle(self) -> Reason | None:
        """The rule that stands in the way of a verdict whatever is answered, if one does."""
        if self.answered < MIN_ANSWERS:
            return Reason.SMALL_N
        if Fraction(self.answered, self.eligible) < MIN_RESPONSE_RATE:
            return Reason.LOW_RESPONSE
        return None

    @property
    def nothing_can_be_said(self) -> bool:
        """Whether no answers at all would give a verdict."""
        return self.needed.met is None and self.needed.not_met is None

    @property
    def more_needed(self) -> int | None:
        """How many of the new answers must be successes for "nået"; 0 where none need."""
        if self.needed.met is None:
            return None
        return max(self.needed.met - self.so_far.successes, 0)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether not even all new answers would be enough for "nået"."""
        return self.more_needed is None or self.more_needed > self.answers

    @property
    def clear_text(self) -> str:
        """The chance of a clear verdict in words."""
        return "–" if self.nothing_can_be_said else chance_text(self.chances.clear)

    @property
    def met_text(self) -> str:
        """The chance of "nået" in words."""
        return chance_text(self.chances.met)

    @property
    def not_met_text(self) -> str:
        """The chance of "ikke nået" in words."""
        return chance_text(self.chances.not_met)

    @property
    def too_little_text(self) -> str:
        """The chance of "for lidt grundlag" in words."""
        return chance_text(self.chances.too_little)


def outlook(assumed: Assumptions) -> Outlook:
    """Return what comes of the assumptions; half an answer counts as one."""
    asked = assumed.per_day * assumed.days
    answers = floor(asked * assumed.rate + Fraction(1, 2))
    so_far = assumed.so_far
    return Outlook(
        days=assumed.days,
        rate=assumed.rate,
        answers=answers,
        asked=asked,
        so_far=so_far,
        needed=needed_successes(
            answers + so_far.answered, asked + so_far.eligible, assumed.threshold
        ),
        chances=quick_chances(answers, assumed.share, assumed.threshold, asked, so_far),
    )


def outlooks(assumed: Assumptions, days: Iterable[int], rate: Fraction) -> list[Outlook]:
    """Return what comes of it with each number of days, at another response rate."""
    return [outlook(replace(assumed, days=number, rate=rate)) for number in days]


def days_enough(assumed: Assumptions, power: Fraction = POWER) -> int | None:
    """Return from how many days on the chance of a clear verdict is at least ``power``.

    The chance goes up and down a little from day to day; it does not fall below again within
    ``MOST_DAYS``. None where these are not enough.
    """
    found = None
    for one in reversed(outlooks(assumed, range(1, MOST_DAYS + 1), assumed.rate)):
        if one.chances.clear < power:
            break
        found = one.days
    return found


def days_shown(days: int) -> list[int]:
    """Return some numbers of days around the one asked for, which is among them."""
    if days <= MOST_COLUMNS:
        return list(range(1, MOST_COLUMNS + 1))
    step = -(-days // (MOST_COLUMNS - 2))
    around = {days + step * number for number in range(-MOST_COLUMNS, 3)}
    return sorted(number for number in around if 0 < number <= MOST_DAYS)[-MOST_COLUMNS:]


def rates_shown(rate: Fraction) -> list[Fraction]:
    """Return the response rates of the table, the one asked for among them."""
    return sorted({*RATES, rate})


def whole_percent(share: Fraction) -> str:
    """Write a share in whole percent as the reader's language does, never rounded up."""
    return percent_text(share, decimals=0, decimal_comma=get_language() != "en")


def share_text(share: Fraction) -> str:
    """Write a share with one decimal, or none where it is whole."""
    decimals = 0 if (share * 100).denominator == 1 else 1
    return percent_text(share, decimals=decimals, decimal_comma=get_language() != "en")


def chance_text(chance: float) -> str:
    """Write a chance in whole percent: never as nothing, and never as certainty."""
    percent = floor(chance * 100 + 0.5)
    if percent < 1:
        return _("under %(percent)s") % {"percent": whole_percent(Fraction(1, 100))}
    if percent > 99:
        return _("over %(percent)s") % {"percent": whole_percent(Fraction(99, 100))}
    return whole_percent(Fraction(percent, 100))

"""The published figures from the raw sheets, by the definitions in docs/ and nothing else.

No import of production: own interval (decimals of 50 digits), own rule, own counting, own
blocks, own rounding. Whatever differs from what the portal publishes is a mistake in one of them.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist
from zoneinfo import ZoneInfo

from .population import ASKED, JOINT, NA, Asking

Z = Decimal(repr(NormalDist().inv_cdf(0.975)))
TOP = (4, 5)
MET, NOT_MET, MIXED_NA = "met", "not met", "na"


def interval(successes: int, answered: int) -> tuple[Decimal, Decimal]:
    """Return Wilson's interval: (2s + z² ± z√(z² + 4s(n - s)/n)) / 2(n + z²)."""
    with localcontext(prec=50):
        n, s = Decimal(answered), Decimal(successes)
        half = Z * (Z**2 + 4 * s * (n - s) / n).sqrt()
        middle, width = 2 * s + Z**2, 2 * (n + Z**2)
        return (middle - half) / width, (middle + half) / width


def cut(value: Decimal, places: str = "1e-12") -> Decimal:
    """Cut a number to 12 decimals."""
    with localcontext(prec=50):
        return max(value, Decimal(0)).quantize(Decimal(places), ROUND_FLOOR)


def verdict(successes: int, answered: int, eligible: int, threshold: Fraction) -> tuple[str, str]:
    """Return verdict and reason: docs/confidence.md, the seven lines."""
    if answered < 10:
        return "too_little", "small_n"
    if Fraction(successes, eligible) >= threshold:
        return "met", "certain"
    if Fraction(successes + eligible - answered, eligible) < threshold:
        return "not_met", "certain"
    if 2 * answered < eligible:
        return "too_little", "low_response"
    low, high = interval(successes, answered)
    with localcontext(prec=50):
        limit = Decimal(threshold.numerator) / Decimal(threshold.denominator)
        assert min(abs(low - limit), abs(high - limit)) > Decimal("1e-30")
        if low >= limit:
            return "met", "statistical"
        if high < limit:
            return "not_met", "statistical"
    return "too_little", "interval_covers"


def percent(share: Fraction | Decimal, threshold: Fraction | None, decimals: int = 1) -> str:
    """Write a percentage as the Danish pages do.

    Rounding carries it neither up to a whole percent nor over the threshold.
    """
    exact = Fraction(share)
    with localcontext(prec=50):
        value = Decimal(exact.numerator) / Decimal(exact.denominator) * 100
        step = Decimal(1).scaleb(-decimals)
        shown = value.quantize(step, ROUND_HALF_UP)
        if shown.to_integral_value(ROUND_FLOOR) > value:
            shown = value.quantize(step, ROUND_FLOOR)
        if threshold and (Fraction(shown) >= threshold * 100) != (exact >= threshold):
            shown = value.quantize(step, ROUND_CEILING if exact >= threshold else ROUND_FLOOR)
    return f"{shown}".replace(".", ",") + " %"


def counts_of(asking: Asking) -> dict[str, Counter]:
    """Count one survey's sheets: each question, and the two that are counted together."""
    versions = ASKED[asking.questionnaire][1]
    found: dict[str, Counter] = {f"{key}.{number}": Counter() for key, number in versions.items()}
    for sheet in asking.sheets:
        for key, value in sheet.items():
            found[f"{key}.{versions[key]}"][value] += 1
    if set(JOINT) <= set(versions):
        name = "+".join(f"{key}.{versions[key]}" for key in sorted(JOINT))
        found[name] = Counter()
        for sheet in asking.sheets:
            values = [sheet.get(key) for key in JOINT]
            if None in values:
                continue  # complete cases only
            if NA in values:
                found[name][MIXED_NA] += 1
            else:
                found[name][MET if all(v in TOP for v in values) else NOT_MET] += 1
    return found


def answers_in(counts: Counter) -> int:
    """Return how many answered: "ved ikke" did, "ikke relevant" did not."""
    return sum(number for what, number in counts.items() if what not in (NA, MIXED_NA))


@dataclass
class Member:
    """A survey in its block."""

    asking: Asking
    counts: dict[str, Counter]
    month: date


@dataclass
class OwnBlock:
    """Surveys that are published together."""

    members: list[Member] = field(default_factory=list)
    hidden: bool = False
    released_on: date | None = None
    published: dict[str, tuple[Counter, int]] = field(default_factory=dict)


def month_of(asking: Asking) -> date:
    """Return the first day of the month in which the last session ended in Copenhagen."""
    local = asking.last_end.astimezone(ZoneInfo("Europe/Copenhagen"))
    return date(local.year, local.month, 1)


def blocks_of(askings: Iterable[Asking]) -> list[OwnBlock]:
    """Put the surveys into blocks in the order of sealing, as ``events.surveys.blocks`` says."""
    done: list[OwnBlock] = []
    filling: dict[tuple, OwnBlock] = {}
    for asking in askings:
        member = Member(asking, counts_of(asking), month_of(asking))
        least = 10 if asking.discreet else 5
        hidden = len(asking.sheets) < least
        key = (
            asking.questionnaire, asking.kind, asking.population,
            tuple(sorted(asking.audiences)), member.month.year, hidden,
        )  # fmt: skip
        block = filling.setdefault(key, OwnBlock(hidden=hidden))
        block.members.append(member)
        block.published = _releasable(block)
        if block.published:
            block.released_on = asking.sealed_on
            done.append(filling.pop(key))
    return [*done, *filling.values()]


def _releasable(block: OwnBlock) -> dict[str, tuple[Counter, int]]:
    found: dict[str, tuple[Counter, int]] = {}
    complete, most = True, 0
    for measure in block.members[0].counts:
        rows = [(m, m.counts[measure]) for m in block.members if sum(m.counts[measure].values())]
        if not rows:
            continue
        unseen = [
            c for m, c in rows if block.hidden or answers_in(c) < (10 if m.asking.discreet else 5)
        ]
        in_all = sum(answers_in(c) for _m, c in rows)
        most = max(most, in_all)
        kept = [c for _m, c in rows]
        if in_all < 10 or (unseen and sum(map(answers_in, unseen)) < 10):
            complete = False
            kept = [c for c in kept if not any(c is one for one in unseen)]
        if sum(map(answers_in, kept)) >= 10:
            silent = len(block.members) - len(rows)  # nothing to wait for in those
            found[measure] = sum(kept, Counter()), len(kept) + silent
    return found if complete or most >= 20 else {}


@dataclass
class Figures:
    """What may be published of a cut."""

    measure: str = ""
    counts: Counter = field(default_factory=Counter)
    eligible: int = 0
    surveys: int = 0
    waiting: int = 0
    shown: bool = False

    @property
    def not_relevant(self) -> int:
        """How many ticked "ikke relevant for mig"."""
        return self.counts[NA] + self.counts[MIXED_NA]

    def numbers(self, *, not_relevant_counts: bool) -> tuple[int, int, int]:
        """Return successes, answers and people asked, in one of the two readings."""
        successes = self.counts[4] + self.counts[5] + self.counts[MET]
        answered = answers_in(self.counts)
        if not_relevant_counts:
            return successes, answered + self.not_relevant, self.eligible
        return successes, answered, self.eligible - self.not_relevant


@dataclass(frozen=True)
class Choice:
    """Which answers to add up; what is empty lets in all."""

    keys: tuple[str, ...]
    first: date
    last: date
    kinds: frozenset[str] = frozenset()
    population: str = ""
    audiences: frozenset[str] = frozenset()
    until: date | None = None

    def fits(self, asking: Asking) -> bool:
        """Whether a survey's kind, population and audiences are asked for."""
        return (
            (not self.kinds or asking.kind in self.kinds)
            and (not self.population or asking.population == self.population)
            and (not self.audiences or (asking.audiences != () and self._for_none_else(asking)))
        )

    def _for_none_else(self, asking: Asking) -> bool:
        return set(asking.audiences) <= self.audiences

    def holds(self, months: Iterable[date], published: date) -> bool:
        """Whether whole months lie in the period, and were published in time."""
        ordered = sorted(months)
        end = ordered[-1].replace(day=monthrange(ordered[-1].year, ordered[-1].month)[1])
        in_time = self.until is None or published.replace(day=1) <= self.until
        return self.first <= ordered[0] and end <= self.last and in_time


def figures(blocks: Iterable[OwnBlock], choice: Choice) -> Figures:
    """Add up what may be published of a cut; of several wordings the newest published alone."""
    found: dict[str, Figures] = {}
    for block in blocks:
        if choice.fits(block.members[0].asking):
            _asked(block, choice, found)
            _answered(block, choice, found)
    if not found:
        return Figures()
    ordered = sorted(found.values(), key=lambda one: _versions(one.measure))
    published = [one for one in ordered if one.surveys]
    newest = published[-1] if published else ordered[-1]
    newest.shown = newest.surveys > 0
    later = ordered[ordered.index(newest) + 1 :]
    newest.waiting += sum(one.waiting for one in later) - newest.surveys
    return newest


def _asked(block: OwnBlock, choice: Choice, found: dict[str, Figures]) -> None:
    for member in block.members:
        if not choice.holds([member.month], member.asking.sealed_on):
            continue
        for measure in member.counts:
            if _keys(measure) == tuple(sorted(choice.keys)):
                one = found.setdefault(measure, Figures(measure))
                one.waiting += 1
                one.eligible += member.asking.eligible


def _answered(block: OwnBlock, choice: Choice, found: dict[str, Figures]) -> None:
    months = [member.month for member in block.members]
    if block.released_on is None or not choice.holds(months, block.released_on):
        return
    for measure, (counts, surveys) in block.published.items():
        if measure in found:
            found[measure].counts += counts
            found[measure].surveys += surveys


def _keys(measure: str) -> tuple[str, ...]:
    return tuple(part.split(".")[0] for part in measure.split("+"))


def _versions(measure: str) -> list[int]:
    return [int(part.split(".")[1]) for part in measure.split("+")]

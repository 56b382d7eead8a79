"""What may be published of many surveys' answers: sums of released blocks, and nothing else.

Reads ``PooledCount`` alone, whose rows do not grow in number with the answers: there is one for
each measure, kind, population, audience, span of months and outcome. ``blocks`` says why no sum
of these gives a hidden number away, however they are cut.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product

from django.db.models import Sum

from events.confidence import Assessment, Verdict
from events.models import Outcome, PooledCount, Question
from events.surveys.measures import Tally, name_of, versions_of

SURVEYS_ONLY = frozenset({Outcome.SURVEYS, Outcome.ELIGIBLE, Outcome.RELEASED})


@dataclass(frozen=True, slots=True)
class Cut:
    """Which answers to add up: an empty filter lets in all.

    ``keys`` are the question keys of the measure, several for those counted together.
    ``first`` and ``last`` are Copenhagen days, both included; a month counts when all of it
    lies between them. ``audiences``: those whose activities were for none but these. ``until``:
    only what had been published by the end of that day's month.
    """

    keys: tuple[str, ...]
    first: date
    last: date
    kinds: frozenset[str] = frozenset()
    population: str = ""
    audiences: frozenset[str] = frozenset()
    until: date | None = None

    def lets_in(self, row: "Row") -> bool:
        """Whether a row of numbers belongs to the cut."""
        return (
            self.first <= row.first_month
            and _end(row.last_month) <= self.last
            and (not self.kinds or row.kind in self.kinds)
            and self.population in ("", row.population)
            and (not self.audiences or (row.groups != set() and row.groups <= self.audiences))
            and (self.until is None or row.released_month <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of numbers."""

    measure: str
    kind: str
    population: str
    audiences: str
    first_month: date
    last_month: date
    released_month: date
    outcome: int
    number: int

    @property
    def groups(self) -> set[str]:
        """The keys of the activity's audiences."""
        return set(self.audiences.split("+")) - {""}


@dataclass(frozen=True, slots=True)
class Pool:
    """Answers added up, as everyone may see them: all of a measure, or no number at all.

    ``surveys`` is how many surveys' answers are counted, ``waiting`` how many sealed ones' are
    not yet, because they alone would say too much; ``eligible`` is everyone asked, in the
    wording that is counted.
    """

    measure: str = ""
    tally: Tally | None = None
    surveys: int = 0
    waiting: int = 0
    eligible: int = 0
    months: tuple[date, ...] = field(default=())

    @property
    def shown(self) -> bool:
        """Whether there were answers enough to publish."""
        return self.tally is not None

    def assess(
        self, threshold: Fraction, *, not_relevant_counts: bool = False
    ) -> Assessment | None:
        """Return the assessment of what is shown; None where nothing may be."""
        if self.tally is None:
            return None
        return self.tally.assess(threshold, not_relevant_counts=not_relevant_counts)

    def verdict(self, threshold: Fraction, *, not_relevant_counts: bool = False) -> Verdict:
        """Return the verdict; TOO_LITTLE where nothing may be shown."""
        found = self.assess(threshold, not_relevant_counts=not_relevant_counts)
        return found.verdict if found else Verdict.TOO_LITTLE


def pooled(cut: Cut) -> Pool:
    """Return what may be published of one cut. Two queries."""
    return pools({"one": cut})["one"]


def pools[Key](cuts: Mapping[Key, Cut]) -> dict[Key, Pool]:
    """Return what may be published of many cuts, in two queries whatever their number."""
    if not cuts:
        return {}
    rows = read({key for cut in cuts.values() for key in cut.keys}, cuts.values())
    return {name: pool_of(cut, rows) for name, cut in cuts.items()}


def read(keys: Iterable[str], cuts: Iterable[Cut]) -> dict[tuple[str, ...], list[Row]]:
    """Return the lines of the cuts' measures by their keys. Two queries."""
    asked = list(
        Question.objects.filter(key__in=set(keys)).values_list("key", "version").order_by("key")
    )
    chosen = list(cuts)
    measures: dict[str, tuple[str, ...]] = {}
    for wanted in {tuple(sorted(cut.keys)) for cut in chosen}:
        versions = [[one for one in asked if one[0] == key] for key in wanted]
        measures |= {name_of(together): wanted for together in product(*versions)}
    lines = (
        PooledCount.objects.filter(
            measure__in=measures,
            first_month__gte=min(cut.first for cut in chosen),
            last_month__lte=max(cut.last for cut in chosen),
        )
        .values_list("measure", "kind", "population", "audiences", "first_month", "last_month",
                     "released_month", "outcome")
        .annotate(total=Sum("number"))
    )  # fmt: skip
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for line in lines:
        found[measures[line[0]]].append(Row(*line))
    return found


def pool_of(cut: Cut, rows: Mapping[tuple[str, ...], list[Row]]) -> Pool:
    """Add up a cut of lines read before; of several wordings one, never mixed.

    That is the newest of which answers have been released: until then a new wording waits, and
    its surveys with it, and does not take away what was known.
    """
    by_measure: dict[str, Counter[int]] = defaultdict(Counter)
    months: dict[str, set[date]] = defaultdict(set)
    for row in rows.get(tuple(sorted(cut.keys)), []):
        if cut.lets_in(row):
            by_measure[row.measure][row.outcome] += row.number
            months[row.measure].add(row.released_month)
    asked = [measure for measure, counts in by_measure.items() if counts[Outcome.SURVEYS]]
    if not asked:
        return Pool()
    out = [measure for measure in asked if by_measure[measure][Outcome.RELEASED]]
    newest = max(out or asked, key=versions_of)
    counts = by_measure[newest]
    later = [m for m in asked if versions_of(m) > versions_of(newest)]
    waiting = counts[Outcome.SURVEYS] + sum(by_measure[m][Outcome.SURVEYS] for m in later)
    answers = {o: n for o, n in counts.items() if o not in SURVEYS_ONLY}
    eligible, released = counts[Outcome.ELIGIBLE], counts[Outcome.RELEASED]
    return Pool(
        newest,
        Tally(answers, eligible) if released else None,
        released,
        max(waiting - released, 0),
        eligible,
        tuple(sorted(months[newest])),
    )


@cache
def _end(month: date) -> date:
    """Return the last day of a month given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)

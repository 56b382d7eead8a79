"""What is counted of the answers: a measure, its counts, and the two readings of "ikke relevant".

A measure is one question version, ``able_to_help.1``, or several on the same sheet,
``support_to_leave.2+understand_and_engage.2`` (sorted by key).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from events.confidence import Assessment, assess
from events.models import Outcome
from events.surveys.instruments import SUCCESSES

STAFF_MINIMUM = 5
"""Fewer answers than this are shown to nobody."""

PUBLIC_MINIMUM = 10
"""Fewer answers than this are not published."""

DISCREET_MINIMUM = 10
"""Fewer answers than this to a discreet activity's questions are shown to nobody."""

SPEAKER_MINIMUM = 10
"""Fewer answers than this about a speaker are shown to nobody."""

JOINT = (Outcome.ALL_MET, Outcome.NOT_ALL_MET)
ANSWERS = frozenset({0, 1, 2, 3, 4, 5, *JOINT})
"""Outcomes that are answers. "Ved ikke" is one; "ikke relevant for mig" is counted apart."""

MET = frozenset({*SUCCESSES, Outcome.ALL_MET})


def name_of(questions: Iterable[tuple[str, int]]) -> str:
    """Return the measure of question keys with their versions."""
    return "+".join(f"{key}.{version}" for key, version in sorted(questions))


def keys_of(measure: str) -> tuple[str, ...]:
    """Return the question keys of a measure, sorted."""
    return tuple(part.rpartition(".")[0] for part in measure.split("+"))


def versions_of(measure: str) -> tuple[int, ...]:
    """Return the versions of a measure's questions, in the order of their keys."""
    return tuple(int(part.rpartition(".")[2]) for part in measure.split("+"))


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers that a share is made of: successes among the answers of those asked."""

    successes: int
    answered: int
    eligible: int

    def assess(self, threshold: Fraction) -> Assessment:
        """Compare the share of successes with the threshold (see ``events.confidence``)."""
        return assess(
            successes=self.successes,
            answered=self.answered,
            eligible=self.eligible,
            threshold=threshold,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one measure: for rules, not for showing.

    ``counts`` maps each outcome to a number; ``eligible`` is how many were asked in all; below
    ``minimum`` answers staff see nothing of it.
    """

    counts: Mapping[int, int]
    eligible: int
    minimum: int = STAFF_MINIMUM

    @property
    def answered(self) -> int:
        """How many answered, "ved ikke" included and "ikke relevant for mig" not."""
        return sum(number for outcome, number in self.counts.items() if outcome in ANSWERS)

    @property
    def not_relevant(self) -> int:
        """How many ticked "ikke relevant for mig"."""
        return self.counts.get(Outcome.NOT_RELEVANT, 0)

    @property
    def is_shown(self) -> bool:
        """Whether there are answers enough for staff to see."""
        return self.answered >= self.minimum

    @property
    def successes(self) -> int:
        """Answers in the top two of five; of several questions, sheets with all of them there."""
        return sum(number for outcome, number in self.counts.items() if outcome in MET)

    def reading(self, *, not_relevant_counts: bool = False) -> Reading:
        """Return the numbers behind the share.

        "Ikke relevant for mig" is no answer and its people are not among those asked; with
        ``not_relevant_counts`` they are asked, and answered something else than a success.
        """
        if not_relevant_counts:
            return Reading(self.successes, self.answered + self.not_relevant, self.eligible)
        return Reading(self.successes, self.answered, self.eligible - self.not_relevant)

    def assess(self, threshold: Fraction, *, not_relevant_counts: bool = False) -> Assessment:
        """Compare the share of successes with the threshold (see ``events.confidence``)."""
        return self.reading(not_relevant_counts=not_relevant_counts).assess(threshold)


def pool(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of the same measure."""
    members = list(tallies)
    total: Counter[int] = Counter()
    for one in members:
        total.update(one.counts)
    return Tally(dict(total), sum(one.eligible for one in members))

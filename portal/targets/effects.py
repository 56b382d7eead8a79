"""What the yearly surveys say about each track's intended effect.

Not a target: there is no threshold, so there is no verdict. The newest year with enough answers
is told, with its uncertainty, as far as everyone may see it (``events.surveys.pools``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import get_language

from events.confidence import MIN_ANSWERS, wilson_interval
from events.models import QuestionText
from events.surveys import pools
from events.surveys.measures import Tally
from events.surveys.yearly import KIND

from .models import Track


@dataclass(frozen=True, slots=True)
class Effect:
    """One year's answers to the question about a track's effect. Shares are fractions of 1."""

    question: str
    year: int
    tally: Tally
    share: Fraction
    low: Fraction
    high: Fraction

    @property
    def answered(self) -> int:
        """How many answered."""
        return self.tally.answered


def effects_of(
    tracks: Iterable[Track], today: date, *, until: date | None = None
) -> dict[int, Effect]:
    """Return the newest effect of each track that has one, by the track's key.

    The tracks come with their plan. Years of the plan's period up to ``today`` (a Copenhagen
    day) count; ``until`` as ``pools.Cut`` has it. Three queries, however many tracks.
    """
    asked = [track for track in tracks if track.effect_question]
    cuts = {
        (track.pk, year): pools.Cut(
            keys=(track.effect_question,),
            first=date(year, 1, 1),
            last=date(year, 12, 31),
            kinds=frozenset({KIND}),
            population=track.effect_population,
            until=until,
        )
        for track in asked
        for year in range(track.plan.period_start.year, min(track.plan.period_end, today).year + 1)
    }
    found = pools.pools(cuts)
    worded = _wording({track.effect_question for track in asked})
    effects: dict[int, Effect] = {}
    for track in asked:
        years = [year for pk, year in cuts if pk == track.pk and _enough(found[pk, year])]
        if years:
            pool = found[track.pk, max(years)]
            effects[track.pk] = _effect(pool, max(years), worded.get(pool.measure, ""))
    return effects


def _enough(pool: pools.Pool) -> bool:
    return pool.tally is not None and pool.tally.answered >= MIN_ANSWERS


def _effect(pool: pools.Pool, year: int, question: str) -> Effect:
    assert pool.tally is not None
    reading = pool.tally.reading()
    low, high = wilson_interval(successes=reading.successes, answered=reading.answered)
    share = Fraction(reading.successes, reading.answered)
    return Effect(question, year, pool.tally, share, low, high)


def _wording(keys: set[str]) -> dict[str, str]:
    """Return the questions' wording by measure, in the reader's language or else in Danish."""
    if not keys:
        return {}
    language = get_language() or "da"
    rows = QuestionText.objects.filter(
        Q(language="da") | Q(language=language), question__key__in=keys
    ).select_related("question")
    danish_first = sorted(rows, key=lambda row: row.language == language)
    return {row.question.measure: row.text for row in danish_first}

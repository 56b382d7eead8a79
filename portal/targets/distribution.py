"""How the answers of a survey target fall on the scale, and each question of several alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from events.confidence import wilson_interval
from events.models import Outcome
from events.surveys.instruments import SCALES
from events.surveys.likert import Axis, Choices, Counts, Likert, common_axis, likert
from events.surveys.pools import Pool, pools

from .explained import Asked
from .measurement import Measurement
from .models import Target
from .shares import cut_of


@dataclass(frozen=True, slots=True)
class Answers:
    """A question, or several on one sheet (``text`` is empty), with all its answers.

    ``share`` and its 95 % interval leave "ikke relevant for mig" out; they are there of a single
    question of several, which has no verdict of its own.
    """

    key: str
    text: str
    chart: Likert
    share: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    answered: int = 0


def answers_of(target: Target, measured: Measurement, asked: Iterable[Asked]) -> list[Answers]:
    """Return the answers of what is measured, and of each question alone where there are several.

    Empty while nothing may be shown. Two queries where there are several.
    """
    questions = list(asked)
    if measured.counts is None or measured.value is None or not questions:
        return []
    if len(questions) == 1:
        choices = SCALES[questions[0].scale]
        one = questions[0]
        return [Answers(one.key, one.text, likert(measured.counts, choices))]
    together = Answers("together", "", likert(measured.counts, _joint(measured.counts)))
    return [together, *_alone(target, questions)]


def _joint(counts: Counts) -> Choices:
    choices: list[tuple[int, str]] = [
        (Outcome.ALL_MET, _("I de to øverste trin på alle spørgsmålene")),
        (Outcome.NOT_ALL_MET, _("Ikke på alle")),
    ]
    if counts.get(Outcome.NOT_RELEVANT):
        choices.append((Outcome.NOT_RELEVANT, _("»Ikke relevant for mig« til mindst ét")))
    return choices


def _alone(target: Target, questions: list[Asked]) -> list[Answers]:
    cut = cut_of(target)
    found = pools({one.key: replace(cut, keys=(one.key,)) for one in questions})
    shown = [(one, found[one.key]) for one in questions if found[one.key].tally]
    axis = common_axis((_counts(pool), SCALES[one.scale]) for one, pool in shown)
    return [_single(one, pool, axis) for one, pool in shown]


def _counts(pool: Pool) -> Counts:
    return pool.tally.counts if pool.tally else {}


def _single(one: Asked, pool: Pool, axis: Axis) -> Answers:
    chart = likert(_counts(pool), SCALES[one.scale], axis)
    if pool.tally is None or not pool.tally.answered:
        return Answers(one.key, one.text, chart)
    reading = pool.tally.reading()
    low, high = wilson_interval(successes=reading.successes, answered=reading.answered)
    share = Fraction(reading.successes, reading.answered)
    return Answers(one.key, one.text, chart, share, low, high, reading.answered)

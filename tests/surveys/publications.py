"""Small worlds of surveys, and everything that anyone was ever shown of them, as equations.

Every counted table gets one more outcome, ``TRACER``, with a number of its own (a power of
four), carried along wherever the table is added up. What is published of it says which surveys
a number is the sum of, by whatever way it came about; the ordinary outcomes must agree.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, product
from typing import Any
from unittest.mock import patch

from events.enums import ActivityKind, SurveyStatus
from events.models import Activity, Instrument, PooledCount, Survey, SurveyAnswer, SurveyResponse
from events.surveys import counting
from events.surveys.blocks import answered
from events.surveys.instruments import ensure_instrument
from events.surveys.pools import Cut, pools
from events.surveys.results import question_results, staff_results
from tests.factories import ActivityFactory, AudienceFactory

TRACER = 99
MONTHS = (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))
POPULATIONS = ("them", "others")
KEYS = (("first",), ("second",), ("first", "second"), ("speaker_1",))
PUBLISHED_LEAST = 10
KINDS = (ActivityKind.TEMADAG, ActivityKind.FORAELDREKURSUS)

type Mask = int
type Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Planned:
    """One survey to come. A sheet has answers to three questions, None where left blank."""

    place: int
    population: str
    instrument: int
    sheets: tuple[tuple[int | None, int | None, int | None], ...]


@dataclass
class Stage:
    """What every world has: activities to ask about, and two questionnaires."""

    activities: list[Activity]
    instruments: list[Instrument]


@dataclass
class Seen:
    """All that was shown until the last day, as sums of surveys, for each measure.

    ``tables`` are the true numbers, ``public`` the sums that were published, ``staff`` the
    single surveys that staff see, those of discreet activities apart in ``leaders``.
    """

    surveys: list[Survey]
    tables: dict[tuple[int, str], Counter[int]] = field(default_factory=dict)
    public: dict[str, set[Mask]] = field(default_factory=dict)
    staff: dict[str, set[int]] = field(default_factory=dict)
    leaders: dict[str, set[int]] = field(default_factory=dict)


def build_stage() -> Stage:
    """Make activities of every kind, audience and month, discreet ones among them."""
    audiences = [AudienceFactory(key=key) for key in ("aa", "bb")]
    activities = []
    for kind, number, month in product(KINDS, range(3), MONTHS):
        for discreet in {False, kind == ActivityKind.FORAELDREKURSUS}:
            activity = ActivityFactory(kind=kind, discreet=discreet, with_page=False)
            for audience in audiences[:number]:
                Activity.audiences.through.objects.create(activity=activity, audience=audience)
            moment = datetime(month.year, month.month, 12, 9, tzinfo=UTC)
            activity.sessions.update(start=moment, end=moment + timedelta(hours=3))
            activities.append(activity)
    return Stage(activities, [_instrument(1), _instrument(2)])


def _instrument(version: int) -> Instrument:
    questions: list[dict[str, object]] = [
        {"key": "first", "text": "Første?", "scale": "extent_na"},
        {"key": "second", "text": "Anden?", "version": version},
        {"key": "speaker_1", "text": "{speaker}?", "purpose": "speaker", "scale": "quality"},
    ]
    return ensure_instrument(
        {
            "key": "verden",
            "version": version,
            "title": "Verden",
            "joint": [["first", "second"]],
            "questions": questions,
        }
    )


def plan(chance: random.Random, places: int) -> list[Planned]:
    """Draw a few surveys, small ones most of all, with blanks and "ikke relevant"."""
    taken: set[tuple[int, str]] = set()
    planned = []
    # Surveys that share a block are where the danger is.
    first, last = 0, places
    if chance.random() < 0.7:
        first = chance.randrange(places - 4)
        last = first + 4
    for _number in range(chance.randint(1, 8)):
        place = chance.randrange(first, last)
        population = POPULATIONS[chance.random() < 0.2]
        if (place, population) in taken:
            continue
        taken.add((place, population))
        size = chance.choice([0, 1, 2, 3, 4, 4, 5, 6, 8, 9, 10, 11, 14, 30])
        blank, absent = chance.choice([0, 0.1, 0.5]), chance.choice([0, 0, 0.3])
        sheets = tuple(_sheet(chance, blank, absent) for _sheet_number in range(size))
        planned.append(Planned(place, population, int(chance.random() < 0.15), sheets))
    return planned


def _sheet(
    chance: random.Random, blank: float, absent: float
) -> tuple[int | None, int | None, int | None]:
    def answer(*, may_be_absent: bool) -> int | None:
        if chance.random() < blank:
            return None
        return 6 if may_be_absent and chance.random() < absent else chance.randint(0, 5)

    return (
        answer(may_be_absent=True),
        answer(may_be_absent=False),
        answer(may_be_absent=False),
    )


@contextmanager
def traced(surveys: list[Survey], tables: dict[tuple[int, str], Counter[int]]) -> Iterator[None]:
    """Note what is counted, and count the tracer along."""
    places = {survey.pk: number for number, survey in enumerate(surveys)}
    count = counting._counts

    def counted(survey: Survey, asked: Any) -> dict[str, Counter[int]]:
        found = count(survey, asked)
        for measure, counts in found.items():
            if sum(counts.values()):
                tables[places[survey.pk], measure] = Counter(counts)
                counts[TRACER] = 4 ** places[survey.pk]
        return found

    with patch.object(counting, "_counts", counted):
        yield


def live_through(stage: Stage, planned: list[Planned], chance: random.Random) -> Seen:
    """Seal the surveys one by one, and look at everything after each of them."""
    surveys = [_ask(stage, one) for one in planned]
    seen = Seen(surveys)
    day = date(2026, 2, 20)
    order = chance.sample(range(len(surveys)), len(surveys))
    before: list[tuple] = []
    with traced(surveys, seen.tables):
        for number in order:
            counting.count(surveys[number], day)
            now = list(PooledCount.objects.filter(outcome=TRACER).order_by("pk").values_list())
            if now != before:  # or else every page shows what it showed yesterday
                _look(seen, untils=[None])
            before = now
            day += timedelta(days=chance.choice([0, 1, 1, 20]))
    _look(seen, untils=[date(2026, 2, 28), date(2026, 3, 31)])
    _ask_staff(seen)
    return seen


def _ask(stage: Stage, planned: Planned) -> Survey:
    instrument = stage.instruments[planned.instrument]
    then = datetime(2026, 2, 10, tzinfo=UTC)
    survey = Survey.objects.create(
        activity=stage.activities[planned.place],
        population=planned.population,
        instrument=instrument,
        eligible=len(planned.sheets) + 2,
        status=SurveyStatus.CLOSED,
        opens_at=then,
        closes_at=then,
        speakers=["Oplægsholderen"],
    )
    questions = [item.question for item in instrument.items.select_related("question")]
    responses = SurveyResponse.objects.bulk_create(
        SurveyResponse(survey=survey) for _sheet in planned.sheets
    )
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question=question, value=value)
        for response, sheet in zip(responses, planned.sheets, strict=True)
        for question, value in zip(questions, sheet, strict=True)
        if value is not None
    )
    return survey


def _cuts(untils: Iterable[date | None]) -> dict[tuple, Cut]:
    """Return every cut a page could make: kinds, population, audiences, months, days.

    Those left out (the other kind, the other population) are differences of those here.
    """
    kinds = [frozenset[str](), frozenset(KINDS[:1])]
    audiences = [frozenset[str](), frozenset({"aa"}), frozenset({"aa", "bb"})]
    ends = [(month + timedelta(days=31)).replace(day=1) - timedelta(days=1) for month in MONTHS]
    periods = [(first, last) for first in MONTHS for last in ends if first < last]
    return {
        choice: Cut(keys, *period, kinds=kind, population=population, audiences=of, until=until)
        for choice in product(KEYS, periods, kinds, ("", *POPULATIONS[:1]), audiences, untils)
        for keys, period, kind, population, of, until in [choice]
    }


NOW = _cuts([None])


def _look(seen: Seen, untils: list[date | None]) -> None:
    for pool in pools(NOW if untils == [None] else _cuts(untils)).values():
        if pool.tally is not None:
            mask = _mask(pool.tally.counts)
            _agree(seen, pool.measure, mask, pool.tally.counts)
            assert len(mask) == pool.surveys
            assert pool.tally.answered >= PUBLISHED_LEAST
            seen.public.setdefault(pool.measure, set()).add(sum(1 << n for n in mask))


def _ask_staff(seen: Seen) -> None:
    for pk, result in staff_results(seen.surveys, "first", "second", version=1).items():
        if result.tally is not None:
            _note(seen, "first.1+second.1", pk, result)
    for survey in seen.surveys:
        names = {item.question.key: item.question.measure for item in survey.instrument.items.all()}
        for one in question_results(survey):
            if one.purpose != "speaker" and one.result.shown:
                _note(seen, names[one.question.key], survey.pk, one.result)


def _note(seen: Seen, measure: str, pk: Any, result: Any) -> None:
    place = next(n for n, survey in enumerate(seen.surveys) if survey.pk == pk)
    mask = _mask(result.tally.counts)
    _agree(seen, measure, mask, result.tally.counts)
    assert mask == {place}
    shown = seen.leaders if seen.surveys[place].discreet else seen.staff
    shown.setdefault(measure, set()).add(place)


def _mask(counts: Any) -> set[int]:
    """Return which surveys a published number is the sum of; none of them twice."""
    tracer, found, place = counts[TRACER], set(), 0
    while tracer:
        tracer, times = divmod(tracer, 4)
        assert times in (0, 1)
        if times:
            found.add(place)
        place += 1
    return found


def _agree(seen: Seen, measure: str, mask: set[int], counts: Any) -> None:
    """Check that the tracer tells the truth of every other outcome."""
    total: Counter[int] = Counter()
    for place in mask:
        total.update(seen.tables[place, measure])
    assert +total == +Counter({o: n for o, n in counts.items() if o != TRACER})


# --- Linear algebra, exact -------------------------------------------------------------------


def rank(rows: Iterable[Iterable[int]]) -> int:
    """Return the rank of a matrix of whole numbers, in exact fractions."""
    left = [[Fraction(number) for number in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((n for n in range(found, len(left)) if left[n][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        top = left[found]
        for n in range(found + 1, len(left)):
            if left[n][column]:
                factor = left[n][column] / top[column]
                left[n] = [a - factor * b for a, b in zip(left[n], top, strict=True)]
        found += 1
    return found


def leaks(
    seen: Seen, known: dict[str, set[int]], least: Callable[[list[Survey]], int]
) -> list[tuple[str, list[int]]]:
    """Return the sets of few answers about which the sums say anything.

    ``known`` are the surveys the viewer is shown anyway. Everything derivable is the row space
    of what is published, with what is known taken away. It says something about a set of the
    others exactly when it holds a row that is nought outside the set: when the rank falls as
    the set's columns are struck out. Each outcome of a measure has the same coefficients, so
    one matrix does for all of them; ``test_no_question_follows_from_another`` has the rest.
    """
    found = []
    for measure, masks in seen.public.items():
        cells = {place for place, name in seen.tables if name == measure}
        others = sorted(cells - known.get(measure, set()))
        rows = {tuple(mask >> place & 1 for place in others) for mask in masks}
        rows.discard((0,) * len(others))
        whole = rank(rows)
        for number in range(1, len(others) + 1) if whole else ():
            for some in combinations(range(len(others)), number):
                few = [others[column] for column in some]
                answers = sum(answered(seen.tables[place, measure]) for place in few)
                if answers >= least([seen.surveys[place] for place in few]):
                    continue
                rest = [
                    [cell for column, cell in enumerate(row) if column not in some] for row in rows
                ]
                if rank(rest) < whole:
                    found.append((measure, few))
    return found

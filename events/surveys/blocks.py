"""Which answers are published together, so that no one's can be had by subtraction.

Everything public about a measure is a sum of whole *blocks*: by kind, audience, population,
period or day of publication, whatever a page adds up. A block holds the answers of surveys of
one questionnaire, kind, population, audience and year, taken in the order in which they were
sealed, and is released when each of its measures has ``PUBLIC_MINIMUM`` answers. What linear
algebra can find from any number of published sums is therefore sums of blocks at most: the
tables need no cells blanked one by one, and a sum once shown never has to be hidden again.

Staff also see single surveys, measure by measure, from ``STAFF_MINIMUM`` answers on, and can
take them from a block's sum. So surveys with fewer sheets stand in blocks of their own
(``hidden``), and of a measure that too few answered in other surveys, the answers of those
together must be ``PUBLIC_MINIMUM`` as well before they enter the sum: they are what is left.

A block does not wait for ever for a measure that few answer: when any of its measures has
``PATIENCE`` answers, it is released with what may be released, and the rest is left out for
good. What waits, and what is left out, counts as not answered: the people asked are counted,
the answers are not. Most often that makes a verdict more cautious; of answers that were less
favourable than those shown, the verdict knows nothing.
``tests/surveys/test_hidden_cells.py`` solves for hidden cells by linear algebra.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from events.models import (
    Activity,
    Block,
    InstrumentQuestion,
    Outcome,
    PooledCount,
    Question,
    SealedCount,
    Survey,
)
from events.surveys.measures import ANSWERS, DISCREET_MINIMUM, PUBLIC_MINIMUM, STAFF_MINIMUM

YEARLY = "undersoegelse"
"""In place of the activity's kind, for surveys of an occasion."""

OF_A_YEAR = "aar-"
"""How the occasion of a yearly survey begins; the year it is about follows."""

PATIENCE = 2 * PUBLIC_MINIMUM
"""When a measure has so many answers in a block, the block waits no longer for the others."""

type Counts = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What the surveys of one block have in common; ``month`` is its first day."""

    kind: str
    population: str
    audiences: str
    month: date


def cell_of(survey: Survey) -> Cell:
    """Return kind, population, audiences (sorted keys joined by +) and month of a survey.

    The month is that in which the activity's last session ended, in Copenhagen time; of a
    survey of an occasion, that in which it closed, or of a year, the month next to that in it.
    """
    activity = survey.activity
    if activity is None:
        return Cell(YEARLY, survey.population, "", _month_about(survey))
    last = activity.sessions.aggregate(last=Max("end"))["last"] or survey.closes_at
    keys = Activity.audiences.through.objects.filter(activity=activity).values_list(
        "audience__key", flat=True
    )
    return Cell(activity.kind, survey.population, "+".join(sorted(set(keys))), _month(last))


def _month_about(survey: Survey) -> date:
    closed = _month(survey.closes_at)
    if not survey.occasion.startswith(OF_A_YEAR):
        return closed
    year = int(survey.occasion.removeprefix(OF_A_YEAR))
    return min(max(closed, date(year, 1, 1)), date(year, 12, 1))


def _month(moment: datetime) -> date:
    return timezone.localtime(moment).date().replace(day=1)


@transaction.atomic
def place(survey: Survey, counts: Counts, today: date) -> Block:
    """Put a counted survey into the block being filled, and release that when it is full.

    ``counts`` are those of every measure that may be published. ``today`` is a Copenhagen day.
    Must run once for a survey, in the transaction that seals it.
    """
    cell = cell_of(survey)
    block, _created = Block.objects.select_for_update().get_or_create(
        instrument=survey.instrument,
        kind=cell.kind,
        population=cell.population,
        audiences=cell.audiences,
        year=cell.month.year,
        hidden=(survey.responses_in or 0) < minimum_of(survey),
        released_on=None,
        defaults={"first_month": cell.month, "last_month": cell.month},
    )
    block.first_month = min(block.first_month, cell.month)
    block.last_month = max(block.last_month, cell.month)
    survey.block = block
    survey.save(update_fields=["block"])
    asked: Mapping[int, int] = {Outcome.SURVEYS: 1, Outcome.ELIGIBLE: survey.eligible}
    _pool(cell, (cell.month, cell.month), today, dict.fromkeys(counts, asked))
    _release_if_full(block, cell, today)
    block.save()
    return block


def minimum_of(survey: Survey) -> int:
    """Return how few answers are shown to staff of this survey alone."""
    return DISCREET_MINIMUM if survey.discreet else STAFF_MINIMUM


def _release_if_full(block: Block, cell: Cell, today: date) -> None:
    tables = _tables(block)
    sums = releasable(tables)
    if not sums:
        return
    block.released_on = today
    members = block.surveys.count()
    released = {
        # Of a survey in which nobody answered there is nothing to wait for.
        measure: {**counts, Outcome.RELEASED: number + members - len(tables[measure])}
        for measure, (counts, number) in sums.items()
    }
    _pool(cell, (block.first_month, block.last_month), today, released)


@dataclass(frozen=True, slots=True)
class Table:
    """One survey's counts of one measure; ``seen`` by staff who may see the survey."""

    counts: Mapping[int, int]
    seen: bool


def _tables(block: Block) -> dict[str, list[Table]]:
    """Return the tables of a block's surveys by measure; never those about speakers."""
    members = {survey.pk: survey for survey in block.surveys.all().select_related("activity")}
    unpublished = speaker_measures(block.instrument_id)
    counts: dict[tuple[str, UUID], dict[int, int]] = defaultdict(dict)
    for row in SealedCount.objects.filter(survey__in=members):
        if row.measure not in unpublished:
            counts[row.measure, row.survey_id][row.outcome] = row.number
    found: dict[str, list[Table]] = defaultdict(list)
    for (measure, key), outcomes in counts.items():
        seen = not block.hidden and answered(outcomes) >= minimum_of(members[key])
        found[measure].append(Table(outcomes, seen))
    return found


def speaker_measures(instrument_id: int) -> set[str]:
    """Return the measures about speakers: they enter no sum and are deleted in time."""
    items = InstrumentQuestion.objects.filter(
        instrument=instrument_id, question__purpose=Question.Purpose.SPEAKER
    )
    return {item.question.measure for item in items.select_related("question")}


def releasable(tables: Mapping[str, list[Table]]) -> dict[str, tuple[dict[int, int], int]]:
    """Return each measure's sum and how many surveys are in it; {} while the block waits."""
    whole = {measure: _is_whole(members) for measure, members in tables.items()}
    most = max((_answers(members) for members in tables.values()), default=0)
    if not all(whole.values()) and most < PATIENCE:
        return {}
    sums = {}
    for measure, members in tables.items():
        kept = members if whole[measure] else [table for table in members if table.seen]
        if _answers(kept) >= PUBLIC_MINIMUM:
            total: Counter[int] = Counter()
            for table in kept:
                total.update(table.counts)
            sums[measure] = dict(total), len(kept)
    return sums


def _is_whole(members: list[Table]) -> bool:
    """Whether there is enough, and enough left for whoever takes away what staff see."""
    rest = [table for table in members if not table.seen]
    enough = _answers(members) >= PUBLIC_MINIMUM
    return enough and (not rest or _answers(rest) >= PUBLIC_MINIMUM)


def _answers(members: list[Table]) -> int:
    return sum(answered(table.counts) for table in members)


def answered(counts: Mapping[int, int]) -> int:
    """Return how many answered a measure; "ved ikke" is an answer, "ikke relevant" is not."""
    return sum(number for outcome, number in counts.items() if outcome in ANSWERS)


def _pool(cell: Cell, months: tuple[date, date], today: date, numbers: Counts) -> None:
    """Add numbers (measure to outcome to number) to those published. Three queries."""
    where = {
        "kind": cell.kind,
        "population": cell.population,
        "audiences": cell.audiences,
        "first_month": months[0],
        "last_month": months[1],
        "released_month": today.replace(day=1),
    }
    known = {
        (row.measure, row.outcome): row
        for row in PooledCount.objects.filter(measure__in=numbers, **where)
    }
    new, raised = [], []
    for measure, counts in numbers.items():
        for outcome, number in counts.items():
            row = known.get((measure, outcome))
            if row is None:
                row = PooledCount(measure=measure, outcome=outcome, number=number, **where)
                new.append(row)
            else:
                row.number = F("number") + number
                raised.append(row)
    PooledCount.objects.bulk_update(raised, ["number"])
    PooledCount.objects.bulk_create(new)

"""What everyone may see of the surveys: the answers of one kind, audience and year, added up.

Reads what is published (``pools``) and nothing else, so that no choice on the page shows more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from events.models import (
    Block,
    Instrument,
    InstrumentQuestion,
    Outcome,
    PooledCount,
    Question,
    QuestionText,
)
from events.surveys.instruments import SCALES, Scale
from events.surveys.measures import versions_of
from events.surveys.pools import Cut, Pool, pools


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen among, because a survey was sealed there."""

    kinds: list[str]
    audiences: list[str]
    years: list[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader has chosen; "" and None stand for all."""

    kind: str
    audience: str = ""
    year: int | None = None

    def cut(self, key: str) -> Cut:
        """Return which answers to a question it adds up."""
        first = date(self.year, 1, 1) if self.year else date.min
        last = date(self.year, 12, 31) if self.year else date.max
        return Cut(
            keys=(key,),
            first=first,
            last=last,
            kinds=frozenset({self.kind}),
            audiences=frozenset({self.audience} if self.audience else ()),
        )


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """One outcome question with what is published of it, in the newest wording asked."""

    key: str
    text: str
    choices: Scale
    pool: Pool
    language: str = settings.LANGUAGE_CODE  # of the text


def offered() -> Offered:
    """Return the kinds, audiences and years that have sealed surveys. Two queries."""
    rows = PooledCount.objects.filter(outcome=Outcome.SURVEYS)
    pairs = set(rows.order_by().values_list("kind", "audiences").distinct())
    years = {day.year for day in rows.dates("first_month", "year")}
    keys = {key for _kind, audiences in pairs for key in audiences.split("+")} - {""}
    return Offered(sorted({kind for kind, _ in pairs}), sorted(keys), sorted(years, reverse=True))


def questions_of(choice: Choice, language: str) -> list[PublicQuestion]:
    """Return the outcome questions of the kind's newest questionnaires. Six queries."""
    keys = _keys(choice.kind)
    found = pools({key: choice.cut(key) for key in keys})
    measures = {key: versions_of(pool.measure)[0] for key, pool in found.items() if pool.measure}
    worded = _wording(measures, language)
    return [
        PublicQuestion(key, row.text, SCALES[row.question.scale], found[key], row.language)
        for key, row in ((key, worded[key]) for key in keys if key in worded)
    ]


def _keys(kind: str) -> list[str]:
    """Return the questions' keys in order: of each questionnaire asked, the newest version."""
    asked = Block.objects.filter(kind=kind).order_by().values("instrument").distinct()
    newest: dict[str, Instrument] = {}
    for one in Instrument.objects.filter(pk__in=asked).order_by("key", "version"):
        newest[one.key] = one
    items = InstrumentQuestion.objects.filter(
        instrument__in=newest.values(), question__purpose=Question.Purpose.OUTCOME
    ).order_by("instrument__key", "position")
    return list(dict.fromkeys(items.values_list("question__key", flat=True)))


def _wording(versions: dict[str, int], language: str) -> dict[str, QuestionText]:
    """Return the text of each question version, in the language or else in Danish."""
    wanted: Iterable[str] = (settings.LANGUAGE_CODE, language)
    texts = QuestionText.objects.filter(
        question__key__in=versions, language__in=wanted
    ).select_related("question")
    found: dict[str, QuestionText] = {}
    for one in sorted(texts, key=lambda text: text.language == language):
        if versions[one.question.key] == one.question.version:
            found[one.question.key] = one
    return found

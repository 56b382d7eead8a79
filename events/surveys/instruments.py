"""Questionnaires: loaded from plain data, asked in the reader's language.

Question keys are fixed for ever. Wording is versioned, and from the moment a survey has
asked a version nothing in it changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityKind
from events.models import (
    Activity,
    Instrument,
    InstrumentQuestion,
    Question,
    QuestionText,
    Survey,
)

DONT_KNOW = 0
SCALE = ((5, _("I meget høj grad")), (4, _("I høj grad")), (3, _("I nogen grad")),
         (2, _("I mindre grad")), (1, _("Slet ikke")), (DONT_KNOW, _("Ved ikke")))  # fmt: skip
"""Stored values with their labels, in the order in which they are read."""

SUCCESSES = frozenset({4, 5})
"""The top two of five labelled points. "I nogen grad" is no success."""

INSTRUMENT_BY_KIND: dict[str, str] = {ActivityKind.TEMADAG: "temadag"}
"""Which questionnaire follows which kind of activity; other kinds have none."""


class WordingChanged(ValueError):
    """The wording of a version that has been asked may not change: make a new version."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question version as the reader sees it."""

    id: int
    key: str
    text: str
    help: str


def instrument_for(activity: Activity) -> Instrument | None:
    """Return the newest questionnaire of the activity's kind, or None.

    A discreet activity has none here: an invitation would tie its participants to it.
    """
    key = INSTRUMENT_BY_KIND.get(activity.kind)
    if key is None or activity.discreet:
        return None
    return Instrument.objects.filter(key=key).order_by("-version").first()


def questions_for(instrument: Instrument, language: str) -> list[AskedQuestion]:
    """Return the questions in order, worded in ``language``, else in Danish. Two queries."""
    items = (
        InstrumentQuestion.objects.filter(instrument=instrument)
        .select_related("question")
        .prefetch_related("question__texts")
        .order_by("position")
    )
    return [_asked(item.question, language) for item in items]


def _asked(question: Question, language: str) -> AskedQuestion:
    texts = {text.language: text for text in question.texts.all()}
    worded = texts.get(language) or texts.get(settings.LANGUAGE_CODE)
    if worded is None:
        raise LookupError(f"Question {question} has no wording.")
    return AskedQuestion(question.pk, question.key, worded.text, worded.help)


@transaction.atomic
def ensure_instrument(content: Mapping[str, Any]) -> Instrument:
    """Create or complete a questionnaire from plain data; repeating it changes nothing.

    ``content`` has ``key``, ``version`` (default 1), ``title`` and ``questions``; a question
    has ``key``, ``version`` (default 1), ``text`` and optionally ``help``, each also with the
    suffix of another language (``_en``). Only questions of ``kind`` "scale" are stored: the
    closing free text is part of every questionnaire.

    Raises WordingChanged when a survey has asked that version of the questionnaire, or of a
    question, and the content now says something else.
    """
    instrument, created = Instrument.objects.get_or_create(
        key=content["key"],
        version=content.get("version", 1),
        defaults={"title": content["title"]},
    )
    asked = not created and Survey.objects.filter(instrument=instrument).exists()
    rows = [row for row in content["questions"] if row.get("kind", "scale") == "scale"]
    questions = [_ensure_question(row) for row in rows]
    _ensure_order(instrument, questions, asked=asked)
    return instrument


def _ensure_question(content: Mapping[str, Any]) -> Question:
    question, created = Question.objects.get_or_create(
        key=content["key"], version=content.get("version", 1)
    )
    wanted = {
        language: {"text": content[f"text{suffix}"], "help": content.get(f"help{suffix}", "")}
        for language, suffix in _suffixes()
        if f"text{suffix}" in content
    }
    stored = {t.language: {"text": t.text, "help": t.help} for t in question.texts.all()}
    if wanted == stored:
        return question
    if not created and Survey.objects.filter(instrument__items__question=question).exists():
        raise WordingChanged(f"{question} has been asked; give the new wording a new version.")
    for language, words in wanted.items():
        QuestionText.objects.update_or_create(question=question, language=language, defaults=words)
    return question


def _suffixes() -> list[tuple[str, str]]:
    return [
        (language, "" if language == settings.LANGUAGE_CODE else f"_{language}")
        for language, _name in settings.LANGUAGES
    ]


def _ensure_order(instrument: Instrument, questions: Sequence[Question], *, asked: bool) -> None:
    wanted = [question.pk for question in questions]
    items = InstrumentQuestion.objects.filter(instrument=instrument).order_by("position")
    if list(items.values_list("question_id", flat=True)) == wanted:
        return
    if asked:
        raise WordingChanged(f"{instrument} has been asked; give the new order a new version.")
    items.delete()
    InstrumentQuestion.objects.bulk_create(
        InstrumentQuestion(instrument=instrument, question=question, position=position)
        for position, question in enumerate(questions, start=1)
    )

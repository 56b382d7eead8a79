"""Questionnaires: loaded from plain data, asked in the reader's language.

Question keys are fixed for ever. Wording is versioned, and from the moment a survey has
asked a version nothing in it changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import (
    Activity,
    Instrument,
    InstrumentQuestion,
    Question,
    QuestionText,
)

DONT_KNOW = 0
NOT_RELEVANT = 6
SCALE = ((5, _("I meget høj grad")), (4, _("I høj grad")), (3, _("I nogen grad")),
         (2, _("I mindre grad")), (1, _("Slet ikke")), (DONT_KNOW, _("Ved ikke")))  # fmt: skip
"""Stored values with their labels, in the order in which they are read."""

type Scale = tuple[tuple[int, Promise], ...]

SCALES: dict[str, Scale] = {
    Question.Scale.EXTENT: SCALE,
    Question.Scale.EXTENT_NA: (*SCALE, (NOT_RELEVANT, _("Ikke relevant for mig"))),
    Question.Scale.AGREE: (
        (5, _("Helt enig")),
        (4, _("Enig")),
        (3, _("Hverken enig eller uenig")),
        (2, _("Uenig")),
        (1, _("Helt uenig")),
        (DONT_KNOW, _("Ved ikke")),
    ),
    Question.Scale.QUALITY: (
        (5, _("Meget godt")),
        (4, _("Godt")),
        (3, _("Hverken godt eller dårligt")),
        (2, _("Dårligt")),
        (1, _("Meget dårligt")),
        (DONT_KNOW, _("Ved ikke")),
    ),
}
"""Every scale's values with labels: five points from the top down, then what lies outside."""

SUCCESSES = frozenset({4, 5})
"""The top two of five labelled points. The middle one is no success."""


class WordingChanged(ValueError):
    """The wording of a version that has been asked may not change: make a new version."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question version as the reader sees it. Questions of one ``pair`` stand together."""

    id: int
    key: str
    text: str
    help: str
    choices: Scale = SCALE
    pair: str = ""
    moment: str = ""
    language: str = settings.LANGUAGE_CODE  # of text and help: Danish where hers is missing


def instrument_for(activity: Activity) -> Instrument | None:
    """Return the newest published questionnaire of the activity's kind, or None.

    A discreet activity has none here: an invitation would tie its participants to it.
    """
    return None if activity.discreet else newest_for(activity.kind)


def newest_for(kind: str) -> Instrument | None:
    """Return the published questionnaire of the highest version for a kind of activity."""
    published = Instrument.objects.filter(published=True).order_by("-version", "pk")
    # Few rows; JSON containment is not the same on both databases.
    return next((one for one in published if kind in one.activity_kinds), None)


def questions_for(
    instrument: Instrument, language: str, speakers: Sequence[str] = ()
) -> list[AskedQuestion]:
    """Return the questions in order, worded in ``language``, else in Danish. Two queries.

    A question about a speaker (``speaker_1`` …) is asked of as many ``speakers`` as are named,
    with the name in place of ``{speaker}``.
    """
    items = (
        InstrumentQuestion.objects.filter(instrument=instrument)
        .select_related("question")
        .prefetch_related("question__texts")
        .order_by("position")
    )
    asked = [_asked(item.question, language, speakers) for item in items]
    return [question for question in asked if question is not None]


def _asked(question: Question, language: str, speakers: Sequence[str]) -> AskedQuestion | None:
    texts = {text.language: text for text in question.texts.all()}
    worded = texts.get(language) or texts.get(settings.LANGUAGE_CODE)
    if worded is None:
        raise LookupError(f"Question {question} has no wording.")
    text = worded.text
    if question.purpose == Question.Purpose.SPEAKER:
        number = int(question.key.rpartition("_")[2])
        if number > len(speakers):
            return None
        text = text.replace("{speaker}", speakers[number - 1])
    return AskedQuestion(
        question.pk,
        question.key,
        text,
        worded.help,
        SCALES[question.scale],
        question.pair,
        question.moment,
        worded.language,
    )


def put_to_use(instrument: Instrument) -> None:
    """Keep the questionnaire as it is from now on: its questions, wording and order.

    Called by whatever opens a survey, in its transaction. Triggers refuse what is tried later.
    """
    Instrument.objects.filter(pk=instrument.pk, in_use=False).update(in_use=True)
    items = InstrumentQuestion.objects.filter(instrument=instrument)
    questions = list(items.values_list("question", flat=True))
    items.filter(in_use=False).update(in_use=True)
    # In the order in which the bank locks them.
    Question.objects.filter(pk__in=questions, in_use=False).update(in_use=True)
    QuestionText.objects.filter(question__in=questions, in_use=False).update(in_use=True)


@transaction.atomic
def ensure_instrument(content: Mapping[str, Any], *, keep: bool = False) -> Instrument:
    """Create or complete a questionnaire from plain data; repeating it changes nothing.

    ``content`` has ``key``, ``version`` (default 1), ``title`` and ``questions``, and may have
    ``activity_kinds``, ``joint`` (lists of question keys that are counted together) and
    ``layout``. A question has ``key``, ``version`` (default 1), ``text`` and optionally
    ``help``, each also with the suffix of another language (``_en``), and optionally ``scale``,
    ``purpose``, ``pair`` and ``moment``. Only questions of ``kind`` "scale" are stored: the
    closing free text is no question of the bank. Languages that staff have added stay.

    A questionnaire that is new is ready for use, unless another is for the same kind of activity.
    With ``keep`` what is in the bank already stays as staff have made it: only what is missing
    comes. Otherwise it raises WordingChanged when a survey has asked that version of the
    questionnaire, or of a question, and the content now says something else.
    """
    instrument, created = Instrument.objects.get_or_create(
        key=content["key"],
        version=content.get("version", 1),
        defaults={
            "title": content["title"],
            **{
                name: content[name]
                for name in ("activity_kinds", "layout", "asks_comment")
                if name in content
            },
            "joint": [sorted(keys) for keys in content.get("joint", [])],
            "published": not _is_taken(content["key"], content.get("activity_kinds", ())),
        },
    )
    asked = not created and instrument.in_use
    rows = [row for row in content["questions"] if row.get("kind", "scale") == "scale"]
    questions = [_ensure_question(row, keep=keep) for row in rows]
    if created or not keep:
        _ensure_order(instrument, questions, asked=asked)
    return instrument


def _is_taken(key: str, kinds: Iterable[str]) -> bool:
    """Whether another questionnaire is ready for one of the kinds. Few rows."""
    others = Instrument.objects.filter(published=True).exclude(key=key)
    return any(set(kinds) & set(one.activity_kinds) for one in others)


def _ensure_question(content: Mapping[str, Any], *, keep: bool = False) -> Question:
    question, _created = Question.objects.get_or_create(
        key=content["key"],
        version=content.get("version", 1),
        defaults={
            name: content[name]
            for name in ("scale", "purpose", "pair", "moment")
            if name in content
        },
    )
    wanted = {
        language: {"text": content[f"text{suffix}"], "help": content.get(f"help{suffix}", "")}
        for language, suffix in _suffixes()
        if f"text{suffix}" in content
    }
    stored = {t.language: {"text": t.text, "help": t.help} for t in question.texts.all()}
    # A language that was missing may come later; what has been read may not change.
    changed = {code for code, words in stored.items() if wanted.get(code, words) != words}
    if question.in_use and changed and not keep:
        raise WordingChanged(f"{question} has been asked; give the new wording a new version.")
    for language, words in wanted.items():
        if language not in stored or (language in changed and not keep):
            QuestionText.objects.update_or_create(
                question=question,
                language=language,
                defaults={**words, "in_use": question.in_use},
            )
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

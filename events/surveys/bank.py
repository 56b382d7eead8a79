"""The question bank as staff keep it: word a question, succeed it, never reword what was asked.

``sheets`` puts questions together to questionnaires. Triggers (``events.immutable``) stand
behind what is refused here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import InstrumentQuestion, Question, QuestionText
from events.surveys.standard import fixed_questions, languages

SPEAKERS = 5
"""How many speakers a questionnaire can ask about."""

SPEAKER_KEYS = tuple(f"speaker_{number}" for number in range(1, SPEAKERS + 1))
SPEAKER_NAME = "{speaker}"
DEFINING = ("scale", "purpose", "pair", "moment")
"""What a question version is, beside its key and its words."""


class BankRefused(Exception):
    """The bank stays as it is; ``message`` says why."""

    message: str | Promise = ""

    def __init__(self, **details: object) -> None:
        super().__init__()
        if details:
            self.message = str(self.message) % details


class InUse(BankRefused):
    """A survey has asked it."""

    message = _("Det er i brug og kan ikke ændres eller slettes. Lav en ny version i stedet.")


class FixedWords(BankRefused):
    """Another app answers for every word: read through by people who know the languages."""

    message = _(
        "Skemaet til forældre og pårørende kan ikke ændres her: Hvert ord er valgt og læst "
        "igennem på alle sprog. En ny ordlyd kommer med en ny udgave af portalen."
    )


class KeyTaken(BankRefused):
    """A key is for ever, and for one."""

    message = _("Nøglen »%(key)s« findes allerede. Find den på listen, og lav en ny version dér.")


class NoDanish(BankRefused):
    """Danish is what is shown where a language is missing."""

    message = _("Spørgsmålet mangler dansk ordlyd. Den vises, hvor et sprog mangler.")


class HelpAlone(BankRefused):
    """A help text without its question."""

    message = _("Der er en hjælpetekst, men intet spørgsmål på: %(languages)s.")


class HalfPair(BankRefused):
    """A pair is a name and a moment, of a question that supports."""

    message = _(
        "Et spørgsmål i et par skal have både et fælles navn og et tidspunkt, og formålet skal "
        "være »støttende oplysning«."
    )


class OtherPurpose(BankRefused):
    """What a key stands for is for ever: targets lean on it."""

    message = _(
        "Tidligere versioner af spørgsmålet har et andet formål. Opret et nyt spørgsmål med en "
        "anden nøgle i stedet."
    )


class WrongSpeaker(BankRefused):
    """A question about a speaker is known by its key, and names the speaker."""

    message = _(
        "Et spørgsmål om en oplægsholder skal have nøglen speaker_1 til speaker_5 og skrive "
        "{speaker} på alle sprog, hvor navnet skal stå. Andre spørgsmål må ikke bruge dem."
    )


class OnASheet(BankRefused):
    """A questionnaire asks it."""

    message = _("Spørgsmålet står i et spørgeskema. Tag det ud af skemaet først.")


class NewerWaits(BankRefused):
    """There is a version that nobody has been asked yet."""

    message = _("Der er en version, som ikke er brugt endnu. Ret den i stedet.")


@dataclass(frozen=True, slots=True)
class Words:
    """A question in one language; ``text`` is empty where the language is missing."""

    text: str = ""
    help: str = ""


def words_of(question: Question) -> dict[str, Words]:
    """Return the question in every language there is, by code; at most one query."""
    return {row.language: Words(row.text, row.help) for row in question.texts.all()}


def missing_languages(question: Question) -> list[str]:
    """Return the codes of the languages it is not worded in."""
    worded = {row.language for row in question.texts.all()}
    return [code for code in languages() if code not in worded]


def danish(question: Question) -> str:
    """Return the Danish wording, the key where there is none."""
    texts = {row.language: row.text for row in question.texts.all()}
    return texts.get(settings.LANGUAGE_CODE, question.key)


def is_fixed(question: Question) -> bool:
    """Whether another app answers for its words."""
    return question.key in fixed_questions()


@transaction.atomic
def create_question(key: str, about: Mapping[str, Any], words: Mapping[str, Words]) -> Question:
    """Enter a question in its first version; ``about`` has the ``DEFINING`` fields.

    Raises KeyTaken, or what ``check_words`` raises.
    """
    if key in fixed_questions() or Question.objects.filter(key=key).exists():
        raise KeyTaken(key=key)
    question = Question(key=key, **about)
    _check(question, words)
    question.save()
    _write(question, words)
    return question


@transaction.atomic
def change_question(
    question: Question, about: Mapping[str, Any], words: Mapping[str, Words]
) -> None:
    """Reword a question that no survey has asked; of one in use, add missing languages only.

    Raises InUse where anything that has been read would change, FixedWords, or what ``create``
    raises about the words.
    """
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if is_fixed(locked):
        raise FixedWords
    if locked.in_use:
        _add_languages(locked, about, words)
        return
    for name in DEFINING:
        setattr(locked, name, about[name])
    _check(locked, words)
    try:
        with transaction.atomic():
            locked.save(update_fields=DEFINING)
            _write(locked, words)
    except IntegrityError:  # a survey opened in between: the triggers
        raise InUse from None


def _add_languages(
    question: Question, about: Mapping[str, Any], words: Mapping[str, Words]
) -> None:
    stored = words_of(question)
    same = all(words.get(code, told) == told for code, told in stored.items())
    if not same or any(about[name] != getattr(question, name) for name in DEFINING):
        raise InUse
    _check(question, {**stored, **words})
    added = {code: told for code, told in words.items() if told.text and code not in stored}
    # Read from now on by whoever answers: it stays, too.
    QuestionText.objects.bulk_create(
        QuestionText(question=question, language=code, text=told.text, help=told.help, in_use=True)
        for code, told in added.items()
    )


def _write(question: Question, words: Mapping[str, Words]) -> None:
    """Store the words, and drop the languages that were emptied."""
    for code, told in words.items():
        if told.text:
            QuestionText.objects.update_or_create(
                question=question,
                language=code,
                defaults={"text": told.text, "help": told.help},
            )
        else:
            QuestionText.objects.filter(question=question, language=code).delete()


def _check(question: Question, words: Mapping[str, Words]) -> None:
    """Raise NoDanish, HelpAlone, HalfPair, OtherPurpose or WrongSpeaker."""
    if not words.get(settings.LANGUAGE_CODE, Words()).text:
        raise NoDanish
    alone = [code for code, told in words.items() if told.help and not told.text]
    if alone:
        raise HelpAlone(languages=", ".join(alone))
    paired = bool(question.pair), bool(question.moment)
    if any(paired) and (not all(paired) or question.purpose != Question.Purpose.SUPPORT):
        raise HalfPair
    others = Question.objects.filter(key=question.key).exclude(pk=question.pk)
    if others.exclude(purpose=question.purpose).exists():
        raise OtherPurpose
    if not _speaks_rightly(question, [told.text for told in words.values() if told.text]):
        raise WrongSpeaker


def _speaks_rightly(question: Question, texts: Sequence[str]) -> bool:
    named = [SPEAKER_NAME in text for text in texts]
    if question.purpose == Question.Purpose.SPEAKER:
        return question.key in SPEAKER_KEYS and all(named)
    return question.key not in SPEAKER_KEYS and not any(named)


@transaction.atomic
def succeed_question(question: Question) -> Question:
    """Make a new version with the same words, to be reworded; the old one stays as it is.

    Raises NewerWaits where there is an unused version, or FixedWords.
    """
    if is_fixed(question):
        raise FixedWords
    versions = list(Question.objects.select_for_update().filter(key=question.key))
    newest = max(versions, key=lambda one: one.version)
    if not newest.in_use:
        raise NewerWaits
    about = {name: getattr(question, name) for name in DEFINING}
    made = Question.objects.create(key=question.key, version=newest.version + 1, **about)
    _write(made, words_of(question))
    return made


@transaction.atomic
def delete_question(question: Question) -> None:
    """Delete a version that was never asked. Raises InUse, OnASheet or FixedWords."""
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.in_use:
        raise InUse
    if is_fixed(locked):
        raise FixedWords
    if InstrumentQuestion.objects.filter(question=locked).exists():
        raise OnASheet
    locked.delete()

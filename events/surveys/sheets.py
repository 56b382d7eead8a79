"""Questionnaires as staff put them together: order, pairs, what is counted together, ready or not.

A questionnaire that a survey has asked stays: its questions, order, what is counted together and
whether it ends with free text. Its title, its kinds and whether it is ready may change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from events.enums import FOR_RELATIVES, ActivityKind
from events.models import Instrument, InstrumentQuestion, Question
from events.surveys.bank import BankRefused, FixedWords, InUse, KeyTaken, NewerWaits, danish
from events.surveys.sheet_checks import MOST, TOO_MANY, problems, questions_of
from events.surveys.standard import is_fixed

KINDS = tuple(kind for kind in ActivityKind if kind not in FOR_RELATIVES)
"""Kinds that a questionnaire of the bank may follow. Parents are asked in fixed words."""

FROZEN = ("asks_comment",)
CHANGEABLE = ("title", "activity_kinds", "layout", "asks_comment", "published")


class NotReady(BankRefused):
    """Something is missing before it can be asked."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__()
        self.message = " ".join(problems)


class KindTaken(BankRefused):
    """Two questionnaires for one kind: nobody could say which is asked."""

    message = _(
        "»%(other)s« er allerede klar til brug til %(kind)s. Sæt det til »ikke klar« først."
    )


class AlreadyThere(BankRefused):
    """One version of a question at a time."""

    message = _("Spørgsmålet står der allerede.")


class TooMany(BankRefused):
    """Nobody answers so many."""

    message = TOO_MANY


class PartnerMissing(BankRefused):
    """A pair's other half does not exist."""

    message = _("Parrets anden halvdel findes ikke i spørgsmålsbanken endnu.")


class NotCountable(BankRefused):
    """Counted together are at least two questions of the sheet that may enter a target."""

    message = _("Vælg mindst to af skemaets spørgsmål. De skal have formålet »resultat«.")


@transaction.atomic
def create(key: str, told: Mapping[str, Any]) -> Instrument:
    """Begin an empty questionnaire; it is not ready. Raises KeyTaken."""
    if is_fixed(key) or Instrument.objects.filter(key=key).exists():
        raise KeyTaken(key=key)
    fields = {name: told[name] for name in CHANGEABLE if name in told}
    return Instrument.objects.create(key=key, **{**fields, "published": False})


@transaction.atomic
def change(instrument: Instrument, told: Mapping[str, Any]) -> None:
    """Set title, kinds, layout, closing text and readiness.

    Raises InUse, FixedWords, NotReady or KindTaken. What is taken out of readiness is not asked
    any more; surveys that are open go on.
    """
    locked = _locked(instrument)
    if is_fixed(locked.key):
        raise FixedWords
    if locked.in_use and any(told[name] != getattr(locked, name) for name in FROZEN):
        raise InUse
    for name in CHANGEABLE:
        setattr(locked, name, told[name])
    if locked.published:
        _require_ready(locked)
    locked.save(update_fields=CHANGEABLE)


def _require_ready(instrument: Instrument) -> None:
    missing = problems(instrument, questions_of(instrument))
    if missing:
        raise NotReady(missing)
    others = Instrument.objects.filter(published=True).exclude(key=instrument.key)
    for other in others:
        for kind in set(other.activity_kinds) & set(instrument.activity_kinds):
            raise KindTaken(other=other, kind=ActivityKind(kind).label)


def set_ready(instrument: Instrument, ready: bool) -> None:
    """Have it asked from now on, or no more. Raises as ``change``."""
    told = {name: getattr(instrument, name) for name in CHANGEABLE}
    change(instrument, {**told, "published": ready})


def _locked(instrument: Instrument) -> Instrument:
    return Instrument.objects.select_for_update().get(pk=instrument.pk)


def _arrange(instrument: Instrument, order: Callable[[list[Question]], list[Question]]) -> None:
    """Put the questions in a new order, while no survey has asked them."""
    locked = _locked(instrument)
    if is_fixed(locked.key):
        raise FixedWords
    if locked.in_use:
        raise InUse
    questions = order(questions_of(locked))
    if len(questions) > MOST:
        raise TooMany
    InstrumentQuestion.objects.filter(instrument=locked).delete()
    InstrumentQuestion.objects.bulk_create(
        InstrumentQuestion(instrument=locked, question=one, position=position)
        for position, one in enumerate(questions, start=1)
    )
    keys = {one.key for one in questions}
    joint = [group for group in locked.joint if set(group) <= keys]
    # What has been changed is looked at again before it is asked.
    ready = locked.published and not problems(locked, questions)
    Instrument.objects.filter(pk=locked.pk).update(joint=joint, published=ready)


@transaction.atomic
def add(instrument: Instrument, question: Question) -> None:
    """Put a question last, with its other half where it is one of a pair.

    Raises InUse, FixedWords, AlreadyThere, TooMany or PartnerMissing.
    """
    halves = _halves(question)

    def added(questions: list[Question]) -> list[Question]:
        if {one.key for one in questions} & {one.key for one in halves}:
            raise AlreadyThere
        return [*questions, *halves]

    _arrange(instrument, added)


def _halves(question: Question) -> list[Question]:
    """Return the question, or both halves of its pair: "before", then "now"."""
    if not question.pair:
        return [question]
    others = Question.objects.filter(pair=question.pair).exclude(moment=question.moment)
    other = others.exclude(key=question.key).order_by("-version").first()
    if other is None:
        raise PartnerMissing
    both = {question.moment: question, other.moment: other}
    return [both[Question.Moment.BEFORE], both[Question.Moment.NOW]]


def _blocks(questions: Sequence[Question]) -> list[list[Question]]:
    """Return what is moved as one: a question, or a pair that stands together."""
    blocks: list[list[Question]] = []
    for one in questions:
        if one.pair and blocks and blocks[-1][0].pair == one.pair:
            blocks[-1].append(one)
        else:
            blocks.append([one])
    return blocks


@transaction.atomic
def remove(instrument: Instrument, question: Question) -> None:
    """Take a question out, a pair whole. Raises InUse or FixedWords."""
    _arrange(
        instrument,
        lambda questions: [
            one
            for one in questions
            if one.pk != question.pk and not (question.pair and one.pair == question.pair)
        ],
    )


@transaction.atomic
def move(instrument: Instrument, question: Question, *, up: bool) -> None:
    """Move a question one place, a pair as one; at the end it stays. Raises InUse, FixedWords."""

    def moved(questions: list[Question]) -> list[Question]:
        blocks = _blocks(questions)
        place = next(
            (n for n, block in enumerate(blocks) if any(one.pk == question.pk for one in block)),
            None,
        )
        if place is None:
            return questions
        other = place - 1 if up else place + 1
        if 0 <= other < len(blocks):
            blocks[place], blocks[other] = blocks[other], blocks[place]
        return [one for block in blocks for one in block]

    _arrange(instrument, moved)


@transaction.atomic
def take_newest(instrument: Instrument, question: Question) -> None:
    """Ask the newest version of a question instead. Raises InUse or FixedWords."""
    newest = Question.objects.filter(key=question.key).order_by("-version").first() or question
    _arrange(
        instrument,
        lambda questions: [newest if one.pk == question.pk else one for one in questions],
    )


@transaction.atomic
def count_together(instrument: Instrument, keys: Iterable[str]) -> None:
    """Count the answers to these questions together, sheet by sheet, when a survey is sealed.

    Raises InUse, FixedWords or NotCountable.
    """
    locked = _locked(instrument)
    if is_fixed(locked.key):
        raise FixedWords
    if locked.in_use:
        raise InUse
    group = sorted(set(keys))
    on_sheet = {one.key for one in questions_of(locked) if one.purpose == Question.Purpose.OUTCOME}
    if len(group) < 2 or not set(group) <= on_sheet:
        raise NotCountable
    if group not in locked.joint:
        locked.joint = [*locked.joint, group]
        locked.save(update_fields=["joint"])


@transaction.atomic
def count_apart(instrument: Instrument, keys: Iterable[str]) -> None:
    """Count a group apart again. Raises InUse or FixedWords."""
    locked = _locked(instrument)
    if is_fixed(locked.key):
        raise FixedWords
    if locked.in_use:
        raise InUse
    group = sorted(set(keys))
    locked.joint = [one for one in locked.joint if one != group]
    locked.save(update_fields=["joint"])


@transaction.atomic
def succeed(instrument: Instrument) -> Instrument:
    """Make a new version with the same questions, not ready yet; the old one stays.

    Raises NewerWaits where there is an unused version, or FixedWords.
    """
    if is_fixed(instrument.key):
        raise FixedWords
    versions = list(Instrument.objects.select_for_update().filter(key=instrument.key))
    newest = max(versions, key=lambda one: one.version)
    if not newest.in_use:
        raise NewerWaits
    made = Instrument.objects.create(
        key=instrument.key,
        version=newest.version + 1,
        joint=instrument.joint,
        **{name: getattr(instrument, name) for name in CHANGEABLE if name != "published"},
        published=False,
    )
    InstrumentQuestion.objects.bulk_create(
        InstrumentQuestion(instrument=made, question=one, position=position)
        for position, one in enumerate(questions_of(instrument), start=1)
    )
    return made


@transaction.atomic
def delete(instrument: Instrument) -> None:
    """Delete a questionnaire that was never asked. Raises InUse or FixedWords."""
    locked = _locked(instrument)
    if is_fixed(locked.key):
        raise FixedWords
    if locked.in_use:
        raise InUse
    locked.delete()


def addable(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return what a questionnaire can still ask, as key of the newest version and Danish words.

    A pair is offered once. Two queries.
    """
    there = {one.key for one in questions} | {one.pair for one in questions if one.pair}
    newest = dict(Question.objects.values_list("key").annotate(top=Max("version")))
    rows = Question.objects.filter(key__in=newest).prefetch_related("texts").order_by("key")
    return [
        (str(one.pk), danish(one))
        for one in rows
        if one.version == newest[one.key]
        and one.key not in there
        and (not one.pair or (one.moment == Question.Moment.BEFORE and one.pair not in there))
    ]

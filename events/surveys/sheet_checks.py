"""What a questionnaire lacks before it can be asked, and what staff should think of."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Instrument, InstrumentQuestion, Question
from events.surveys.bank import missing_languages

MOST = 12
"""So many questions at most, those about speakers included."""

TOO_MANY = gettext_lazy("Et skema kan højst have 12 spørgsmål.")

A_MINUTE = 6
"""So many questions take a minute; a pair is read as one, and speakers are not counted."""


def questions_of(instrument: Instrument) -> list[Question]:
    """Return the questions in order, with their words; two queries."""
    items = (
        InstrumentQuestion.objects.filter(instrument=instrument)
        .select_related("question")
        .prefetch_related("question__texts")
        .order_by("position")
    )
    return [item.question for item in items]


def seconds(questions: Iterable[Question]) -> int:
    """Return about how long it takes to answer: ten seconds a question, a pair read as one."""
    return 10 * _weight(questions)


def _weight(questions: Iterable[Question]) -> int:
    counted = (one.pair or one.key for one in questions if one.purpose != Question.Purpose.SPEAKER)
    return len(set(counted))


def problems(instrument: Instrument, questions: Sequence[Question]) -> list[str]:
    """Return, as sentences, what keeps the questionnaire from being asked."""
    found = []
    if not questions:
        found.append(_("Skemaet har ingen spørgsmål."))
    if len(questions) > MOST:
        found.append(str(TOO_MANY))
    without = [one.key for one in questions if "da" in missing_languages(one)]
    if without:
        found.append(_("Uden dansk ordlyd: %(keys)s.") % {"keys": ", ".join(without)})
    found += [
        _("Parret »%(pair)s« er ikke helt: »før« og »nu« skal stå lige efter hinanden.")
        % {"pair": pair}
        for pair in _broken_pairs(questions)
    ]
    keys = {one.key for one in questions if one.purpose == Question.Purpose.OUTCOME}
    if any(not set(group) <= keys for group in instrument.joint):
        found.append(_("Noget tælles sammen, som ikke står i skemaet."))
    return found


def warnings(questions: Sequence[Question]) -> list[str]:
    """Return, as sentences, what staff should think of before it is asked."""
    found = []
    if _weight(questions) > A_MINUTE:
        found.append(_("Det tager over et minut at svare. Færre svarer på et langt skema."))
    unworded = sum(bool(missing_languages(one)) for one in questions)
    if unworded:
        found.append(
            ngettext(
                "%(number)d spørgsmål mangler på et eller flere sprog og vises dér på dansk.",
                "%(number)d spørgsmål mangler på et eller flere sprog og vises dér på dansk.",
                unworded,
            )
            % {"number": unworded}
        )
    return found


def _broken_pairs(questions: Sequence[Question]) -> list[str]:
    broken = []
    for pair in dict.fromkeys(one.pair for one in questions if one.pair):
        places = [place for place, one in enumerate(questions) if one.pair == pair]
        moments = [questions[place].moment for place in places]
        if moments != [Question.Moment.BEFORE, Question.Moment.NOW] or places[1] - places[0] != 1:
            broken.append(pair)
    return broken

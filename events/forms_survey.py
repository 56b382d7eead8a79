"""The anonymous questionnaire as a form: one radio group for each question, one free text.

On one page, or a page for each question. Page by page nothing is kept on the server: what was
answered before goes along in hidden fields, and only the last step hands it in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms_cpr import RefuseCprMixin
from events.models import Question
from events.rendering import DesignSystemForm, in_its_language
from events.surveys.instruments import AskedQuestion
from events.surveys.responses import COMMENT_LENGTH

PREFIX = "q-"
COMMENT = "comment"
STEP, MOVE = "trin", "gaa"
DIGITS = 3  # no sheet has a thousand steps
MOMENTS = {
    Question.Moment.BEFORE.value: gettext_lazy("Før"),
    Question.Moment.NOW.value: gettext_lazy("Nu"),
}


class Move(StrEnum):
    """What a button of one step asks for."""

    NEXT = "frem"
    BACK = "tilbage"
    SHOW = "vis"  # a step again, with what was answered: the script asks for it
    SEND = "send"


@dataclass(frozen=True)
class Group:
    """What stands together: one question, or the two halves of a pair; or the closing text.

    ``number`` counts from 1 among the questions; 0 for the closing text.
    """

    names: tuple[str, ...]
    number: int = 0
    heading: str = ""  # of a pair
    about: str = ""  # for the title of its page


class SurveyForm(DesignSystemForm, RefuseCprMixin, forms.Form):
    """The questions given, all voluntary, and a comment that refuses CPR numbers."""

    mark_optional = False

    comment = forms.CharField(
        label=gettext_lazy("Hvad skal vi gøre mere eller mindre af næste gang?"),
        help_text=gettext_lazy(
            "Skriv ikke om konkrete personer. Kommentaren gemmes adskilt fra dine svar."
        ),
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        questions: Iterable[AskedQuestion],
        *args: Any,
        asks_comment: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.asks_comment = list(questions), asks_comment
        together = dict(_pairs(self.questions))
        for question in self.questions:
            self.fields[_name(question)] = forms.TypedChoiceField(
                label=_label(question, together),
                help_text=in_its_language(question.help, question.language),
                choices=question.choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        if not asks_comment:
            del self.fields[COMMENT]
        self.order_fields([name for name in self.fields if name != COMMENT])

    @property
    def answers(self) -> dict[str, int]:
        """What was answered, by question key. Only after ``is_valid()``."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name != COMMENT and value is not None
        }

    @property
    def remark(self) -> str:
        """The closing text, "" where there is none. Only after ``is_valid()``."""
        return str(self.cleaned_data.get(COMMENT, ""))

    @cached_property
    def groups(self) -> list[Group]:
        """The questions as they stand together, in order; the closing text last."""
        headings = dict(_pairs(self.questions))
        found: list[Group] = []
        for names in _grouped(self.questions):
            number, heading = len(found) + 1, headings.get(names, "")
            found.append(Group(names, number, heading, about=str(self.fields[names[0]].label)))
        if self.asks_comment:
            found.append(Group((COMMENT,), about=str(self.fields[COMMENT].label)))
        return found

    def given(self, name: str) -> str:
        """Return what was posted, or is to stand there at first; "" for nothing."""
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name), "") or "")
        return str(self.initial.get(name, ""))

    def without_errors(self) -> "SurveyForm":
        """Return the same sheet with what was given, saying nothing of what is wrong with it."""
        given = {name: self.given(name) for name in self.fields}
        return type(self)(self.questions, initial=given, asks_comment=self.asks_comment)


@dataclass(frozen=True)
class ShownGroup:
    """A group with its bound fields, for the template."""

    group: Group
    fields: list[forms.BoundField]

    @property
    def is_comment(self) -> bool:
        """Whether it is the closing text."""
        return not self.group.number


@dataclass(frozen=True)
class SurveyPage:
    """What is shown of a sheet: all of it, or the step ``at`` (None: all on one page)."""

    form: SurveyForm
    at: int | None = None
    handed_in: bool = False

    @property
    def shown(self) -> list[ShownGroup]:
        """The groups on the page."""
        groups = self.form.groups
        chosen = groups if self.at is None else groups[self.at : self.at + 1]
        return [ShownGroup(one, [self.form[name] for name in one.names]) for one in chosen]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was answered on other steps: it goes along in hidden fields."""
        here = {name for one in self.shown for name in one.group.names}
        others = ((name, self.form.given(name)) for name in self.form.fields if name not in here)
        return [(name, value) for name, value in others if value]

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to go back to."""
        return not self.at

    @property
    def is_last(self) -> bool:
        """Whether the sheet is handed in from here."""
        return self.at is None or self.at == len(self.form.groups) - 1

    @property
    def number(self) -> int:
        """The step's number among the questions, from 1; 0 for the closing text."""
        return 0 if self.at is None else self.form.groups[self.at].number

    @property
    def questions(self) -> int:
        """How many questions there are; a pair counts as one."""
        return sum(1 for one in self.form.groups if one.number)

    @property
    def steps(self) -> int:
        """How many steps there are, the closing text among them."""
        return len(self.form.groups)

    @property
    def done(self) -> int:
        """How many steps were come to, this one among them."""
        return self.steps if self.at is None else self.at + 1

    @property
    def progress(self) -> str:
        """Say how far one is, such as "Spørgsmål 2 af 5"."""
        if not self.number:
            return _("Til sidst")
        told = {"number": self.number, "total": self.questions}
        return _("Spørgsmål %(number)s af %(total)s") % told

    def refused(self, message: str) -> "SurveyPage":
        """Return the page with what is wrong with the sheet as a whole."""
        self.form.add_error(None, message)
        return SurveyPage(self.form, self.at)


def turn(form: SurveyForm, posted: Mapping[str, Any] | None, *, paged: bool) -> SurveyPage:
    """Return the page that follows what was posted (None: the first look at the sheet).

    ``handed_in`` means: valid, and to be submitted. Page by page, "next" waits for what is wrong
    on its own step, "back" for nothing, and sending leads to the first step with an error.
    """
    if not paged:
        return SurveyPage(form, handed_in=form.is_bound and form.is_valid())
    if posted is None:
        return SurveyPage(form, 0)
    last = len(form.groups) - 1
    at = _step(posted, last)
    move = posted.get(MOVE) or (Move.NEXT if STEP in posted else Move.SEND)
    if move in {Move.BACK, Move.SHOW}:
        wanted = max(0, at - 1) if move == Move.BACK else at
        return SurveyPage(form.without_errors(), wanted)
    wrong = [n for n, one in enumerate(form.groups) if form.errors.keys() & set(one.names)]
    if move == Move.SEND:
        return SurveyPage(form, wrong[0] if wrong else last, handed_in=not form.errors)
    if at in wrong:
        return SurveyPage(form, at)
    return SurveyPage(form.without_errors(), min(at + 1, last))


def _step(posted: Mapping[str, Any], last: int) -> int:
    said = str(posted.get(STEP, ""))
    is_number = said.isascii() and said.isdigit() and len(said) <= DIGITS
    return min(int(said), last) if is_number else 0


def _name(question: AskedQuestion) -> str:
    return f"{PREFIX}{question.key}"


def _grouped(questions: Iterable[AskedQuestion]) -> list[tuple[str, ...]]:
    """Return the names of fields that stand together: the halves of a pair, side by side."""
    runs = groupby(questions, key=lambda question: question.pair or question.key)
    return [tuple(_name(question) for question in run) for _key, run in runs]


def _pairs(questions: list[AskedQuestion]) -> Iterable[tuple[tuple[str, ...], str]]:
    """Yield each pair's field names with its heading: what is asked twice, or both moments."""
    worded = {_name(question): _text(question) for question in questions}
    for names in _grouped(questions):
        if len(names) > 1:
            texts = {worded[name] for name in names}
            yield names, texts.pop() if len(texts) == 1 else _("Før og nu")


def _label(question: AskedQuestion, together: Mapping[tuple[str, ...], str]) -> str:
    """Return the question; of a half of a pair, with its moment in front, or that alone."""
    pair = next((names for names in together if _name(question) in names), None)
    if pair is None or question.moment not in MOMENTS:
        return _text(question)
    moment = str(MOMENTS[question.moment])
    if together[pair] == _text(question):
        return moment
    return format_html("{}: {}", moment, _text(question))


def _text(question: AskedQuestion) -> str:
    return in_its_language(question.text, question.language)

"""The organiser's questions as form fields, and the page that asks those with a seat."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from events import questions
from events.enums import Food
from events.forms_cpr import RefuseCprMixin
from events.models import Needs, Registration, SignupQuestion
from events.rendering import DesignSystemForm

Kind = SignupQuestion.Kind


def field_name(question: SignupQuestion) -> str:
    """Return the name under which a question stands in a form."""
    return f"q-{question.key}"


def field_for(question: SignupQuestion) -> forms.Field:
    """Return the form field of one question, labelled in the active language.

    Whether an answer is required is settled by the form: it depends on other answers.
    """
    shown: dict[str, Any] = {
        "label": question.display_text,
        "help_text": question.help_text,
        "required": False,
    }
    if questions.is_choice(question):
        choices = [(option.value, option.label) for option in questions.options_of(question)]
        wrong = {"invalid_choice": _("Vælg en mulighed på listen.")}
        if question.kind == Kind.MANY:
            return forms.MultipleChoiceField(
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                error_messages=wrong,
                **shown,
            )
        return forms.ChoiceField(
            choices=choices, widget=forms.RadioSelect, error_messages=wrong, **shown
        )
    if question.kind == Kind.NUMBER:
        return forms.IntegerField(
            min_value=0,
            max_value=1_000_000,
            error_messages={"invalid": _("Skriv et helt tal, fx 3.")},
            **shown,
        )
    return forms.CharField(max_length=questions.LONGEST_TEXT, **shown)


class QuestionsMixin:
    """Mixin, before Form, that asks an activity's questions below the form's own fields.

    Set ``questions`` before calling ``super().__init__``'s heirs; see ``add_questions``.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    asked: list[SignupQuestion]

    def add_questions(self, asked: Iterable[SignupQuestion]) -> None:
        """Add a field for each question, in order."""
        self.asked = list(asked)
        for question in self.asked:
            field = field_for(question)
            if question.condition_key:
                field.help_text = self._condition_text(question)
            if question.required and not question.condition_key:
                # Said in the label ("valgfrit" is not written); checked in clean().
                field.required = True
                field.error_messages["required"] = _("Svar på spørgsmålet.")
            self.fields[field_name(question)] = field

    def _condition_text(self, question: SignupQuestion) -> str:
        by_key = {asked.key: asked for asked in self.asked}
        other = by_key.get(question.condition_key)
        if other is None:
            return question.help_text
        labels = {option.value: option.label for option in questions.options_of(other)}
        value = labels.get(question.condition_value, question.condition_value)
        only = _("Kun hvis du svarede «%(answer)s» til «%(question)s».") % {
            "answer": value,
            "question": other.display_text,
        }
        return f"{question.help_text} {only}".strip()

    def clean(self) -> dict[str, Any]:
        """Ask for required answers that apply to this person, and only for those."""
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        answers = self.answers
        by_key = {question.key: question for question in self.asked}
        for question in self.asked:
            name = field_name(question)
            if (
                question.required
                and question.condition_key
                and name not in self.errors  # type: ignore[attr-defined]
                and not answers.get(question.pk)
                and questions.applies(question, answers, by_key)
            ):
                self.add_error(name, _("Svar på spørgsmålet."))  # type: ignore[attr-defined]
        return cleaned

    @property
    def answers(self) -> dict[UUID, list[str]]:
        """What was answered, as ``events.questions`` takes it."""
        return {
            question.pk: _as_list(self.cleaned_data.get(field_name(question)))
            for question in self.asked
        }


def _as_list(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value).strip()]


class AnswersForm(QuestionsMixin, RefuseCprMixin, DesignSystemForm, forms.Form):
    """What someone with a seat is asked: the organiser's questions, food, access."""

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        activity = registration.activity
        asked = list(activity.signup_questions.all())
        super().__init__(data, initial=_initial(registration, asked))
        self.add_questions(asked)
        if activity.ask_food:
            self.fields["food"] = forms.MultipleChoiceField(
                label=_("Hvad spiser du?"),
                choices=Food.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Sæt kun kryds, hvis maden skal være på en særlig måde. Køkkenet får tal, "
                    "ikke navne."
                ),
            )
        if activity.ask_access:
            self.fields["access"] = forms.CharField(
                label=_("Hvad skal vi sørge for, så du kan være med?"),
                max_length=300,
                required=False,
                help_text=_("Fx plads til kørestol, teleslynge eller tegnsprogstolk."),
            )

    @property
    def food(self) -> list[str]:
        """Keys of ``Food``; the form is valid."""
        return self.cleaned_data.get("food", [])

    @property
    def access(self) -> str:
        """What she needs; the form is valid."""
        return self.cleaned_data.get("access", "")


def _initial(registration: Registration, asked: list[SignupQuestion]) -> dict[str, Any]:
    given = questions.answers_of(registration)
    needs = Needs.objects.filter(registration=registration).first()
    initial: dict[str, Any] = {"food": needs.food, "access": needs.access} if needs else {}
    for question in asked:
        value = given.get(question.pk)
        if value:
            initial[field_name(question)] = value if question.kind == Kind.MANY else value[0]
    return initial

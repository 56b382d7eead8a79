"""The anonymous questionnaire as a form: one radio group for each question, one free text."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms_cpr import RefuseCprMixin
from events.rendering import DesignSystemForm
from events.surveys.instruments import SCALE, AskedQuestion
from events.surveys.responses import COMMENT_LENGTH

PREFIX = "q-"


class SurveyForm(DesignSystemForm, RefuseCprMixin, forms.Form):
    """The questions given, all voluntary, and a comment that refuses CPR numbers."""

    mark_optional = False

    comment = forms.CharField(
        label=_("Hvad skal vi gøre mere eller mindre af næste gang?"),
        help_text=_("Skriv ikke om konkrete personer. Kommentaren gemmes adskilt fra dine svar."),
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, questions: Iterable[AskedQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"{PREFIX}{question.key}"] = forms.TypedChoiceField(
                label=question.text,
                help_text=question.help,
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields([name for name in self.fields if name != "comment"])

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The questions, for the template."""
        return [field for field in self if field.name != "comment"]

    @property
    def answers(self) -> dict[str, int]:
        """What was answered, by question key. Only after ``is_valid()``."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name != "comment" and value is not None
        }

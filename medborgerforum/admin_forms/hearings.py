"""Forms of staff about hearings: the question and the window, a reply, a reason, the report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from events.forms_cpr import RefuseCprMixin
from medborgerforum.enums import NotPublished
from medborgerforum.models import Hearing


class HearingForm(RefuseCprMixin, forms.ModelForm):
    """What is asked, and from when to when one can answer in writing."""

    class Meta:
        model = Hearing
        fields = ["question", "question_en", "statements_from", "statements_until"]
        field_classes = {
            "statements_from": forms.DateTimeField,
            "statements_until": forms.DateTimeField,
        }
        widgets = {
            "question": forms.Textarea(attrs={"rows": 5}),
            "question_en": forms.Textarea(attrs={"rows": 5}),
            "statements_from": AdminDateTimeInput,
            "statements_until": AdminDateTimeInput,
        }
        help_texts = {
            "question": _("Skriv kort og uden fagord. Blank linje mellem afsnit."),
            "statements_until": _("Tomt: der kan ikke sendes høringssvar."),
        }


class ReplyForm(RefuseCprMixin, forms.Form):
    """The city's reply to one statement."""

    text = forms.CharField(
        label=_("Kommunens svar"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Står under høringssvaret. Kan rettes, til rapporten er offentliggjort."),
    )


class ReasonForm(forms.Form):
    """Why a statement is not published: a closed list."""

    reason = forms.ChoiceField(
        label=_("Begrundelse"),
        choices=NotPublished.choices,
        widget=forms.RadioSelect,
        help_text=_("Afsenderen får begrundelsen i en mail, hvis der er en adresse."),
        error_messages={"required": _("Vælg en begrundelse.")},
    )


class ReportForm(RefuseCprMixin, forms.Form):
    """The closing report, as a draft or as a correction."""

    text = forms.CharField(
        label=_("Rapport"),
        max_length=30_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=_(
            "Blank linje mellem afsnit. «## » foran en linje gør den til overskrift, «- » til et "
            "punkt i en liste. Nævn ingen enkeltpersoner."
        ),
    )


def chosen_reason(form: Any) -> NotPublished:
    """Return the reason of a valid form."""
    return NotPublished(form.cleaned_data["reason"])

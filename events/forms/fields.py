"""Fields that several forms share."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.identity import normalise_phone
from events.labels import vocabulary
from events.models import WorkplaceKind
from events.validators import validate_no_cpr


class PhoneField(forms.CharField):
    """A telephone number, cleaned to E.164; eight digits are Danish."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        """Return the number in E.164, or "".

        Raises ValidationError, first of all for a CPR number: ten digits are both.
        """
        text = super().clean(value)
        validate_no_cpr(text)
        try:
            return normalise_phone(text)
        except ValueError as error:
            raise ValidationError(
                _("Skriv et telefonnummer med otte cifre, eller med landekode, fx +46 …")
            ) from error


class WorkplaceKindField(forms.ModelChoiceField):
    """A select of the kinds of workplace, titled in the active language, keyed by ``key``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Slags arbejdsplads"))
        kwargs.setdefault("empty_label", _("Vælg …"))
        super().__init__(queryset=WorkplaceKind.objects.none(), to_field_name="key", **kwargs)

    def load(self) -> None:
        """Read the vocabulary; the form calls it when it is made. One query."""
        self.queryset = WorkplaceKind.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        blank = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = [*blank, *((term.key, term.title) for term in vocabulary(WorkplaceKind))]

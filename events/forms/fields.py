"""Fields that several forms share."""

import dataclasses
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events import extras
from events.identity import normalise_phone
from events.labels import vocabulary
from events.models import Activity, WorkplaceKind
from events.models.vocabulary import Term
from events.registration import Person
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


class TermField(forms.ModelChoiceField):
    """A select of a vocabulary, titled in the active language, keyed by ``key``."""

    def __init__(self, model: type[Term], **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Vælg …"))
        self.model = model
        super().__init__(queryset=model._default_manager.none(), to_field_name="key", **kwargs)

    def load(self) -> None:
        """Read the vocabulary; the form calls it when it is made. One query."""
        self.queryset = self.model._default_manager.filter(
            locale__language_code=settings.LANGUAGE_CODE
        )
        blank = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = [*blank, *((term.key, term.title) for term in vocabulary(self.model))]


class WorkplaceKindField(TermField):
    """A select of the kinds of workplace."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Slags arbejdsplads"))
        super().__init__(WorkplaceKind, **kwargs)


class PersonFieldsMixin:
    """Mixin, before Form, for forms whose fields are named like those of ``Person``."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields.get("workplace_kind")
        if isinstance(kinds, WorkplaceKindField):
            kinds.load()

    @property
    def person(self) -> Person:
        """The person as the rules take her; the form is valid. What was not asked is empty."""
        asked = {field.name for field in dataclasses.fields(Person)} & self.cleaned_data.keys()
        return Person(**{name: self.cleaned_data[name] for name in asked})


class StaffExtrasMixin(PersonFieldsMixin):
    """Mixin, before Form, for the staff's own forms: what other apps ask of ``activity``."""

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_by_others = extras.staff_fields_for(activity) if activity else {}
        for key, fields in self.asked_by_others.items():
            self.fields.update({f"{key}-{name}": field for name, field in fields.items()})

    @property
    def person(self) -> Person:
        """The person, with what was asked for other apps; the form is valid."""
        given = {
            key: {name: self.cleaned_data[f"{key}-{name}"] for name in fields}
            for key, fields in self.asked_by_others.items()
        }
        return dataclasses.replace(super().person, extras=given)

"""The form by which people sign up."""

import dataclasses
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import extras, questions
from events.enums import Role
from events.forms.choices import WorkshopFieldsMixin
from events.forms.fields import PersonFieldsMixin, PhoneField, WorkplaceKindField
from events.forms.questions import QuestionsMixin
from events.forms_cpr import RefuseCprMixin
from events.models import Activity
from events.registration import Contact, Person, key_for
from events.rendering import DesignSystemForm


class PersonForm(PersonFieldsMixin, RefuseCprMixin, DesignSystemForm, forms.Form):
    """Who someone is and where she works, as sign-up and its correction ask."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv dit navn.")},
    )
    email = forms.EmailField(
        label=_("Arbejdsmail"),
        max_length=254,
        help_text=_("Hertil sender vi bekræftelsen og dit personlige link."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Skriv din mailadresse."),
            "invalid": _("Skriv en hel mailadresse, fx navn@skole.dk."),
        },
    )
    phone = PhoneField(
        label=_("Telefon"),
        max_length=24,
        required=False,
        help_text=_("Hvis dagen ændres i sidste øjeblik."),
    )
    workplace = forms.CharField(
        label=_("Arbejdsplads eller forening"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv, hvor du arbejder eller er frivillig.")},
    )
    workplace_kind = WorkplaceKindField(
        error_messages={
            "required": _("Vælg, hvad det er for en arbejdsplads."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        }
    )
    role = forms.ChoiceField(
        label=_("Din rolle"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        help_text=_("Vi bruger svaret til at gøre op, hvem vores aktiviteter når."),
        error_messages={"required": _("Vælg den rolle, der passer bedst.")},
    )


class SignupForm(QuestionsMixin, WorkshopFieldsMixin, PersonForm):
    """One person signs herself up for ``activity`` and chooses among its workshops.

    The hidden key is made when the form is first shown and stays through corrections, so
    that a double tap, or Back and Send, is the same sign-up.
    """

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, activity: Activity, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        first = {"idempotency_key": uuid.uuid4(), **(initial or {})}
        super().__init__(*args, activity=activity, initial=first, **kwargs)
        self.add_questions(questions.asked_at_signup(activity))
        self.asked_by_others = extras.fields_for(activity)
        for key, fields in self.asked_by_others.items():
            self.fields.update({f"{key}-{name}": field for name, field in fields.items()})

    @property
    def person(self) -> Person:
        """The person, with what she answered; the form is valid."""
        given = {
            key: {name: self.cleaned_data[f"{key}-{name}"] for name in fields}
            for key, fields in self.asked_by_others.items()
        }
        return dataclasses.replace(super().person, answers=self.answers, extras=given)

    @property
    def key(self) -> uuid.UUID:
        """The booking's key; the form is valid."""
        return key_for(self.cleaned_data["idempotency_key"], self.person)

    @property
    def contact(self) -> Contact:
        """The person as the booking's contact; the form is valid."""
        data = self.cleaned_data
        return Contact(name=data["name"], email=data["email"], phone=data["phone"])

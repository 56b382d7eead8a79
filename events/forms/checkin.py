"""Forms of the day itself, filled in by staff on a phone."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import when
from events.enums import Role
from events.forms.fields import StaffExtrasMixin, WorkplaceKindField
from events.forms_cpr import RefuseCprMixin
from events.labels import vocabulary
from events.models import Audience, Session
from events.registration import key_for
from events.rendering import DesignSystemForm


class SearchForm(DesignSystemForm, forms.Form):
    """Find someone on the list. Sent by POST: a name has no place in an address."""

    mark_optional = False
    q = forms.CharField(
        label=_("Søg på navn eller arbejdsplads"),
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}
        ),
    )

    def __init__(self, *args: Any, names_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_only:
            self.fields["q"].label = _("Søg på navn")


class WalkInForm(StaffExtrasMixin, RefuseCprMixin, DesignSystemForm, forms.Form):
    """Someone who came without having signed up."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv et navn.")},
    )
    email = forms.EmailField(
        label=_("Mail"),
        max_length=254,
        required=False,
        help_text=_("Uden mail kan vi ikke sende spørgeskemaet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"invalid": _("Skriv en hel mailadresse, fx navn@skole.dk.")},
    )
    workplace = forms.CharField(
        label=_("Arbejdsplads eller forening"), max_length=160, required=False
    )
    workplace_kind = WorkplaceKindField(required=False)
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg en rolle.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"idempotency_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def key(self) -> uuid.UUID:
        """The booking's key; the form is valid."""
        return key_for(self.cleaned_data["idempotency_key"], self.person)


class HeadCountForm(DesignSystemForm, forms.Form):
    """How many of each audience came to one session; nobody is named."""

    mark_optional = False

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = dict(session.head_counts.values_list("audience_id", "number"))
        rows = Audience.objects.in_bulk()
        self.audiences: dict[str, Audience] = {}
        for term in vocabulary(Audience):
            name = f"audience_{term.key}"
            self.audiences[name] = rows[term.pk]
            self.fields[name] = forms.IntegerField(
                label=term.title,
                min_value=0,
                max_value=9999,
                required=False,
                initial=counted.get(term.pk),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def numbers(self) -> list[tuple[Audience, int]]:
        """Each audience with its number; 0 where the field was left empty."""
        return [
            (audience, self.cleaned_data[name] or 0) for name, audience in self.audiences.items()
        ]


class CodeForm(DesignSystemForm, forms.Form):
    """A code as somebody reads it out: of a confirmation, or of a day pass."""

    mark_optional = False
    code = forms.CharField(
        label=_("Kode"),
        max_length=20,
        help_text=_("Ti bogstaver og tal. Store og små er lige gode."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
        error_messages={"required": _("Skriv koden.")},
    )


class DayPassForm(DesignSystemForm, forms.Form):
    """Which day a pass is for."""

    mark_optional = False
    day = forms.TypedChoiceField(
        label=_("Dag"),
        coerce=date.fromisoformat,
        error_messages={
            "required": _("Vælg en dag."),
            "invalid_choice": _("Vælg en af dagene på listen."),
        },
    )

    def __init__(self, *args: Any, days: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(day.isoformat(), when.day(day)) for day in days]


class SubstituteForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """A colleague who came in someone's stead."""

    name = forms.CharField(
        label=_("Vikarens navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv et navn.")},
    )
    email = forms.EmailField(
        label=_("Vikarens mail"),
        max_length=254,
        required=False,
        help_text=_("Uden mail kan vi ikke sende spørgeskemaet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"invalid": _("Skriv en hel mailadresse, fx navn@skole.dk.")},
    )


class CloseDayForm(DesignSystemForm, forms.Form):
    """Close the day; say so when nobody came."""

    mark_optional = False
    nobody_came = forms.BooleanField(label=_("Ja, der kom ingen"), required=False)

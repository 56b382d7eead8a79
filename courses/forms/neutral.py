"""The forms that parents and relatives meet. Nothing here asks why, or about whom."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.enums import NeutralLanguage
from courses.models.neutral import MOST_CHILDREN
from courses.neutral_signup import Needs
from events.forms.fields import PhoneField
from events.forms_cpr import RefuseCprMixin
from events.forms_survey import SurveyForm
from events.registration import Person
from events.rendering import DesignSystemForm

# What staff read in their list, for each language that is offered at once.
INTERPRETERS = {
    "arabisk": NeutralLanguage.AR,
    "somali": NeutralLanguage.SO,
    "urdu": NeutralLanguage.UR,
    "tyrkisk": NeutralLanguage.TR,
    "engelsk": NeutralLanguage.EN,
}
TOO_LONG = _("Det er for langt. Skriv det kortere.")
PICK_ONE = _("Vælg noget på listen.")


def interpreter_for(language: str) -> str:
    """Return the interpreter that someone who reads ``language`` may want, "" for none."""
    return next((word for word, code in INTERPRETERS.items() if code == language), "")


class LanguageSelect(forms.Select):
    """A list of languages, each marked as the language that its name is in."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Mark the option's language for screen readers."""
        option = super().create_option(name, value, *args, **kwargs)
        code = INTERPRETERS.get(str(value), value)
        if code in NeutralLanguage.values:
            option["attrs"]["lang"] = str(code)
        return option


class NeutralRefuseCprMixin(RefuseCprMixin):
    """Refuse CPR numbers in words that say nothing of what the activity is about."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; that of a CPR number in our own words."""
        if isinstance(error, ValidationError) and getattr(error, "code", "") == "cpr":
            error = ValidationError(_("Skriv ikke et CPR-nummer. Slet det, og prøv igen."))
        super().add_error(field, error)


class _PersonForm(NeutralRefuseCprMixin, DesignSystemForm, forms.Form):
    """What to call someone, how to reach her, and what she needs."""

    mark_optional = False

    name = forms.CharField(
        label=_("Hvad skal vi kalde dig?"),
        max_length=60,
        help_text=_("Skriv et navn, du selv vælger. Det behøver ikke være dit rigtige navn."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv, hvad vi skal kalde dig."), "max_length": TOO_LONG},
    )
    email = forms.EmailField(
        label=_("Mail"),
        max_length=254,
        required=False,
        help_text=_("Skriv din mail eller dit telefonnummer. Du behøver kun det ene."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}
        ),
        error_messages={
            "invalid": _("Der er en fejl i mailadressen. Skriv den som her: navn@mail.dk"),
            "max_length": TOO_LONG,
        },
    )
    phone = PhoneField(
        label=_("Telefon"),
        max_length=24,
        required=False,
        help_text=_("Har du ikke skrevet en mail, ringer vi til dig eller sender en sms."),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}
        ),
        error_messages={"max_length": TOO_LONG},
    )
    interpreter = forms.ChoiceField(
        label=_("Vil du have en tolk?"),
        required=False,
        widget=LanguageSelect,
        error_messages={"invalid_choice": PICK_ONE},
    )
    interpreter_other = forms.CharField(
        label=_("Tolk på et andet sprog"),
        max_length=40,
        required=False,
        help_text=_("Skriv sproget, hvis det ikke er på listen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )
    children = forms.TypedChoiceField(
        label=_("Hvor mange børn skal vi passe?"),
        choices=[(number, str(number)) for number in range(MOST_CHILDREN + 1)],
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        help_text=_("Vi passer dem, mens du er her. Vi spørger ikke om deres navne."),
        error_messages={"invalid_choice": PICK_ONE},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("Nej tak"))
        choices = [none, *((word, code.label) for word, code in INTERPRETERS.items())]
        self.fields["interpreter"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach the person; either will do."""
        data = super().clean() or {}
        reachable = data.get("email") or data.get("phone")
        if not reachable and not {"email", "phone"} & self.errors.keys():
            self.add_error("email", _("Skriv en mail eller et telefonnummer. Ét er nok."))
        return data

    @property
    def wanted_interpreter(self) -> str:
        """The language to be interpreted, in Danish or as she wrote it; the form is valid."""
        return self.cleaned_data["interpreter_other"] or self.cleaned_data["interpreter"]


class NeutralSignupForm(_PersonForm):
    """Sign up, alone or with one companion. The hidden key makes a double tap one sign-up."""

    companion = forms.BooleanField(label=_("Jeg kommer sammen med én"), required=False)
    companion_name = forms.CharField(
        label=_("Hvad skal vi kalde den, du kommer med?"),
        max_length=60,
        required=False,
        help_text=_("Du kan lade feltet være tomt. Vi skriver kun til dig."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        language: str,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        first = {"key": uuid.uuid4(), "interpreter": interpreter_for(language), "children": 0}
        super().__init__(*args, initial={**first, **(initial or {})}, **kwargs)

    @property
    def person(self) -> Person:
        """The person; the form is valid."""
        data = self.cleaned_data
        return Person(name=data["name"], email=data["email"], phone=data["phone"])

    @property
    def needs(self) -> Needs:
        """What she asks for; the form is valid. Whoever names a companion brings one."""
        data = self.cleaned_data
        comes = data["companion"] or data["companion_name"]
        return Needs(
            interpreter=self.wanted_interpreter,
            children=data["children"],
            companion=data["companion_name"] if comes else None,
        )


class NeutralDetailsForm(_PersonForm):
    """Put right what was written at sign-up, and choose the language of messages."""

    language = forms.ChoiceField(
        label=_("På hvilket sprog skal vi skrive til dig?"),
        choices=NeutralLanguage.choices,
        widget=LanguageSelect,
        error_messages={"required": PICK_ONE, "invalid_choice": PICK_ONE},
    )


class NeutralLostLinkForm(NeutralRefuseCprMixin, DesignSystemForm, forms.Form):
    """Ask for one's link again."""

    email = forms.EmailField(
        label=_("Din mail"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}
        ),
        error_messages={
            "required": _("Skriv din mail."),
            "invalid": _("Der er en fejl i mailadressen. Skriv den som her: navn@mail.dk"),
            "max_length": TOO_LONG,
        },
    )


class NeutralSurveyForm(NeutralRefuseCprMixin, SurveyForm):
    """The anonymous questionnaire, in neutral words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields.get("comment")
        if comment is None:
            return
        comment.label = _("Hvad skal vi gøre bedre næste gang?")
        comment.help_text = _("Skriv ikke navne på andre.")
        comment.error_messages["max_length"] = TOO_LONG

"""Forms behind a representative's personal link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import PhoneField
from events.forms_cpr import RefuseCprMixin
from events.labels import vocabulary
from events.models import District, Theme
from events.models.vocabulary import Term
from events.rendering import DesignSystemForm
from medborgerforum.entry import FIELDS
from medborgerforum.enums import ActorKind, ForumLanguage, Visibility, WorkLanguage
from medborgerforum.forms.join import CvrField
from medborgerforum.models import Association, Representative

EMAIL_ERRORS = {
    "required": _("Skriv en e-mail."),
    "invalid": _("Skriv en hel e-mail, fx navn@forening.dk."),
}


def email_field(label: Any, **more: Any) -> forms.EmailField:
    """Return a field for a mail address, typed from the left to the right in every language."""
    attrs = {"autocomplete": "email", "inputmode": "email", "dir": "ltr"}
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs=attrs),
        error_messages=EMAIL_ERRORS,
        **more,
    )


def _many(label: Any, choices: Any = (), **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Vælg på listen.")},
        **more,
    )


class LostLinkForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Ask for one's personal link again."""

    email = email_field(_("Den e-mail, du bruger i medborgerforum"))


class SignatoryForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Who signs, or signed, for the association."""

    signatory_name = forms.CharField(
        label=_("Navn på den, der skriver under"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv navnet på den, der skriver under.")},
    )
    signatory_role = forms.CharField(
        label=_("Rolle i foreningen"),
        max_length=120,
        help_text=_("For eksempel formand, leder eller kontaktperson."),
        error_messages={"required": _("Skriv, hvilken rolle personen har.")},
    )


class RenewForm(SignatoryForm):
    """Accept the charter for an association; ``text`` is the text that was read."""

    text = forms.UUIDField(widget=forms.HiddenInput)
    authority_stated = forms.BooleanField(
        label=_("Personen må skrive under for foreningen"),
        error_messages={"required": _("Sæt kryds, hvis personen må skrive under for foreningen.")},
    )
    accepts = forms.BooleanField(
        label=_("Vi har læst charteret og siger ja til det"),
        error_messages={"required": _("Sæt kryds, hvis I siger ja til charteret.")},
    )


class PersonForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Name, address and language of a representative."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv et navn.")},
    )
    email = email_field(_("E-mail"))
    language = forms.ChoiceField(
        label=_("Sprog i mails"),
        choices=ForumLanguage.choices,
        error_messages={"invalid_choice": _("Vælg på listen.")},
    )


class DetailsForm(PersonForm):
    """Correct one's own details."""

    def __init__(self, data: Any = None, *, representative: Representative) -> None:
        initial = {name: getattr(representative, name) for name in ("name", "email", "language")}
        super().__init__(data, initial=initial)
        self.fields["email"].help_text = _(
            "Skifter du e-mail, sender vi et nyt link dertil. Det gamle virker så ikke mere."
        )


class RightsForm(DesignSystemForm, forms.Form):
    """What a representative may do."""

    mark_optional = False
    may_sign_up_others = forms.BooleanField(
        label=_("Må tilmelde andre fra foreningen til møder"), required=False
    )
    manages = forms.BooleanField(
        label=_("Styrer medlemskabet"),
        required=False,
        help_text=_(
            "Kan svare på charteret, rette jeres oplysninger, invitere andre og melde jer ud."
        ),
    )


class InviteForm(PersonForm):
    """Invite somebody to speak for the association."""

    may_sign_up_others = RightsForm.base_fields["may_sign_up_others"]
    manages = RightsForm.base_fields["manages"]


class EntryForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """What the association tells of itself, and to whom."""

    name = forms.CharField(
        label=_("Foreningens navn"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv foreningens navn.")},
    )
    kind = forms.ChoiceField(
        label=_("Hvad er I?"),
        choices=ActorKind.choices,
        error_messages={"required": _("Vælg på listen."), "invalid_choice": _("Vælg på listen.")},
    )
    cvr = CvrField(
        label=_("CVR-nummer"),
        max_length=16,
        required=False,
        help_text=_("Otte cifre. Har I intet, så lad feltet stå tomt."),
    )
    districts = _many(_("Bydele, I arbejder i"))
    works_in = _many(_("Sprog, I arbejder på"), WorkLanguage.choices)
    themes = _many(_("Emner, I arbejder med"))
    about = forms.CharField(
        label=_("Om jer"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Højst 600 tegn. Skriv om det, I laver."),
    )
    email = email_field(_("Foreningens e-mail"), required=False)
    phone = PhoneField(
        label=_("Foreningens telefon"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}
        ),
    )
    website = forms.URLField(
        label=_("Hjemmeside"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "url"}),
        error_messages={"invalid": _("Skriv en hel adresse, fx https://forening.dk.")},
    )
    visibility = forms.ChoiceField(
        label=_("Hvem kan finde jer på listen over medlemmer?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        help_text=_("Kun det, I selv vælger, bliver vist."),
        error_messages={"required": _("Vælg, hvem der kan finde jer.")},
    )
    show_email = forms.BooleanField(label=_("Vis foreningens e-mail dér"), required=False)
    show_phone = forms.BooleanField(label=_("Vis foreningens telefon dér"), required=False)

    def __init__(self, data: Any = None, *, association: Association) -> None:
        initial = {name: getattr(association, name) for name in FIELDS}
        for name in ("districts", "themes"):
            chosen = getattr(association, name).values_list("pk", flat=True)
            initial[name] = [str(key) for key in chosen]
        super().__init__(data, initial=initial)
        for name, model in (("districts", District), ("themes", Theme)):
            self._load(name, model)

    def _load(self, name: str, model: type[Term]) -> None:
        field: Any = self.fields[name]
        field.choices = [(str(term.pk), term.title) for term in vocabulary(model)]

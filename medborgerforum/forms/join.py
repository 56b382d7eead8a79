"""The forms by which an association applies, and corrects what it wrote."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.forms.fields import PhoneField
from events.forms_cpr import RefuseCprMixin
from events.identity import fold_name, normalise_email
from events.labels import vocabulary
from events.models import District
from events.rendering import DesignSystemForm
from medborgerforum import applications
from medborgerforum.enums import ActorKind, WorkLanguage
from medborgerforum.models import Application, CharterText
from medborgerforum.validators import validate_cvr

COUNTRY = "DK"
CVR_BLANKS = str.maketrans("", "", " \t\N{NO-BREAK SPACE}-.")

type Section = tuple[str | Promise, list[BoundField]]


class CvrField(forms.CharField):
    """A CVR number, cleaned to its eight digits; blanks and a leading "DK" do not count."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})

    def clean(self, value: Any) -> str:
        """Return the eight digits, or "". Raises ValidationError."""
        text = super().clean(value).translate(CVR_BLANKS).upper().removeprefix(COUNTRY)
        if text:
            validate_cvr(text)
        return text


class ActorForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """What is asked of an association, its contact person and who signs."""

    name = forms.CharField(
        label=_("Foreningens navn"),
        max_length=160,
        help_text=_("Eller klubbens, skolens, gruppens … Skriv det navn, I er kendt under."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv jeres navn.")},
    )
    kind = forms.ChoiceField(
        label=_("Hvad er I?"),
        choices=ActorKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Vælg det, der passer bedst."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        },
    )
    cvr = CvrField(
        label=_("CVR-nummer"),
        max_length=20,
        required=False,
        help_text=_("Otte cifre. Har I ikke et, så lad feltet stå tomt."),
    )
    districts = forms.TypedMultipleChoiceField(
        label=_("Hvor i København er I?"),
        coerce=int,
        help_text=_("Sæt kryds ved alle de bydele, I arbejder i."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Sæt kryds ved mindst én bydel."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        },
    )
    works_in = forms.MultipleChoiceField(
        label=_("Hvilke sprog bruger I?"),
        choices=WorkLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Vælg en mulighed på listen.")},
    )
    contact_name = forms.CharField(
        label=_("Kontaktpersonens navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv, hvem vi kan skrive til.")},
    )
    contact_email = forms.EmailField(
        label=_("Kontaktpersonens e-mail"),
        max_length=254,
        help_text=_("Hertil sender vi et link. Først når du har åbnet det, går vi i gang."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}
        ),
        error_messages={
            "required": _("Skriv en e-mail."),
            "invalid": _("Skriv en hel e-mail, fx navn@forening.dk."),
        },
    )
    contact_phone = PhoneField(
        label=_("Kontaktpersonens telefon"),
        max_length=24,
        required=False,
        help_text=_("Så kan vi ringe, hvis vi vil spørge om noget."),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}
        ),
    )
    signatory_name = forms.CharField(
        label=_("Navn på den, der skriver under"),
        max_length=120,
        help_text=_("Det kan være kontaktpersonen selv."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv navnet på den, der skriver under.")},
    )
    signatory_role = forms.CharField(
        label=_("Rolle i foreningen"),
        max_length=120,
        help_text=_("For eksempel formand, leder eller medlem af bestyrelsen."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": _("Skriv rollen, fx formand.")},
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        districts: Any = self.fields["districts"]
        districts.choices = list(_district_choices())
        districts.required = bool(districts.choices)  # a new portal has no vocabulary yet

    def sections(self) -> list[Section]:
        """Return the fields under their headings."""
        return [
            (_("Jeres forening"), self._bound("name", "kind", "cvr", "districts", "works_in")),
            (
                _("Kontaktperson"),
                self._bound("contact_name", "contact_email", "contact_phone"),
            ),
        ]

    def _bound(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def values(self) -> dict[str, Any]:
        """What is kept of it, by the model's names; the form is valid."""
        return {name: self.cleaned_data[name] for name in applications.CORRECTABLE}

    @property
    def district_keys(self) -> Sequence[int]:
        """Primary keys of the districts chosen; the form is valid."""
        return self.cleaned_data["districts"]


def _district_choices() -> Iterator[tuple[int, str]]:
    """Yield the districts; where the reader's language has no name for them, said in Danish."""
    known = get_language() in dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    for term in vocabulary(District):
        label = term.title if known else format_html('<bdi lang="da">{}</bdi>', term.title)
        yield term.pk, label


class JoinForm(ActorForm):
    """Apply, and accept the text of the charter that is shown beside it.

    ``is_stale`` when another text was shown than the one now in force: then the acceptance is
    taken out and asked for again; everything else that was typed stays.
    """

    authority = forms.BooleanField(
        label=_("Jeg må skrive under på foreningens vegne"),
        error_messages={"required": _("Sæt kryds, hvis du må. Ellers må en anden skrive under.")},
    )
    accept = forms.BooleanField(
        error_messages={"required": _("Læs charteret, og sæt kryds, hvis I tilslutter jer.")},
    )
    text = forms.UUIDField(widget=forms.HiddenInput)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    # Random keys may by chance hold ten such digits.
    cpr_unchecked_fields = frozenset({"text", "idempotency_key"})

    def __init__(self, data: Any = None, *, text: CharterText) -> None:
        self.charter_text = text
        self.is_stale = data is not None and data.get("text") != str(text.pk)
        if self.is_stale:
            data = data.copy()
            data["text"] = str(text.pk)
            data.pop("accept", None)
        super().__init__(data, initial={"text": text.pk, "idempotency_key": uuid.uuid4()})
        accept = self.fields["accept"]
        accept.label = _("Vi tilslutter os charteret, version %(number)s") % {
            "number": text.version.number
        }
        if self.is_stale:
            accept.error_messages["required"] = applications.CharterMoved.message

    def sections(self) -> list[Section]:
        """Add the signature."""
        signature = self._bound("signatory_name", "signatory_role", "authority", "accept")
        return [*super().sections(), (_("Underskrift"), signature)]

    @property
    def application(self) -> Application:
        """The application, not saved; the form is valid.

        A double tap has the same key; Back, another name and Send is another application.
        """
        data = self.values
        data["contact_email"] = normalise_email(data["contact_email"])
        told = f"{data['contact_email']}\0{fold_name(data['name'])}"
        return Application(
            **data,
            idempotency_key=uuid.uuid5(self.cleaned_data["idempotency_key"], told),
            accepted_text=self.charter_text,
            authority_stated=self.cleaned_data["authority"],
            language=get_language() or settings.LANGUAGE_CODE,
        )


class CorrectForm(ActorForm):
    """Put right what was written. Another signatory, or role, has to sign anew."""

    authority = forms.BooleanField(
        label=_(
            "Den, der skriver under, må gøre det på foreningens vegne og tilslutter sig charteret"
        ),
        help_text=_("Sæt kun kryds, hvis du har rettet navn eller rolle her."),
        required=False,
    )

    def __init__(self, data: Any = None, *, application: Application) -> None:
        initial = {name: getattr(application, name) for name in applications.CORRECTABLE}
        initial["districts"] = list(application.districts.values_list("pk", flat=True))
        super().__init__(data, initial=initial)

    def sections(self) -> list[Section]:
        """Add who signs."""
        signature = self._bound("signatory_name", "signatory_role", "authority")
        return [*super().sections(), (_("Underskrift"), signature)]


class AcceptNewerForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Accept the version now in force; an ``is_stale`` form is one of another text."""

    accept = forms.BooleanField(
        error_messages={"required": _("Læs charteret, og sæt kryds, hvis I tilslutter jer.")},
    )
    text = forms.UUIDField(widget=forms.HiddenInput)
    cpr_unchecked_fields = frozenset({"text"})

    def __init__(self, data: Any = None, *, text: CharterText) -> None:
        self.is_stale = data is not None and data.get("text") != str(text.pk)
        if self.is_stale:
            data = {"text": str(text.pk)}
        super().__init__(data, initial={"text": text.pk})
        accept = self.fields["accept"]
        accept.label = _(
            "Jeg må skrive under på foreningens vegne, og vi tilslutter os charteret, "
            "version %(number)s"
        ) % {"number": text.version.number}
        if self.is_stale:
            accept.error_messages["required"] = applications.CharterMoved.message

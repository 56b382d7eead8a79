"""Forms of whoever books for a team, and of the colleague who fills in her own name."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.enums import Role
from events.forms.fields import PersonFieldsMixin, PhoneField, WorkplaceKindField
from events.forms_cpr import RefuseCprMixin
from events.holds import TEAM_LIMIT
from events.models import Registration
from events.registration import Contact
from events.rendering import DesignSystemForm
from events.teams import lists, sheets
from events.teams.lists import Reading

INVALID_EMAIL = _("Skriv en hel mailadresse, fx navn@skole.dk.")
NUMBER_ATTRS = {"inputmode": "numeric", "autocomplete": "off"}


class TeamForm(PersonFieldsMixin, RefuseCprMixin, DesignSystemForm, forms.Form):
    """Who books, and for how many."""

    number = forms.IntegerField(
        label=_("Hvor mange kommer I?"),
        min_value=1,
        max_value=TEAM_LIMIT,
        help_text=_("Højst 30. Tæl dig selv med, hvis du kommer."),
        widget=forms.NumberInput(attrs=NUMBER_ATTRS),
        error_messages={
            "required": _("Skriv, hvor mange I er."),
            "invalid": _("Skriv et tal."),
            "min_value": _("Skriv mindst 1."),
            "max_value": _("En gruppe kan højst være på 30. Ring til os, hvis I er flere."),
        },
    )
    together = forms.BooleanField(
        label=_("Vi kommer kun, hvis der er plads til os alle"),
        required=False,
        help_text=_("Er der ikke plads nok nu, venter hele gruppen og får plads på én gang."),
    )
    name = forms.CharField(
        label=_("Dit navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv dit navn.")},
    )
    email = forms.EmailField(
        label=_("Din arbejdsmail"),
        max_length=254,
        help_text=_("Hertil sender vi linket til gruppens side."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Skriv din mailadresse."), "invalid": INVALID_EMAIL},
    )
    workplace = forms.CharField(
        label=_("Arbejdsplads eller forening"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv, hvor I arbejder eller er frivillige.")},
    )
    workplace_kind = WorkplaceKindField(
        error_messages={
            "required": _("Vælg, hvad det er for en arbejdsplads."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        }
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    mark_optional = False

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        start = {"idempotency_key": uuid.uuid4(), **(initial or {})}
        super().__init__(*args, initial=start, **kwargs)

    @property
    def key(self) -> uuid.UUID:
        """The booking's key: the same form for the same address and number is one booking."""
        data = self.cleaned_data
        return uuid.uuid5(data["idempotency_key"], f"{data['email'].lower()}\0{data['number']}")

    @property
    def contact(self) -> Contact:
        """Who books; the form is valid."""
        return Contact(name=self.cleaned_data["name"], email=self.cleaned_data["email"])


class NumberForm(DesignSystemForm, forms.Form):
    """How many further seats, or how many to give back."""

    mark_optional = False
    number = forms.IntegerField(
        min_value=1,
        widget=forms.NumberInput(attrs=NUMBER_ATTRS),
        error_messages={
            "required": _("Skriv et antal."),
            "invalid": _("Skriv et tal."),
            "min_value": _("Skriv mindst 1."),
        },
    )

    def __init__(self, *args: Any, label: str, at_most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        number.label = label
        number.help_text = format_lazy(_("Højst {number}."), number=at_most)
        number.widget.attrs |= {"max": at_most}
        self.at_most = at_most

    def clean_number(self) -> int:
        """Return the number; raises ValidationError above what can be."""
        number: int = self.cleaned_data["number"]
        if number > self.at_most:
            raise ValidationError(_("Skriv højst %(number)s.") % {"number": self.at_most})
        return number


class NamesByForm(DesignSystemForm, forms.Form):
    """Until which day unnamed seats are kept."""

    mark_optional = False
    day = forms.DateField(
        label=_("Navnene kommer senest"),
        # Browsers send ISO whatever they show; typed by hand, people write it the Danish way.
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Vælg en dato."),
            "invalid": _("Skriv datoen som dag.måned.år, fx 3.12.2026."),
        },
    )

    def __init__(self, *args: Any, first: date, last: date, last_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last, self.last_text = first, last, last_text
        self.fields["day"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_day(self) -> date:
        """Return the day; raises ValidationError outside the days that can be chosen."""
        day: date = self.cleaned_data["day"]
        if day < self.first:
            raise ValidationError(_("Vælg en dag, der kommer."))
        if day > self.last:
            raise ValidationError(_("Vælg senest %(day)s.") % {"day": self.last_text})
        return day


class ColleagueForm(PersonFieldsMixin, RefuseCprMixin, DesignSystemForm, forms.Form):
    """A colleague as the booker writes her: the address may be missing."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv et navn.")},
    )
    email = forms.EmailField(
        label=_("Arbejdsmail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"invalid": INVALID_EMAIL},
    )
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg den rolle, der passer bedst.")},
    )

    def clean_name(self) -> str:
        """Return the name; raises ValidationError for what can be none."""
        name = " ".join(self.cleaned_data["name"].split())
        if name.startswith(("=", "+", "@")) or not any(char.isalpha() for char in name):
            raise ValidationError(_("Skriv navnet med bogstaver, uden formler."))
        return name


class OwnNameForm(ColleagueForm):
    """A colleague fills in her own name through the team's shared link."""

    phone = PhoneField(
        label=_("Telefon"),
        max_length=24,
        required=False,
        help_text=_("Hvis dagen ændres i sidste øjeblik."),
    )
    field_order = ["name", "email", "phone", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = name
        self.fields["email"].required = True
        self.fields["email"].help_text = _("Hertil sender vi bekræftelsen og dit personlige link.")
        self.fields["email"].error_messages["required"] = _("Skriv din mailadresse.")
        self.fields["role"].label = _("Din rolle")


class SubstituteForm(ColleagueForm):
    """Who comes instead."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, initial={"role": registration.role}, **kwargs)
        self.fields["email"].help_text = (
            _("Uden mail går beskeder om kollegaen til den, der har tilmeldt gruppen.")
            if registration.booking.is_team
            else _("Hertil sender vi bekræftelsen.")
        )
        self.fields["email"].required = not registration.booking.is_team
        self.fields["email"].error_messages["required"] = _("Skriv kollegaens mailadresse.")


class PasteForm(DesignSystemForm, forms.Form):
    """Names as plain lines."""

    mark_optional = False
    names = forms.CharField(
        label=_("Navne, ét på hver linje"),
        max_length=20_000,
        strip=False,
        help_text=_("Skriv gerne mailen efter et komma: «Mette Hansen, mette@skole.dk»."),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Skriv eller indsæt mindst ét navn."),
            "max_length": _("Det er for meget tekst. Indsæt højst 200 linjer."),
        },
    )

    @property
    def reading(self) -> Reading:
        """The people in the text; the form is valid."""
        return lists.read_text(self.cleaned_data["names"])


class UploadForm(DesignSystemForm, forms.Form):
    """Names in a sheet. It is read here, in memory, and kept nowhere."""

    mark_optional = False
    sheet = forms.FileField(
        label=_("Regneark, .xlsx eller .csv"),
        max_length=200,
        help_text=_("Højst 1 MB. Filen læses og gemmes ikke."),
        widget=forms.FileInput(attrs={"accept": f".xlsx,.csv,{sheets.XLSX},text/csv"}),
        error_messages={
            "required": _("Vælg en fil."),
            "invalid": _("Vælg en fil."),
            "missing": _("Vælg en fil."),
            "empty": sheets.Empty.message,
        },
    )
    reading: Reading

    def __init__(self, *args: Any, is_too_big: bool = False, **kwargs: Any) -> None:
        """``is_too_big``: the file was given up while it came in, so there is none."""
        super().__init__(*args, **kwargs)
        if is_too_big:
            self.fields["sheet"].error_messages["required"] = sheets.TooBig.message

    def clean_sheet(self) -> UploadedFile:
        """Read the sheet into ``reading``; raises ValidationError with what to do."""
        upload: UploadedFile = self.cleaned_data["sheet"]
        try:
            self.reading = sheets.read_sheet(upload.read())
        except sheets.Unreadable as error:
            raise ValidationError(error.message) from error
        return upload

"""Forms behind a personal link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.forms.signup import PersonForm
from events.forms_cpr import RefuseCprMixin
from events.models import Activity, Registration
from events.rendering import DesignSystemForm


class DetailsForm(PersonForm):
    """Correct one's own details.

    Whoever was signed up by staff without an address, workplace or kind need not invent one.
    """

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kind = registration.workplace_kind
        initial = {
            "name": registration.name,
            "email": registration.email or "",
            "phone": registration.phone or "",
            "workplace": registration.workplace,
            "workplace_kind": kind.key if kind else "",
            "role": registration.role,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["email"].required = bool(registration.email)
        self.fields["email"].help_text = _(
            "Skifter du adresse, sender vi et nyt personligt link dertil. Det gamle lukkes."
        )
        self.fields["workplace"].required = bool(registration.workplace)
        self.fields["workplace_kind"].required = kind is not None

    def clean(self) -> dict[str, Any]:
        """Keep one way to reach the person.

        Raises ValidationError when neither address nor telephone is left.
        """
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("phone"):
            raise ValidationError(_("Skriv enten en mailadresse eller et telefonnummer."))
        return data


class LostLinkForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Ask for one's personal links again."""

    email = forms.EmailField(
        label=_("Den mailadresse, du er tilmeldt med"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Skriv din mailadresse."),
            "invalid": _("Skriv en hel mailadresse, fx navn@skole.dk."),
        },
    )


class OtherDateForm(forms.Form):
    """Which other date of the activity was tapped, and whether to keep the present one."""

    date = forms.UUIDField()
    keep = forms.BooleanField(required=False)
    key = forms.UUIDField()

    def __init__(self, *args: Any, dates: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dates = {date.pk: date for date in dates}

    def clean_date(self) -> Any:
        """Take none but the dates that were shown; the sentence is the view's."""
        chosen = self.cleaned_data["date"]
        if chosen not in self._dates:
            raise ValidationError("gone")
        return chosen

    @property
    def activity(self) -> Activity:
        """The activity on the chosen date."""
        return self._dates[self.cleaned_data["date"]]

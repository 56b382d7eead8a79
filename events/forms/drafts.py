"""The few fields by which staff plan a day: a visit to a host, a meeting of a network."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from events.drafting import Draft
from events.forms_cpr import RefuseCprMixin


class DraftForm(RefuseCprMixin, forms.Form):
    """Title, time and place; the kind is a field of some forms, and given by others."""

    given_kind = ""
    title = forms.CharField(label=_("Titel"), max_length=160)
    start = forms.DateTimeField(label=_("Begynder"), widget=AdminDateTimeInput)
    end = forms.DateTimeField(label=_("Slutter"), widget=AdminDateTimeInput)
    place = forms.CharField(label=_("Sted"), max_length=200, help_text=_("Navn og adresse."))

    def clean(self) -> dict[str, Any]:
        """Refuse a day that ends before it begins, or has begun."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and start < timezone.now():
            self.add_error("start", ValidationError(_("Tidspunktet er passeret.")))
        if start and end and end <= start:
            self.add_error("end", ValidationError(_("Skal slutte, efter at det er begyndt.")))
        return data

    @property
    def draft(self) -> Draft:
        """The day as the rules take it; the form is valid."""
        data = self.cleaned_data
        return Draft(
            kind=self.given_kind or data["kind"],
            title=data["title"],
            start=data["start"],
            end=data["end"],
            place=data["place"],
        )

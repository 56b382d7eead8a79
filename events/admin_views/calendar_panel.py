"""The staff's Outlook calendar, on Wagtail's own page "Account"."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from events import subscriptions
from events.links import Purpose
from events.permissions import may_run


class StaffCalendarForm(forms.ModelForm):
    """Show the address to subscribe to; a tick makes another and ends this one."""

    address = forms.CharField(
        label=_("Adressen"),
        required=False,
        widget=forms.TextInput(attrs={"readonly": True, "autocomplete": "off"}),
        help_text=_(
            "Abonnér på den i Outlook: Tilføj kalender → Abonner fra internettet. Den viser alle "
            "aktiviteter, også de planlagte, med status og optagne pladser, men ingen navne og "
            "ingen diskrete aktiviteter."
        ),
    )
    renew = forms.BooleanField(
        label=_("Lav en ny adresse"),
        required=False,
        help_text=_("Så virker den gamle ikke længere. Brug det, hvis den er kommet videre."),
    )

    class Meta:
        model = get_user_model()
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["address"] = subscriptions.address(self.instance, Purpose.STAFF_CALENDAR)

    def save(self, commit: bool = True) -> Any:
        """Write nothing of the user; make a new address if asked to."""
        if commit and self.cleaned_data["renew"]:
            subscriptions.renew(self.instance, Purpose.STAFF_CALENDAR)
        return self.instance


class StaffCalendarPanel(BaseSettingsPanel):
    """For those who run activities; the address itself asks for the same at each fetch."""

    name = "staff_calendar"
    title = _("Alle aktiviteter i Outlook")
    order = 900
    form_class = StaffCalendarForm

    def is_active(self) -> bool:
        """Whether the user may run activities."""
        return may_run(self.user)

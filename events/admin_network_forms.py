"""What the activity's form asks about its network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.eligibility import NETWORK_MEMBER

NO_NETWORK = _("Vælg et netværk, eller lad alle tilmelde sig.")


class NetworkFormMixin(forms.BaseForm):
    """Mixin, before the activity's form, which declares ``members_only`` as ``members_only()``.

    A tick there is the eligibility of members; any other rule of the row is left as it is.
    """

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["members_only"] = self.instance.eligibility == NETWORK_MEMBER

    def clean(self) -> dict[str, Any]:
        """Ask for the network whose members are meant."""
        cleaned = super().clean() or self.cleaned_data
        if "members_only" not in self.fields:
            return cleaned
        if cleaned.get("members_only"):
            if not cleaned.get("network"):
                self.add_error("network", NO_NETWORK)
            self.instance.eligibility = NETWORK_MEMBER
        elif self.instance.eligibility == NETWORK_MEMBER:
            self.instance.eligibility = "anyone"
        return cleaned


def members_only() -> forms.BooleanField:
    """Return the field."""
    return forms.BooleanField(
        label=_("Kun for netværkets medlemmer"),
        required=False,
        help_text=_("Medlemmerne tilmelder sig på deres personlige invitation."),
    )

"""The question before something is published for ever: is it what was read?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CHANGED = _("Kladden er ændret imens. Læs den igen, og offentliggør så.")


class PublishForm(forms.Form):
    """Holds a code for what was shown; anything else is not published."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, state: str) -> None:
        super().__init__(data, initial={"seen": state})
        self.state = state

    def clean(self) -> dict[str, Any]:
        """Refuse where the draft has changed since."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("seen") != self.state:
            self.data = {"seen": self.state}
            raise forms.ValidationError(CHANGED)
        return data

"""The two questions that an answer to an application needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgerforum.admission import Judged
from medborgerforum.enums import Requirement


class AdmitForm(forms.Form):
    """Staff's own judgement, the one point that follows from no field."""

    local = forms.BooleanField(
        label=Requirement.LOCAL.label,
        help_text=_("De tre andre punkter er opfyldt."),
        error_messages={
            "required": _("Sæt kryds, hvis det passer. Passer det ikke, så afslå i stedet.")
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})


class DeclineForm(forms.Form):
    """Which point of the list is not met; only such a point can be chosen."""

    unmet = forms.ChoiceField(
        label=_("Hvilket punkt er ikke opfyldt?"),
        widget=forms.RadioSelect,
        help_text=_(
            "Ansøgeren får et brev med punktet og klagevejledningen. Der er ikke andre grunde."
        ),
        error_messages={"required": _("Vælg det punkt, der ikke er opfyldt.")},
    )

    def __init__(self, data: Any = None, *, judged: Judged) -> None:
        super().__init__(data)
        unmet: Any = self.fields["unmet"]
        unmet.choices = [(point.value, point.label) for point, met in judged.items() if not met]

    @property
    def point(self) -> Requirement:
        """The point chosen; the form is valid."""
        return Requirement(self.cleaned_data["unmet"])

"""The forms of a discreet activity's words, and of who has read them through."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.enums import NeutralLanguage
from courses.models import InterfaceCheck, NeutralText
from courses.models.neutral import MOST_CHILDREN
from courses.neutral_texts import SOURCE, WORDS, Approval
from events.forms_cpr import RefuseCprMixin

RIGHT_TO_LEFT = frozenset({NeutralLanguage.AR.value, NeutralLanguage.UR.value})


class CheckFields(RefuseCprMixin, forms.ModelForm):
    """Who has read it through, and when; both or neither.

    The fields begin empty: the check that is stored is none of words that are being changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "checked_by": "", "checked_on": None}

    def clean(self) -> dict[str, Any]:
        """Want both or neither."""
        data = super().clean() or self.cleaned_data
        name, day = data.get("checked_by"), data.get("checked_on")
        if bool(name) != bool(day) and not {"checked_by", "checked_on"} & self.errors.keys():
            missing = "checked_on" if name else "checked_by"
            self.add_error(missing, _("Skriv både, hvem der har set teksten igennem, og hvornår."))
        return data

    @property
    def approval(self) -> Approval | None:
        """Who answers for it, where somebody does; the form is valid."""
        if not self.cleaned_data.get("checked_on"):
            return None
        return Approval(self.cleaned_data["checked_by"], self.cleaned_data["checked_on"])


class NeutralTextForm(CheckFields):
    """The words in one language. The Danish is the source of all others."""

    class Meta:
        model = NeutralText
        fields = (*WORDS, "checked_by", "checked_on")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "practical": forms.Textarea(attrs={"rows": 4}),
            "before_signup": forms.Textarea(attrs={"rows": 7}),
            "checked_on": AdminDateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.instance.language
        if language == SOURCE:
            self.fields["checked_by"].label = _("Godkendt af")
            self.fields["checked_on"].label = _("Godkendt den")
        else:
            self.fields["place"].help_text = _("Tomt: det danske sted bruges.")
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        for name in WORDS:
            self.fields[name].widget.attrs.update(lang=language, dir=direction)


class PersonNeedsForm(RefuseCprMixin, forms.Form):
    """What one person needs: no reason, no child's name."""

    language = forms.ChoiceField(
        label=_("Sprog i mails og på sedler"), choices=NeutralLanguage.choices
    )
    interpreter = forms.CharField(label=_("Tolk"), max_length=40, required=False)
    children = forms.IntegerField(
        label=_("Børn, der skal passes"), min_value=0, max_value=MOST_CHILDREN, initial=0
    )


class InterfaceCheckForm(CheckFields):
    """Who has read through the portal's own sentences in one language."""

    class Meta:
        model = InterfaceCheck
        fields = ("checked_by", "checked_on")
        widgets = {"checked_on": AdminDateInput}

"""Forms of the organiser's page on an activity's survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from events.forms_cpr import RefuseCprMixin
from events.models import Layout, SurveySetup
from events.surveys.setup import MOST

NAME_LENGTH = 80
SPEAKER = "speaker_"


class SurveySetupForm(RefuseCprMixin, forms.Form):
    """Layout, last day to answer, and who spoke."""

    layout = forms.ChoiceField(
        label=gettext_lazy("Opstilling"),
        choices=Layout.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Begge kan bruges på en telefon og med skærmlæser."),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Sidste dag at svare"),
        required=False,
        widget=AdminDateInput,
    )

    def __init__(
        self, *args: Any, setup: SurveySetup, layout: str, days: int, speakers: int, **kwargs: Any
    ) -> None:
        first = {"layout": setup.layout or layout, "closes_on": setup.closes_on}
        first |= {f"{SPEAKER}{n}": name for n, name in enumerate(setup.speakers, start=1)}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].help_text = _(
            "Tomt: %(days)s dage, efter at spørgeskemaet er åbnet."
        ) % {"days": days}
        for number in range(1, speakers + 1):
            self.fields[f"{SPEAKER}{number}"] = forms.CharField(
                label=_("Oplægsholder %(number)s") % {"number": number},
                max_length=NAME_LENGTH,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def speakers(self) -> list[str]:
        """The names that were filled in, in order; the form is valid."""
        return [
            value for name, value in self.cleaned_data.items() if name.startswith(SPEAKER) and value
        ]


class CodesForm(forms.Form):
    """How many codes."""

    number = forms.IntegerField(
        label=gettext_lazy("Antal koder"),
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy(
            "Én til hver, der er kommet, og ingen til overs: svarprocenten regnes af dette antal. "
            "Der kan ikke laves flere bagefter."
        ),
    )

"""The forms by which staff keep a network's members and plan its meetings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import ActivityKind
from events.forms.drafts import DraftForm
from events.forms_cpr import RefuseCprMixin
from events.models import Network
from events.networks import NewMember, parse_lines


class MemberForm(RefuseCprMixin, forms.Form):
    """One member."""

    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Arbejdsmail"), max_length=254)
    workplace = forms.CharField(label=gettext_lazy("Arbejdsplads"), max_length=160, required=False)
    asked_herself = forms.BooleanField(
        label=gettext_lazy("Personen har selv bedt om at være med"),
        required=False,
        help_text=gettext_lazy(
            "Har personen tidligere forladt netværket, skrives hun kun på igen, hvis det her "
            "er krydset af."
        ),
    )

    @property
    def people(self) -> list[NewMember]:
        """The one person; the form is valid."""
        data = self.cleaned_data
        return [NewMember(name=data["name"], email=data["email"], workplace=data["workplace"])]

    @property
    def by_her_own_wish(self) -> bool:
        """Whether she asked for it."""
        return bool(self.cleaned_data["asked_herself"])


class PasteForm(forms.Form):
    """Many members, a line each. CPR numbers are refused line by line."""

    lines = forms.CharField(
        label=gettext_lazy("Navn, mail, arbejdsplads"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Én person på hver linje. Du kan kopiere rækker fra et regneark. "
            "Skriv ikke andet om personerne."
        ),
        error_messages={"required": gettext_lazy("Skriv mindst én linje.")},
    )
    by_her_own_wish = False
    people: list[NewMember]

    def clean_lines(self) -> str:
        """Refuse the whole text if a line cannot be read, and say which and why."""
        text: str = self.cleaned_data["lines"]
        self.people, problems = parse_lines(text)
        if problems:
            raise ValidationError(
                [
                    _("Linje %(number)s: %(problem)s")
                    % {"number": line.number, "problem": line.problem}
                    for line in problems
                ]
            )
        return text


class MeetingForm(DraftForm):
    """Plan the network's next meeting."""

    given_kind = ActivityKind.NETVAERKSMOEDE

    def __init__(self, data: Any = None, *, network: Network) -> None:
        super().__init__(data, initial={"title": network.name})


class NetworkForm(RefuseCprMixin, forms.ModelForm):
    """A network's own facts."""

    class Meta:
        model = Network
        fields = ["name", "purpose", "contact_email"]

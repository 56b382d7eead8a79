"""Choosing whose answers to look at on the public page of results."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityKind
from events.labels import vocabulary
from events.models import Audience
from events.rendering import DesignSystemForm
from events.surveys.blocks import YEARLY
from events.surveys.public import Choice, Offered

KINDS = {
    **dict(ActivityKind.choices),
    ActivityKind.FORAELDREKURSUS: _("Kurser for forældre og pårørende"),
    YEARLY: _("Årlige undersøgelser"),
}
"""What each kind is called; of discreet ones nothing but the kind is ever told."""


class ResultsForm(DesignSystemForm, forms.Form):
    """Kind, audience and year; what is unknown is ignored rather than refused."""

    mark_optional = False
    kind = forms.ChoiceField(label=_("Slags"), required=False)
    audience = forms.ChoiceField(label=_("Målgruppe"), required=False)
    year = forms.ChoiceField(label=_("År"), required=False)

    def __init__(self, data: Any, *, offer: Offered) -> None:
        """``offer`` is what there are surveys of. One query."""
        super().__init__(data)
        self.offer = offer
        titles = {term.key: term.title for term in vocabulary(Audience)}
        audiences = [(key, titles.get(key, key)) for key in offer.audiences]
        self._set("kind", [(kind, KINDS.get(kind, kind)) for kind in self.kinds])
        self._set("audience", [("", _("Alle")), *audiences])
        self._set("year", [("", _("Alle")), *((str(year), str(year)) for year in offer.years)])

    @property
    def kinds(self) -> list[str]:
        """The kinds in the order of the calendar, the yearly ones last."""
        order = list(KINDS)
        return sorted(self.offer.kinds, key=lambda k: order.index(k) if k in order else len(order))

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def chosen(self) -> Choice:
        """What is chosen and known; else the first kind, everyone, all years."""
        self.is_valid()
        data = self.cleaned_data
        kind = data.get("kind") or (self.kinds[0] if self.kinds else "")
        year = data.get("year")
        return Choice(kind, data.get("audience", ""), int(year) if year else None)

    def label_of(self, name: str, value: str) -> str:
        """Return a chosen value in words."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        known: dict[Any, Any] = dict(cast("Any", field.choices))
        return str(known.get(value, value))

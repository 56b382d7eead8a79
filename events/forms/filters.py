"""The calendar's filters: plain GET, so that a filtered list has an address."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import when
from events.enums import ActivityKind, Level
from events.labels import vocabulary
from events.models import Audience
from events.models.activity import ActivityQuerySet
from events.rendering import DesignSystemForm


class CalendarFilterForm(DesignSystemForm, forms.Form):
    """Audience, kind, level and month; what is unknown is ignored rather than refused."""

    mark_optional = False
    audience = forms.ChoiceField(label=_("Målgruppe"), required=False)
    kind = forms.ChoiceField(label=_("Slags"), required=False)
    level = forms.ChoiceField(
        label=_("Niveau"), required=False, choices=[("", _("Alle")), *Level.choices]
    )
    month = forms.ChoiceField(label=_("Måned"), required=False)
    past = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, facets: list[tuple[str, datetime]]) -> None:
        """``facets`` are kind and Copenhagen month (its first moment, aware) of what is there."""
        super().__init__(data)
        kinds = {kind for kind, _month in facets}
        months = sorted({month for _kind, month in facets})
        self._set("audience", [(t.key, t.title) for t in vocabulary(Audience)])
        self._set("kind", [c for c in ActivityKind.choices if c[0] in kinds])
        self._set("month", [(f"{month:%Y-%m}", when.month(month)) for month in months])

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        choice_field = self.fields[name]
        assert isinstance(choice_field, forms.ChoiceField)
        choice_field.choices = [("", _("Alle")), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set and known."""
        self.is_valid()
        names = ("audience", "kind", "level", "month")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def apply(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """Return those of the activities (``with_times``) that fit what was chosen."""
        chosen = self.chosen
        if "audience" in chosen:
            links = activities.model.audiences.through.objects.filter(
                audience__key=chosen["audience"]
            )
            activities = activities.filter(pk__in=links.values("activity_id"))
        if "kind" in chosen:
            activities = activities.filter(kind=chosen["kind"])
        if "level" in chosen:
            activities = activities.filter(level=chosen["level"])
        if "month" in chosen:
            start, end = month_bounds(chosen["month"])
            activities = activities.filter(starts_at__gte=start, starts_at__lt=end)
        return activities


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return first moment of a Copenhagen month ("2026-05") and of the next, both aware.

    Raises ValueError when the text is no month.
    """
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", month)
    if match is None:
        raise ValueError("Not a month.")
    year, number = int(match[1]), int(match[2])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return datetime(year, number, 1, tzinfo=when.COPENHAGEN), datetime(
        *following, 1, tzinfo=when.COPENHAGEN
    )

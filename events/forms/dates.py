"""Forms of dates: those laid for an activity, and those its copy gets."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from events import rhythm
from events.forms_cpr import RefuseCprMixin
from events.models import Activity
from events.rhythm import Rhythm, Span

FOUR_WEEKS = timedelta(weeks=4)
AS_NOW = "as_now"
DATE_FORMATS = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m-%Y", "%d/%m/%Y", "%Y-%m-%d")
UNREADABLE_DATE = _("Skriv datoen som 24.12.2026.")
UNREADABLE_TIME = _("Skriv klokkeslættet som 17.00.")


def read_dates(text: str) -> list[date]:
    """Return the dates of a text, in order, each once; they stand on lines or between commas.

    Raises ValueError with the first part that is no date.
    """
    parts = (part.strip().rstrip(".") for part in re.split(r"[\n,;]", text))
    return sorted({_read_date(part) for part in parts if part})


def _read_date(text: str) -> date:
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


class PickedDatesMixin(RefuseCprMixin, forms.Form):
    """The rhythm, and the dates picked by hand for one that has none of its own."""

    rhythm = forms.ChoiceField(
        label=_("Rytme"),
        choices=Rhythm.choices,
        initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvor tit I mødes.")},
    )
    picked = forms.CharField(
        label=_("Selvvalgte datoer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Én på hver linje, fx 24.11.2026. Kun når rytmen er selvvalgte datoer."),
    )
    skip = forms.BooleanField(
        label=_("Spring over helligdage og skoleferier"),
        required=False,
        help_text=_(
            "En dag, der falder på en af dem, rykker til næste uge, så antallet holder. "
            "Selvvalgte datoer falder blot ud."
        ),
    )

    def clean_picked(self) -> list[date]:
        """Return the dates; say which one cannot be read."""
        try:
            days = read_dates(self.cleaned_data["picked"])
        except ValueError as error:
            text = _("«%(text)s» er ikke en dato. Skriv den som 24.12.2026.")
            raise forms.ValidationError(text, params={"text": str(error)[:40]}) from None
        if len(days) > rhythm.MOST:
            raise forms.ValidationError(
                _("Skriv højst %(most)s datoer."), params={"most": rhythm.MOST}
            )
        return days

    @property
    def is_picked(self) -> bool:
        """Whether the dates are picked by hand."""
        return self.cleaned_data.get("rhythm") == Rhythm.PICKED


class DatesForm(PickedDatesMixin):
    """Which sessions an activity is to get. ``days`` and ``spans`` once it is valid."""

    first_day = forms.DateField(
        label=_("Første dag"),
        required=False,
        widget=AdminDateInput,
        error_messages={"invalid": UNREADABLE_DATE},
    )
    number = forms.IntegerField(
        label=_("Antal mødegange"),
        required=False,
        min_value=1,
        max_value=rhythm.MOST,
        initial=6,
        error_messages={"invalid": _("Skriv et helt tal.")},
    )
    start = forms.TimeField(
        label=_("Fra klokken"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=AdminTimeInput,
        error_messages={"required": UNREADABLE_TIME, "invalid": UNREADABLE_TIME},
    )
    end = forms.TimeField(
        label=_("Til klokken"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=AdminTimeInput,
        error_messages={"required": UNREADABLE_TIME, "invalid": UNREADABLE_TIME},
    )
    field_order = ["rhythm", "first_day", "number", "picked", "start", "end", "skip"]
    days: list[date]

    def clean(self) -> dict[str, Any]:
        """Work the days out; say what is missing for that."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", _("Mødet skal slutte, efter at det er begyndt."))
        if "rhythm" not in cleaned:
            return cleaned
        self._ask_for_the_rest(cleaned)
        if not self.errors:
            self.days = self._days(cleaned)
        if not self.errors and self.days and self.days[0] < timezone.localdate():
            field = "picked" if self.is_picked else "first_day"
            self.add_error(field, _("Vælg dage, der ikke er gået."))
        return cleaned

    @property
    def spans(self) -> list[Span]:
        """The sessions, in order; the form is valid."""
        return rhythm.spans(self.days, self.cleaned_data["start"], self.cleaned_data["end"])

    def _ask_for_the_rest(self, cleaned: dict[str, Any]) -> None:
        if self.is_picked:
            if not cleaned.get("picked") and "picked" not in self.errors:
                self.add_error("picked", _("Skriv datoerne."))
            return
        if not cleaned.get("first_day") and "first_day" not in self.errors:
            self.add_error("first_day", _("Vælg den første dag."))
        if not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Skriv, hvor mange gange I mødes."))

    def _days(self, cleaned: dict[str, Any]) -> list[date]:
        if self.is_picked:
            days = cleaned["picked"]
            days = rhythm.without_holidays(days) if cleaned["skip"] else days
            if not days:
                self.add_error(
                    "picked", _("Alle datoerne falder i en ferie eller på en helligdag.")
                )
            return days
        days = rhythm.regular_days(
            cleaned["first_day"], cleaned["rhythm"], cleaned["number"], skip=cleaned["skip"]
        )
        if len(days) < cleaned["number"]:
            self.add_error(
                "first_day",
                _("Der er ikke så mange ledige dage. Vælg en anden dag eller færre gange."),
            )
        return days


class CopyForm(PickedDatesMixin):
    """On which days the copy of an activity is held, and what it is called."""

    first_day = forms.DateField(
        label=_("Kopiens første dag"),
        widget=AdminDateInput,
        required=False,
        error_messages={"invalid": UNREADABLE_DATE},
    )
    title = forms.CharField(
        label=_("Titel"),
        max_length=160,
        required=False,
        help_text=_("Tomt: samme titel som nu."),
    )
    field_order = ["first_day", "rhythm", "picked", "skip", "title"]

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = (timezone.localtime(s.start).date() for s in activity.sessions.all())
        self.originals = sorted(set(starts))
        self.first = min(self.originals, default=timezone.localdate())
        self.initial["first_day"] = self.first + FOUR_WEEKS
        how: Any = self.fields["rhythm"]
        how.choices = [(AS_NOW, _("Med samme mellemrum som nu")), *Rhythm.choices]
        how.required, how.initial = False, AS_NOW
        self.fields["skip"].help_text = _(
            "Gælder hver uge og hver anden uge: en dag, der falder på en af dem, rykker til "
            "næste uge."
        )

    def clean(self) -> dict[str, Any]:
        """Work out where each day of the original goes."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and self.is_picked:
            self._check_number(cleaned["picked"])
        elif not self.errors and not cleaned.get("first_day"):
            self.add_error("first_day", _("Vælg en dag."))
        if not self.errors:
            self.moves = self._moves(cleaned)
        return cleaned

    moves: Mapping[date, date]

    @property
    def days(self) -> list[date]:
        """The days of the copy's sessions, in order; the form is valid."""
        return sorted(self.moves.values())

    def _moves(self, cleaned: dict[str, Any]) -> dict[date, date]:
        """Return the copy's day for each day of the original."""
        if self.is_picked:
            return dict(zip(self.originals, cleaned["picked"], strict=True))
        if cleaned["rhythm"] in rhythm.STEPS:
            days = rhythm.regular_days(
                cleaned["first_day"],
                cleaned["rhythm"],
                len(self.originals),
                skip=cleaned["skip"],
            )
            if len(days) < len(self.originals):
                self.add_error("first_day", _("Der er ikke så mange ledige dage. Vælg en anden."))
            return dict(zip(self.originals, days, strict=False))
        shift = cleaned["first_day"] - self.first
        return {day: day + shift for day in self.originals}

    def _check_number(self, picked: list[date]) -> None:
        wanted = len(self.originals)
        if len(picked) == wanted:
            return
        text = ngettext(
            "Skriv %(wanted)s dato: så mange dage har aktiviteten. Du har skrevet %(given)s.",
            "Skriv %(wanted)s datoer: så mange dage har aktiviteten. Du har skrevet %(given)s.",
            wanted,
        )
        self.add_error("picked", text % {"wanted": wanted, "given": len(picked)})

"""The form of a target: tick keys instead of writing JSON, and refuse what cannot be measured."""

import calendar
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Locale

from events.enums import ActivityKind, Role
from events.forms_cpr import RefuseCprMixin
from events.models import Audience, Instrument, Question, WorkplaceKind

from .definitions import SHARE_KINDS
from .explained import known_populations, population_words
from .models import PublishedFigure, TargetKind, Track

NOT_WHOLE_MONTHS = _(
    "Svar fra spørgeskemaer offentliggøres måned for måned, så ingen kan kendes. Perioden skal "
    "derfor begynde den første og slutte den sidste dag i en måned."
)
ONE_QUESTION = _("Vælg ét spørgsmål. Skal flere svar passe, så vælg »%(kind)s«.")
SEVERAL_QUESTIONS = _("Vælg de spørgsmål, der skal passe på samme besvarelse: mindst to.")
NOT_FOR_TARGETS = _(
    "»%(key)s« er ikke et spørgsmål om resultatet. Støttende spørgsmål og spørgsmål om "
    "oplægsholdere må aldrig indgå i et mål."
)
NOT_COUNTED_TOGETHER = _(
    "De spørgsmål tælles ikke sammen i noget spørgeskema, så portalen ved ikke, hvor mange der "
    "har svaret det samme på begge. Lav en ny version af spørgeskemaet i spørgsmålsbanken, hvor "
    "de tælles sammen, før målet oprettes. Svar, der er talt, kan ikke lægges sammen bagefter."
)
NOT_A_SHARE = _("En andel skal ligge mellem 0 og 100 %: fx 80 af 100, og aldrig 0 eller 100 %.")
NOT_A_PUBLISHED_SHARE = _("En andel kan højst være 100 af 100.")
NOT_A_COUNT = _("Et antal har nævneren 1.")
NOT_A_UNIT = _("Brug nævneren 100 for procent og 1 for antal.")
OVER_A_HUNDRED = _(
    "Målet har et offentliggjort tal over 100, så det kan ikke regnes i procent. Ret eller slet "
    "tallet først."
)
NOT_IN_ORDER = _("Perioden slutter, før den begynder.")
NOT_A_PERCENTAGE = _("Udgangspunktet er i procent: mellem 0 og 100.")
NO_POPULATION = _("Vælg, hvem der er spurgt.")


def _terms(model: type[Audience] | type[WorkplaceKind]) -> list[tuple[str, str]]:
    return list(model.objects.filter(locale=Locale.get_default()).values_list("key", "title"))


def _audiences() -> list[tuple[str, str]]:
    return _terms(Audience)


def _workplace_kinds() -> list[tuple[str, str]]:
    return _terms(WorkplaceKind)


def question_keys() -> list[tuple[str, str]]:
    """Return the bank's questions about results by key, with their newest Danish wording."""
    found: dict[str, str] = {}
    rows = Question.objects.filter(purpose=Question.Purpose.OUTCOME, texts__language="da")
    for key, text in rows.order_by("key", "version").values_list("key", "texts__text"):
        found[key] = f"{key}: {text}"
    return list(found.items())


def populations() -> list[tuple[str, Promise | str]]:
    """Return who may have been asked: key and words, none first."""
    return [("", "–"), *((key, population_words(key)) for key in known_populations())]


class KeysField(forms.MultipleChoiceField):
    """Keys to tick off; one that is stored but no longer offered can still be seen and kept."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def keep(self, stored: list[str]) -> None:
        """Offer the stored keys too."""
        offered: list[tuple[str, Any]] = list(cast("Any", self.choices))
        known = {key for key, _label in offered}
        self.choices = [*offered, *((key, key) for key in stored if key not in known)]


class KeyField(forms.ChoiceField):
    """One key to choose, or none; a stored one that is no longer offered can be kept."""

    def keep(self, stored: str) -> None:
        """Offer the stored key too."""
        offered: list[tuple[str, Any]] = list(cast("Any", self.choices))
        if stored and stored not in {key for key, _label in offered}:
            self.choices = [*offered, (stored, stored)]


def whole_months(first: date, last: date) -> bool:
    """Whether two days are a month's first and a month's last."""
    return first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]


class TargetForm(RefuseCprMixin, WagtailAdminModelForm):
    """A target as an editor writes it."""

    activity_kinds = KeysField(label=_("Slags aktiviteter"), choices=ActivityKind.choices)
    roles = KeysField(label=_("Roller"), choices=Role.choices)
    audiences = KeysField(
        label=_("Målgrupper"),
        choices=_audiences,
        help_text=_("I spørgeskemaer: dage, der ikke var for andre end disse."),
    )
    workplace_kinds = KeysField(label=_("Slags arbejdspladser"), choices=_workplace_kinds)
    question_keys = KeysField(label=_("Spørgsmål"), choices=question_keys)
    population = KeyField(label=_("Hvem der er spurgt"), choices=populations, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, KeysField):
                field.keep(getattr(self.instance, name) or [])
            elif isinstance(field, KeyField):
                field.keep(getattr(self.instance, name) or "")

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be measured, with a sentence that says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_period(cleaned)
        self._check_threshold(cleaned)
        if cleaned.get("kind") in SHARE_KINDS:
            self._check_questions(cleaned)
        return cleaned

    def _check_period(self, cleaned: dict[str, Any]) -> None:
        track: Track | None = cleaned.get("track")
        if track is None:
            return
        first = cleaned.get("period_start") or track.plan.period_start
        last = cleaned.get("period_end") or track.plan.period_end
        if last < first:
            self.add_error("period_end", NOT_IN_ORDER)
        elif cleaned.get("kind") in SHARE_KINDS and not whole_months(first, last):
            self.add_error("period_start" if first.day != 1 else "period_end", NOT_WHOLE_MONTHS)

    def _check_threshold(self, cleaned: dict[str, Any]) -> None:
        kind = cleaned.get("kind")
        top, bottom = cleaned.get("threshold_numerator"), cleaned.get("threshold_denominator") or 1
        baseline = cleaned.get("baseline")
        published = kind == TargetKind.PUBLISHED_FIGURE
        is_share = kind in SHARE_KINDS or (published and bottom == 100)
        if kind in SHARE_KINDS and top is not None and not 0 < top < bottom:
            self.add_error("threshold_numerator", NOT_A_SHARE)
        elif published and is_share and top is not None and top > bottom:
            self.add_error("threshold_numerator", NOT_A_PUBLISHED_SHARE)
        elif kind and kind not in SHARE_KINDS and not published and bottom != 1:
            self.add_error("threshold_denominator", NOT_A_COUNT)
        elif published and bottom not in (1, 100):
            self.add_error("threshold_denominator", NOT_A_UNIT)
        elif published and is_share and self._has_figures_over_a_hundred():
            self.add_error("threshold_denominator", OVER_A_HUNDRED)
        if is_share and baseline is not None and not 0 <= baseline <= 100:
            self.add_error("baseline", NOT_A_PERCENTAGE)

    def _has_figures_over_a_hundred(self) -> bool:
        return PublishedFigure.objects.filter(target=self.instance.pk, value__gt=100).exists()

    def _check_questions(self, cleaned: dict[str, Any]) -> None:
        keys = cleaned.get("question_keys") or []
        if not cleaned.get("population"):
            self.add_error("population", NO_POPULATION)
        other = Question.objects.filter(key__in=keys).exclude(purpose=Question.Purpose.OUTCOME)
        unfit = sorted(set(other.values_list("key", flat=True)))
        if unfit:
            self.add_error("question_keys", str(NOT_FOR_TARGETS) % {"key": unfit[0]})
        elif cleaned["kind"] == TargetKind.SURVEY_SHARE and len(keys) != 1:
            label = TargetKind.CONJUNCTIVE_SURVEY_SHARE.label
            self.add_error("question_keys", ONE_QUESTION % {"kind": label})
        elif cleaned["kind"] == TargetKind.CONJUNCTIVE_SURVEY_SHARE:
            if len(keys) < 2:
                self.add_error("question_keys", SEVERAL_QUESTIONS)
            elif not counted_together(keys):
                self.add_error("question_keys", NOT_COUNTED_TOGETHER)


def counted_together(keys: list[str]) -> bool:
    """Whether some questionnaire counts just these questions together."""
    groups = Instrument.objects.exclude(joint=[]).values_list("joint", flat=True)
    return any(sorted(group) == sorted(keys) for joint in groups for group in joint)

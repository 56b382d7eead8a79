"""Action plans in Wagtail's admin: plans with tracks and budgets, targets, figures."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from events.admin_views.closed import ClosedViewSetMixin
from events.forms_cpr import RefuseCprMixin

from . import readings
from .definitions import SHARE_KINDS
from .models import Plan, PublishedFigure, Target
from .overview import rows_of
from .target_form import (
    NOT_IN_ORDER,
    NOT_WHOLE_MONTHS,
    TargetForm,
    populations,
    question_keys,
    whole_months,
)


# Functions: what may be chosen is looked up each time the form is shown.
def _questions() -> list[tuple[str, str]]:
    return [("", "–"), *question_keys()]


TRACK_HAS_TARGETS = _(
    "Et spor, der har mål, kan ikke slettes. Flyt målene til et andet spor, eller slet dem først."
)


class PlanForm(RefuseCprMixin, WagtailAdminModelForm):
    """A plan; its period is also that of the targets that have none of their own."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period in which the plan's survey targets could not be measured."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("period_start"), cleaned.get("period_end")
        if first is None or last is None:
            return cleaned
        if last < first:
            self.add_error("period_end", NOT_IN_ORDER)
        elif self.instance.pk and not whole_months(first, last) and self._leans_on_the_period():
            self.add_error("period_start" if first.day != 1 else "period_end", NOT_WHOLE_MONTHS)
        return cleaned

    def is_valid(self) -> bool:
        """Refuse to take away a track that targets stand under."""
        if not super().is_valid():
            return False
        gone = [form.instance.pk for form in self.formsets["tracks"].deleted_forms]
        if not Target.objects.filter(track__in=[pk for pk in gone if pk]).exists():
            return True
        self.add_error(None, TRACK_HAS_TARGETS)
        return False

    def _leans_on_the_period(self) -> bool:
        surveyed = Target.objects.filter(track__plan=self.instance.pk, kind__in=SHARE_KINDS)
        leaning = Q(period_start__isnull=True) | Q(period_end__isnull=True)
        return surveyed.filter(leaning).exists()


def plan_of(row: Plan | Target | PublishedFigure) -> Plan:
    """Return the plan whose figures hang on a row."""
    if isinstance(row, PublishedFigure):
        return row.target.track.plan
    return row.track.plan if isinstance(row, Target) else row


class _RetakeOnSave:
    """For views that save: what the pages show follows at once."""

    @transaction.atomic
    def save_instance(self) -> Any:
        """Save, and measure the plan anew."""
        row = super().save_instance()  # type: ignore[misc]
        readings.retake(plan_of(row))
        return row


class RetakingCreateView(_RetakeOnSave, generic.CreateView):
    """Measures the plan after something was added to it."""


class RetakingEditView(_RetakeOnSave, generic.EditView):
    """Measures the plan after something in it was changed."""


class RetakingDeleteView(generic.DeleteView):
    """Measures the plan after a figure was taken away."""

    @transaction.atomic
    def delete_action(self) -> None:
        """Delete, and measure the plan anew."""
        plan = plan_of(self.object)
        super().delete_action()
        readings.retake(plan)


class NowPanel(HelpPanel):
    """What the target comes to, as everyone sees it, and the way to its page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(template="wagtailadmin/targets/now_panel.html", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what a copy is made of."""
        kwargs = super().clone_kwargs()
        return {k: v for k, v in kwargs.items() if k not in ("content", "template")}

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of one target."""

        instance: Target
        request: HttpRequest

        def is_shown(self) -> bool:
            """Whether there is a target to measure: not while the first form is filled in."""
            return super().is_shown() and not self.instance._state.adding

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the target as it is stored, measured."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            stored = Target.objects.select_related("track__plan").get(pk=self.instance.pk)
            context["row"] = rows_of([stored], timezone.localdate())[0]
            return context


class SettledPanel(FieldPanel):
    """What ``attenders.freeze`` wrote: to be read only, a dash until then."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value: Any) -> Any:
        """Return the value, or a dash where nothing has been settled."""
        return "–" if value is None else super().format_value_for_display(value)


TRACK = [
    FieldRowPanel([FieldPanel("number"), FieldPanel("title"), FieldPanel("title_en")]),
    FieldPanel("effect"),
    FieldPanel("effect_en"),
    FieldRowPanel(
        [
            FieldPanel(
                "effect_question",
                widget=forms.Select(choices=CallableChoiceIterator(_questions)),
                help_text=_(
                    "Det spørgsmål i den årlige undersøgelse, der siger noget om effekten."
                ),
            ),
            FieldPanel(
                "effect_population",
                widget=forms.Select(choices=CallableChoiceIterator(populations)),
            ),
        ]
    ),
]
BUDGET = [
    FieldRowPanel([FieldPanel("year"), FieldPanel("label"), FieldPanel("label_en")]),
    FieldRowPanel([FieldPanel("amount"), FieldPanel("note"), FieldPanel("position")]),
]


class PlanViewSet(ClosedViewSetMixin, ModelViewSet):
    """Plans with their tracks and budgets in one form."""

    model = Plan
    icon = "clipboard-list"
    copy_view_enabled = False
    list_display = ["title", "period_start", "period_end"]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("title_en"),
            FieldPanel("key"),
            FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
            FieldPanel("summary"),
            FieldPanel("summary_en"),
            FieldPanel("source"),
            InlinePanel("tracks", panels=TRACK, label=_("Spor"), heading=_("Spor")),
            InlinePanel("budgets", panels=BUDGET, label=_("Budgettal"), heading=_("Budget")),
        ],
        base_form_class=PlanForm,
    )
    add_view_class = RetakingCreateView
    edit_view_class = RetakingEditView


class TargetViewSet(ClosedViewSetMixin, ModelViewSet):
    """Targets: what is counted, and the threshold."""

    model = Target
    icon = "crosshairs"
    copy_view_enabled = False
    list_display = ["code", "title", "kind"]
    list_filter = ["track", "kind"]
    search_fields = ["code", "title"]
    ordering = ["track", "position"]
    add_view_class = RetakingCreateView
    edit_view_class = RetakingEditView
    edit_handler = ObjectList(
        [
            NowPanel(heading=_("Målet lige nu")),
            FieldPanel("title"),
            FieldPanel("title_en"),
            FieldPanel("track", heading=_("Spor")),
            FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
            MultiFieldPanel(
                [
                    FieldPanel("kind"),
                    FieldRowPanel(
                        [
                            FieldPanel("threshold_numerator"),
                            FieldPanel("threshold_denominator"),
                        ]
                    ),
                    FieldRowPanel([FieldPanel("threshold_note"), FieldPanel("threshold_note_en")]),
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("unit_en")]),
                    FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                    FieldRowPanel([FieldPanel("baseline"), FieldPanel("baseline_note")]),
                ],
                heading=_("Mål"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("activity_kinds"),
                    FieldPanel("roles"),
                    FieldPanel("audiences"),
                    FieldPanel("workplace_kinds"),
                    FieldPanel("question_keys"),
                    FieldPanel("population"),
                    FieldPanel("not_relevant_counts"),
                ],
                heading=_("Hvad der tælles"),
            ),
            FieldPanel("definition"),
            FieldPanel("definition_en"),
            FieldPanel("source"),
            FieldRowPanel([SettledPanel("frozen_count"), SettledPanel("frozen_on")]),
        ],
        base_form_class=TargetForm,
    )


class FigureForm(RefuseCprMixin, WagtailAdminModelForm):
    """A figure from elsewhere."""

    def clean(self) -> dict[str, Any]:
        """Refuse a share above 100 % or below 0."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        target, value = cleaned.get("target"), cleaned.get("value")
        if target is not None and value is not None:
            share = target.threshold_denominator == 100
            if value < 0 or (share and value > 100):
                self.add_error("value", _("Skriv et tal fra 0; en andel i procent højst 100."))
        return cleaned


class PublishedFigureViewSet(ClosedViewSetMixin, ModelViewSet):
    """Figures published elsewhere."""

    model = PublishedFigure
    icon = "doc-full"
    copy_view_enabled = False
    list_display = ["target", "value", "as_of", "source"]
    list_filter = ["target"]
    add_view_class = RetakingCreateView
    edit_view_class = RetakingEditView
    delete_view_class = RetakingDeleteView
    edit_handler = ObjectList(
        [
            FieldPanel("target"),
            FieldRowPanel([FieldPanel("value"), FieldPanel("as_of")]),
            FieldPanel("source"),
        ],
        base_form_class=FigureForm,
    )


class PlanGroup(ModelViewSetGroup):
    """The menu "Handleplaner"."""

    menu_label = _("Handleplaner")
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (PlanViewSet(), TargetViewSet(), PublishedFigureViewSet())

"""Action plans in Wagtail's admin: plans with tracks and budgets, targets, figures."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.models import Locale

from events.admin_views.closed import ClosedViewSetMixin
from events.enums import ActivityKind, Role
from events.models import Audience, Question, WorkplaceKind

from .models import Plan, PublishedFigure, Target


def _terms(model: type[Audience] | type[WorkplaceKind]) -> list[tuple[str, str]]:
    return list(model.objects.filter(locale=Locale.get_default()).values_list("key", "title"))


def _audiences() -> list[tuple[str, str]]:
    return _terms(Audience)


def _workplace_kinds() -> list[tuple[str, str]]:
    return _terms(WorkplaceKind)


def _question_keys() -> list[tuple[str, str]]:
    keys = Question.objects.order_by("key").values_list("key", flat=True).distinct()
    return [(key, key) for key in keys]


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


class TargetForm(WagtailAdminModelForm):
    """Tick the keys that a target counts instead of writing JSON."""

    activity_kinds = KeysField(label=_("Slags aktiviteter"), choices=ActivityKind.choices)
    roles = KeysField(label=_("Roller"), choices=Role.choices)
    audiences = KeysField(label=_("Målgrupper"), choices=_audiences)
    workplace_kinds = KeysField(label=_("Slags arbejdspladser"), choices=_workplace_kinds)
    question_keys = KeysField(label=_("Spørgsmål"), choices=_question_keys)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, KeysField):
                field.keep(getattr(self.instance, name) or [])


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
        ]
    )


class TargetViewSet(ClosedViewSetMixin, ModelViewSet):
    """Targets: what is counted, and the threshold."""

    model = Target
    icon = "crosshairs"
    copy_view_enabled = False
    list_display = ["code", "title", "kind"]
    list_filter = ["track", "kind"]
    search_fields = ["code", "title"]
    ordering = ["track", "position"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("title_en"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("track"), FieldPanel("position")]),
            MultiFieldPanel(
                [
                    FieldPanel("kind"),
                    FieldRowPanel(
                        [
                            FieldPanel("threshold_numerator"),
                            FieldPanel("threshold_denominator"),
                        ]
                    ),
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("unit_en")]),
                    FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
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


class PublishedFigureViewSet(ClosedViewSetMixin, ModelViewSet):
    """Figures published elsewhere."""

    model = PublishedFigure
    icon = "doc-full"
    copy_view_enabled = False
    list_display = ["target", "value", "as_of", "source"]
    list_filter = ["target"]
    edit_handler = ObjectList(
        [
            FieldPanel("target"),
            FieldRowPanel([FieldPanel("value"), FieldPanel("as_of")]),
            FieldPanel("source"),
        ]
    )


class PlanGroup(ModelViewSetGroup):
    """The menu "Handleplaner"."""

    menu_label = _("Handleplaner")
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (PlanViewSet(), TargetViewSet(), PublishedFigureViewSet())

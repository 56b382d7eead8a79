"""How many stayed away from what was held: for planning the next one."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from events import when
from events.enums import ActivityKind, ActivityStatus
from events.exports import csv_cell
from events.models import Activity
from events.permissions import Viewer, may_run
from events.turnout import Turnout, turnouts


def may_see_turnout(user: Viewer) -> bool:
    """Whether the user may see how many came: who runs activities, or reads their results."""
    return may_run(user) or (
        user is not None and user.has_perm("events.view_results")  # type: ignore[union-attr]
    )


class TurnoutFilterSet(WagtailFilterSet):
    """Narrow the report by kind, and by words of the title."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Slags"),
        choices=ActivityKind.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    title = django_filters.CharFilter(label=_("Titel"), lookup_expr="icontains")

    class Meta:
        model = Activity
        fields: list[str] = []


def _known(number: int | None) -> int | str:
    return "–" if number is None else number


class TurnoutRow:
    """One held activity with its counts, in words."""

    def __init__(self, activity: Activity, turnout: Turnout) -> None:
        self.title = activity.title
        self.kind = activity.get_kind_display()
        self.day = when.plain_day(activity.first_start) if activity.first_start else "–"
        self.expected = _known(turnout.expected)
        counted = turnout.expected is not None
        self.came = _known(turnout.came if counted or turnout.came else None)
        self.missing = _known(turnout.missing)
        self.share = turnout.share
        self.guests = _known(turnout.guests if counted else None)


def _rows(activities: Iterable[Activity]) -> list[TurnoutRow]:
    held = list(activities)
    counted = turnouts(activity.pk for activity in held)
    return [TurnoutRow(activity, counted.get(activity.pk, Turnout())) for activity in held]


class TurnoutReport(ReportView):
    """Held activities, newest first: expected, came, stayed away; a constant number of queries."""

    page_title = _("Fremmøde")
    header_icon = "group"
    index_url_name = "turnout_report"
    index_results_url_name = "turnout_report_results"
    default_ordering = "-starts_at"
    verbose_name = _("aktivitet")
    verbose_name_plural = _("aktiviteter")
    filterset_class = TurnoutFilterSet
    export_filename = "fremmoede"
    list_export = ["title", "kind", "day", "expected", "came", "missing", "share", "guests"]
    custom_value_preprocess = {
        **ReportView.custom_value_preprocess,
        str: {ReportView.FORMAT_CSV: csv_cell},  # a title may look like a formula
    }
    export_headings = {
        "title": _("Aktivitet"),
        "kind": _("Slags"),
        "day": _("Afholdt"),
        "expected": _("Ventede"),
        "came": _("Mødte"),
        "missing": _("Udeblev"),
        "share": _("Andel udeblevet"),
        "guests": _("Gæster uden tilmelding"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the right: without a model Wagtail would let anyone in."""
        if not may_see_turnout(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        """Return what was held, discreet activities for the few alone."""
        held = Activity.objects.visible_to(self.request.user).filter(status=ActivityStatus.HELD)
        return held.with_times()

    @cached_property
    def columns(self) -> list[Column]:
        """What the report shows."""
        sortable = {"title": "title", "kind": "kind", "day": "starts_at"}
        return [
            Column(name, label=label, sort_key=sortable.get(name))
            for name, label in self.export_headings.items()
        ]

    def get_table(self, object_list: Iterable[Activity]) -> Any:
        """Count for the page's activities, all at once."""
        return super().get_table(_rows(object_list))

    def as_spreadsheet(self, queryset: Iterable[Activity], spreadsheet_format: str) -> Any:
        """Count for all of them, all at once."""
        return super().as_spreadsheet(_rows(queryset), spreadsheet_format)

"""Status reports in Wagtail's admin: the list, a new draft, its title and foreword."""

from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.admin_views.closed import ClosedViewSetMixin

from . import report_steps, status_reports
from .models import StatusReport
from .viewsets import PlanGroup


class ReportForm(WagtailAdminModelForm):
    """Plan and year are chosen once; the year has to belong to the plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["plan"].disabled = self.fields["year"].disabled = True
        else:
            self.initial.setdefault("year", timezone.localdate().year)
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Tom: »Statusrapport« og året.")

    def clean(self) -> dict[str, Any]:
        """Ask the rules."""
        cleaned = cast("dict[str, Any]", super().clean())
        plan, year = cleaned.get("plan"), cleaned.get("year")
        if plan and year and self.instance._state.adding:
            try:
                status_reports.require_new(plan, year)
            except status_reports.ReportRefused as refusal:
                self.add_error("year", str(refusal.message))
        if year and self.instance._state.adding and not cleaned.get("title"):
            cleaned["title"] = status_reports.usual_title(year)
        return cleaned


def state_of(report: StatusReport) -> Any:
    """Return the report's state in a word."""
    return _("Udgivet") if report.is_published else _("Udkast")


class ReportIndexView(generic.IndexView):
    """The list: each report leads to its own page."""

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            self._get_title_column("title"),
            Column("plan", label=_("Handleplan"), accessor="plan"),
            Column("year", label=_("År"), accessor="year", sort_key="year"),
            StatusTagColumn(
                "state",
                label=_("Status"),
                accessor=state_of,
                primary=lambda report: report.is_published,
            ),
        ]

    def get_base_queryset(self) -> Any:
        """Leave the frozen figures where they are."""
        return super().get_base_queryset().select_related("plan").defer("figures", "foreword")

    def get_edit_url(self, instance: StatusReport) -> str | None:
        """Lead to the report's own page."""
        allowed = status_reports.may_edit(self.request.user)
        return report_steps.page_url(instance) if allowed else None


class ReportCreateView(generic.CreateView):
    """A new draft."""

    def get_success_url(self) -> str:
        """Go on to the draft's own page."""
        return report_steps.page_url(self.object)


class DraftOnly:
    """Mixin for views that change a report: a published one says why not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Turn away before a form is shown, and when somebody published meanwhile."""
        parent, view = cast("Any", super()), cast("Any", self)
        report = view.get_object()
        try:
            with transaction.atomic():
                if report.is_published or request.method == "POST":
                    status_reports.hold_draft(report)
                response: HttpResponseBase = parent.dispatch(request, *args, **kwargs)
                return response
        except status_reports.IsPublished as refusal:
            messages.error(request, str(refusal.message))
            return redirect(report_steps.page_url(report))


class ReportEditView(DraftOnly, generic.EditView):
    """Title and foreword."""

    def get_success_url(self) -> str:
        """Go back to the draft's own page."""
        return report_steps.page_url(self.object)


class ReportDeleteView(DraftOnly, generic.DeleteView):
    """Throw a draft away."""


class StatusReportViewSet(ClosedViewSetMixin, ModelViewSet):
    """The yearly status reports."""

    model = StatusReport
    icon = "doc-full-inverse"
    url_prefix = "statusrapporter"
    menu_label = _("Statusrapporter")
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    search_fields = ["title"]
    ordering = ["-year", "plan"]
    list_filter = ["plan"]
    index_view_class = ReportIndexView
    add_view_class = ReportCreateView
    edit_view_class = ReportEditView
    delete_view_class = ReportDeleteView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("plan"), FieldPanel("year")]),
            FieldPanel("title"),
            FieldPanel("foreword"),
        ],
        base_form_class=ReportForm,
    )

    def get_urlpatterns(self) -> list:
        """Add the report's own pages."""
        return [*super().get_urlpatterns(), *report_steps.urlpatterns()]


class PlansAndReports(PlanGroup):
    """The menu "Handleplaner" with the reports in it."""

    items: Any = (*PlanGroup.items, StatusReportViewSet())

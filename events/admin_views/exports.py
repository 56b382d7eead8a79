"""Take the list of participants along: choose columns, get a spreadsheet."""

from typing import Any

from django import forms
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.log_actions import log

from events import exports, when
from events.admin_views.buttons import step_url
from events.admin_views.participant_filters import narrowed, search
from events.admin_views.participants import ActivityPageMixin
from events.models import Registration

XLSX, CSV = "xlsx", "csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Which columns, in which kind of file; ``q`` is the search that narrowed the list."""

    columns = forms.MultipleChoiceField(
        label=_("Kolonner"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vælg mindst én kolonne.")},
    )
    file = forms.ChoiceField(
        label=_("Fil"),
        choices=[(XLSX, _("Excel (XLSX)")), (CSV, _("CSV, med semikolon"))],
        initial=XLSX,
        widget=forms.RadioSelect,
    )
    q = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: list[exports.Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["columns"]
        field.choices = [(column.key, column.label) for column in offered]
        self.initial["columns"] = [column.key for column in offered if column.chosen]

    @property
    def chosen(self) -> list[exports.Column]:
        """The chosen columns in their fixed order."""
        keys = set(self.cleaned_data["columns"])
        return [column for column in self.offered if column.key in keys]


class ExportView(ActivityPageMixin, View):
    """Ask on GET (and on a posted search), send the file on a posted form.

    The address carries the list's filters, which are keys and states.
    """

    template_name = "wagtailadmin/events/export.html"
    page_title = _("Regneark")
    header_icon = "download"

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": step_url(self.activity, "participants"), "label": _("Deltagere")}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Be found only where there is something that may leave the house."""
        if self.activity.discreet:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.show(ExportForm(offered=self.offered))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file, or ask where only the search was posted."""
        if "file" not in request.POST:
            return self.show(ExportForm(offered=self.offered, initial={"q": self.typed}))
        form = ExportForm(request.POST, offered=self.offered)
        if not form.is_valid():
            return self.show(form)
        return self.send(form)

    @cached_property
    def offered(self) -> list[exports.Column]:
        """The columns that may be chosen here."""
        return exports.columns(self.activity)

    @property
    def typed(self) -> str:
        """The search that narrowed the list; posted, since it may hold a name."""
        return self.request.POST.get("q", "").strip()

    @cached_property
    def people(self) -> Any:
        """Whom the file is about: the list as it was narrowed, in its order."""
        rows = Registration.objects.visible_to(self.request.user).listed()
        rows = rows.filter(activity=self.activity)
        rows = search(narrowed(self.request, self.activity, rows), self.typed)
        return rows.select_related("workplace_kind", "booking").order_by("sort_key", "pk")

    def show(self, form: ExportForm) -> HttpResponse:
        """Render the question."""
        context = self.get_context_data(
            view=self,
            form=form,
            activity=self.activity,
            number=self.people.count(),
            is_narrowed=bool(self.request.GET or self.typed),
            deleted_on=when.deleted_on(self.activity),
            back_url=step_url(self.activity, "participants"),
        )
        return TemplateResponse(self.request, self.template_name, context)

    def send(self, form: ExportForm) -> HttpResponseBase:
        """Return the file, under a name that says nothing, and note that it was made."""
        chosen, kind = form.chosen, form.cleaned_data["file"]
        log(
            self.activity,
            "events.export",
            user=self.request.user,
            data={
                "rows": self.people.count(),
                "file": kind,
                "columns": [column.key for column in chosen],
            },
        )
        cells = exports.rows(self.people.iterator(chunk_size=exports.CHUNK), chosen)
        name = f"deltagere.{kind}"
        response: HttpResponseBase
        if kind == CSV:
            response = StreamingHttpResponse(
                exports.csv_lines(chosen, cells), content_type="text/csv; charset=utf-8"
            )
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        else:
            response = FileResponse(
                exports.xlsx(chosen, cells),
                as_attachment=True,
                content_type=WORKBOOK,
                filename=name,
            )
        response["Cache-Control"] = "no-store, private"
        return response


def urlpatterns() -> list:
    """Return the address of the spreadsheet."""
    return [
        path("<uuid:activity_pk>/deltagere/regneark/", ExportView.as_view(), name="export"),
    ]

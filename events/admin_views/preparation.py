"""The organiser's checklist: of one activity, and on the front page of the admin."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.components import Component

from events import preparation, when
from events.admin_views.buttons import step_url
from events.admin_views.participants import ActivityPageMixin
from events.models import PreparationItem

SHOWN = 12

PANEL = InlinePanel(
    "preparations",
    panels=[FieldRowPanel([FieldPanel("title"), FieldPanel("days")])],
    label=_("Opgave"),
    heading=_("Huskeliste"),
    icon="list-ul",
    classname="collapsed",
    help_text=_("Kopieres med aktiviteten. Kryds af på aktivitetens huskeliste."),
)


class ChecklistView(ActivityPageMixin, View):
    """What is to be done before and after one activity."""

    page_title = _("Huskeliste")
    header_icon = "list-ul"
    template_name = "wagtailadmin/events/checklist.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        tasks = preparation.tasks(self.activity)
        context = self.get_context_data(
            rows=[_row(task) for task in tasks],
            done=sum(task.is_done for task in tasks),
            activity=self.activity,
            list_url=step_url(self.activity, "checklist"),
            standard_url=step_url(self.activity, "standard_list"),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tick one task off, or take the tick away."""
        items = PreparationItem.objects.filter(activity=self.activity)
        try:
            item = get_object_or_404(items, pk=request.POST.get("item"))
        except ValidationError:  # not a key at all
            raise Http404 from None
        preparation.tick(item, done=request.POST.get("done") == "1", by=request.user)
        return redirect(f"{step_url(self.activity, 'checklist')}#task-{item.pk}")


class StandardListView(ActivityPageMixin, View):
    """Add the standard list of the activity's kind with one click."""

    page_title = _("Huskeliste")
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add what is missing."""
        number = preparation.add_standard_list(self.activity)
        text = ngettext(
            "%(number)s opgave er lagt på listen.", "%(number)s opgaver er lagt på listen.", number
        )
        messages.success(request, text % {"number": number})
        return redirect(step_url(self.activity, "checklist"))


def _row(task: preparation.Task) -> dict[str, Any]:
    item = task.item
    who = item.done_by
    return {
        "item": item,
        "due": when.plain_day(task.due) if task.due else "–",
        "is_done": task.is_done,
        "is_overdue": task.is_overdue,
        "is_today": task.due == task.today and not task.is_done,
        "done_on": when.plain_day(item.done_at) if item.done_at else "",
        "done_by": (who.get_full_name() or who.get_username()) if who else "",
    }


def urlpatterns() -> list:
    """Return what stands below an activity."""
    one = "<uuid:activity_pk>/huskeliste/"
    return [
        path(one, ChecklistView.as_view(), name="checklist"),
        path(f"{one}standard/", StandardListView.as_view(), name="standard_list"),
    ]


class TasksPanel(Component):
    """What the next fourteen days ask for, over all activities the user may run."""

    name = "coming_tasks"
    template_name = "wagtailadmin/events/coming_tasks.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the rows; one query, and those for the discreet right."""
        request = (parent_context or {})["request"]
        now = timezone.now()
        items: list[Any] = list(preparation.coming(request.user, now)[: SHOWN + 1])
        day = when.today(now)
        rows = []
        for item in items[:SHOWN]:
            due = preparation.due_day(item.days, item.first_start, item.last_end)
            task = preparation.Task(item, due, day)
            rows.append({**_row(task), "url": step_url(item.activity, "checklist")})
        return {"rows": rows, "more": len(items) > SHOWN}

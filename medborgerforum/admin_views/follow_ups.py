"""What was promised at meetings, for staff: the list, and one follow-up's day and state."""

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from events.admin_views.asking import AskingView
from events.admin_views.participants import WIDE_ONLY
from medborgerforum import follow_ups
from medborgerforum.admin_forms.minutes import FollowUpForm
from medborgerforum.models import FollowUp
from medborgerforum.permissions import ForumStaffOnly

NAMESPACE = "forum_admin"


class FollowUpFilterSet(WagtailFilterSet):
    """Open ones, or those that are done."""

    done_on = django_filters.BooleanFilter(
        label=gettext_lazy("Ikke gjort endnu"),
        lookup_expr="isnull",
        widget=forms.RadioSelect(
            choices=[
                ("", gettext_lazy("Alle")),
                ("true", gettext_lazy("Ja")),
                ("false", gettext_lazy("Nej")),
            ]
        ),
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []


class FollowUpIndexView(ForumStaffOnly, generic.IndexView):
    """Follow-ups of published minutes, the nearest day first; a fixed number of queries."""

    model = FollowUp
    page_title = gettext_lazy("Opfølgninger")
    header_icon = "tasks"
    any_permission_required = None
    paginate_by = 30
    default_ordering = "due"
    is_searchable = False
    filterset_class = FollowUpFilterSet
    index_url_name = f"{NAMESPACE}:follow_ups"
    index_results_url_name = f"{NAMESPACE}:follow_ups_results"

    def get_base_queryset(self) -> Any:
        """Start from what is published."""
        return follow_ups.published()

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn(
                "text",
                label=gettext_lazy("Hvad"),
                get_url=lambda row: reverse(f"{NAMESPACE}:follow_up", args=[row.pk]),
                width="36%",
            ),
            StatusTagColumn(
                "status",
                accessor=follow_ups.status,
                label=gettext_lazy("Status"),
                primary=follow_ups.is_overdue,
            ),
            Column(
                "due",
                accessor=lambda row: date_format(row.due, "j.n.Y"),
                label=gettext_lazy("Senest"),
                sort_key="due",
            ),
            Column("association", accessor=_who, label=gettext_lazy("Hvem"), classname=WIDE_ONLY),
            Column(
                "meeting",
                accessor=lambda row: row.point.meeting.activity.title,
                label=gettext_lazy("Møde"),
                classname=WIDE_ONLY,
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Nothing is added here: follow-ups are written with the minutes."""
        return []

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run the forum (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


def _who(row: FollowUp) -> str:
    return row.association.name if row.association else "VINK"


class FollowUpView(ForumStaffOnly, AskingView):
    """Move the day, and say whether it is done."""

    header_icon = "tasks"
    page_title = gettext_lazy("Opfølgning")
    refusals = (follow_ups.FollowUpRefused,)
    row: FollowUp

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look it up among those of published minutes."""
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(follow_ups.published(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the meeting."""
        return self.row.point.meeting.activity.title

    def get_question(self) -> str:
        """Repeat what was promised, and by whom."""
        return f"{self.row.text} ({_who(self.row)})"

    def make_form(self, data: Any = None) -> FollowUpForm:
        """Show how it stands."""
        done = self.row.done_on is not None
        return FollowUpForm(data, initial={"due": self.row.due, "done": done})

    def act(self, form: Any) -> str:
        """Store it."""
        said = form.cleaned_data
        follow_ups.change(self.row.pk, due=said["due"], done=said["done"], by=self.request.user)
        return _("Opfølgningen er gemt.")

    def next_url(self) -> str:
        """Go back to the list."""
        return reverse(f"{NAMESPACE}:follow_ups")


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    base = "opfoelgninger/"
    return [
        path(base, FollowUpIndexView.as_view(), name="follow_ups"),
        path(
            f"{base}results/",
            FollowUpIndexView.as_view(results_only=True),
            name="follow_ups_results",
        ),
        path(f"{base}<uuid:pk>/", FollowUpView.as_view(), name="follow_up"),
    ]

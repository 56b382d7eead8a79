"""The proof of deletion in Wagtail's admin: to be read, never written."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.admin_views.closed import ClosedViewSetMixin

from .models import RetentionRun


class RetentionIndexView(generic.IndexView):
    """What was deleted, and when."""

    any_permission_required = ["view"]
    add_url_name = None
    edit_url_name = None
    columns = [
        DateColumn("ran_at", label=_("Kørt"), sort_key="ran_at"),
        Column("rule", label=_("Regel"), sort_key="rule"),
        Column("deleted", label=_("Slettede rækker"), sort_key="deleted"),
    ]

    def get_list_more_buttons(self, instance: RetentionRun) -> list:
        """Offer nothing: the list is a proof."""
        return []

    def get_add_url(self) -> None:
        """Offer no button: only the clock writes here."""


class RetentionRunViewSet(ClosedViewSetMixin, ModelViewSet):
    """A list without forms: no address changes anything."""

    model = RetentionRun
    url_prefix = "sletninger"
    icon = "bin"
    menu_label = _("Sletninger")
    menu_order = 800
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True  # registers the "view" permission for the editor of groups
    index_view_class = RetentionIndexView
    exclude_form_fields: list[str] = []

    def get_urlpatterns(self) -> list[Any]:
        """Return the list alone."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses of views that do not exist."""
        missing = ("history", "usage", "add", "edit", "delete", "inspect")
        given = super().get_common_view_kwargs(**kwargs)
        return {**given, **{f"{name}_url_name": None for name in missing}}

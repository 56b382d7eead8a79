"""What the admin pages of the charter share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from medborgerforum.models import CharterVersion
from medborgerforum.permissions import ForumStaffOnly


class StaffPage(ForumStaffOnly, WagtailAdminTemplateMixin):
    """Permission, breadcrumbs back to a list, and rendering."""

    header_icon = "doc-full-inverse"
    list_name, list_label = "", _("Medborgerforum")
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        here = {"url": "", "label": self.get_page_title()}
        index = {"url": reverse(self.list_name), "label": self.list_label}
        is_index = self.request.path == index["url"]
        return [*self.breadcrumbs_items, *([] if is_index else [index]), here]

    def page(self, template: str, **context: Any) -> HttpResponse:
        """Render a page."""
        return TemplateResponse(
            self.request,
            f"wagtailadmin/medborgerforum/{template}.html",
            self.get_context_data(view=self, **context),
        )


class CharterPage(StaffPage):
    """A page of the charter."""

    list_name, list_label = "forum_admin:charter", _("Charter")


def version_url(version: CharterVersion) -> str:
    """Return the address of a version."""
    return reverse("forum_admin:charter_version", args=[version.pk])

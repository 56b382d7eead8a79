"""What the admin's pages about one association share."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from medborgerforum.models import Association
from medborgerforum.permissions import ForumStaffOnly

INDEX = "forum_admin:associations"


def association_url(association: Association, step: str = "", *more: UUID) -> str:
    """Return the address of one page of one association."""
    name = f"forum_admin:association_{step}" if step else "forum_admin:association"
    return reverse(name, args=[association.pk, *more])


class AssociationPage(ForumStaffOnly, WagtailAdminTemplateMixin):
    """Title and breadcrumbs of a page about one association."""

    header_icon = "group"
    association: Association

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse first, then look the association up."""
        super().setup(request, *args, **kwargs)
        self.association = get_object_or_404(Association, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the association to whoever reads."""
        return self.association.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the association to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("Foreninger")},
            *self.middle_crumbs(),
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Return what stands between the list and this page."""
        return []

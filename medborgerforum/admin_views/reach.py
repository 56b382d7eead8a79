"""How far the forum reaches: both readings by year, and the districts without a member."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from medborgerforum.permissions import ForumStaffOnly
from medborgerforum.reach import by_district, reach

YEARS = 4


class ReachView(ForumStaffOnly, WagtailAdminTemplateMixin, View):
    """Members and those who came, year by year; which districts nobody works in."""

    page_title = _("Rækkevidde")
    header_icon = "view"
    template_name = "wagtailadmin/medborgerforum/reach.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page itself, so that the header does."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both; a fixed number of queries."""
        this_year = timezone.localdate().year
        years = range(this_year, this_year - YEARS, -1)
        spans = [(_new_year(year), _new_year(year + 1)) for year in years]
        context: dict[str, Any] = self.get_context_data(
            years=list(zip(years, reach(spans), strict=True)),
            districts=by_district(),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)


def _new_year(year: int) -> datetime:
    """Return Copenhagen's first moment of a year."""
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware here


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    return [path("raekkevidde/", ReachView.as_view(), name="reach")]

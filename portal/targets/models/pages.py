"""The public page of the action plans."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from events.models.site_page import SitePage


class ActionPlanPage(SitePage, Page):
    """The public page of the action plans: words here, plans and figures from the rows."""

    intro = models.TextField(_("indledning"), blank=True)

    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = []
    template = "targets/action_plan.html"
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("intro")]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]

    class Meta:
        verbose_name = _("handleplanside")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the chosen plan with its measured targets."""
        from portal.targets.overview import plan_context

        return {**super().get_context(request, *args, **kwargs), **plan_context(request)}

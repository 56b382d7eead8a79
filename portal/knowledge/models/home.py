"""The front page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.models.site_page import SitePage


class WayInBlock(blocks.StructBlock):
    """One way in from the front page: for whom, why, and where to."""

    title = blocks.CharBlock(label=_("Overskrift"), max_length=80)
    text = blocks.TextBlock(label=_("Tekst"))
    page = blocks.PageChooserBlock(label=_("Side"))
    link_text = blocks.CharBlock(label=_("Linktekst"), max_length=60)


class HomePage(SitePage, Page):
    """The front page: what VINK is, the ways in, what comes next."""

    intro = models.TextField(_("indledning"), blank=True)
    ways_in = StreamField([("way", WayInBlock())], verbose_name=_("veje ind"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "knowledge/home.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("ways_in"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("forside")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the next activities and the newest articles."""
        from portal.knowledge.queries import home_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **home_context(self, request)}

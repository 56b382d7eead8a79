"""The directory of initiatives and networks."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.models.site_page import SitePage

from .blocks import PageBody


class DirectoryIndexPage(SitePage, Page):
    """The list of initiatives."""

    intro = models.TextField(_("indledning"), blank=True)

    subpage_types: ClassVar[list[str]] = ["knowledge.InitiativePage"]
    template = "knowledge/directory.html"
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("intro")]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("oversigt over indsatser")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the paginated initiatives."""
        from portal.knowledge.queries import child_list_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **child_list_context(self, request, InitiativePage)}


class InitiativePage(SitePage, Page):
    """One initiative, method or network."""

    class Kind(models.TextChoices):
        """What sort of entry it is."""

        UNIT = "enhed", _("Enhed")
        METHOD = "metode", _("Metode")
        NETWORK = "netvaerk", _("Netværk")
        EFFORT = "indsats", _("Indsats")

    kind = models.CharField(_("slags"), max_length=12, choices=Kind, default=Kind.EFFORT)
    area = models.CharField(_("område"), max_length=80, blank=True)
    summary = models.TextField(_("resumé"), max_length=300, blank=True)
    body = StreamField(PageBody(), verbose_name=_("indhold"), blank=True)
    website = models.URLField(_("hjemmeside"), blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)

    parent_page_types: ClassVar[list[str]] = ["knowledge.DirectoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "knowledge/initiative.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("area"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("website"),
        FieldPanel("source"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("indsats")
        verbose_name_plural = _("indsatser")

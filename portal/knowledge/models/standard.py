"""Standard pages: about, privacy, accessibility, who to call."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.models.site_page import SitePage

from .blocks import PageBody


class StandardPage(SitePage, Page):
    """A page of words. ``purpose`` lets menus and forms find the ones they must link to."""

    class Purpose(models.TextChoices):
        """The pages that the portal itself links to."""

        NONE = "", _("Almindelig side")
        PRIVACY = "privacy", _("Privatliv")
        WORRIED = "worried", _("Bekymret")
        ACCESSIBILITY = "accessibility", _("Tilgængelighed")
        ABOUT = "about", _("Om VINK")
        PARENTS = "parents", _("Forældre og pårørende")

    purpose = models.CharField(_("formål"), max_length=16, choices=Purpose, blank=True, default="")
    intro = models.TextField(_("indledning"), blank=True)
    body = StreamField(PageBody(), verbose_name=_("indhold"), blank=True)

    template = "knowledge/standard.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("purpose"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sider")

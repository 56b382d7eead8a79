"""Standard pages: about, privacy, accessibility, who to call."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses import neutral_links
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Lead parents and relatives on to the neutral host, where there is one."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if self.purpose == self.Purpose.PARENTS and settings.VINK_NEUTRAL_HOST:
            language = self.locale.language_code
            context["neutral_url"] = neutral_links.absolute(
                neutral_links.path("list", language=language)
            )
        return context

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sider")

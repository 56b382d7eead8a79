"""Articles of knowledge."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.enums import Level
from events.models.site_page import SitePage

from .blocks import PageBody


class KnowledgeIndexPage(SitePage, Page):
    """ "Mere viden": the list of articles."""

    intro = models.TextField(_("indledning"), blank=True)

    subpage_types: ClassVar[list[str]] = ["knowledge.ArticlePage", "knowledge.LearningPathPage"]
    template = "knowledge/article_index.html"
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("intro")]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("vidensoversigt")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered, paginated articles."""
        from portal.knowledge.queries import article_list_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **article_list_context(self, request)}


class ArticlePage(SitePage, Page):
    """An article, method sheet or report. Carries its level of the prevention triangle."""

    summary = models.TextField(_("resumé"), max_length=300, blank=True)
    level = models.CharField(
        _("niveau i forebyggelsestrekanten"), max_length=10, choices=Level, default=Level.YELLOW
    )
    theme = models.ForeignKey(
        "events.Theme",
        verbose_name=_("tema"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    audiences: ClassVar = ParentalManyToManyField(
        "events.Audience", verbose_name=_("målgrupper"), related_name="+", blank=True
    )
    reading_minutes = models.PositiveSmallIntegerField(_("læsetid i minutter"), default=4)
    body = StreamField(PageBody(), verbose_name=_("indhold"), blank=True)
    sources = models.TextField(_("kilder"), blank=True, help_text=_("Én kilde på hver linje."))

    parent_page_types: ClassVar[list[str]] = ["knowledge.KnowledgeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "knowledge/article.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("level"),
        FieldPanel("theme"),
        FieldPanel("audiences"),
        FieldPanel("reading_minutes"),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("level"),
        index.FilterField("theme"),
    ]

    class Meta:
        verbose_name = _("artikel")
        verbose_name_plural = _("artikler")

    @property
    def source_lines(self) -> list[str]:
        """The sources, one string each."""
        return [line.strip() for line in self.sources.splitlines() if line.strip()]

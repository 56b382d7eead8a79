"""Funding calls."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.models.site_page import SitePage

from .blocks import PageBody


class FundingIndexPage(SitePage, Page):
    """The list of funding calls."""

    intro = models.TextField(_("indledning"), blank=True)

    subpage_types: ClassVar[list[str]] = ["knowledge.FundingCallPage"]
    template = "knowledge/funding_index.html"
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("intro")]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]

    class Meta:
        verbose_name = _("puljeoversigt")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the paginated calls."""
        from portal.knowledge.queries import child_list_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **child_list_context(self, request, FundingCallPage)}


class FundingCallPage(SitePage, Page):
    """One funding call: who may apply, how much, until when."""

    funder = models.CharField(_("giver"), max_length=160, blank=True)
    amount = models.CharField(_("beløb"), max_length=80, blank=True)
    eligible_applicants = models.CharField(_("hvem kan søge"), max_length=200, blank=True)
    deadline = models.DateField(_("ansøgningsfrist"), null=True, blank=True)
    is_closed = models.BooleanField(_("lukket"), default=False)
    summary = models.TextField(_("resumé"), max_length=300, blank=True)
    body = StreamField(PageBody(), verbose_name=_("indhold"), blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)

    parent_page_types: ClassVar[list[str]] = ["knowledge.FundingIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "knowledge/funding_call.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("funder"),
        FieldPanel("amount"),
        FieldPanel("eligible_applicants"),
        FieldPanel("deadline"),
        FieldPanel("is_closed"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("source"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("pulje")
        verbose_name_plural = _("puljer")

    @property
    def is_open(self) -> bool:
        """Whether one can still apply today (Copenhagen date)."""
        if self.is_closed:
            return False
        return self.deadline is None or self.deadline >= timezone.localdate()

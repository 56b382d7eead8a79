"""The activity's page: words and pictures that point at the row which decides."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.models.blocks import ActivityBody
from events.models.site_page import SitePage
from events.panels import ActivityFactsPanel


class ActivityIndexPage(SitePage, Page):
    """The calendar: parent of the activities' pages. Its view lists the rows."""

    intro = models.TextField(_("indledning"), blank=True)

    subpage_types: ClassVar[list[str]] = ["events.ActivityPage"]
    max_count_per_parent = 1
    template = "events/calendar.html"
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("intro")]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("kalender")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered, paginated activities."""
        from events.views.calendar import calendar_context

        return {**super().get_context(request, *args, **kwargs), **calendar_context(request)}


class ActivityPage(SitePage, Page):
    """What people read about an activity. State and seats live on the row."""

    activity = models.ForeignKey(
        "events.Activity",
        verbose_name=_("aktivitet"),
        null=True,
        on_delete=models.PROTECT,
        related_name="pages",
    )
    summary = models.TextField(_("resumé"), max_length=400, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("billede"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(ActivityBody(), verbose_name=_("indhold"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["events.ActivityIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["activity"]
    template = "events/activity.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        ActivityFactsPanel(heading=_("Aktiviteten")),
        FieldPanel("summary"),
        FieldPanel("image"),
        FieldPanel("body"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("aktivitetsside")
        verbose_name_plural = _("aktivitetssider")

    def clean(self) -> None:
        """Refuse a second live page for the same activity and language."""
        super().clean()
        if self.activity_id is None:
            return
        rivals = ActivityPage.objects.filter(
            activity_id=self.activity_id, locale_id=self.locale_id, live=True
        ).exclude(pk=self.pk)
        if rivals.exists():
            raise ValidationError(
                _("Aktiviteten har allerede en udgivet side på dette sprog. Ret den i stedet.")
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the row's facts."""
        from events.views.activity import activity_context

        return {**super().get_context(request, *args, **kwargs), **activity_context(request, self)}

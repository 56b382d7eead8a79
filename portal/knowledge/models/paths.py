"""Learning paths: what to read, attend and learn, in order, and why."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.enums import ActivityKind
from events.models import ActivityPage
from events.models.site_page import SitePage

WHY = _("En sætning: hvad får man ud af det her?")


class StepBlock(blocks.StructBlock):
    """What all steps have: a page, and why one should take the step."""

    def clean(self, value: Any) -> Any:
        """Refuse a page that the step cannot be about, at its field."""
        cleaned = super().clean(value)
        problem = self.problem(cleaned["page"])
        if problem:
            raise StructBlockValidationError(block_errors={"page": ValidationError(problem)})
        return cleaned

    def problem(self, page: Any) -> Any:
        """Return why the page will not do; "" where it does."""
        return ""


class ReadBlock(StepBlock):
    """Something to read."""

    page = blocks.PageChooserBlock(label=_("Side"))
    why = blocks.TextBlock(label=_("Hvorfor"), max_length=240, rows=2, help_text=WHY)

    class Meta:
        icon = "doc-full"
        label = _("Læs")

    def problem(self, page: Any) -> Any:
        """Refuse activities, which have dates: they are steps of their own kind."""
        if ActivityPage.objects.filter(pk=page.pk).exists():
            return _("Det er en aktivitet. Brug «Vær med» eller «Kursus».")
        return ""


class AttendBlock(StepBlock):
    """Something to attend; its next date is found when the path is read."""

    page = blocks.PageChooserBlock(label=_("Aktivitet"), page_type="events.ActivityPage")
    why = blocks.TextBlock(label=_("Hvorfor"), max_length=240, rows=2, help_text=WHY)

    class Meta:
        icon = "calendar"
        label = _("Vær med")

    def problem(self, page: Any) -> Any:
        """Refuse what is discreet: nothing may lead there."""
        if page.activity is None or page.activity.discreet:
            return _("Den aktivitet kan ikke stå i et forløb. Vælg en anden.")
        return ""


class CourseBlock(AttendBlock):
    """A course to take."""

    class Meta:
        icon = "clipboard-list"
        label = _("Kursus")

    def problem(self, page: Any) -> Any:
        """Refuse what is no course, too."""
        refused = super().problem(page)
        if not refused and page.activity.kind != ActivityKind.KURSUS:
            return _("Det er ikke et kursus. Brug «Vær med».")
        return refused


class PathSteps(blocks.StreamBlock):
    """The steps, in order."""

    read = ReadBlock()
    attend = AttendBlock()
    course = CourseBlock()


class LearningPathPage(SitePage, Page):
    """A numbered path through pages, theme days and courses, for someone new."""

    intro = models.TextField(_("indledning"), blank=True, max_length=600)
    steps = StreamField(PathSteps(), verbose_name=_("trin"), blank=True)

    parent_page_types: ClassVar[list[str]] = [
        "knowledge.HomePage",
        "knowledge.KnowledgeIndexPage",
        "knowledge.StandardPage",
    ]
    subpage_types: ClassVar[list[str]] = []
    template = "knowledge/learning_path.html"
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("steps"),
    ]
    settings_panels: ClassVar[list] = [*Page.settings_panels, *SitePage.upkeep_panels]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("steps"),
    ]

    class Meta:
        verbose_name = _("læringsforløb")
        verbose_name_plural = _("læringsforløb")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the steps as they stand now."""
        from portal.knowledge.paths import steps_of

        context = super().get_context(request, *args, **kwargs)
        return {**context, "steps": steps_of(self, request)}

"""Readings of the targets over time, and the yearly status reports made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr

from .plans import Plan
from .targets import Target


class TargetReading(models.Model):
    """What a target had come to on a Copenhagen day (``portal.targets.readings``).

    The last one of each month stays: it is the target's history. The newest is what pages show,
    so that their time does not grow with what there is to count.
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField(_("opgjort"))
    figures = models.JSONField(_("tal"))

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["target", "day"]
        constraints = [models.UniqueConstraint(fields=["target", "day"], name="reading_once_a_day")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.day}"


class StatusReport(models.Model):
    """A yearly status report: a draft that follows the figures, frozen when it is published.

    ``figures`` are the targets' as they stood on ``as_of``; a published report is read from
    them alone, whatever is deleted or corrected later. ``number`` counts a plan's reports.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField(_("år"))
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    foreword = models.TextField(_("forord"), blank=True, validators=[validate_no_cpr])
    as_of = models.DateField(_("opgjort"), null=True, blank=True, editable=False)
    figures = models.JSONField(default=dict, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("statusrapport")
        verbose_name_plural = _("statusrapporter")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year"], name="report_once_a_year"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(as_of__isnull=False),
                name="report_published_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether it is frozen."""
        return self.published_at is not None


class ReportComment(models.Model):
    """The editor's words about one target in one report."""

    report = models.ForeignKey(StatusReport, on_delete=models.CASCADE, related_name="comments")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("kommentar"), blank=True, validators=[validate_no_cpr])

    class Meta:
        verbose_name = _("kommentar til et mål")
        verbose_name_plural = _("kommentarer til mål")
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="report_comment_once")
        ]

    def __str__(self) -> str:
        return f"kommentar {self.pk}"


class ReportFile(models.Model):
    """The published report's papers, as they were made when it was published."""

    report = models.ForeignKey(StatusReport, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("xlsx", "XLSX")])
    content = models.BinaryField()

    class Meta:
        verbose_name = _("rapportfil")
        verbose_name_plural = _("rapportfiler")
        constraints = [
            models.UniqueConstraint(fields=["report", "language", "kind"], name="report_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.language}.{self.kind}"

"""What every page of the site carries: an owner, a date of review, SEO."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class SitePage(models.Model):
    """Abstract mixin for pages: who answers for the words, and when they are looked at again."""

    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ansvarlig"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review_by = models.DateField(_("gennemses senest"), null=True, blank=True)

    upkeep_panels: ClassVar[list] = [
        MultiFieldPanel(
            [FieldPanel("responsible"), FieldPanel("review_by")], heading=_("Vedligehold")
        )
    ]

    class Meta:
        abstract = True

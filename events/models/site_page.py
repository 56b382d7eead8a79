"""What every page of the site carries: an owner, a date of review, SEO."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue

from events.validators import validate_no_cpr


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

    def clean(self) -> None:
        """Refuse CPR numbers in everything the page says, each error at its field."""
        super().clean()
        errors: dict[str, ValidationError] = {}
        for field in self._meta.concrete_fields:
            try:
                for text in _texts(field, getattr(self, field.attname)):
                    validate_no_cpr(text)
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)


def _texts(field: models.Field, value: Any) -> Iterable[str]:
    """Return what people have typed into a field of a page."""
    if isinstance(value, StreamValue):
        return value.stream_block.get_searchable_content(value)
    return [value] if field.editable and isinstance(value, str) else []

"""The city's school holidays, as a list that staff keep; the rule by weeks is in the code."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SchoolHoliday(models.Model):
    """One school holiday: its first and last day, both included (Copenhagen's days).

    A year with rows is told by them; any other by the rule in ``events.schooldays``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("navn"), max_length=80)
    first = models.DateField(_("første dag"))
    last = models.DateField(_("sidste dag"))

    class Meta:
        verbose_name = _("skoleferie")
        verbose_name_plural = _("skoleferier")
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="school_holiday_in_order",
                violation_error_message=_("Ferien skal slutte, efter at den er begyndt."),
            )
        ]

    def __str__(self) -> str:
        return self.title

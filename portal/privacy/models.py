"""Proof that deletion ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """One run of one retention rule: which, when, how many rows; no names."""

    rule = models.SlugField(_("regel"), max_length=60)
    ran_at = models.DateTimeField(_("kørt"), auto_now_add=True)
    deleted = models.PositiveIntegerField(_("slettede rækker"))

    class Meta:
        verbose_name = _("sletning")
        verbose_name_plural = _("sletninger")
        ordering = ["-ran_at"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.deleted}"

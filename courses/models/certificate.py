"""Certificates of attendance and reminders to refresh, each a row of its own."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registration import CODE_ALPHABET

CODE_LENGTH = 12


def new_code() -> str:
    """Return twelve random characters (60 bits): what is printed, and looked up."""
    return "".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH))


class Certificate(models.Model):
    """That a certificate was issued. Without a name: a keyed hash can only confirm one typed.

    It goes with the registration, unless the holder asked to keep it until ``kept_until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    # Empty once the registration is deleted and the certificate was to be kept.
    registration = models.OneToOneField(
        "events.Registration",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="certificate",
    )
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.PROTECT, related_name="certificates"
    )
    name_hash = models.CharField(max_length=64, editable=False)
    issued_on = models.DateField(_("udstedt"))
    refresh_by = models.DateField(_("bør opfriskes senest"), null=True, blank=True)
    kept_until = models.DateField(_("gemmes til"), null=True, blank=True)

    class Meta:
        verbose_name = _("deltagerbevis")
        verbose_name_plural = _("deltagerbeviser")
        indexes = [models.Index(fields=["kept_until"], name="certificate_kept_until")]

    def __str__(self) -> str:
        return f"deltagerbevis {str(self.pk)[:8]}"


class Refresher(models.Model):
    """Someone asked to be reminded that her training should be refreshed; gone once she is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="refreshers"
    )
    email = models.EmailField()
    language = models.CharField(max_length=8, default="da")
    due_on = models.DateField(db_index=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("påmindelse om opfriskning")
        verbose_name_plural = _("påmindelser om opfriskning")
        constraints = [models.UniqueConstraint(fields=["activity", "email"], name="refresher_once")]

    def __str__(self) -> str:
        return f"opfriskning {str(self.pk)[:8]}"

"""Other systems: addresses that are told, feeds to subscribe to."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import OutboxState


def new_webhook_secret() -> str:
    """Return 256 random bits for signing."""
    return secrets.token_hex(32)


class Webhook(models.Model):
    """An address that is told of what happens: ids and counts only, nothing personal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("navn"), max_length=60)
    url = models.URLField(_("adresse"), help_text=_("Skal begynde med https://."))
    secret = models.CharField(_("nøgle"), max_length=64, default=new_webhook_secret, editable=False)
    kinds = models.JSONField(_("hændelser"), default=list)
    active = models.BooleanField(_("i brug"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message to one address: delivered, tried again with growing pauses, or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.SlugField(_("hændelse"), max_length=40)
    payload = models.JSONField()
    state = models.CharField(
        _("tilstand"), max_length=8, choices=OutboxState, default=OutboxState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("forsøg"), default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("hændt"), auto_now_add=True)

    class Meta:
        verbose_name = _("levering")
        verbose_name_plural = _("leveringer")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "due_at"], name="webhook_due")]

    def __str__(self) -> str:
        return f"levering {str(self.pk)[:8]}"


class CalendarSubscription(models.Model):
    """The version of one account's private calendar address; raising it ends the old one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="calendar_subscription",
    )
    version = models.PositiveIntegerField(default=1)
    # The name-free feed of all activities, for staff.
    staff_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("kalenderabonnement")
        verbose_name_plural = _("kalenderabonnementer")

    def __str__(self) -> str:
        return f"abonnement {str(self.pk)[:8]}"

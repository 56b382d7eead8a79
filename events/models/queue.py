"""What the queue decided and why, and whom staff must ring."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import DecisionKind


class QueueDecision(models.Model):
    """One decision about one registration: kind, time, numbers. No names, no free words.

    Goes with the registration, by its retention.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="decisions"
    )
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="decisions"
    )
    kind = models.CharField(max_length=16, choices=DecisionKind)
    params = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("afgørelse i køen")
        verbose_name_plural = _("afgørelser i køen")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["activity", "-at"], name="decision_activity_at")]

    def __str__(self) -> str:
        return f"afgørelse {str(self.pk)[:8]}"


class CallTask(models.Model):
    """ "Ring til": one message for one person who has no e-mail."""

    class State(models.TextChoices):
        """How the call went."""

        OPEN = "open", _("Skal ringes op")
        NO_ANSWER = "no_answer", _("Intet svar")
        REACHED = "reached", _("Talt med")
        DROPPED = "dropped", _("Ikke længere nødvendig")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="calls"
    )
    kind = models.SlugField(_("slags besked"), max_length=40)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.OPEN)
    attempts = models.PositiveSmallIntegerField(_("forsøg"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("opkald")
        verbose_name_plural = _("opkald")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["state", "created_at"], name="call_open")]

    def __str__(self) -> str:
        return f"opkald {str(self.pk)[:8]}"

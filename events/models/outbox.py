"""Outgoing mail as rows, and the lease of the clock."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import OutboxState


class OutboxMessage(models.Model):
    """One mail to send: template, recipient row and parameters; never a body or a token.

    When it is delivered or given up, recipient and parameters are emptied: what stays is
    kind, state and day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(_("slags"), max_length=40)
    registration = models.ForeignKey(
        "events.Registration", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Mails to others than participants; at most one of the recipients is set.
    booking = models.ForeignKey(
        "events.Booking", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    helper = models.ForeignKey(
        "events.ActivityHelper", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    host_request = models.ForeignKey(
        "events.HostRequest", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    member = models.ForeignKey(
        "events.NetworkMember", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # A row of another app, which renders the mail itself (``events.letters``).
    subject_key = models.UUIDField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("tilstand"), max_length=8, choices=OutboxState, default=OutboxState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("forsøg"), default=0)
    # The class of what went wrong last, while the mail is still to be tried again.
    error = models.CharField(_("fejl"), max_length=60, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_on = models.DateField(_("dag"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["due_at"]
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"mail {self.kind} {str(self.pk)[:8]}"


class ClockLease(models.Model):
    """Who runs the clock now: one row, leased, so that two clocks do not run at once."""

    name = models.SlugField(primary_key=True, max_length=40)
    held_until = models.DateTimeField()
    last_tick = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ur")
        verbose_name_plural = _("ure")

    def __str__(self) -> str:
        return self.name

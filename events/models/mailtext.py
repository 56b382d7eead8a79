"""What the organisers write in mails: the standing texts, and single messages."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr

LANGUAGES = [("da", "Dansk"), ("en", "English")]


class MailText(models.Model):
    """Subject and opening words of one kind of mail in one language, in place of our own.

    Facts, links, calendar files and the foot stay as the templates make them.
    """

    kind = models.SlugField(_("mail"), max_length=40)
    language = models.CharField(
        _("sprog"), max_length=8, choices=[("da", "Dansk"), ("en", "English")]
    )
    subject = models.CharField(_("emne"), max_length=120, validators=[validate_no_cpr])
    body = models.TextField(_("tekst"), max_length=3000, validators=[validate_no_cpr])
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("mailtekst")
        verbose_name_plural = _("mailtekster")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="mail_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class OrganiserMessage(models.Model):
    """A message from the organiser to a chosen group of one activity's participants."""

    class Group(models.TextChoices):
        """To whom."""

        CONFIRMED = "confirmed", _("Alle med plads")
        WAITING = "waiting", _("Ventelisten")
        PENDING = "pending", _("De, der afventer godkendelse")
        PRESENT = "present", _("De, der mødte op")
        ABSENT = "absent", _("De, der udeblev")
        UNANSWERED = "unanswered", _("De, der mangler at svare på spørgsmål")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="messages"
    )
    group = models.CharField(_("til"), max_length=12, choices=Group, default=Group.CONFIRMED)
    subject = models.CharField(_("emne"), max_length=120, validators=[validate_no_cpr])
    body = models.TextField(_("besked"), max_length=5000, validators=[validate_no_cpr])
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField(_("antal modtagere"), default=0)

    class Meta:
        verbose_name = _("besked til deltagere")
        verbose_name_plural = _("beskeder til deltagere")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"besked {str(self.pk)[:8]}"

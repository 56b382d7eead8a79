"""An application to a course: what the applicant says, and what the organiser means to answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import Experience, Profession, Verdict
from events.enums import ApprovalReason
from events.validators import validate_no_cpr


class Application(models.Model):
    """One person's application. Words and verdict, no scores; gone six months after the answer."""

    registration = models.OneToOneField(
        "events.Registration",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="application",
    )
    profession = models.CharField(_("faggruppe"), max_length=20, choices=Profession)
    experience = models.CharField(_("erfaring med unge"), max_length=20, choices=Experience)
    background = models.TextField(
        _("baggrund"), max_length=1500, blank=True, validators=[validate_no_cpr]
    )
    motivation = models.TextField(_("begrundelse"), max_length=1500, validators=[validate_no_cpr])
    verdict = models.CharField(
        _("afgørelse"), max_length=8, choices=Verdict, default=Verdict.UNDECIDED, blank=True
    )
    reason = models.CharField(_("grund"), max_length=20, choices=ApprovalReason, blank=True)
    # In which order reserves stand when the answers go out; the order of the verdicts.
    rank = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(_("besvaret"), null=True, blank=True)
    created_at = models.DateTimeField(_("modtaget"), auto_now_add=True)

    class Meta:
        verbose_name = _("ansøgning")
        verbose_name_plural = _("ansøgninger")
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DECLINE) | ~Q(reason=""),
                name="application_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(verdict=Verdict.DECLINE),
                name="application_reason_only_when_declined",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(verdict=Verdict.UNDECIDED),
                name="application_answered_with_a_verdict",
            ),
        ]
        indexes = [models.Index(fields=["answered_at"], name="application_answered")]

    def __str__(self) -> str:
        return f"ansøgning {str(self.pk)[:8]}"

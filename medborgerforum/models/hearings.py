"""Open hearings: the question, the written statements, the city's report."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import Behalf, ForumLanguage, NotPublished, StatementState


class Hearing(models.Model):
    """What an open hearing has beyond its activity."""

    activity = models.OneToOneField(
        "events.Activity", primary_key=True, on_delete=models.CASCADE, related_name="hearing"
    )
    question = models.TextField(
        _("hvad spørger vi om?"), max_length=3000, blank=True, validators=[validate_no_cpr]
    )
    question_en = models.TextField(
        _("spørgsmålet på engelsk"), max_length=3000, blank=True, validators=[validate_no_cpr]
    )
    statements_from = models.DateTimeField(_("høringssvar fra"), null=True, blank=True)
    statements_until = models.DateTimeField(_("høringssvar indtil"), null=True, blank=True)
    report = models.TextField(
        _("afsluttende rapport"), max_length=30_000, blank=True, validators=[validate_no_cpr]
    )
    report_published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("åben høring")
        verbose_name_plural = _("åbne høringer")
        constraints = [
            models.CheckConstraint(
                condition=Q(statements_until__isnull=True)
                | Q(statements_from__isnull=True)
                | Q(statements_until__gt=F("statements_from")),
                name="hearing_window_in_order",
                violation_error_message=_("Fristen skal ligge efter den dag, man kan svare fra."),
            )
        ]

    def __str__(self) -> str:
        return f"høring {str(self.pk)[:8]}"


class Statement(models.Model):
    """A written statement (høringssvar). No person's name: a mailbox at most, to withdraw by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="statements")
    behalf = models.CharField(_("på vegne af"), max_length=12, choices=Behalf)
    association_name = models.CharField(
        _("foreningens navn"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    # Where a member wrote behind her own link: then the name is known to be right.
    association = models.ForeignKey(
        "medborgerforum.Association",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = models.TextField(_("høringssvar"), max_length=10_000, validators=[validate_no_cpr])
    language = models.CharField(max_length=8, choices=ForumLanguage, default=ForumLanguage.DA)
    consent = models.BooleanField(_("må offentliggøres"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(
        _("status"), max_length=14, choices=StatementState, default=StatementState.RECEIVED
    )
    not_published = models.CharField(
        _("hvorfor ikke offentliggjort"), max_length=10, choices=NotPublished, blank=True
    )
    reply = models.TextField(
        _("kommunens svar"), max_length=6000, blank=True, validators=[validate_no_cpr]
    )
    replied_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("modtaget"), auto_now_add=True)

    class Meta:
        verbose_name = _("høringssvar")
        verbose_name_plural = _("høringssvar")
        ordering: ClassVar = ["-created_at", "id"]
        indexes = [models.Index(fields=["hearing", "state"], name="statement_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(consent=True, published_at__isnull=False),
                name="statement_published_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(body="", email="", reply="", association_name="", association__isnull=True),
                name="statement_withdrawn_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(behalf="citizen") | Q(association_name="", association__isnull=True),
                name="statement_of_a_citizen_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"høringssvar {str(self.pk)[:8]}"

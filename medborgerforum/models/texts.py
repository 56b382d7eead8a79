"""The editor's texts on the forum's pages."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import ForumLanguage, ForumTextKey


class ForumText(models.Model):
    """One text in one language. Legal wording counts only once somebody has approved it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(_("tekst"), max_length=20, choices=ForumTextKey)
    language = models.CharField(_("sprog"), max_length=8, choices=ForumLanguage)
    body = models.TextField(
        _("tekst"),
        max_length=6000,
        validators=[validate_no_cpr],
        help_text=_("Blank linje mellem afsnit. «## » foran en linje gør den til overskrift."),
    )
    approved_by = models.CharField(
        _("godkendt af"), max_length=120, blank=True, validators=[validate_no_cpr]
    )
    approved_on = models.DateField(_("godkendt den"), null=True, blank=True)

    class Meta:
        verbose_name = _("tekst i medborgerforum")
        verbose_name_plural = _("tekster i medborgerforum")
        ordering: ClassVar = ["key", "language"]
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="forum_text_once"),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, approved_by="")
                | (Q(approved_on__isnull=False) & ~Q(approved_by="")),
                name="forum_text_approved_by_and_on",
                violation_error_message=_("Skriv både, hvem der har godkendt teksten, og hvornår."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.language})"

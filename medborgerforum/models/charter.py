"""The charter of democratic values: versions and their texts, unchangeable once published."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import ForumLanguage


class CharterVersion(models.Model):
    """One version of the charter. A trigger keeps published rows as they are.

    ``accept_by`` is the last day (Copenhagen) on which members may accept a material version
    and go on signing up; ``lapse_on`` the day on which a membership without it ends. Both are
    empty for the first version and for those that change nothing of weight.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("nummer"), unique=True)
    valid_from = models.DateField(_("gælder fra"))
    material = models.BooleanField(
        _("væsentlig ændring"),
        default=True,
        help_text=_("Medlemmerne skal tilslutte sig den nye version."),
    )
    accept_by = models.DateField(
        _("tilslutning senest"),
        null=True,
        blank=True,
        help_text=_("Derefter kan kun de medlemmer, der har tilsluttet sig, tilmelde sig møder."),
    )
    lapse_on = models.DateField(
        _("medlemskab udløber"),
        null=True,
        blank=True,
        help_text=_("Dagen, hvor et medlemskab uden tilslutning ender."),
    )
    changes = models.TextField(
        _("hvad er nyt"), blank=True, max_length=2000, validators=[validate_no_cpr]
    )
    published_at = models.DateTimeField(_("offentliggjort"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("version af charteret")
        verbose_name_plural = _("versioner af charteret")
        ordering: ClassVar = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accept_by__isnull=True, lapse_on__isnull=True)
                | Q(material=True, accept_by__gte=F("valid_from"), lapse_on__gt=F("accept_by")),
                name="charter_dates_in_order",
                violation_error_message=_(
                    "Fristen skal ligge efter den dag, versionen gælder fra, og medlemskabet "
                    "udløbe efter fristen. Begge dage hører kun til en væsentlig ændring."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"charter, version {self.number}"


class CharterText(models.Model):
    """One version in one language. The Danish binds; a mended translation is a new revision.

    ``sha256`` is that of the text as served by the page "som ren tekst" (UTF-8, NFC): see
    ``medborgerforum.charter.canonical``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(_("sprog"), max_length=8, choices=ForumLanguage)
    revision = models.PositiveSmallIntegerField(_("udgave"), default=1, editable=False)
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    body = models.TextField(
        _("tekst"),
        validators=[validate_no_cpr],
        help_text=_("Blank linje mellem afsnit. «## » foran en linje gør den til overskrift."),
    )
    checked_by = models.CharField(
        _("gennemset af"),
        max_length=120,
        blank=True,
        validators=[validate_no_cpr],
        help_text=_(
            "Den, der står inde for teksten. For en oversættelse også for, at portalens sider "
            "på sproget kan forstås."
        ),
    )
    checked_on = models.DateField(_("gennemset den"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("charterets tekst")
        verbose_name_plural = _("charterets tekster")
        ordering: ClassVar = ["version", "language", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language", "revision"], name="charter_text_once"
            ),
            models.CheckConstraint(
                condition=~Q(language="da") | Q(revision=1),
                name="charter_danish_has_one_revision",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (~Q(sha256="") & ~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="charter_text_published_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

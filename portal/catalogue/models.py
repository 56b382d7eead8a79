"""A catalogue: which activities it tells of, and the files that were made of it.

It holds no words about the activities: those are read from the activities and their pages
whenever the catalogue is shown or printed. It holds nobody's name.
"""

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.models import Activity
from events.validators import validate_no_cpr


def _in_language(danish: str, english: str) -> str:
    return english if translation.get_language() == "en" and english else danish


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    """Reusable selections of catalogues."""

    def published(self) -> "CatalogueQuerySet":
        """Return those that the public may read, the newest period first."""
        return self.filter(published=True).order_by("-period_start", "-pk")


class Catalogue(models.Model):
    """One catalogue of a period, as dates in Copenhagen."""

    title = models.CharField(_("titel"), max_length=120, validators=[validate_no_cpr])
    title_en = models.CharField(
        _("titel på engelsk"), max_length=120, blank=True, validators=[validate_no_cpr]
    )
    slug = models.SlugField(
        _("adresse"),
        max_length=60,
        unique=True,
        help_text=_("Katalogets navn i adressen, fx foraar-2027."),
    )
    introduction = models.TextField(
        _("indledning"), blank=True, max_length=1500, validators=[validate_no_cpr]
    )
    introduction_en = models.TextField(
        _("indledning på engelsk"), blank=True, max_length=1500, validators=[validate_no_cpr]
    )
    period_start = models.DateField(_("fra"))
    period_end = models.DateField(_("til"))
    whole_period = models.BooleanField(
        _("tag alle i perioden"),
        default=False,
        help_text=_("Også dem, der kommer til senere. Så behøver du ikke vælge nedenfor."),
    )
    activities: models.ManyToManyField = models.ManyToManyField(
        Activity,
        through="catalogue.CatalogueEntry",
        verbose_name=_("aktiviteter"),
        related_name="+",
        blank=True,
    )
    published = models.BooleanField(
        _("udgivet"), default=False, help_text=_("Så kan alle læse det og hente PDF'en.")
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("katalog")
        verbose_name_plural = _("kataloger")
        ordering = ["-period_start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="catalogue_period_in_order",
                violation_error_message=_("Perioden skal slutte, efter at den er begyndt."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the path of its page in the active language."""
        return reverse("catalogues:catalogue", args=[self.slug])

    @property
    def display_title(self) -> str:
        """The title in the language now active."""
        return _in_language(self.title, self.title_en)

    @property
    def display_introduction(self) -> str:
        """The introduction in the language now active."""
        return _in_language(self.introduction, self.introduction_en)


class CatalogueEntry(models.Model):
    """An activity that staff chose. What may be shown of it is asked when it is shown."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="entries")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("aktivitet i kataloget")
        verbose_name_plural = _("aktiviteter i kataloget")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "activity"], name="catalogue_entry_once_per_activity"
            )
        ]

    def __str__(self) -> str:
        return f"valg {self.pk}"

    def clean(self) -> None:
        """Refuse an activity that public lists may not show."""
        super().clean()
        if not Activity.objects.public().filter(pk=self.activity_id).exists():
            raise ValidationError(_("Kun offentlige aktiviteter kan stå i kataloget."))


class CatalogueFile(models.Model):
    """The booklet as it was printed last, in one language.

    In the database, as the jobs' documents are: taking the catalogue back takes it back, too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("sprog"), max_length=8)
    file = models.BinaryField(editable=False)
    pages = models.PositiveSmallIntegerField(_("sider"))
    made_at = models.DateTimeField(_("lavet"))
    # Keys of the activities that it tells of: it is handed out only while all are public.
    tells_of = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("trykt katalog")
        verbose_name_plural = _("trykte kataloger")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "language"], name="catalogue_file_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"katalogfil {str(self.pk)[:8]}"

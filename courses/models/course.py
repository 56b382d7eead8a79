"""What a training is beyond an activity: aims, programme, teachers, materials, its rule."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from courses.enums import Release
from events.validators import validate_no_cpr


def _in_language(danish: str, english: str) -> str:
    """Return the text in the language now active, Danish where there is no other."""
    return english if translation.get_language() == "en" and english else danish


class Course(models.Model):
    """The training side of one activity. An activity without this row is no course."""

    activity = models.OneToOneField(
        "events.Activity", primary_key=True, on_delete=models.CASCADE, related_name="course"
    )
    aims = models.TextField(
        _("mål"),
        blank=True,
        max_length=3000,
        validators=[validate_no_cpr],
        help_text=_("Hvad kan deltageren bagefter? Ét mål på hver linje. Står på beviset."),
    )
    aims_en = models.TextField(
        _("mål på engelsk"), blank=True, max_length=3000, validators=[validate_no_cpr]
    )
    hours = models.DecimalField(
        _("timer"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5"))],
        help_text=_("Undervisningstimer i alt, som de står på beviset."),
    )
    sessions_needed = models.PositiveSmallIntegerField(
        _("mødegange, der skal til"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Så mange skal man have været med til. Tomt: dem alle."),
    )
    gives_certificate = models.BooleanField(_("giver deltagerbevis"), default=True)
    refresh_months = models.PositiveSmallIntegerField(
        _("bør opfriskes efter, måneder"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Tomt: beviset bliver ikke for gammelt."),
    )
    takes_applications = models.BooleanField(
        _("optagelse efter ansøgning"),
        default=False,
        help_text=_("Man søger med begrundelse og baggrund, og ingen får plads før svaret."),
    )

    class Meta:
        verbose_name = _("kursus")
        verbose_name_plural = _("kurser")
        constraints = [
            models.CheckConstraint(
                condition=Q(sessions_needed__isnull=True) | Q(sessions_needed__gte=1),
                name="course_needs_at_least_one_session",
            )
        ]

    def __str__(self) -> str:
        return f"kursus {str(self.pk)[:8]}"

    @property
    def display_aims(self) -> list[str]:
        """The aims in the active language, one a line."""
        text = _in_language(self.aims, self.aims_en)
        return [line.strip(" –-•\t") for line in text.splitlines() if line.strip(" –-•\t")]


class CoursePart(models.Model):
    """The programme of one session, and whether one has to have been there."""

    session = models.OneToOneField(
        "events.Session", primary_key=True, on_delete=models.CASCADE, related_name="part"
    )
    required = models.BooleanField(_("skal være med"), default=False)
    programme = models.TextField(
        _("program"), blank=True, max_length=3000, validators=[validate_no_cpr]
    )
    programme_en = models.TextField(
        _("program på engelsk"), blank=True, max_length=3000, validators=[validate_no_cpr]
    )

    class Meta:
        verbose_name = _("program for en mødegang")
        verbose_name_plural = _("program for mødegange")

    def __str__(self) -> str:
        return f"program {str(self.pk)[:8]}"

    @property
    def display_programme(self) -> str:
        """The programme in the active language."""
        return _in_language(self.programme, self.programme_en)


class CourseTeacher(models.Model):
    """Someone who teaches, as the course's page names her."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teachers")
    name = models.CharField(_("navn"), max_length=120, validators=[validate_no_cpr])
    title = models.CharField(
        _("titel og arbejdsplads"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("underviser")
        verbose_name_plural = _("undervisere")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return f"underviser {str(self.pk)[:8]}"


class CourseMaterial(models.Model):
    """A document or link of one session, for those who are admitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "events.Session", on_delete=models.CASCADE, related_name="materials"
    )
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    title_en = models.CharField(
        _("titel på engelsk"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("dokument"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url = models.URLField(_("link"), blank=True)
    release = models.CharField(
        _("åbner"), max_length=10, choices=Release, default=Release.ADMISSION
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("materiale")
        verbose_name_plural = _("materialer")
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, url="")
                | (Q(document__isnull=True) & ~Q(url="")),
                name="course_material_is_document_or_link",
                violation_error_message=_("Vælg et dokument, eller skriv et link, ikke begge."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def display_title(self) -> str:
        """The title in the active language."""
        return _in_language(self.title, self.title_en)

"""Targets as data: what is counted, the threshold, and figures published elsewhere."""

import uuid
from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .plans import Track, in_language


class TargetKind(models.TextChoices):
    """Kinds of measure; ``measurement.py`` has one function for each."""

    SURVEY_SHARE = "survey_share", _("Andel i spørgeskema")
    CONJUNCTIVE_SURVEY_SHARE = "conjunctive_survey_share", _("Andel, hvor flere svar skal passe")
    DISTINCT_ATTENDERS = "distinct_attenders", _("Forskellige deltagere")
    HEAD_COUNT = "head_count", _("Fremmøder")
    ACTIVITIES_HELD = "activities_held", _("Afholdte aktiviteter")
    ACTIVE_ASSOCIATIONS = "active_associations", _("Aktive foreninger")
    PUBLISHED_FIGURE = "published_figure", _("Tal offentliggjort andetsteds")


class Target(models.Model):
    """One target of a track. What is counted is data: kind, filters, threshold, period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="targets")
    code = models.SlugField(_("kode"), max_length=20, unique=True)
    title = models.CharField(_("mål"), max_length=300)
    title_en = models.CharField(_("mål på engelsk"), max_length=300, blank=True)
    definition = models.TextField(_("sådan tælles der"), blank=True)
    definition_en = models.TextField(_("sådan tælles der, på engelsk"), blank=True)
    kind = models.CharField(_("slags mål"), max_length=30, choices=TargetKind)
    threshold_numerator = models.PositiveIntegerField(
        _("tærskel"),
        null=True,
        blank=True,
        help_text=_("Antal, eller tæller af en andel (80 af 100). Tom: tallet mangler i kilden."),
    )
    threshold_denominator = models.PositiveIntegerField(
        _("nævner"), default=1, help_text=_("1 for antal, 100 for procent.")
    )
    threshold_note = models.CharField(
        _("hvorfor tærsklen mangler"),
        max_length=120,
        blank=True,
        help_text=_("Fx »planen sætter intet tal«."),
    )
    threshold_note_en = models.CharField(
        _("hvorfor tærsklen mangler, på engelsk"), max_length=120, blank=True
    )
    unit = models.CharField(_("enhed"), max_length=60, blank=True)
    unit_en = models.CharField(_("enhed på engelsk"), max_length=60, blank=True)
    # Filters of the measure, by the floor's plain keys.
    activity_kinds = models.JSONField(_("slags aktiviteter"), default=list, blank=True)
    roles = models.JSONField(_("roller"), default=list, blank=True)
    audiences = models.JSONField(_("målgrupper"), default=list, blank=True)
    workplace_kinds = models.JSONField(_("slags arbejdspladser"), default=list, blank=True)
    question_keys = models.JSONField(_("spørgsmål"), default=list, blank=True)
    not_relevant_counts = models.BooleanField(
        _("»ikke relevant for mig« tæller med i grundlaget"),
        default=False,
        help_text=_(
            "Uden hak regnes de, der har svaret »ikke relevant for mig«, ikke med. Begge tal "
            "vises; hakket afgør, hvilket målet bedømmes på."
        ),
    )
    population = models.SlugField(_("målpopulation"), max_length=40, blank=True)
    period_start = models.DateField(_("fra"), null=True, blank=True)
    period_end = models.DateField(_("til"), null=True, blank=True)
    # What it was before the plan, where that is known: a count, or percent of a share.
    baseline = models.DecimalField(
        _("udgangspunkt"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    baseline_note = models.CharField(_("udgangspunktets år og kilde"), max_length=200, blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)
    # Different people, counted for the last time: see ``attenders.freeze``.
    frozen_count = models.PositiveIntegerField(
        _("endeligt antal deltagere"), null=True, blank=True, editable=False
    )
    frozen_on = models.DateField(_("gjort op"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mål")
        verbose_name_plural = pgettext_lazy("flertal", "mål")
        ordering = ["track", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold_denominator__gte=1), name="target_denominator_positive"
            ),
            models.CheckConstraint(
                condition=Q(frozen_count__isnull=True, frozen_on__isnull=True)
                | Q(frozen_count__isnull=False, frozen_on__isnull=False),
                name="target_frozen_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def display_title(self) -> str:
        """The target in the language now active."""
        return in_language(self.title, self.title_en)

    @property
    def display_definition(self) -> str:
        """The way of counting in the language now active."""
        return in_language(self.definition, self.definition_en)

    @property
    def threshold(self) -> Fraction | None:
        """The threshold as a count or as a fraction of 1; None where the source has none."""
        if self.threshold_numerator is None:
            return None
        return Fraction(self.threshold_numerator, self.threshold_denominator)

    @property
    def display_threshold_note(self) -> str:
        """Why there is no threshold, in the language now active; empty where one is set."""
        return in_language(self.threshold_note, self.threshold_note_en)

    @property
    def display_unit(self) -> str:
        """The unit in the language now active."""
        return in_language(self.unit, self.unit_en)


class AttenderKey(models.Model):
    """The random key of one target's codes; without it they say nothing, so both go together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="attender_key")
    secret = models.CharField(max_length=64, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("nøgle til deltagerkoder")
        verbose_name_plural = _("nøgler til deltagerkoder")

    def __str__(self) -> str:
        return f"nøgle {str(self.pk)[:8]}"


class CountedAttender(models.Model):
    """The code of one who came and has been deleted: see ``attenders.remember``."""

    # Random, so that the order of the rows does not tell who came together.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(AttenderKey, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deltagerkode")
        verbose_name_plural = _("deltagerkoder")
        constraints = [
            # One key to a target: so once per target.
            models.UniqueConstraint(fields=["key", "digest"], name="counted_attender_once")
        ]

    def __str__(self) -> str:
        return f"deltagerkode {str(self.pk)[:8]}"


class PublishedFigure(models.Model):
    """A figure published elsewhere: a number, a date, a source, entered by an editor."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="figures")
    value = models.DecimalField(_("tal"), max_digits=10, decimal_places=2)
    as_of = models.DateField(_("pr."))
    source = models.CharField(_("kilde"), max_length=200)

    class Meta:
        verbose_name = _("offentliggjort tal")
        verbose_name_plural = _("offentliggjorte tal")
        ordering = ["-as_of"]

    def __str__(self) -> str:
        return f"{self.value} ({self.as_of})"

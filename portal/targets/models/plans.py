"""Action plans as data: a plan with its period, its tracks and its budget."""

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from events.validators import validate_no_cpr

NO_CPR = [validate_no_cpr]
"""For words written in rows of a form, where the form itself looks at its own fields alone."""


def in_language(danish: str, english: str) -> str:
    """Return the words in the language now active; Danish where there is no English."""
    return english if translation.get_language() == "en" and english else danish


class Plan(ClusterableModel):
    """One action plan (handleplan) with its period, as dates in Copenhagen time."""

    key = models.SlugField(_("nøgle"), max_length=40, unique=True)
    title = models.CharField(_("titel"), max_length=160)
    title_en = models.CharField(_("titel på engelsk"), max_length=160, blank=True)
    summary = models.TextField(_("resumé"), blank=True)
    summary_en = models.TextField(_("resumé på engelsk"), blank=True)
    period_start = models.DateField(_("fra"))
    period_end = models.DateField(_("til"))
    source = models.CharField(_("kilde"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("handleplan")
        verbose_name_plural = _("handleplaner")
        ordering = ["-period_start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")), name="plan_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def display_title(self) -> str:
        """The title in the language now active."""
        return in_language(self.title, self.title_en)

    @property
    def display_summary(self) -> str:
        """The summary in the language now active."""
        return in_language(self.summary, self.summary_en)


class Track(models.Model):
    """One track (spor) of a plan, with its intended effect in words."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="tracks")
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("titel"), max_length=160, validators=NO_CPR)
    title_en = models.CharField(
        _("titel på engelsk"), max_length=160, blank=True, validators=NO_CPR
    )
    effect = models.TextField(_("effekt"), blank=True, validators=NO_CPR)
    effect_en = models.TextField(_("effekt på engelsk"), blank=True, validators=NO_CPR)
    # What the yearly survey asks about the effect, and whom: see ``portal.targets.effects``.
    effect_question = models.SlugField(_("spørgsmål om effekten"), max_length=60, blank=True)
    effect_population = models.SlugField(_("hvem der spørges"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("spor")
        verbose_name_plural = pgettext_lazy("flertal", "spor")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="track_number_per_plan")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def display_title(self) -> str:
        """The title in the language now active."""
        return in_language(self.title, self.title_en)

    @property
    def display_effect(self) -> str:
        """The effect in the language now active."""
        return in_language(self.effect, self.effect_en)


class Budget(models.Model):
    """A published sum of a plan, as it stands in the source (million kroner)."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("år"))
    label = models.CharField(_("post"), max_length=120, validators=NO_CPR)
    label_en = models.CharField(_("post på engelsk"), max_length=120, blank=True, validators=NO_CPR)
    amount = models.DecimalField(_("mio. kr."), max_digits=8, decimal_places=3)
    note = models.CharField(_("note"), max_length=240, blank=True, validators=NO_CPR)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("budgettal")
        verbose_name_plural = _("budgettal")
        ordering = ["position", "year"]

    def __str__(self) -> str:
        return f"{self.label} {self.year}"

    @property
    def display_label(self) -> str:
        """The label in the language now active."""
        return in_language(self.label, self.label_en)

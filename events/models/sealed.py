"""What is left of a sealed survey: numbers, and in which block they are published.

A *measure* is a question version (``able_to_help.1``), or several of one sheet taken together
(``support_to_leave.2+understand_and_engage.2``). ``events.surveys.blocks`` says why answers are
published in blocks; ``PooledCount`` sums the released ones up, so that what a page adds up does
not grow with the number of surveys.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .instrument import Instrument

MEASURE_LENGTH = 200


class Outcome(models.IntegerChoices):
    """What is counted of a measure. 0 to 6 are the values of an answer (``SurveyAnswer``)."""

    DONT_KNOW = 0, _("Ved ikke")
    LOWEST = 1, _("Nederste trin")
    LOW = 2, _("Næstnederste trin")
    MIDDLE = 3, _("Midterste trin")
    HIGH = 4, _("Næstøverste trin")
    HIGHEST = 5, _("Øverste trin")
    NOT_RELEVANT = 6, _("Ikke relevant for mig")
    # Of several questions on one sheet, all answered:
    ALL_MET = 7, _("Alle i de to øverste trin")
    NOT_ALL_MET = 8, _("Ikke alle i de to øverste trin")
    # Of surveys, in ``PooledCount`` alone:
    SURVEYS = 20, _("Undersøgelser, der er forseglet")
    ELIGIBLE = 21, _("Inviterede i dem")
    RELEASED = 22, _("Undersøgelser, der er regnet med")


class SealedCount(models.Model):
    """How many sheets of one sealed survey gave one outcome of a measure."""

    survey = models.ForeignKey("events.Survey", on_delete=models.CASCADE, related_name="counts")
    measure = models.CharField(max_length=MEASURE_LENGTH)
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("talt svar")
        verbose_name_plural = _("talte svar")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "measure", "outcome"], name="sealed_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.outcome}"


class Block(models.Model):
    """Surveys whose answers are published together, once there are enough (``released_on``).

    ``hidden`` blocks hold surveys that staff do not see alone. Months are first days.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    population = models.CharField(max_length=40)
    audiences = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    hidden = models.BooleanField()
    first_month = models.DateField()
    last_month = models.DateField()
    released_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("blok af svar")
        verbose_name_plural = _("blokke af svar")
        constraints = [
            # One at a time is being filled.
            models.UniqueConstraint(
                fields=["instrument", "kind", "population", "audiences", "year", "hidden"],
                condition=models.Q(released_on__isnull=True),
                name="block_being_filled",
            ),
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")),
                name="block_months_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"blok {self.pk}"


class PooledCount(models.Model):
    """The released blocks of the same months summed up: what everything public adds up.

    Of ``SURVEYS`` and ``ELIGIBLE`` it holds all sealed surveys, released or waiting, under the
    month of their activity.
    """

    measure = models.CharField(max_length=MEASURE_LENGTH)
    kind = models.CharField(max_length=40)
    population = models.CharField(max_length=40)
    audiences = models.CharField(max_length=200, blank=True)
    first_month = models.DateField()
    last_month = models.DateField()
    released_month = models.DateField()
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    number = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = pgettext_lazy("samlede svar", "samlet tal")
        verbose_name_plural = _("samlede tal")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "measure",
                    "kind",
                    "population",
                    "audiences",
                    "first_month",
                    "last_month",
                    "released_month",
                    "outcome",
                ],
                name="pooled_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.outcome}"

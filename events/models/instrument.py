"""The question bank: keys for ever, wording in versions, and questionnaires made of them.

What a survey has asked stays as it was: ``in_use`` is set by the first survey that asks, and
from then on triggers (``events.immutable``) refuse to change or delete the wording.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Layout(models.TextChoices):
    """How the questions are laid out for whoever answers."""

    ALL = "all", _("Alle spørgsmål på én side")
    PAGED = "paged", _("Ét spørgsmål pr. side")


class Instrument(models.Model):
    """A questionnaire: an ordered set of question versions, and how it is asked.

    ``activity_kinds`` are the kinds of activity that it follows; of several published ones for
    a kind the highest version is asked. ``joint`` lists groups of question keys whose answers
    are counted together at sealing, for targets that ask for all of them on one sheet.
    """

    key = models.SlugField(_("nøgle"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("titel"), max_length=120)
    activity_kinds = models.JSONField(_("slags aktiviteter"), default=list, blank=True)
    joint = models.JSONField(
        _("spørgsmål, der tælles sammen"), default=list, blank=True, editable=False
    )
    layout = models.CharField(_("opstilling"), max_length=8, choices=Layout, default=Layout.ALL)
    asks_comment = models.BooleanField(_("slutter med et fritekstfelt"), default=True)
    published = models.BooleanField(_("klar til brug"), default=True)
    in_use = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("spørgeskema")
        verbose_name_plural = _("spørgeskemaer")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="instrument_key_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"


class Question(models.Model):
    """One version of a question. The key is for ever; wording changes make a new version."""

    class Scale(models.TextChoices):
        """How a question is answered; the labels are ``instruments.SCALES``."""

        EXTENT = "extent", _("I hvilken grad (fem trin og ved ikke)")
        EXTENT_NA = "extent_na", _("I hvilken grad (fem trin, ved ikke og ikke relevant)")
        AGREE = "agree", _("Enig eller uenig (fem trin og ved ikke)")
        QUALITY = "quality", _("Godt eller dårligt (fem trin og ved ikke)")

    class Purpose(models.TextChoices):
        """What the answers may be used for."""

        OUTCOME = "outcome", _("Resultat: kan indgå i et mål")
        SUPPORT = "support", _("Støttende oplysning: aldrig i et mål")
        SPEAKER = "speaker", _("Om oplægsholderen: kun til arrangøren")

    class Moment(models.TextChoices):
        """A half of a then-test pair: the same question of before and of now, asked together."""

        BEFORE = "before", _("Før")
        NOW = "now", _("Nu")

    key = models.SlugField(_("nøgle"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    scale = models.CharField(_("skala"), max_length=12, choices=Scale, default=Scale.EXTENT)
    purpose = models.CharField(_("formål"), max_length=8, choices=Purpose, default=Purpose.OUTCOME)
    pair = models.SlugField(
        _("par"),
        max_length=60,
        blank=True,
        help_text=_("Fælles navn for de to spørgsmål »før« og »nu«."),
    )
    moment = models.CharField(_("tidspunkt"), max_length=6, choices=Moment, blank=True)
    in_use = models.BooleanField(default=False, editable=False)
    instruments: ClassVar = models.ManyToManyField(
        Instrument, through="InstrumentQuestion", related_name="questions"
    )

    class Meta:
        verbose_name = _("spørgsmål")
        verbose_name_plural = _("spørgsmål")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="question_key_version"),
            models.CheckConstraint(
                condition=Q(pair="", moment="")
                | (~Q(pair="") & ~Q(moment="") & Q(purpose="support")),
                name="question_pair_is_support",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def measure(self) -> str:
        """The name under which its answers are counted: the key with its version."""
        return f"{self.key}.{self.version}"


class QuestionText(models.Model):
    """The wording of one question version in one language."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("sprog"), max_length=8)
    text = models.CharField(_("spørgsmål"), max_length=300)
    help = models.CharField(_("hjælpetekst"), max_length=300, blank=True)
    in_use = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("ordlyd")
        verbose_name_plural = _("ordlyde")
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="question_text_language")
        ]

    def __str__(self) -> str:
        return self.text


class InstrumentQuestion(models.Model):
    """Place of a question in a questionnaire."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    in_use = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "position"], name="instrument_position"),
            models.UniqueConstraint(fields=["instrument", "question"], name="instrument_question"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"

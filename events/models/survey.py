"""Anonymous surveys. What is *not* a column here is the guarantee: see DESIGN's chapter.

A response has no time, person, registration, session, IP, language, sequence, audit or
revision; an invitation has no time of use. ``tests/surveys/test_columns.py`` lists every
column, so that none can be added unseen.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.enums import SurveyStatus


class Instrument(models.Model):
    """A questionnaire: an ordered set of question versions."""

    key = models.SlugField(_("nøgle"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("titel"), max_length=120)

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
        """How a question is answered."""

        EXTENT = "extent", _("I hvilken grad (fem trin og ved ikke)")

    key = models.SlugField(_("nøgle"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    scale = models.CharField(_("skala"), max_length=12, choices=Scale, default=Scale.EXTENT)
    instruments: ClassVar = models.ManyToManyField(
        Instrument, through="InstrumentQuestion", related_name="questions"
    )

    class Meta:
        verbose_name = _("spørgsmål")
        verbose_name_plural = _("spørgsmål")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="question_key_version")
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class QuestionText(models.Model):
    """The wording of one question version in one language."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)

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

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "position"], name="instrument_position"),
            models.UniqueConstraint(fields=["instrument", "question"], name="instrument_question"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class Survey(models.Model):
    """One survey of one population at one activity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.PROTECT, related_name="surveys"
    )
    population = models.SlugField(_("målpopulation"), max_length=40)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    eligible = models.PositiveIntegerField(_("inviterede"), default=0)
    status = models.CharField(
        _("status"), max_length=8, choices=SurveyStatus, default=SurveyStatus.OPEN
    )
    opens_at = models.DateTimeField(_("åbner"))
    closes_at = models.DateTimeField(_("lukker"))
    # Of the survey as a whole: how often everyone who had not answered was reminded.
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("spørgeskemaundersøgelse")
        verbose_name_plural = _("spørgeskemaundersøgelser")
        permissions = [("view_results", "Kan se samlede svar")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "population"], name="survey_once_per_population"
            )
        ]

    def __str__(self) -> str:
        return f"undersøgelse {str(self.pk)[:8]}"


class SurveyInvitation(models.Model):
    """One right to answer once. A row without registration is a printed code.

    ``spent`` and ``token_hash`` are wiped (NULL, "") when the survey is sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    registration = models.ForeignKey(
        "events.Registration",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="survey_invitations",
    )
    link_version = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, blank=True)
    spent = models.BooleanField(null=True, default=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitationer")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "registration"],
                condition=Q(registration__isnull=False),
                name="invitation_once_per_registration",
            )
        ]

    def __str__(self) -> str:
        return "invitation"


class SurveyResponse(models.Model):
    """One anonymous answer sheet: a key of no meaning and the survey it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")

    class Meta:
        verbose_name = _("besvarelse")
        verbose_name_plural = _("besvarelser")

    def __str__(self) -> str:
        return "besvarelse"


class SurveyAnswer(models.Model):
    """One answer: 1–5 from "slet ikke" to "i meget høj grad", 0 is "ved ikke"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = pgettext_lazy("flertal", "svar")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"], name="answer_once_per_question"
            ),
            models.CheckConstraint(condition=Q(value__lte=5), name="answer_on_the_scale"),
        ]

    def __str__(self) -> str:
        return "svar"


class SurveyComment(models.Model):
    """A free-text remark. It belongs to the survey alone, never to a response."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()

    class Meta:
        verbose_name = _("bemærkning")
        verbose_name_plural = _("bemærkninger")

    def __str__(self) -> str:
        return "bemærkning"

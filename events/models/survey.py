"""Anonymous surveys. What is *not* a column here is the guarantee: see DESIGN's chapter.

A response has no time, person, registration, session, IP, language, sequence, audit or
revision; an invitation has no time of use. ``tests/surveys/test_columns.py`` lists every
column, so that none can be added unseen.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.enums import SurveyStatus
from events.validators import validate_no_cpr

from .instrument import Instrument, Layout, Question


class SurveySetup(models.Model):
    """How an activity's survey will be asked, where the organiser chose anything."""

    activity = models.OneToOneField(
        "events.Activity", on_delete=models.CASCADE, related_name="survey_setup"
    )
    layout = models.CharField(_("opstilling"), max_length=8, choices=Layout, blank=True)
    closes_on = models.DateField(_("sidste dag at svare"), null=True, blank=True)
    # Names of those who are rated, in order; to the organiser alone, for 12 months.
    speakers = models.JSONField(_("oplægsholdere"), default=list, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opsætning af spørgeskema")
        verbose_name_plural = _("opsætninger af spørgeskemaer")

    def __str__(self) -> str:
        return f"opsætning {self.pk}"


class Survey(models.Model):
    """One survey of one population: at one activity, or of an ``occasion`` such as a year's.

    ``responses`` is how many sheets were handed in, known from sealing on; ``shown_count`` is
    what staff are told before: refreshed once a day, in steps of five (``counting``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="surveys",
    )
    occasion = models.SlugField(_("anledning"), max_length=60, blank=True)
    title = models.CharField(_("titel"), max_length=160, blank=True, validators=[validate_no_cpr])
    title_en = models.CharField(
        _("titel på engelsk"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    population = models.SlugField(_("målpopulation"), max_length=40)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    eligible = models.PositiveIntegerField(_("inviterede"), default=0)
    status = models.CharField(
        _("status"), max_length=8, choices=SurveyStatus, default=SurveyStatus.OPEN
    )
    opens_at = models.DateTimeField(_("åbner"))
    closes_at = models.DateTimeField(_("lukker"))
    layout = models.CharField(_("opstilling"), max_length=8, choices=Layout, default=Layout.ALL)
    speakers = models.JSONField(default=list, blank=True, editable=False)
    # Of the survey as a whole: how often everyone who had not answered was reminded.
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    shown_count = models.PositiveIntegerField(default=0, editable=False)
    counted_on = models.DateField(null=True, editable=False)
    responses_in = models.PositiveIntegerField(null=True, editable=False)
    sealed_on = models.DateField(null=True, editable=False)
    block = models.ForeignKey(
        "events.Block", null=True, on_delete=models.PROTECT, related_name="surveys", editable=False
    )

    class Meta:
        verbose_name = _("spørgeskemaundersøgelse")
        verbose_name_plural = _("spørgeskemaundersøgelser")
        permissions = [("view_results", "Kan se samlede svar")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "population"], name="survey_once_per_population"
            ),
            models.UniqueConstraint(
                fields=["occasion", "population"],
                condition=Q(activity__isnull=True),
                name="survey_once_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(activity__isnull=False, occasion="")
                | (Q(activity__isnull=True) & ~Q(occasion="") & ~Q(title="")),
                name="survey_has_one_occasion",
            ),
            models.CheckConstraint(
                condition=Q(sealed_on__isnull=True) | Q(responses_in__isnull=False),
                name="survey_sealed_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"undersøgelse {str(self.pk)[:8]}"

    @property
    def discreet(self) -> bool:
        """Whether it is about a discreet activity: asked on the neutral host alone."""
        return self.activity is not None and self.activity.discreet

    @property
    def display_title(self) -> str:
        """What it is about, in the language now active."""
        if self.activity is not None:
            return self.activity.display_title
        english = translation.get_language() == "en" and self.title_en
        return self.title_en if english else self.title


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
    """One answer: 1–5 from the bottom to the top, 0 "ved ikke", 6 "ikke relevant for mig"."""

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
            models.CheckConstraint(condition=Q(value__lte=6), name="answer_on_the_scale"),
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

"""What an organiser asks at sign-up, and what people answered."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from events.enums import Food
from events.validators import validate_no_cpr

MIN_OPTIONS = 2


class SignupQuestion(models.Model):
    """One question of one activity, asked at sign-up or, better, once a seat is given."""

    class Kind(models.TextChoices):
        """How it is answered."""

        TEXT = "text", _("Kort tekst")
        ONE = "one", _("Vælg én")
        MANY = "many", _("Vælg flere")
        NUMBER = "number", _("Tal")

    class When(models.TextChoices):
        """When it is asked."""

        SEATED = "seated", _("Når personen har fået plads (anbefales)")
        SIGNUP = "signup", _("Ved tilmelding")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = ParentalKey(
        "events.Activity", on_delete=models.CASCADE, related_name="signup_questions"
    )
    key = models.SlugField(
        _("nøgle"),
        max_length=30,
        help_text=_("Kort navn uden mellemrum. Bruges i lister og i betingelser."),
    )
    kind = models.CharField(_("svar"), max_length=6, choices=Kind, default=Kind.TEXT)
    ask = models.CharField(_("spørges"), max_length=6, choices=When, default=When.SEATED)
    text = models.CharField(_("spørgsmål"), max_length=200, validators=[validate_no_cpr])
    text_en = models.CharField(
        _("spørgsmål på engelsk"), max_length=200, blank=True, validators=[validate_no_cpr]
    )
    help_text = models.CharField(
        _("hjælpetekst"), max_length=200, blank=True, validators=[validate_no_cpr]
    )
    options = models.TextField(
        _("svarmuligheder"),
        blank=True,
        validators=[validate_no_cpr],
        help_text=_("Én på hver linje. Engelsk efter en lodret streg: «Ja | Yes»."),
    )
    required = models.BooleanField(_("skal besvares"), default=False)
    condition_key = models.SlugField(
        _("kun hvis spørgsmålet med nøglen"), max_length=30, blank=True
    )
    condition_value = models.CharField(_("er besvaret med"), max_length=100, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    # With this name the admin's form has arrows to move a question, and keeps the order.
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("spørgsmål ved tilmelding")
        verbose_name_plural = _("spørgsmål ved tilmelding")
        ordering = ["sort_order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "key"],
                name="signup_question_key_once",
                violation_error_message=_("To spørgsmål har samme nøgle."),
            ),
            models.CheckConstraint(
                condition=Q(condition_key="") | ~Q(condition_value=""),
                name="signup_question_condition_whole",
                violation_error_message=_("Skriv også, hvilket svar betingelsen gælder."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Refuse a question to choose from that has fewer than two options."""
        options = [line for line in self.options.splitlines() if line.strip()]
        if self.kind in {self.Kind.ONE, self.Kind.MANY} and len(options) < MIN_OPTIONS:
            raise ValidationError(
                {"options": _("Skriv mindst to svarmuligheder, én på hver linje.")}
            )

    @property
    def display_text(self) -> str:
        """The question in the language now active, Danish where there is no other."""
        return self.text_en if translation.get_language() == "en" and self.text_en else self.text


class SignupAnswer(models.Model):
    """One person's answer; goes when the registration goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(SignupQuestion, on_delete=models.PROTECT, related_name="answers")
    # A list of option texts for MANY (their Danish halves), else a list of one.
    value = models.JSONField(default=list)

    class Meta:
        verbose_name = _("svar ved tilmelding")
        verbose_name_plural = _("svar ved tilmelding")
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="signup_answer_once")
        ]

    def __str__(self) -> str:
        return f"svar {str(self.pk)[:8]}"


class Needs(models.Model):
    """Food and access needs of one person; in no export, and deleted the day after."""

    registration = models.OneToOneField(
        "events.Registration", primary_key=True, on_delete=models.CASCADE, related_name="needs"
    )
    food = models.JSONField(_("mad"), default=list)  # keys of Food
    access = models.CharField(
        _("tilgængelighed"), max_length=300, blank=True, validators=[validate_no_cpr]
    )

    class Meta:
        verbose_name = _("behov")
        verbose_name_plural = _("behov")

    def __str__(self) -> str:
        return f"behov {str(self.pk)[:8]}"

    @property
    def food_labels(self) -> list[str]:
        """What she eats, in words."""
        labels = dict(Food.choices)
        return [str(labels[key]) for key in self.food if key in labels]

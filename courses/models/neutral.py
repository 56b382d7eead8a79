"""The neutral words of a discreet activity, language by language, and what a parent needs."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import NeutralLanguage
from events.validators import validate_no_cpr

MOST_CHILDREN = 10


class NeutralText(models.Model):
    """What people read about a discreet activity in one language. The Danish is the source.

    A translation is shown once someone who knows the language has checked it, and the check
    holds for these words alone: changing them takes it back (``courses.neutral_texts``).
    ``checked_by`` on the Danish says who approved its legal sentences.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="neutral_texts"
    )
    language = models.CharField(_("sprog"), max_length=8, choices=NeutralLanguage)
    title = models.CharField(
        _("neutral titel"),
        max_length=120,
        validators=[validate_no_cpr],
        help_text=_("Står i mails, kalender og på siden. Sig intet om emnet."),
    )
    place = models.CharField(
        _("sted"),
        max_length=200,
        blank=True,
        validators=[validate_no_cpr],
        help_text=_("Adressen, som den må stå i en kalender, andre kan se."),
    )
    summary = models.TextField(_("kort om aftenerne"), max_length=600, validators=[validate_no_cpr])
    practical = models.TextField(
        _("praktisk"), max_length=2000, blank=True, validators=[validate_no_cpr]
    )
    before_signup = models.TextField(
        _("før man tilmelder sig"),
        max_length=3000,
        blank=True,
        validators=[validate_no_cpr],
        help_text=_(
            "Hvem ser oplysningerne, hvem gør ikke, og hvornår skal medarbejdere efter loven "
            "give en bekymring videre? Skal være godkendt, før tilmeldingen kan åbne."
        ),
    )
    checked_by = models.CharField(
        _("gennemset af"), max_length=120, blank=True, validators=[validate_no_cpr]
    )
    checked_on = models.DateField(_("gennemset den"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("neutral tekst")
        verbose_name_plural = _("neutrale tekster")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "language"], name="neutral_text_once_per_language"
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by="")
                | (Q(checked_on__isnull=False) & ~Q(checked_by="")),
                name="neutral_text_checked_by_and_on",
                violation_error_message=_(
                    "Skriv både, hvem der har set teksten igennem, og hvornår."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"neutral tekst {str(self.pk)[:8]}"

    @property
    def is_checked(self) -> bool:
        """Whether someone answers for these words."""
        return self.checked_on is not None


class NeutralNeeds(models.Model):
    """What a parent or relative asks for: no reason, no relation, no child's name."""

    registration = models.OneToOneField(
        "events.Registration",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="neutral_needs",
    )
    interpreter = models.CharField(
        _("tolk"), max_length=40, blank=True, validators=[validate_no_cpr]
    )
    children = models.PositiveSmallIntegerField(_("børn, der skal passes"), default=0)
    # The registration whose companion this person is: withdrawing there withdraws here.
    comes_with = models.ForeignKey(
        "events.Registration",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="companions",
    )

    class Meta:
        verbose_name = _("praktisk ønske")
        verbose_name_plural = _("praktiske ønsker")
        constraints = [
            models.CheckConstraint(
                condition=Q(children__lte=MOST_CHILDREN), name="neutral_needs_few_children"
            )
        ]

    def __str__(self) -> str:
        return f"praktisk ønske {str(self.pk)[:8]}"


class InterfaceCheck(models.Model):
    """Who has checked the portal's own neutral sentences in one language, and which version.

    ``digest`` is that of the catalogue's neutral sentences: when they change, nobody has
    checked them any more, and Danish with the telephone number is shown instead.
    """

    language = models.CharField(_("sprog"), max_length=8, primary_key=True, choices=NeutralLanguage)
    digest = models.CharField(max_length=64, editable=False)
    checked_by = models.CharField(_("gennemset af"), max_length=120, validators=[validate_no_cpr])
    checked_on = models.DateField(_("gennemset den"))

    class Meta:
        verbose_name = _("gennemsyn af oversættelse")
        verbose_name_plural = _("gennemsyn af oversættelser")

    def __str__(self) -> str:
        return f"gennemsyn {self.language}"

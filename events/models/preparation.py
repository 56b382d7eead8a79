"""The organiser's working list: what is to be done, who helps, who stands at the door."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from events.validators import validate_no_cpr


class PreparationItem(models.Model):
    """One thing to do so many days before (or after) an activity; copied along with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = ParentalKey("events.Activity", on_delete=models.CASCADE, related_name="preparations")
    title = models.CharField(_("opgave"), max_length=120, validators=[validate_no_cpr])
    days = models.SmallIntegerField(
        _("dage"),
        default=-7,
        help_text=_(
            "Med minus før den første mødegang, uden efter den sidste: −14 er to uger før."
        ),
    )
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("opgave")
        verbose_name_plural = _("huskeliste")
        ordering = ["days", "title"]

    def __str__(self) -> str:
        return self.title


class ActivityHelper(models.Model):
    """Someone who helps at an activity, with a private page; asked, and free to say no."""

    class Part(models.TextChoices):
        """What the helper does."""

        SPEAKER = "speaker", _("Oplægsholder")
        AMBASSADOR = "ambassador", _("Dialogambassadør")
        INTERPRETER = "interpreter", _("Tolk")
        MODERATOR = "moderator", _("Ordstyrer")
        OTHER = "other", _("Andet")

    class Answer(models.TextChoices):
        """What the helper said."""

        NOT_ASKED = "not_asked", _("Ikke spurgt endnu")
        ASKED = "asked", _("Spurgt")
        YES = "yes", _("Ja")
        NO = "no", _("Nej")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="helpers"
    )
    name = models.CharField(_("navn"), max_length=120, validators=[validate_no_cpr])
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    part = models.CharField(_("opgave"), max_length=12, choices=Part, default=Part.SPEAKER)
    language = models.CharField(_("sprog"), max_length=8, default="da")
    answer = models.CharField(_("svar"), max_length=10, choices=Answer, default=Answer.NOT_ASKED)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    room = models.CharField(_("lokale"), max_length=120, blank=True, validators=[validate_no_cpr])
    equipment = models.CharField(
        _("udstyr"), max_length=200, blank=True, validators=[validate_no_cpr]
    )
    notes = models.TextField(
        _("praktisk besked"), blank=True, max_length=1000, validators=[validate_no_cpr]
    )
    slides = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("slides"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("medvirkende")
        verbose_name_plural = _("medvirkende")
        ordering = ["part", "name"]

    def __str__(self) -> str:
        return f"medvirkende {str(self.pk)[:8]}"


class DayPass(models.Model):
    """A link and code for helpers at the door: one activity, names only, dead at midnight.

    The code itself is not kept, only its keyed hash; it is shown once, when it is made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="day_passes"
    )
    day = models.DateField(_("dag"))  # Copenhagen's
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # What the log says of its use: numbers, since a pass belongs to nobody by name.
    opened = models.PositiveIntegerField(default=0, editable=False)
    marked = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("dagspas")
        verbose_name_plural = _("dagspas")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"dagspas {str(self.pk)[:8]}"


class DocumentJob(models.Model):
    """A document made in the background, with progress. It is deleted an hour after."""

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("Venter")
        RUNNING = "running", _("Laves")
        DONE = "done", _("Klar")
        FAILED = "failed", _("Mislykkedes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None for a document about no single activity, such as the catalogue.
    activity = models.ForeignKey(
        "events.Activity",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="document_jobs",
    )
    kind = models.SlugField(max_length=40)
    params = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.BinaryField(null=True, editable=False)
    filename = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenter")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"dokument {str(self.pk)[:8]}"

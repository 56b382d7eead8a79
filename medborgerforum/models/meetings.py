"""Members' meetings: agenda, papers, who came, minutes, decisions and follow-ups."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import ForumLanguage, MinutesState, PointKind, PointState

MOST_SEATS = 20


class Meeting(models.Model):
    """What a meeting of the forum has beyond its activity."""

    activity = models.OneToOneField(
        "events.Activity", primary_key=True, on_delete=models.CASCADE, related_name="forum_meeting"
    )
    seats_per_association = models.PositiveSmallIntegerField(
        _("pladser pr. forening"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )
    points_until = models.DateField(
        _("punkter kan foreslås til og med"),
        null=True,
        blank=True,
        help_text=_("Tomt: indtil dagsordenen er udsendt."),
    )
    agenda_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    minutes_state = models.CharField(
        _("referat"), max_length=10, choices=MinutesState, default=MinutesState.NONE, editable=False
    )
    minutes_intro = models.TextField(
        _("indledning"), blank=True, max_length=3000, validators=[validate_no_cpr]
    )
    comments_until = models.DateTimeField(_("bemærkninger indtil"), null=True, blank=True)
    minutes_published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("møde i medborgerforum")
        verbose_name_plural = _("møder i medborgerforum")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_per_association__gte=1, seats_per_association__lte=MOST_SEATS),
                name="meeting_seats_per_association",
            ),
            models.CheckConstraint(
                condition=~Q(minutes_state="comments") | Q(comments_until__isnull=False),
                name="meeting_comments_have_an_end",
            ),
            models.CheckConstraint(
                condition=Q(minutes_state="published", minutes_published_at__isnull=False)
                | (~Q(minutes_state="published") & Q(minutes_published_at__isnull=True)),
                name="meeting_minutes_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"møde {str(self.pk)[:8]}"


class AgendaPoint(models.Model):
    """One point: proposed by a member or set by staff, with its part of the minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(
        _("hvad skal der ske?"), max_length=12, choices=PointKind, default=PointKind.DISCUSSION
    )
    state = models.CharField(
        _("status"), max_length=10, choices=PointState, default=PointState.PROPOSED
    )
    title = models.CharField(_("punkt"), max_length=160, validators=[validate_no_cpr])
    body = models.TextField(
        _("hvad handler det om?"), max_length=2000, blank=True, validators=[validate_no_cpr]
    )
    language = models.CharField(max_length=8, choices=ForumLanguage, default=ForumLanguage.DA)
    minutes_needed = models.PositiveSmallIntegerField(
        _("minutter"), null=True, blank=True, validators=[MaxValueValidator(300)]
    )
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)
    proposed_by = models.ForeignKey(
        "medborgerforum.Association",
        verbose_name=_("foreslået af"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    minutes = models.TextField(
        _("referat"), max_length=10_000, blank=True, validators=[validate_no_cpr]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("punkt på dagsordenen")
        verbose_name_plural = _("punkter på dagsordenen")
        ordering: ClassVar = ["position", "created_at", "id"]
        indexes = [models.Index(fields=["meeting", "state", "position"], name="agenda_order")]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A document to a point, for members alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(AgendaPoint, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("dokument"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)

    class Meta:
        verbose_name = _("bilag")
        verbose_name_plural = _("bilag")
        ordering: ClassVar = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class ForumSeat(models.Model):
    """For which association someone is signed up; it goes when the registration does."""

    registration = models.OneToOneField(
        "events.Registration",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="forum_seat",
    )
    association = models.ForeignKey(
        "medborgerforum.Association", on_delete=models.PROTECT, related_name="+"
    )
    signed_up_by = models.ForeignKey(
        "medborgerforum.Representative",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("plads i medborgerforum")
        verbose_name_plural = _("pladser i medborgerforum")

    def __str__(self) -> str:
        return f"plads {str(self.pk)[:8]}"


class MeetingAttendance(models.Model):
    """That an association was at a meeting, and with how many; names nobody, so it stays."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    association = models.ForeignKey(
        "medborgerforum.Association", on_delete=models.PROTECT, related_name="meetings_attended"
    )
    people = models.PositiveSmallIntegerField(_("antal"), default=1)

    class Meta:
        verbose_name = _("fremmøde i medborgerforum")
        verbose_name_plural = _("fremmøder i medborgerforum")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "association"], name="attendance_once_per_association"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="attendance_of_someone"),
        ]

    def __str__(self) -> str:
        return f"fremmøde {self.pk}"


class MinutesComment(models.Model):
    """What an association that was there says about the draft of the minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="comments")
    point = models.ForeignKey(
        AgendaPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    association = models.ForeignKey(
        "medborgerforum.Association", on_delete=models.PROTECT, related_name="+"
    )
    approves = models.BooleanField(_("godkender referatet"), default=False)
    text = models.TextField(
        _("bemærkning"), max_length=2000, blank=True, validators=[validate_no_cpr]
    )
    answer = models.TextField(_("svar"), max_length=2000, blank=True, validators=[validate_no_cpr])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("bemærkning til referatet")
        verbose_name_plural = _("bemærkninger til referatet")
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return f"bemærkning {str(self.pk)[:8]}"


class Decision(models.Model):
    """What was decided on a point."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(AgendaPoint, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("beslutning"), max_length=500, validators=[validate_no_cpr])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("beslutning")
        verbose_name_plural = _("beslutninger")
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class FollowUp(models.Model):
    """What somebody does about a point, and by when. No association: VINK does it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(AgendaPoint, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.CharField(_("opfølgning"), max_length=500, validators=[validate_no_cpr])
    association = models.ForeignKey(
        "medborgerforum.Association",
        verbose_name=_("hvem"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    due = models.DateField(_("hvornår"))
    done_on = models.DateField(_("gjort"), null=True, blank=True)

    class Meta:
        verbose_name = _("opfølgning")
        verbose_name_plural = _("opfølgninger")
        ordering: ClassVar = ["due", "id"]

    def __str__(self) -> str:
        return self.text[:60]

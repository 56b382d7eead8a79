"""Who came, and how many."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import AttendanceState, Role


class Attendance(models.Model):
    """One person present at, or absent from, one session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "events.Session", on_delete=models.PROTECT, related_name="attendances"
    )
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="attendances"
    )
    state = models.CharField(max_length=10, choices=AttendanceState)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("fremmøde")
        verbose_name_plural = _("fremmøde")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"], name="attendance_once_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"fremmøde {str(self.pk)[:8]}"


class AbsenceNotice(models.Model):
    """Someone with a seat has said that she will not come to one session. No reason is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "events.Session", on_delete=models.CASCADE, related_name="absence_notices"
    )
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="absence_notices"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("meldt fravær")
        verbose_name_plural = _("meldt fravær")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"], name="absence_notice_once_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"meldt fravær {str(self.pk)[:8]}"


class HeadCount(models.Model):
    """How many of one audience came to one session; nobody is named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "events.Session", on_delete=models.PROTECT, related_name="head_counts"
    )
    audience = models.ForeignKey("events.Audience", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("antal"))

    class Meta:
        verbose_name = _("optælling")
        verbose_name_plural = _("optællinger")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "audience"], name="head_count_once_per_audience"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class AttendedCount(models.Model):
    """How many of one role came to one session: what is left when registrations are deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "events.Session", on_delete=models.PROTECT, related_name="attended_counts"
    )
    role = models.CharField(_("rolle"), max_length=20, choices=Role)
    number = models.PositiveIntegerField(_("antal"))

    class Meta:
        verbose_name = _("bevaret fremmødetal")
        verbose_name_plural = _("bevarede fremmødetal")
        constraints = [
            models.UniqueConstraint(fields=["session", "role"], name="attended_count_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class CheckinAction(models.Model):
    """One tap on a phone that has reached us: its key and how it ended, nothing of the person.

    A phone that lost our answer sends again and is told the same. Kept two days.
    """

    class Outcome(models.TextChoices):
        """How it ended. Only what may be sent again comes out otherwise: that is not kept."""

        DONE = "done", _("Gemt")
        OLDER = "older", _("Der var siden noteret noget andet")
        GONE = "gone", _("Personen har ikke længere plads")
        CLOSED = "closed", _("Dagen var afsluttet")

    key = models.UUIDField(primary_key=True)  # made by the phone
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="checkin_actions"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("tryk ved indtjekning")
        verbose_name_plural = _("tryk ved indtjekning")

    def __str__(self) -> str:
        return f"tryk {str(self.pk)[:8]}"

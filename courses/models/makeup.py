"""A missed session made up for at a parallel course."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import AttendanceState


class MakeUp(models.Model):
    """One person comes as a guest to a parallel course's session instead of one of her own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="make_ups"
    )
    missed = models.ForeignKey("events.Session", on_delete=models.CASCADE, related_name="+")
    at = models.ForeignKey("events.Session", on_delete=models.CASCADE, related_name="make_ups")
    # "" until the host course's organiser has ticked her off.
    state = models.CharField(max_length=10, choices=AttendanceState, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("indhentning")
        verbose_name_plural = _("indhentninger")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "missed"], name="make_up_once_per_missed_session"
            ),
            models.UniqueConstraint(
                fields=["registration", "at"], name="make_up_once_per_guest_session"
            ),
            models.CheckConstraint(condition=~Q(missed=F("at")), name="make_up_is_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"indhentning {str(self.pk)[:8]}"

"""What staff can do to many participants at once, as far as it fits the activity."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityStatus
from events.models import Activity, Registration


@dataclass(frozen=True)
class BulkButton:
    """One button below the list; ``action`` is the name under which Wagtail knows the view."""

    action: str
    label: Any
    serious: bool = False

    @property
    def url(self) -> str:
        """Address of the page that asks; the script of the list adds who was chosen."""
        names = Registration._meta.app_label, Registration._meta.model_name, self.action
        return reverse("wagtail_bulk_action", args=names)


DECIDE = (
    BulkButton("approve", _("Godkend")),
    BulkButton("refuse", _("Godkend ikke")),
)
WITHDRAW = BulkButton("withdraw", _("Meld fra"), serious=True)
RESEND = BulkButton("resend", _("Send bekræftelse igen"))


def bulk_buttons(activity: Activity) -> list[BulkButton]:
    """Return the buttons in order; none once the activity is over."""
    if activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        return []
    return [*(DECIDE if activity.needs_approval else ()), RESEND, WITHDRAW]

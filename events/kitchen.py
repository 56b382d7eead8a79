"""The caterer's sheet as PDF: numbers only."""

from datetime import datetime

from django.utils import timezone

from events import needs, when
from events.documents import pdf
from events.models import Activity


def kitchen_sheet_pdf(activity: Activity, *, now: datetime | None = None) -> bytes:
    """Return what the kitchen needs to know, in the active language; nobody is named.

    ``now`` (aware, default: the present) is printed as the time of the sheet.
    """
    return pdf(
        "kitchen_sheet",
        {
            "activity": activity,
            "title": activity.display_title,
            "times": [when.session_time(session) for session in activity.sessions.all()],
            "kitchen": needs.kitchen_sheet(activity),
            "printed": when.moment(now or timezone.now()),
        },
    )

"""What the organiser meets first in the admin: the next days, and days nobody has closed."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from events import calls, when
from events.admin_views.activity import WAITING, seats_text
from events.admin_views.buttons import RUNNING, step_url
from events.models import Activity
from events.permissions import Viewer

SHOWN = 8


class ComingPanel(Component):
    """The next activities of whoever runs them, those waiting to be closed first."""

    name = "coming_activities"
    template_name = "wagtailadmin/events/coming.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the rows; queries for the discreet right, the activities, the calls to make."""
        request = (parent_context or {})["request"]
        coming = _unfinished(request.user)
        to_ring = calls.numbers(coming)
        return {"rows": [_row(activity, to_ring.get(activity.pk, 0)) for activity in coming]}


def _unfinished(user: Viewer) -> list[Activity]:
    rows = Activity.objects.visible_to(user).filter(status__in=RUNNING).with_times()
    dated = rows.filter(starts_at__isnull=False).annotate(waiting=WAITING)
    return list(dated.order_by("starts_at", "pk")[:SHOWN])


def _row(activity: Activity, to_ring: int) -> dict[str, Any]:
    end = activity.last_end
    return {
        "activity": activity,
        "when": when.moment(activity.first_start) if activity.first_start else "",
        "seats": seats_text(activity),
        "url": step_url(activity, "participants"),
        "to_ring": to_ring,
        "calls_url": step_url(activity, "calls"),
        "close_url": step_url(activity, "hold") if end and end < timezone.now() else "",
    }

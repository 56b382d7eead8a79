"""What the pages of one meeting in the admin share: who comes in, where they stand."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.admin_views.participants import ActivityPageMixin
from events.models import Activity
from medborgerforum import seating
from medborgerforum.models import Meeting
from medborgerforum.permissions import ForumStaffOnly


def meeting_url(activity: Activity, step: str = "meeting", *more: Any) -> str:
    """Return the address of one of the meeting's pages."""
    return reverse(f"forum_admin:{step}", args=[activity.pk, *more])


class MeetingPageMixin(ForumStaffOnly, ActivityPageMixin):
    """A page of one meeting: for who runs the forum and the activity."""

    header_icon = "list-ol"
    activity: Activity

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the activity up for this user; only a meeting has these pages."""
        super().setup(request, *args, **kwargs)
        if not seating.is_meeting(self.activity):
            raise Http404

    @cached_property
    def meeting(self) -> Meeting:
        """What the meeting has beyond its activity."""
        meeting = seating.meeting_of(self.activity)
        meeting.activity = self.activity
        return meeting

    def next_url(self) -> str:
        """Return the meeting's page."""
        return meeting_url(self.activity)

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Lead back to the meeting's page."""
        return [{"url": meeting_url(self.activity), "label": _("Dagsorden")}]

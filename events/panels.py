"""A panel for the page editor that shows what the row says."""

from typing import Any

from wagtail.admin.panels import Panel


class ActivityFactsPanel(Panel):
    """The activity's facts, read-only: a page tells, the row decides."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "wagtailadmin/events/activity_facts.html"

        def is_shown(self) -> bool:
            """Show it only where the page points at a row."""
            return super().is_shown() and self.instance.activity_id is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the row."""
            context = super().get_context_data(parent_context)
            user = self.request.user
            return {
                **context,
                "activity": self.instance.activity,
                "sessions": self.instance.activity.sessions.all(),
                "may_change": user.has_perm("events.change_activity"),
            }

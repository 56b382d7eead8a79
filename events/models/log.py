"""The audit log of activities: it keeps silent about the discreet ones."""

from typing import Any, ClassVar

from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

from .activity import Activity


class ActivityLogManager(ModelLogEntryManager):
    """Write entries for ordinary activities only."""

    def log_action(self, instance: Activity, action: str, **kwargs: Any) -> Any:
        """Log an action; do nothing for a discreet activity, whose very title is private.

        Wagtail's site history is read by far more people than may see discreet rows.
        """
        if instance.discreet:
            return None
        return super().log_action(instance, action, **kwargs)


class ActivityLogEntry(ModelLogEntry):
    """Wagtail's log entry, for activities (same table)."""

    objects: ClassVar = ActivityLogManager()

    class Meta:
        proxy = True

"""What privacy adds to Wagtail's admin."""

from wagtail import hooks

from .viewsets import RetentionRunViewSet


@hooks.register("register_admin_viewset")
def retention_runs() -> RetentionRunViewSet:
    """Add the proof of deletion to the settings menu."""
    return RetentionRunViewSet("retentionrun")

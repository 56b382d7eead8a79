"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Retention, and later requests for access and deletion."""

    name = "portal.privacy"
    label = "privacy"
    verbose_name = "Privatliv"

    def ready(self) -> None:
        """Let the clock delete what is due."""
        from events.clock import register_job

        from .retention import run_due

        register_job("retention", run_due)

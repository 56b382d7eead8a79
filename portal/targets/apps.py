"""App configuration."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """See the package's modules."""

    name = "portal.targets"
    label = "targets"
    verbose_name = "Handleplaner"

    def ready(self) -> None:
        """Let the clock take the targets' readings, and the worker make the status reports."""
        from events.clock import register_job

        from . import readings, report_jobs

        register_job("take_readings", readings.take_due)
        report_jobs.register()

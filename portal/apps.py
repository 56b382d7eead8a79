"""App configuration of the composing package."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal composes the other apps; nobody imports it."""

    name = "portal"
    verbose_name = "VINK"

    def ready(self) -> None:
        """Register the deployment checks, and the clock's upkeep."""
        from events.clock import register_job

        from . import checks  # noqa: F401
        from .upkeep import prune_tasks

        register_job("prune_tasks", prune_tasks)

"""App configuration of the composing package."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal composes the other apps; nobody imports it."""

    name = "portal"
    verbose_name = "VINK"

    def ready(self) -> None:
        """Register the deployment checks."""
        from . import checks  # noqa: F401

"""App configuration."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """See the package's modules."""

    name = "portal.knowledge"
    label = "knowledge"
    verbose_name = "Viden"

    def ready(self) -> None:
        """Let the pages of activities say which learning paths they are part of."""
        from events import addons
        from portal.knowledge import paths

        addons.register(addons.Place.ACTIVITY_PAGE, paths.section)

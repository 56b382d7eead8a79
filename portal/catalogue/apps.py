"""App configuration."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """See the package's modules."""

    name = "portal.catalogue"
    label = "catalogue"
    verbose_name = "Katalog"

    def ready(self) -> None:
        """Let the worker know how a catalogue is printed."""
        from events import jobs
        from portal.catalogue import printing

        jobs.register(printing.KIND, printing.MAKER)

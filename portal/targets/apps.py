"""App configuration."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """See the package's modules."""

    name = "portal.targets"
    label = "targets"
    verbose_name = "Handleplaner"

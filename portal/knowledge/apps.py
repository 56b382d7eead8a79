"""App configuration."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """See the package's modules."""

    name = "portal.knowledge"
    label = "knowledge"
    verbose_name = "Viden"

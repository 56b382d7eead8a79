"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """See the package's modules."""

    name = "portal.privacy"
    label = "privacy"
    verbose_name = "Privatliv"

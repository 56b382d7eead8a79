"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles and sign-in."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Brugere"

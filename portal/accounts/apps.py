"""App configuration."""

from typing import Any

from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    """Users, roles and sign-in."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Brugere"

    def ready(self) -> None:
        """Let Wagtail administer users with our forms; it reads this when its hooks run."""
        wagtail_users: Any = apps.get_app_config("wagtailusers")
        wagtail_users.user_viewset = "portal.accounts.viewsets.UserViewSet"

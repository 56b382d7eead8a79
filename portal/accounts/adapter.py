"""allauth's adapter: addresses in lower case, mail through the portal's own templates."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Adapt allauth to a user model without usernames."""

    def clean_email(self, email: str) -> str:
        """Fold the address to lower case, as the database demands."""
        return super().clean_email(email).strip().lower()

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: there is no username."""

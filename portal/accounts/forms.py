"""Forms of signing in that differ from allauth's own."""

from allauth.account import forms


class LoginForm(forms.LoginForm):
    """Sign in with a password.

    allauth leaves the field out where accounts are made without one. Participants get theirs
    so; staff have a password, and a second factor on top.
    """

    def _setup_password_field(self) -> None:
        """Keep the password field."""

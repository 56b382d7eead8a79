"""Doors for browser tests: a browser signed in, and a QR code as a picture."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


def sign_in(page: "Page", server: "LiveServer") -> None:
    """Give the browser the session of someone who may run activities.

    The permission itself, not a role: browser tests empty the tables that roles lean on.
    """
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="run_activity"))
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": server.url}]
    )


def wait_until_sent(page: "Page") -> None:
    """Wait until nothing that was tapped is left on the phone."""
    page.wait_for_function("() => checkinQueue.actions().length === 0")

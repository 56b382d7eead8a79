"""The neutral host, fresh brakes, and a visitor without anything in her browser."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from courses import interface
from courses.models import InterfaceCheck

HOST = "kurser.testserver"


@pytest.fixture(autouse=True)
def _neutral_host(settings) -> Iterator[None]:
    settings.VINK_NEUTRAL_HOST = HOST
    settings.VINK_NEUTRAL_FROM_EMAIL = "Kurser <kurser@kurser.example>"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST, ".localhost"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    """Return a browser on the neutral host that insists on the CSRF check."""
    return Client(headers={"host": HOST}, enforce_csrf_checks=True)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch):
    """Return a function that has our own sentences in a language checked, as they are now."""

    def check(*languages: str) -> None:
        monkeypatch.setattr(interface, "digest", lambda language: f"digest of {language}")
        for language in languages:
            InterfaceCheck.objects.create(
                language=language,
                digest=interface.digest(language),
                checked_by="En, der kan sproget",
                checked_on=timezone.localdate(),
            )

    return check

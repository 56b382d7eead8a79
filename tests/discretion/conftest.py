"""The neutral host and sender, and languages that somebody has checked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from courses import interface
from courses.models import InterfaceCheck
from tests.factories import UserFactory

HOST = "kurser.testserver"


@pytest.fixture(autouse=True)
def _neutral_host(settings: Any) -> Iterator[None]:
    settings.VINK_NEUTRAL_HOST = HOST
    settings.VINK_NEUTRAL_FROM_EMAIL = "Kurser <kurser@kurser.example>"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def all_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have our own sentences checked in every language, as they are now."""
    monkeypatch.setattr(interface, "digest", lambda language: f"digest of {language}")
    InterfaceCheck.objects.bulk_create(
        InterfaceCheck(
            language=language,
            digest=interface.digest(language),
            checked_by="En, der kan sproget",
            checked_on=timezone.localdate(),
        )
        for language in interface.MUST_BE_CHECKED
    )


@pytest.fixture
def leader() -> Client:
    """Return a course leader's browser."""
    client = Client()
    client.force_login(UserFactory(role="Kursusleder"))
    return client

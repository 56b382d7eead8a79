"""Signed-in staff."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def as_role(db: None) -> Callable[[str], Client]:
    """Return a function that gives a client signed in with a role ("" for no role)."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(UserFactory(role=role or None))
        return client

    return sign_in


@pytest.fixture
def organiser(as_role: Callable[[str], Client]) -> Client:
    """Return a client signed in as Arrangør."""
    return as_role("Arrangør")

"""Staff who read the bank and staff who keep it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def as_role(db: None) -> Callable[[str], Client]:
    """Return a function that gives a client signed in with a role."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(UserFactory(role=role))
        return client

    return sign_in


@pytest.fixture
def analyst(as_role: Callable[[str], Client]) -> Client:
    """Return a client that may change the bank."""
    return as_role("Analytiker")


@pytest.fixture
def organiser(as_role: Callable[[str], Client]) -> Client:
    """Return a client that may read it."""
    return as_role("Arrangør")

"""A host's request, as fresh from the form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from events import requests
from events.models import HostRequest
from tests.factories import AudienceFactory, UserFactory


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ask(db: None) -> Callable[..., HostRequest]:
    """Return a function that lets a host ask for a youth dialogue, unless told otherwise."""

    def make(**kwargs: Any) -> HostRequest:
        given = {
            "kind": HostRequest.Kind.DIALOGUE,
            "topic": HostRequest.Topic.DEMOCRACY,
            "audience": AudienceFactory(key="unge", title="Elever og unge"),
            "expected": 25,
            "workplace": "Åskolen",
            "address": "Åvej 1, 2100 København Ø",
            "wished_dates": "Tirsdage",
            "contact_name": "Vera Vært",
            "contact_email": "vera@skole.example",
        }
        return requests.receive(HostRequest(**{**given, **kwargs}))

    return make


@pytest.fixture
def handler(db: None) -> Client:
    """Return a client signed in as Arrangør."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client

"""Every test begins with fresh brakes."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from events.models import Activity
from tests.factories import ActivityFactory, WorkplaceKindFactory


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def activity() -> Activity:
    """Return an open activity with ten seats."""
    WorkplaceKindFactory()
    return ActivityFactory(capacity=10)

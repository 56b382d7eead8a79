"""The demo, loaded once for the tests of this package and rolled back afterwards.

It must be a package: the end of a mere folder would be the end of the whole run, and the demo
would lie in the database of every test that comes after.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="package")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Load the demo into the empty test database."""
    media: Path = tmp_path_factory.mktemp("media")
    with (
        override_settings(VINK_IS_DEMO=True, MEDIA_ROOT=str(media)),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)

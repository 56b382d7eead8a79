"""Finished tasks do not pile up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from events.clock import tick
from events.tasks import deliver_outbox
from portal.upkeep import prune_tasks

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_tasks_finished_days_ago_are_deleted_on_the_hour(drain_tasks: Any) -> None:
    deliver_outbox.enqueue()
    drain_tasks()
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    prune_tasks(hour)
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(finished_at=hour - timedelta(days=3))
    prune_tasks(hour + timedelta(minutes=1))
    assert DBTaskResult.objects.count() == 1
    prune_tasks(hour)
    assert not DBTaskResult.objects.exists()


def test_the_clock_knows_the_job() -> None:
    assert "prune_tasks" in tick().done

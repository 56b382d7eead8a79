"""Hosts and helpers answer while staff change the day: nobody waits in a ring.

Whoever changes an activity holds its row and then queues mails that point at its hosts and
helpers; a host who withdraws holds her request and then wants the activity's row.
"""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from events import helpers, planning, requests, seats
from events.drafting import Draft
from events.models import Activity, ActivityHelper, HostRequest
from tests.factories import ActivityFactory
from tests.requests.test_letters import a_day

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
PATIENCE = 20  # seconds


def in_a_thread(work: Callable[[], Any], failures: list[BaseException]) -> threading.Thread:
    """Run it with a connection of its own; keep what it raises."""

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def while_the_activity_is_held(
    activity_id: uuid.UUID, answer: Callable[[], Any], tell: Callable[[Activity], Any]
) -> None:
    """Hold the activity, let the other one begin and wait for it, then queue the mails."""
    failures: list[BaseException] = []
    with transaction.atomic():
        activity = seats.lock(activity_id)
        thread = in_a_thread(answer, failures)
        thread.join(1)  # it holds its own row now and waits for ours, or is done
        assert tell(activity) == 1
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert failures == []


def test_a_host_withdraws_while_the_day_is_moved(ask: Callable[..., HostRequest]) -> None:
    row = ask()
    wanted: Draft = a_day()
    activity = requests.accept(row, wanted)
    row.refresh_from_db()
    while_the_activity_is_held(activity.pk, lambda: requests.withdraw(row), requests.tell_of_change)
    assert HostRequest.objects.get().status == HostRequest.Status.WITHDRAWN


def test_a_host_withdraws_while_staff_call_it_off(ask: Callable[..., HostRequest]) -> None:
    row = ask()
    activity = requests.accept(row, a_day())
    row.refresh_from_db()
    while_the_activity_is_held(activity.pk, lambda: requests.withdraw(row), planning_cancel)
    assert HostRequest.objects.get().status == HostRequest.Status.WITHDRAWN


def planning_cancel(activity: Activity) -> int:
    """Call it off in the transaction that holds it; nobody was signed up."""
    return 1 + planning.cancel(activity)


def test_a_helper_answers_while_the_day_is_moved() -> None:
    activity = ActivityFactory(with_page=False)
    helper = ActivityHelper.objects.create(
        activity=activity, name="Ali", email="a@x.example", answer="asked"
    )
    while_the_activity_is_held(
        activity.pk, lambda: helpers.answer(helper, yes=True), helpers.tell_of_change
    )
    assert ActivityHelper.objects.get().answer == "yes"

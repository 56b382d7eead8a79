"""Two members of staff press "Send svarene" at once: everyone is answered once."""

import uuid

import pytest
from django.db import connection

from courses.applications import NothingToSend, send_answers
from courses.enums import Verdict
from courses.models import Application
from events.models import Activity, OutboxMessage
from events.seats import find_discrepancies
from tests.applications.makers import course_by_application, decided
from tests.crowd import release


def send(activity_id: uuid.UUID) -> int:
    """Send the answers, in a process of the crowd; return how many this one sent."""
    try:
        return send_answers(Activity.objects.get(pk=activity_id), by=None).answers
    except NothingToSend:
        return 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_everyone_is_answered_once() -> None:
    processes = 8 if connection.vendor == "postgresql" else 4
    activity = course_by_application(capacity=4)
    decided(activity, *[Verdict.ADMIT] * 4, *[Verdict.RESERVE] * 3, *[Verdict.DECLINE] * 3)
    OutboxMessage.objects.all().delete()

    sent = release(send, [(activity.pk,)] * processes, processes=processes)

    assert sorted(sent) == [0] * (processes - 1) + [10]
    assert OutboxMessage.objects.count() == 10
    assert Application.objects.exclude(answered_at=None).count() == 10
    activity.refresh_from_db()
    assert activity.taken == 4
    assert find_discrepancies() == []

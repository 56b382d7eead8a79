"""The calendar as iCalendar."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from events.enums import ActivityStatus
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db


def summaries(content: bytes) -> list[str]:
    """Return the titles of the events, sorted."""
    return sorted(str(event["summary"]) for event in Calendar.from_ical(content).walk("VEVENT"))


def test_the_feed_has_the_public_activities_of_the_next_year(client: Client) -> None:
    ActivityFactory(title="Kommer")
    ActivityFactory(title="Aflyst", status=ActivityStatus.CANCELLED)
    ActivityFactory(title="Planlagt", status=ActivityStatus.PLANNED)
    ActivityFactory(title="Diskret", discreet=True)
    ActivityFactory(title="Forbi", starts_in_days=-3)
    ActivityFactory(title="Om to år", starts_in_days=700)
    response = client.get(reverse("events:calendar_feed"))
    assert response["Content-Type"].startswith("text/calendar")
    assert summaries(response.content) == ["Aflyst", "Kommer"]


def test_one_activity(client: Client) -> None:
    activity = ActivityFactory(title="Temadag")
    response = client.get(reverse("events:activity_ics", args=[activity.pk]))
    assert summaries(response.content) == ["Temadag"]


@pytest.mark.parametrize("hidden", [{"status": ActivityStatus.PLANNED}, {"discreet": True}])
def test_what_is_not_public_is_not_found(client: Client, hidden: dict[str, Any]) -> None:
    activity = ActivityFactory(**hidden)
    assert client.get(reverse("events:activity_ics", args=[activity.pk])).status_code == 404


def test_the_feed_takes_the_same_number_of_queries(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("events:calendar_feed"))
        return len(captured)

    ActivityFactory()
    few = queries()
    for _number in range(8):
        ActivityFactory(days=2)
    assert queries() == few

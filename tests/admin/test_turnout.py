"""How many came of those expected: counts, for those who may, of what they may see."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import attendance
from events.enums import AttendanceState
from events.models import Activity, AttendedCount
from events.turnout import Turnout, turnouts
from tests.factories import ActivityFactory, RegistrationFactory, make_person

pytestmark = pytest.mark.django_db
REPORT = reverse("turnout_report")


def held(came: int, absent: int, **kwargs: Any) -> Activity:
    """Return a held activity of two sessions with a guest; who came was at the first."""
    activity = ActivityFactory(starts_in_days=0, days=2, with_page=False, **kwargs)
    first, second = activity.sessions.all()
    for number in range(came + absent):
        row = RegistrationFactory(activity=activity)
        state = AttendanceState.PRESENT if number < came else AttendanceState.ABSENT
        attendance.mark(row, first, state, by=None)
        attendance.mark(row, second, AttendanceState.ABSENT, by=None)
    attendance.add_walk_in(activity, first, make_person(), idempotency_key=uuid.uuid4(), by=None)
    Activity.objects.filter(pk=activity.pk).update(status="held")
    return activity


def test_guests_were_not_expected_and_one_session_is_enough() -> None:
    activity = held(came=3, absent=1)
    RegistrationFactory(activity=activity, status="cancelled")
    turnout = turnouts([activity.pk])[activity.pk]
    assert turnout == Turnout(expected=4, came=3, guests=1)
    assert (turnout.missing, turnout.share) == (1, "25 %")


def test_what_is_left_after_the_deletion_is_how_many_came() -> None:
    activity = held(came=0, absent=0)
    activity.registrations.all().delete()
    first, second = activity.sessions.all()
    AttendedCount.objects.create(session=first, role="other", number=5)
    AttendedCount.objects.create(session=first, role="civil_society", number=2)
    AttendedCount.objects.create(session=second, role="other", number=6)
    assert turnouts([activity.pk]) == {activity.pk: Turnout(expected=None, came=7)}


def test_the_report_and_its_file(organiser: Client) -> None:
    held(came=1, absent=1, title="=Temadag")
    page = organiser.get(REPORT)
    assert "50 %" in page.text
    response = organiser.get(REPORT, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert rows[1][0] == "'=Temadag"
    assert rows[1][3:] == ["2", "1", "1", "50 %", "1"]
    assert organiser.get(REPORT, {"export": "xlsx"}).status_code == 200


def test_discreet_ones_are_counted_for_the_few(organiser: Client, as_role: Any) -> None:
    held(came=1, absent=0, title="Diskret aften", discreet=True)
    assert "Diskret aften" not in organiser.get(REPORT).text
    assert "Diskret aften" in as_role("Kursusleder").get(REPORT).text


def test_the_report_is_shut_for_the_others(as_role: Any) -> None:
    editor = as_role("Redaktør")
    assert editor.get(REPORT).status_code in {302, 403}
    assert editor.get(f"{REPORT}?export=csv").status_code in {302, 403}
    assert "Fremmøde" not in editor.get("/admin/").text
    assert as_role("Analytiker").get(REPORT).status_code == 200


def test_the_report_costs_the_same_for_many(organiser: Client) -> None:
    def queries(number: int) -> int:
        for _number in range(number):
            held(came=1, absent=0)
        with CaptureQueriesContext(connection) as captured:
            organiser.get(REPORT)
        return len(captured)

    queries(1)
    assert queries(1) == queries(4)

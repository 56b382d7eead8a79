"""At a hearing heads are counted: nobody is ticked off, absent, or printed on a list."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import attendance, offline, papers, planning, slips
from events.enums import AttendanceState
from events.models import Activity, Attendance, HeadCount, Registration, Survey
from events.turnout import Turnout, turnouts
from portal.privacy import retention
from tests.factories import AudienceFactory, RegistrationFactory, UserFactory, make_person
from tests.factories.forum import make_hearing

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> Activity:
    activity = make_hearing(starts_in_days=0, title="Tryg fritid")
    RegistrationFactory(activity=activity, name="Regnbuen", email=None)
    activity.refresh_from_db()
    return activity


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def count(activity: Activity, number: int) -> None:
    attendance.set_head_count(activity.sessions.get(), AudienceFactory(), number)


def test_nobody_is_marked_by_any_way(begun: Activity, staff: Client) -> None:
    session, person = begun.sessions.get(), begun.registrations.get()
    with pytest.raises(attendance.HeadsOnly):
        attendance.mark(person, session, AttendanceState.PRESENT, by=None)
    with pytest.raises(attendance.HeadsOnly):
        attendance.add_walk_in(begun, session, make_person(), idempotency_key=uuid.uuid4(), by=None)
    tap = offline.Mark(uuid.uuid4(), session, person.pk, AttendanceState.PRESENT, timezone.now())
    with pytest.raises(attendance.HeadsOnly):
        offline.apply(begun, tap, by=None)
    action = {
        "key": str(uuid.uuid4()),
        "kind": "mark",
        "session": str(session.pk),
        "registration": str(person.pk),
        "state": "present",
    }
    answer = staff.post(
        reverse("events:checkin_send", args=[begun.pk]),
        json.dumps({"actions": [action]}),
        content_type="application/json",
    ).json()["answers"][0]
    assert (answer["outcome"], "hoveder" in answer["message"]) == ("refused", True)
    assert not Attendance.objects.exists()


def test_the_door_shows_a_number_and_no_names(begun: Activity, staff: Client) -> None:
    AudienceFactory()
    page = staff.get(reverse("events:checkin", args=[begun.pk])).text
    assert "Frontpersonale" in page
    assert "Regnbuen" not in page
    assert "data-checkin-search" not in page
    for name in ("walk_in", "scan", "live", "fill"):
        url = reverse(f"events:checkin_{name}", args=[begun.pk])
        assert staff.get(url).status_code == 404, name
    code = begun.registrations.get().checkin_code
    assert staff.get(reverse("events:checkin_code", args=[code])).status_code == 404
    data = {"audience_frontpersonale": "42", "session": str(begun.sessions.get().pk)}
    staff.post(reverse("events:checkin_heads", args=[begun.pk]), data)
    assert HeadCount.objects.get().number == 42
    assert "42" in staff.get(reverse("events:checkin", args=[begun.pk])).text


def test_the_day_closes_with_a_number_and_nobody_is_absent(begun: Activity) -> None:
    with pytest.raises(planning.NobodyCounted):
        planning.hold(begun)
    count(begun, 42)
    planning.hold(begun)
    assert not Attendance.objects.exists()
    assert not Survey.objects.exists()
    assert turnouts([begun.pk]) == {begun.pk: Turnout(expected=None, came=42)}


def test_it_closes_when_someone_says_that_nobody_came(begun: Activity, staff: Client) -> None:
    url = reverse("events:checkin_close", args=[begun.pk])
    assert "bekræft, at ingen kom" in staff.post(url, {}).text
    staff.post(url, {"nobody_came": "on"})
    begun.refresh_from_db()
    assert begun.status == "held"
    assert turnouts([begun.pk]) == {}


def test_no_paper_has_names(begun: Activity) -> None:
    assert set(papers.papers_for(begun)) == {"doerskilt"}
    assert len(slips.slip_pdf(begun.registrations.get())) > 1000


@pytest.mark.parametrize(("hours", "left"), [(0, 1), (24, 0)])
def test_names_go_the_day_after_and_heads_stay(hours: int, left: int, begun: Activity) -> None:
    count(begun, 42)
    end = begun.sessions.get().end
    day: Any = timezone.localtime(end).replace(hour=23, minute=30)
    retention.delete_hearing_names(day + timedelta(hours=hours))
    assert Registration.objects.filter(activity=begun).count() == left
    assert HeadCount.objects.get().number == 42

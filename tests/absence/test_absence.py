"""Absence said beforehand: who may, until when, and where it is seen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.views.own_sessions import courses_url
from events import absence
from events.enums import ActivityStatus, RegistrationStatus
from events.models import AbsenceNotice, Activity, Registration
from events.views.personal import own_url
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration() -> Registration:
    """Someone with a seat at three days to come."""
    row: Registration = RegistrationFactory(activity=ActivityFactory(days=3, with_page=False))
    return row


def test_note_and_take_back_each_as_often_as_one_likes(registration: Registration) -> None:
    first, second, _third = registration.activity.sessions.all()
    for _again in range(2):
        absence.note(registration, first)
    absence.note(registration, second)
    assert absence.noted(registration) == {first.pk, second.pk}
    for _again in range(2):
        absence.take_back(registration, first)
    assert absence.noted(registration) == {second.pk}


def test_not_to_what_has_begun(registration: Registration) -> None:
    first = registration.activity.sessions.first()
    assert first
    absence.note(registration, first)
    for step in (absence.note, absence.take_back):
        with pytest.raises(absence.HasBegun):
            step(registration, first, now=first.start)
    assert absence.noted(registration) == {first.pk}


@pytest.mark.parametrize("status", [ActivityStatus.HELD, ActivityStatus.CANCELLED])
def test_not_when_all_is_over(registration: Registration, status: str) -> None:
    Activity.objects.update(status=status)
    row = Registration.objects.get(pk=registration.pk)
    with pytest.raises(absence.HasBegun):
        absence.note(row, row.activity.sessions.all()[0])


def test_only_with_a_seat_and_only_at_ones_own(registration: Registration) -> None:
    waiting = RegistrationFactory(activity=registration.activity, status=RegistrationStatus.WAITING)
    elsewhere = ActivityFactory(with_page=False).sessions.get()
    for person, session in (
        (waiting, registration.activity.sessions.all()[0]),
        (registration, elsewhere),
    ):
        with pytest.raises(absence.NoSeat):
            absence.note(person, session)
    assert not AbsenceNotice.objects.exists()


def test_on_her_own_page(registration: Registration) -> None:
    client, url = Client(), courses_url("own_sessions", registration)
    assert url in client.get(own_url("self_service", registration)).text
    page = client.get(url)
    assert page.text.count("Jeg kan ikke komme") == 3
    assert page["X-Robots-Tag"] == "noindex"
    session = registration.activity.sessions.all()[1]
    said = client.post(url, {"session": session.pk, "step": "absent"}, follow=True)
    assert "Fravær er meldt" in said.text
    assert (
        "Du har meldt fravær til 1 mødegang."
        in client.get(own_url("self_service", registration)).text
    )
    client.post(url, {"session": session.pk, "step": "back"})
    assert not AbsenceNotice.objects.exists()
    for wrong in ({"session": "x", "step": "absent"}, {"session": session.pk, "step": "away"}):
        assert client.post(url, wrong).status_code == 404


@pytest.mark.parametrize("which", ["one day", "waiting", "discreet"])
def test_no_such_page_for_others(which: str) -> None:
    row = RegistrationFactory(
        activity=ActivityFactory(
            days=1 if which == "one day" else 2, discreet=which == "discreet", with_page=False
        ),
        status=RegistrationStatus.WAITING if which == "waiting" else RegistrationStatus.CONFIRMED,
    )
    url = courses_url("own_sessions", row)
    client = Client()
    session = row.activity.sessions.all()[0]
    assert client.get(url).status_code in {302, 404}
    if which != "one day":
        client.post(url, {"session": session.pk, "step": "absent"})
        assert not AbsenceNotice.objects.exists()


def test_absence_is_not_offered_once_the_day_is_closed(registration: Registration) -> None:
    client, url = Client(), courses_url("own_sessions", registration)
    offer = "meld fravær her"
    assert offer in client.get(url).text
    Activity.objects.filter(pk=registration.activity_id).update(status=ActivityStatus.HELD)
    assert offer not in client.get(url).text


def test_staff_see_it_at_the_door_and_only_at_that_session(registration: Registration) -> None:
    first, second, _third = registration.activity.sessions.all()
    absence.note(registration, second)
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    url = reverse("events:checkin", args=[registration.activity_id])
    assert "Har meldt fravær" in client.get(f"{url}?session={second.pk}").text
    assert "Har meldt fravær" not in client.get(f"{url}?session={first.pk}").text


def test_many_in_one_query(registration: Registration, django_assert_num_queries: Any) -> None:
    session = registration.activity.sessions.all()[0]
    others = [RegistrationFactory(activity=registration.activity) for _n in range(3)]
    for one in (registration, *others):
        absence.note(one, session, now=timezone.now() - timedelta(days=1))
    with django_assert_num_queries(1):
        found = absence.noted_by([registration.pk, *(one.pk for one in others)])
    assert all(keys == {session.pk} for keys in found.values())
    assert len(found) == 4

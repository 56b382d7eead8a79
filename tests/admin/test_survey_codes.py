"""Whoever came without an e-mail address can answer too: staff print the codes."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from events import attendance, planning
from events.enums import AttendanceState
from events.models import Activity, Survey
from events.surveys.instruments import ensure_instrument
from portal.demo.content import read
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def held_activity(**person: str | None) -> Activity:
    """Return a theme day that has been held, with one person who came."""
    ensure_instrument(read("survey"))
    activity = ActivityFactory(starts_in_days=-0.1)
    registration = RegistrationFactory(activity=activity, **person)
    attendance.mark(registration, activity.sessions.get(), AttendanceState.PRESENT, by=None)
    planning.hold(activity)
    return activity


def test_the_codes_are_printed_from_the_list(organiser: Client) -> None:
    activity = held_activity(email=None, phone="+4530303030", identity=None)
    address = reverse("activity:survey_codes", args=[activity.pk, Survey.objects.get().pk])
    assert address in organiser.get(reverse("activity:participants", args=[activity.pk])).text
    response = organiser.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert "Koder til spørgeskemaet" in PdfReader(BytesIO(response.content)).pages[0].extract_text()


def test_there_is_nothing_to_print_where_everyone_has_a_link(organiser: Client) -> None:
    activity = held_activity()
    assert "/koder/" not in organiser.get(reverse("activity:participants", args=[activity.pk])).text


def test_nobody_else_gets_the_codes(client: Client) -> None:
    activity = held_activity(email=None, phone="+4530303030", identity=None)
    address = reverse("activity:survey_codes", args=[activity.pk, Survey.objects.get().pk])
    assert client.get(address).status_code == 302

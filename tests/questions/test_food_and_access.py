"""Food and access: numbers for the kitchen, names for nobody, gone the day after."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from events import needs
from events.enums import Food, RegistrationStatus
from events.kitchen import kitchen_sheet_pdf
from events.models import Needs
from tests.factories import ActivityFactory, RegistrationFactory
from tests.questions.test_answers import page_of

pytestmark = pytest.mark.django_db


def test_wishes_are_stored_in_the_list_s_order_and_nothing_leaves_no_row(client: Client) -> None:
    person = RegistrationFactory(activity=ActivityFactory(ask_food=True, ask_access=True))
    client.post(page_of(person), {"food": ["no_nuts", "vegan"], "access": "Teleslynge"})
    row = Needs.objects.get(registration=person)
    assert (row.food, row.access) == ([Food.VEGAN, Food.NO_NUTS], "Teleslynge")
    client.post(page_of(person), {"access": " "})
    assert not Needs.objects.filter(registration=person).exists()


def test_what_is_not_asked_is_not_taken(client: Client) -> None:
    person = RegistrationFactory(activity=ActivityFactory())
    client.post(page_of(person), {"food": ["vegan"], "access": "Teleslynge"})
    assert not Needs.objects.filter(registration=person).exists()


def test_the_kitchen_gets_numbers_and_no_names() -> None:
    activity = ActivityFactory(ask_food=True)
    for number, food in enumerate([["vegan"], ["vegan", "no_nuts"], ["vegan"], [], None]):
        person = RegistrationFactory(activity=activity, name=f"Hemmelig {number}")
        if food is not None:
            Needs.objects.create(registration=person, food=food, access="Rampe")
    gone = RegistrationFactory(activity=activity, status=RegistrationStatus.CANCELLED)
    Needs.objects.create(registration=gone, food=["vegan"])
    sheet = needs.kitchen_sheet(activity)
    assert (sheet.guests, sheet.plain) == (5, 2)
    assert sheet.plates == [("Vegansk", 2), ("Vegansk, Uden nødder", 1)]
    assert sheet.wishes == [("Vegansk", 3), ("Uden nødder", 1)]
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(kitchen_sheet_pdf(activity))).pages)
    assert "5 kuverter" in text
    assert "Vegansk, Uden nødder" in text
    assert "Hemmelig" not in text
    assert "Rampe" not in text


@pytest.mark.parametrize(("days_after", "kept"), [(0, True), (1, True), (2, False)])
def test_they_are_deleted_when_the_day_after_is_over(days_after: int, kept: bool) -> None:
    activity = ActivityFactory(ask_food=True, starts_in_days=-10)
    person = RegistrationFactory(activity=activity)
    Needs.objects.create(registration=person, food=["vegan"])
    end = timezone.localtime(activity.sessions.get().end)
    now = end.replace(hour=3, minute=0) + timedelta(days=days_after)
    assert needs.delete_due(now) == (0 if kept else 1)
    assert Needs.objects.filter(registration=person).exists() is kept


def test_who_withdrew_leaves_none_behind() -> None:
    activity = ActivityFactory(ask_food=True)
    stays, left = RegistrationFactory.create_batch(2, activity=activity)
    for person in (stays, left):
        Needs.objects.create(registration=person, food=["vegan"])
    left.status = RegistrationStatus.CANCELLED
    left.save()
    assert needs.delete_due(timezone.now()) == 1
    assert Needs.objects.get().registration_id == stays.pk

"""The slip: what a confirmation says, on paper, for who has no e-mail."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from events import slips
from events.enums import RegistrationStatus, StaffChannel
from events.models import Booking, CallTask, Registration
from events.participants import sign_up
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory, make_person

pytestmark = pytest.mark.django_db


def url(person: Registration) -> str:
    return reverse("activity:slip", args=[person.activity_id, person.pk])


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def read(person: Registration) -> PdfReader:
    return PdfReader(BytesIO(slips.slip_pdf(person)))


def test_everything_she_needs_on_one_tagged_page(settings: Any) -> None:
    person = RegistrationFactory(
        email=None, name="Vera Venter", activity=ActivityFactory(title="Temadag om bekymring")
    )
    reader = read(person)
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for said in (
        "Vera Venter",
        "Du er tilmeldt",
        "Temadag om bekymring",
        "Rådhuset, 1599 København V",
        person.checkin_code,
        settings.VINK_CONTACT_PHONE.replace(" ", "\N{NO-BREAK SPACE}").replace("\xa0", " "),
        "sletter dem senest",
    ):
        assert said in text.replace("\xa0", " "), said
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "da"


def test_in_line_it_says_the_place_and_has_no_code_for_the_door() -> None:
    person = RegistrationFactory(email=None, status=RegistrationStatus.WAITING)
    Booking.objects.update(language="da")
    text = read(person).pages[0].extract_text()
    assert "Du er nummer 1" in text
    assert person.checkin_code not in text


def test_only_for_those_who_run_activities() -> None:
    person = RegistrationFactory(email=None)
    response = client_of("Arrangør").get(url(person))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert client_of("Redaktør").get(url(person)).status_code in {302, 403}
    hidden = RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))
    assert client_of("Arrangør").get(url(hidden)).status_code == 404


@pytest.mark.parametrize(("channel", "calls"), [("phone", 0), ("in_person", 0), ("paper", 1)])
def test_who_wrote_on_paper_is_rung_the_others_hear_it_at_once(channel: str, calls: int) -> None:
    sign_up(
        ActivityFactory(),
        make_person(email="", phone="+4520000000"),
        idempotency_key=Booking().pk,
        by=UserFactory(),
        channel=StaffChannel(channel),
    )
    assert CallTask.objects.filter(state=CallTask.State.OPEN).count() == calls

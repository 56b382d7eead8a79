"""One's own page says how one stands and what one can do, whatever the status."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from events import attendance, cancellation, offers, when
from events.certificate_of_attendance import NothingAttended, certificate_pdf
from events.enums import (
    ActivityStatus,
    AttendanceState,
    EndReason,
    RegistrationStatus,
    WaitlistMode,
)
from events.links import Purpose, token_for
from events.models import Activity, Booking, OutboxMessage, Registration
from events.views.personal import PAGES
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
DIALS = "Fristen for at melde fra her på siden er overskredet"


def url(registration: Registration, name: str = "self_service") -> str:
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def html(client: Client, registration: Registration) -> str:
    response = client.get(url(registration))
    assert response.status_code == HTTPStatus.OK
    return " ".join(response.content.decode().split())


def freed_for(mode: WaitlistMode, **kwargs: Any) -> Registration:
    """Return the first in line of a full activity after someone gave up a seat."""
    activity = ActivityFactory(capacity=1, waitlist_mode=mode, **kwargs)
    first = RegistrationFactory(activity=activity)
    waiting: Registration = RegistrationFactory(
        activity=activity, status=RegistrationStatus.WAITING
    )
    cancellation.withdraw(first)
    waiting.refresh_from_db()
    return waiting


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (WaitlistMode.MOVE_UP, "er den din med det samme"),
        (WaitlistMode.OFFER, "tilbyder vi dig den på mail"),
    ],
)
def test_the_line_says_how_it_works_here(client: Client, mode: WaitlistMode, words: str) -> None:
    row = RegistrationFactory(
        activity=ActivityFactory(waitlist_mode=mode), status=RegistrationStatus.WAITING
    )
    page = html(client, row)
    assert "Du er nummer 1 på ventelisten" in page
    assert words in page
    assert "Forlad ventelisten" in page


def test_an_offer_has_its_deadline_in_words_and_a_look_answers_nothing(client: Client) -> None:
    row = freed_for(WaitlistMode.OFFER)
    assert row.is_offered
    page = html(client, row)
    assert row.expires_at is not None
    assert "Svar senest " + " ".join(when.deadline(row.expires_at).split()) in page
    assert client.get(url(row, "self_service_answer")).status_code == HTTPStatus.FOUND
    for nonsense in ({}, {"answer": "måske"}):
        client.post(url(row, "self_service_answer"), nonsense)
    row.refresh_from_db()
    assert row.is_offered


@pytest.mark.parametrize(
    ("answer", "words", "seats"),
    [("ja", "Pladsen er din", 1), ("nej", "Du takkede nej til pladsen", 0)],
)
def test_yes_and_no(client: Client, answer: str, words: str, seats: int) -> None:
    row = freed_for(WaitlistMode.OFFER)
    answered = client.post(url(row, "self_service_answer"), {"answer": answer}, follow=True)
    assert words in answered.content.decode()
    assert Activity.objects.get().taken == seats
    again = client.post(url(row, "self_service_answer"), {"answer": answer})
    assert again.status_code == HTTPStatus.FOUND
    assert Activity.objects.get().taken == seats


def test_a_late_yes_is_told_that_the_seat_is_gone(client: Client) -> None:
    row = freed_for(WaitlistMode.OFFER)
    Registration.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.post(url(row, "self_service_answer"), {"answer": "ja"}, follow=True)
    page = answer.content.decode()
    assert str(offers.OfferOver.message) in page
    assert "Fristen for at svare er overskredet" in page


def test_moved_up_unasked_one_tap_gives_the_seat_back(client: Client) -> None:
    row = freed_for(WaitlistMode.MOVE_UP)
    page = html(client, row)
    assert "Du har fået en plads" in page
    assert "Jeg kan ikke alligevel" in page
    client.post(url(row, "self_service_cancel"))
    assert Activity.objects.get().taken == 0
    assert "Jeg kan ikke alligevel" not in html(client, row)


def test_an_unapproved_sign_up_has_no_seat_and_can_be_taken_back(client: Client) -> None:
    row = RegistrationFactory(status=RegistrationStatus.PENDING)
    page = html(client, row)
    assert "Din tilmelding venter på svar" in page
    assert "Træk tilmeldingen tilbage" in page
    assert "data:image/png" not in page
    client.post(url(row, "self_service_cancel"))
    row.refresh_from_db()
    assert row.status == RegistrationStatus.CANCELLED


def test_after_the_organisers_deadline_one_rings(client: Client) -> None:
    row = RegistrationFactory(activity=ActivityFactory(withdraw_days=60))
    page = html(client, row)
    assert DIALS in page
    assert 'href="tel:' in page
    assert url(row, "self_service_cancel") not in page
    client.post(url(row, "self_service_cancel"))
    row.refresh_from_db()
    assert row.is_confirmed
    waiting = RegistrationFactory(activity=row.activity, status=RegistrationStatus.WAITING)
    assert "Forlad ventelisten" in html(client, waiting)


@pytest.mark.parametrize("reason", EndReason.values)
def test_why_it_ended_and_the_way_back(client: Client, reason: str) -> None:
    row = RegistrationFactory(status=RegistrationStatus.CANCELLED, ended=reason)
    page = html(client, row)
    # Whoever was not approved is not asked to try the same again.
    again = reason != EndReason.NOT_APPROVED
    assert ("Tilmeld dig igen" in page) is again
    assert (reverse("events:signup", args=[row.activity_id]) in page) is again
    assert "Ret dine oplysninger" not in page
    with translation.override("en"):
        assert client.get(url(row)).status_code == HTTPStatus.OK


def test_a_full_activity_offers_its_line_and_the_series_other_date(client: Client) -> None:
    activity = ActivityFactory(capacity=0)
    other = ActivityFactory(series=activity.series)
    row = RegistrationFactory(activity=activity, status=RegistrationStatus.CANCELLED)
    page = html(client, row)
    assert "Skriv dig på ventelisten igen" in page
    assert reverse("events:signup", args=[other.pk]) in page


def test_a_discreet_one_has_no_page_here_at_all(client: Client) -> None:
    activity = ActivityFactory(discreet=True)
    for status in (RegistrationStatus.CONFIRMED, RegistrationStatus.CANCELLED):
        row = RegistrationFactory(activity=activity, status=status)
        for name in PAGES:
            response = client.get(url(row, name))
            assert response.status_code == HTTPStatus.NOT_FOUND
            assert "Linket virker ikke" in response.text
            assert activity.title not in response.text


def test_the_code_for_the_door_is_for_those_with_a_seat(client: Client) -> None:
    row = RegistrationFactory()
    assert row.checkin_code in html(client, row)
    waiting = RegistrationFactory(activity=row.activity, status=RegistrationStatus.WAITING)
    assert waiting.checkin_code not in html(client, waiting)


def present(registration: Registration, *, sessions: int) -> Registration:
    """Let her come to the first sessions; the activity is held."""
    for session in registration.activity.sessions.all()[:sessions]:
        attendance.mark(registration, session, AttendanceState.PRESENT, by=None)
    Activity.objects.filter(pk=registration.activity_id).update(status=ActivityStatus.HELD)
    return Registration.objects.select_related("activity", "booking").get(pk=registration.pk)


def test_the_certificate_names_the_sessions_attended(client: Client) -> None:
    activity = ActivityFactory(title="Kursus for mentorer", days=3, starts_in_days=-9)
    row = present(RegistrationFactory(activity=activity, name="Åse Ørum"), sessions=2)
    assert "Hent dit deltagerbevis" in html(client, row)
    response = client.get(url(row, "self_service_certificate"))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    reader = PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    first, second, third = (when.day(s.start) for s in activity.sessions.all())
    for words in ("Åse Ørum", "Kursus for mentorer", first.capitalize(), "12 timer", "VINK"):
        assert words in text
    assert second.capitalize() in text
    assert third.capitalize() not in text
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("obstacle", ["absent", "not over", "discreet"])
def test_no_certificate_without_having_been_there(client: Client, obstacle: str) -> None:
    activity = ActivityFactory(discreet=obstacle == "discreet", starts_in_days=-2)
    row = RegistrationFactory(activity=activity)
    row = present(row, sessions=0 if obstacle == "absent" else 1)
    if obstacle == "not over":
        Activity.objects.update(status=ActivityStatus.CLOSED)
        row.activity.refresh_from_db()
    assert client.get(url(row, "self_service_certificate")).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NothingAttended):
        certificate_pdf(row)


def test_a_lost_link_brings_the_bookers_groups_along(client: Client) -> None:
    row = RegistrationFactory(name="Kollega", email=None, phone="20101112")
    Booking.objects.filter(pk=row.booking_id).update(
        is_team=True, contact_email="leder@skole.example"
    )
    hidden = RegistrationFactory(activity=ActivityFactory(discreet=True))
    Booking.objects.filter(pk=hidden.booking_id).update(
        is_team=True, contact_email="leder@skole.example"
    )
    client.post(reverse("events:lost_link"), {"email": "Leder@skole.example"})
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.booking_id) == ("team_booked", row.booking_id)

"""Names row by row, pasted, out of a sheet, and through the shared link."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from events import outbox, ratelimit
from events.models import Activity, Booking, OutboxMessage, Registration
from events.notifications import Mail
from events.registration import Person
from events.teams import bookings, names, sheets
from tests.factories import ActivityFactory, RegistrationFactory
from tests.teams.makers import book, rows, share_url, url

pytestmark = pytest.mark.django_db
OK, FOUND = HTTPStatus.OK, HTTPStatus.FOUND


@pytest.fixture
def booking(activity: Activity) -> Booking:
    """Return a team of three whose names are to come."""
    return book(activity, 3)


def on_the_team(booking: Booking) -> set[str]:
    return {row.name for row in bookings.standing(booking).named}


def put(client: Client, booking: Booking, *people: tuple[str, str], **more: Any) -> Any:
    return client.post(url(booking, "team_names"), rows(*people, **more))


def paste(client: Client, booking: Booking, text: str) -> Any:
    return client.post(url(booking, "team_list"), {"names": text, "paste": "1"})


def upload(client: Client, booking: Booking, data: bytes, *, draft: bool = False) -> Any:
    sheet = SimpleUploadedFile("navne.xlsx", data, content_type=sheets.XLSX)
    address = url(booking, "team_list", draft=draft)
    return client.post(address, {"upload": "1", "sheet": sheet})


def resend(client: Client, booking: Booking, response: Any, **more: Any) -> Any:
    """Send the form that a preview drew, as a browser does."""
    data = {"role": "other", **more}
    formset = response.context["names"].rows
    for field in [*formset.management_form, *(f for row in formset for f in row)]:
        value = field.value()
        if value is not None and value is not False:
            data[field.html_name] = value
    return client.post(url(booking, "team_names"), data)


def test_there_is_a_row_for_each_seat(client: Client, booking: Booking) -> None:
    response = client.get(url(booking, "team_names"))
    assert len(response.context["names"].rows.forms) == 3
    assert "Vi holder de 3 pladser uden navn" in response.content.decode()


def test_names_row_by_row_are_confirmed_and_told_by_whom(client: Client, booking: Booking) -> None:
    response = put(client, booking, ("Bo Berg", "bo@skole.example"), ("", ""), ("Ida Holm", ""))
    assert response.status_code == FOUND
    assert on_the_team(booking) == {"Bo Berg", "Ida Holm"}
    bo, _ida = Registration.objects.filter(booking=booking).exclude(name="").order_by("name")
    assert bo.is_confirmed
    assert (bo.workplace, bo.role) == ("Søskolen", "frontline_youth")
    assert bo.workplace_kind == booking.workplace_kind
    outbox.deliver_due()
    to_bo = next(m for m in mail.outbox if m.to == ["bo@skole.example"])
    assert "Pladsen er bestilt af Mette Leder, Søskolen" in to_bo.body
    assert f"/t/{bo.pk}/" in to_bo.body
    assert "/ikke-mig/" in to_bo.body
    for_ida = next(m for m in mail.outbox if "Ida Holm" in m.subject)
    assert for_ida.to == ["mette@skole.example"]
    assert "Beskeden herunder er til Ida Holm" in for_ida.body
    assert "bestilt af" not in for_ida.body


def test_an_error_stands_on_its_row_and_nobody_is_signed_up(
    client: Client, booking: Booking
) -> None:
    response = put(client, booking, ("Bo Berg", "bo@"), ("", "ida@skole.example"), ("Per", ""))
    html = response.content.decode()
    assert [bool(row.errors) for row in response.context["names"].rows] == [True, True, False]
    assert 'value="bo@"' in html
    assert 'href="#id_row-0-email"' in html
    assert on_the_team(booking) == set()


def test_only_the_right_rows(client: Client, booking: Booking) -> None:
    people = [("Bo Berg", "bo@"), ("Per Post", "per@skole.example")]
    assert put(client, booking, *people, **{"only-right": "1"}).status_code == FOUND
    assert on_the_team(booking) == {"Per Post"}


def test_a_row_that_is_not_ticked_is_left_out(client: Client, booking: Booking) -> None:
    data = rows(("Bo Berg", "bo@"), ("Per Post", ""))
    del data["row-0-take"]
    assert client.post(url(booking, "team_names"), data).status_code == FOUND
    assert on_the_team(booking) == {"Per Post"}


def test_sending_the_list_twice_changes_nothing(client: Client, booking: Booking) -> None:
    people = [("Bo Berg", "bo@skole.example"), ("Ida Holm", "")]
    put(client, booking, *people)
    put(client, booking, *people)
    assert Registration.objects.filter(booking=booking).exclude(name="").count() == 2
    assert OutboxMessage.objects.filter(kind=Mail.CONFIRMED).count() == 2


def test_the_same_person_twice_on_the_list(client: Client, booking: Booking) -> None:
    twice = put(client, booking, ("Bo Berg", "b@s.example"), ("bo  BERG", "B@s.example"))
    assert "Står også i række 1" in twice.content.decode()
    twice = put(client, booking, ("Bo Berg", ""), ("Bo Berg", ""))
    assert "skriv deres mail" in twice.content.decode()
    assert on_the_team(booking) == set()


def test_someone_signed_up_on_her_own_is_not_taken_over(client: Client, booking: Booking) -> None:
    own = RegistrationFactory(activity=booking.activity)
    response = put(client, booking, (own.name, own.email), ("Bo Berg", ""))
    assert "allerede tilmeldt på egen hånd" in response.content.decode()
    assert on_the_team(booking) == set()


def test_who_is_signed_up_cannot_be_found_out_by_asking_on_and_on(
    client: Client, booking: Booking
) -> None:
    own = RegistrationFactory(activity=booking.activity)
    for _try in range(ratelimit.TEAM_KNOWN.times):
        put(client, booking, (own.name, own.email))
    response = put(client, booking, (own.name, own.email))
    assert "allerede tilmeldt" not in response.content.decode()


def test_the_booker_herself(client: Client, booking: Booking) -> None:
    put(client, booking, ("Bo Berg", ""), myself="on")
    assert on_the_team(booking) == {"Bo Berg", "Mette Leder"}
    outbox.deliver_due()
    own = next(m for m in mail.outbox if m.subject.startswith("Du er tilmeldt"))
    assert "bestilt af" not in own.body


def test_more_names_than_places_take_free_seats_and_then_wait(client: Client) -> None:
    booking = book(ActivityFactory(capacity=4), 3)
    outcome = names.put(
        booking, [Person(name=f"Nr. {n}", email=f"{n}@s.example") for n in range(6)]
    )
    assert [row.has_seat for row in outcome.added] == [True] * 4 + [False] * 2
    assert bookings.standing(booking).positions == [1, 2]
    assert names.summary(outcome) == "4 har fået plads. 2 er på ventelisten."


def test_a_team_that_comes_whole_is_told_clearly(client: Client) -> None:
    booking = book(ActivityFactory(capacity=3), 2, together=True)
    people = [("A Berg", ""), ("B Berg", ""), ("C Berg", ""), ("D Berg", "")]
    response = put(client, booking, *people)
    assert "I kommer kun samlet" in response.content.decode()
    assert on_the_team(booking) == set()


def test_nobody_is_the_thirty_first(booking: Booking) -> None:
    thirty_one = [Person(name=f"Nr. {n}", email=f"{n}@s.example") for n in range(31)]
    with pytest.raises(bookings.RegistrationRefused):
        names.put(booking, thirty_one)
    assert on_the_team(booking) == set()


def test_thirty_get_a_mail_each() -> None:
    booking = book(ActivityFactory(capacity=30), 30)
    names.put(booking, [Person(name=f"Nr. {n}", email=f"{n}@s.example") for n in range(30)])
    outbox.deliver_due()
    addresses = [m.to[0] for m in mail.outbox]
    assert len(addresses) == len(set(addresses)) == 31  # and the booker's


def test_names_that_come_too_late_get_a_new_seat_or_wait(activity: Activity) -> None:
    RegistrationFactory.create_batch(8, activity=activity)
    booking = book(activity, 2)
    RegistrationFactory(activity=activity, status="waiting")
    Registration.objects.filter(booking=booking).update(expires_at=booking.created_at)
    people = [Person(name=f"Nr. {n}", email=f"{n}@s.example") for n in range(2)]
    outcome = names.put(booking, people)
    # One of the two seats went to the one who waited; the other was free again.
    assert [row.has_seat for row in outcome.added] == [True, False]
    team = bookings.standing(booking)
    assert (team.lapsed, team.unnamed) == (2, [])


def test_pasted_lines_are_shown_first(client: Client, booking: Booking) -> None:
    own = RegistrationFactory(activity=booking.activity)
    text = f"Bo Berg, bo@skole.example\nIda 010190-1234\nPer, per@\n{own.name}, {own.email}"
    response = paste(client, booking, text)
    html = response.content.decode()
    assert on_the_team(booking) == set()
    assert "1 række er klar." in html
    assert "3 skal rettes." in html
    assert "010190" not in html
    assert "Ida" not in html
    assert "Rækken indeholdt et CPR-nummer" in html
    assert "allerede tilmeldt på egen hånd" in html
    again = resend(client, booking, response)
    assert on_the_team(booking) == set()
    assert "Per" in again.content.decode()
    resend(client, booking, response, **{"only-right": "1"})
    assert on_the_team(booking) == {"Bo Berg"}


def test_a_preview_says_what_is_too_much(client: Client, booking: Booking) -> None:
    html = paste(client, booking, "\n".join(f"Nummer {n}a" for n in range(34))).content.decode()
    assert "27 navne flere, end I har pladser til" in html
    assert "4 rækker er ikke med" in html


def workbook(*lines: list[str]) -> bytes:
    book_ = Workbook()
    for line in lines:
        book_.active.append(line)
    out = BytesIO()
    book_.save(out)
    return out.getvalue()


def test_a_sheet_is_read_shown_and_then_taken(client: Client, booking: Booking) -> None:
    data = workbook(
        ["Navn", "Mail", "Rolle"], ["Bo Berg", "bo@s.example", "Andet"], ["Ida", "", ""]
    )
    response = upload(client, booking, data)
    assert "2 rækker er klar." in response.content.decode()
    assert resend(client, booking, response).status_code == FOUND
    assert on_the_team(booking) == {"Bo Berg", "Ida"}


def test_no_upload_before_the_address_is_hers(client: Client, activity: Activity) -> None:
    booking = book(activity, is_verified=False)
    html = client.get(url(booking, "team_list", draft=True)).content.decode()
    assert 'type="file"' not in html
    response = upload(client, booking, workbook(["Bo Berg"]), draft=True)
    assert response.status_code == FOUND
    assert response["Location"] == url(booking, draft=True)


def test_a_sheet_that_is_too_big_is_given_up_in_memory(client: Client, booking: Booking) -> None:
    response = upload(client, booking, bytes(3 * sheets.BYTES_AT_MOST))
    assert "højst fylde 1 MB" in response.content.decode()
    assert not response.wsgi_request.FILES


def test_what_is_no_sheet_says_what_to_do(client: Client, booking: Booking) -> None:
    assert "Gem den som Excel" in upload(client, booking, b"PK\x03\x04").content.decode()
    assert "Vælg en fil" in client.post(url(booking, "team_list"), {"upload": "1"}).content.decode()


def test_uploading_asks_for_the_csrf_token(booking: Booking) -> None:
    response = upload(Client(enforce_csrf_checks=True), booking, workbook(["Bo Berg"]))
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_the_template_is_a_sheet(client: Client) -> None:
    response = client.get("/tilmelding/gruppe/vink-navne.xlsx")
    assert response["Content-Type"] == sheets.XLSX
    assert response.content.startswith(b"PK")


OWN = {"name": "Bo Berg", "email": "bo@skole.example", "phone": "", "role": "other"}


def test_a_colleague_fills_in_her_own_name(client: Client, booking: Booking) -> None:
    names.put(booking, [Person(name="Ida Holm", email="ida@skole.example")])
    html = client.get(share_url(booking)).content.decode()
    assert "Søskolen har bestilt pladser" in html
    assert "2 pladser tilbage" in html
    assert "Ida" not in html
    assert "Mette" not in html
    response = client.post(share_url(booking), OWN)
    assert response["Location"] == share_url(booking, "team_share_done")
    assert "Bo Berg" in on_the_team(booking)
    assert "få minutter" in client.get(response["Location"]).content.decode()


def test_the_shared_page_does_not_tell_who_is_signed_up(client: Client, booking: Booking) -> None:
    own = RegistrationFactory(activity=booking.activity)
    known = client.post(share_url(booking), {**OWN, "name": own.name, "email": own.email})
    new = client.post(share_url(booking), OWN)
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert len(bookings.standing(booking).unnamed) == 2
    assert OutboxMessage.objects.filter(registration=own, kind=Mail.CONFIRMED).count() == 1


def test_the_shared_page_when_all_have_names(client: Client, activity: Activity) -> None:
    booking = book(activity, 1)
    client.post(share_url(booking), OWN)
    response = client.post(share_url(booking), {**OWN, "name": "Per", "email": "p@s.example"})
    assert "Alle pladser har fået navn" in response.content.decode()
    assert on_the_team(booking) == {"Bo Berg"}


def test_a_name_must_be_a_name(client: Client, booking: Booking) -> None:
    response = put(client, booking, ("=1+1", ""), ("12345", ""), ("Ida 010190-1234", ""))
    errors = [bool(row.errors) for row in response.context["names"].rows]
    assert errors == [True, True, True]


def test_names_are_counted_across_bookings_since_each_sends_a_mail(
    client: Client, booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ratelimit.Limit("team-people-test", times=3, window=timedelta(hours=1))
    monkeypatch.setattr("events.ratelimit.TEAM_PEOPLE", few)
    assert put(client, booking, ("Ane", "a@x.example"), ("Bo", "b@x.example")).status_code == FOUND
    other = book(ActivityFactory(), 3)
    said = put(client, other, ("Ane", "a@x.example"), ("Bo", "b@x.example"))
    assert "Der er sendt mange gange" in said.content.decode()
    assert on_the_team(other) == set()

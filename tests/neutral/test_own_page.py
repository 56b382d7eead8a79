"""Behind a personal link on the neutral host: see, answer, change, stay away, leave, erase."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from courses import neutral_links
from courses.models import NeutralNeeds
from events import attendance, offers, outbox, seats, waitlist
from events.enums import (
    ActivityKind,
    ActivityStatus,
    AttendanceState,
    EndReason,
    RegistrationSource,
    RegistrationStatus,
)
from events.models import (
    AbsenceNotice,
    Activity,
    AttendedCount,
    Booking,
    CallTask,
    OutboxMessage,
    Registration,
)
from tests.factories import ActivityFactory, RegistrationFactory, make_discreet

pytestmark = pytest.mark.django_db


def sign_up(
    visitor: Client, activity: Activity, *, language: str = "da", **given: Any
) -> Registration:
    """Sign up as a visitor does, and return her registration."""
    data = {
        "name": "Solen",
        "email": "sol@mail.example",
        "key": "8d7f0c5e-1111-4222-8333-944444444444",
        **given,
    }
    visitor.post(neutral_links.path("signup", activity.pk, language=language), data)
    return Registration.objects.get(activity=activity, name=data["name"])


def path(row: Registration, name: str = "own", language: str = "da") -> str:
    row.refresh_from_db()
    return neutral_links.own_path(row, language, name)


def test_the_link_is_on_the_neutral_host_in_her_language(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet(), language="so")
    url = neutral_links.own_url(row, row.booking.language)
    assert url.startswith("http://kurser.testserver/so/d/")
    assert neutral_links.withdraw_url(row, "ar").startswith("http://kurser.testserver/ar/d/")
    assert visitor.get(url.removeprefix("http://kurser.testserver")).status_code == HTTPStatus.OK


def test_her_page_tells_how_she_stands_and_leaves_no_trace(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet(days=3), interpreter="somali", children="2")
    response = visitor.get(path(row))
    for words in ("Du har en plads", "Aftener for voksne (da)", "Sted 1", "Solen", "Soomaali"):
        assert words in response.text
    assert response.text.count("Jeg kan ikke komme") == 3
    assert "VINK" not in response.text
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert not BrowserSession.objects.exists()


@pytest.mark.parametrize("what", ["token", "version", "ordinary", "companion", "portal's"])
def test_a_link_opens_one_discreet_registration_and_no_other(visitor: Client, what: str) -> None:
    if what == "ordinary":
        row = RegistrationFactory(activity=ActivityFactory())
    elif what == "companion":
        sign_up(visitor, make_discreet(), companion_name="Månen")
        row = Registration.objects.get(name="Månen")
    else:
        row = sign_up(visitor, make_discreet())
    address = path(row)
    if what == "token":
        address = address[:-2] + ("0" if address[-2] != "0" else "1") + "/"
    elif what == "version":
        Registration.objects.update(link_version=7)
    elif what == "portal's":
        address = address.replace("/d/", "/t/")
    response = visitor.get(address)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Solen" not in response.text


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (RegistrationStatus.WAITING, "Du står på venteliste"),
        (RegistrationStatus.OFFERED, "Der er en plads til dig"),
        (RegistrationStatus.PENDING, "Vi har fået din tilmelding"),
        (RegistrationStatus.CANCELLED, "Du er meldt fra"),
    ],
)
def test_every_standing_has_its_words(visitor: Client, status: str, said: str) -> None:
    row = RegistrationFactory(activity=make_discreet(), status=status)
    assert said in visitor.get(path(row)).text


@pytest.mark.parametrize(
    ("status", "said"),
    [(ActivityStatus.CANCELLED, "Det er aflyst"), (ActivityStatus.HELD, "Det er slut nu")],
)
def test_a_course_that_is_over_says_so(visitor: Client, status: str, said: str) -> None:
    row = RegistrationFactory(activity=make_discreet(status=status))
    html = visitor.get(path(row)).text
    assert said in html
    assert "Meld fra" not in html
    assert "Slet mine oplysninger nu" in html


def test_she_changes_name_needs_and_language(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet())
    sent = {"name": "Månen", "email": "sol@mail.example", "language": "tr", "children": "1",
            "interpreter_other": "kurdisk"}  # fmt: skip
    response = visitor.post(path(row, "own_change"), sent)
    assert response["Location"] == f"{path(row, language='tr')}?changed"
    row.refresh_from_db()
    assert (row.name, row.booking.language) == ("Månen", "tr")
    assert (row.neutral_needs.interpreter, row.neutral_needs.children) == ("kurdisk", 1)
    assert "kurdisk" in visitor.get(path(row, "own_change")).text


def test_a_new_address_gets_a_new_link_and_the_old_one_shuts(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet())
    old = path(row)
    visitor.post(path(row, "own_change"), {"name": "Solen", "phone": "20101112", "language": "da"})
    assert visitor.get(old).status_code == HTTPStatus.NOT_FOUND
    assert visitor.get(path(row)).status_code == HTTPStatus.OK
    row.refresh_from_db()
    assert (row.email, row.phone) == (None, "+4520101112")


def test_neither_mail_nor_phone_is_refused_and_nothing_is_lost(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet())
    response = visitor.post(path(row, "own_change"), {"name": "Månen", "language": "da"})
    assert "Skriv en mail eller et telefonnummer." in response.text
    assert 'value="Månen"' in response.text
    row.refresh_from_db()
    assert row.name == "Solen"


def test_the_name_of_another_is_refused_in_neutral_words(visitor: Client) -> None:
    activity = make_discreet()
    sign_up(visitor, activity)
    row = sign_up(visitor, activity, name="Månen")
    sent = {"name": "Solen", "email": "sol@mail.example", "language": "so"}
    assert "Vælg et andet navn." in visitor.post(path(row, "own_change"), sent).text
    row.booking.refresh_from_db()
    assert row.booking.language == "da"


def test_absence_for_one_evening_is_said_and_taken_back(visitor: Client) -> None:
    activity = make_discreet(days=2)
    row = sign_up(visitor, activity)
    session = activity.sessions.first()
    visitor.post(path(row, "own_absence"), {"session": session.pk, "comes": "no"})
    assert AbsenceNotice.objects.get().session == session
    assert "Du har sagt, at du ikke kommer." in visitor.get(path(row)).text
    visitor.post(path(row, "own_absence"), {"session": session.pk, "comes": "yes"})
    assert not AbsenceNotice.objects.exists()


def test_absence_from_another_course_is_not_found(visitor: Client) -> None:
    row, other = sign_up(visitor, make_discreet()), make_discreet()
    sent = {"session": other.sessions.first().pk, "comes": "no"}
    assert visitor.post(path(row, "own_absence"), sent).status_code == HTTPStatus.NOT_FOUND
    assert not AbsenceNotice.objects.exists()


@pytest.mark.parametrize("page", ["own_withdraw", "own_erase", "own_answer", "own_absence"])
def test_opening_an_address_does_nothing(visitor: Client, page: str) -> None:
    row = sign_up(visitor, make_discreet())
    visitor.get(path(row, page))
    row.refresh_from_db()
    assert row.is_confirmed


@pytest.mark.postgres
def test_withdrawing_takes_the_companion_along_and_passes_both_seats_on(visitor: Client) -> None:
    activity = make_discreet(capacity=2)
    row = sign_up(visitor, activity, companion="on")
    waiting = [
        RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING) for _i in range(2)
    ]
    visitor.post(path(row, "own_withdraw"), {"who": "both"})
    assert set(
        Registration.objects.exclude(pk__in=[w.pk for w in waiting]).values_list(
            "status", flat=True
        )
    ) == {RegistrationStatus.CANCELLED}
    for person in waiting:
        person.refresh_from_db()
        assert person.is_confirmed
    assert not CallTask.objects.exists()


@pytest.mark.postgres
def test_the_companion_can_stay_away_alone(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet(), companion_name="Månen")
    assert "I har plads begge to" in visitor.get(path(row)).text
    visitor.post(path(row, "own_withdraw"), {"who": "companion"})
    row.refresh_from_db()
    assert row.is_confirmed
    assert not Registration.objects.get(name="Månen").is_active
    assert "Du har en plads" in visitor.get(path(row)).text
    assert not CallTask.objects.exists()


@pytest.fixture
def offered(visitor: Client) -> Registration:
    """Return someone with a companion, both of whom have been offered a seat."""
    activity = make_discreet(capacity=2, waitlist_mode="offer")
    before = [RegistrationFactory(activity=activity) for _i in range(2)]
    row = sign_up(visitor, activity, companion="on")
    Registration.objects.filter(pk__in=[b.pk for b in before]).update(
        status=RegistrationStatus.CANCELLED, ended=EndReason.WITHDREW
    )
    with transaction.atomic():
        locked = seats.lock(activity.pk)
        seats.release(locked, 2)
        waitlist.move_up(locked)
    row.refresh_from_db()
    assert row.is_offered
    return row


def standings(row: Registration) -> set[str]:
    return set(Registration.objects.filter(booking=row.booking_id).values_list("status", flat=True))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("answer", "then"),
    [("yes", RegistrationStatus.CONFIRMED), ("no", RegistrationStatus.CANCELLED)],
)
def test_her_answer_to_an_offer_is_that_of_both(
    visitor: Client, offered: Registration, answer: str, then: str
) -> None:
    visitor.post(path(offered, "own_answer"), {"answer": answer})
    assert standings(offered) == {then}


@pytest.mark.postgres
def test_an_offer_that_runs_out_runs_out_for_both(offered: Registration) -> None:
    Registration.objects.filter(pk=offered.pk).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    offers.expire_due()
    assert standings(offered) == {RegistrationStatus.CANCELLED}
    activity = Activity.objects.get(pk=offered.activity_id)
    assert activity.taken == 0


def test_an_answer_that_comes_too_late_is_told_so(visitor: Client) -> None:
    row = RegistrationFactory(activity=make_discreet(), status=RegistrationStatus.CANCELLED)
    response = visitor.post(path(row, "own_answer"), {"answer": "yes"}, follow=True)
    assert "Det gik ikke. Ring til os" in response.text


@pytest.mark.postgres
def test_erasing_deletes_both_at_once_and_keeps_the_head_count(visitor: Client) -> None:
    activity = make_discreet(days=2, capacity=2)
    row = sign_up(visitor, activity, companion="on")
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    for person in Registration.objects.filter(booking=row.booking_id):
        attendance.mark(person, activity.sessions.first(), AttendanceState.PRESENT, by=None)
    response = visitor.post(path(row, "own_erase"))
    assert response["Location"] == "/slettet/"
    assert Registration.objects.get() == waiting
    assert not NeutralNeeds.objects.exists()
    assert not Booking.objects.filter(source=RegistrationSource.NEUTRAL).exists()
    assert not OutboxMessage.objects.filter(registration__name="Solen").exists()
    assert AttendedCount.objects.get().number == 2
    waiting.refresh_from_db()
    assert waiting.is_confirmed
    activity.refresh_from_db()
    assert activity.taken == 1


def test_the_calendar_file_is_for_those_with_a_seat_and_tells_nothing(visitor: Client) -> None:
    activity = make_discreet(capacity=1)
    row = sign_up(visitor, activity)
    response = visitor.get(path(row, "own_ics"))
    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    assert "Aftener for voksne" in response.text
    assert "radikal" not in response.text
    other = sign_up(visitor, activity, name="Månen")
    assert visitor.get(path(other, "own_ics")).status_code == HTTPStatus.NOT_FOUND


def test_a_lost_link_is_mailed_and_the_page_is_the_same_for_everyone(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet())
    RegistrationFactory(activity=ActivityFactory(), email=row.email)
    OutboxMessage.objects.all().delete()
    answers = [
        visitor.post("/so/link/", {"email": address}, follow=True)
        for address in ("Sol@Mail.example", "ingen@mail.example")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain == [("/so/link/sendt/", 302)]
    assert answers[0].content == answers[1].content
    assert OutboxMessage.objects.get().registration == row


def test_the_mail_carries_the_link_of_her_page(
    visitor: Client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = sign_up(visitor, make_discreet(), language="tr")
    outbox.deliver_due()
    assert len(mail.outbox) == 1
    assert f"http://kurser.testserver{path(row)}" in mail.outbox[0].body


def test_a_network_says_when_she_herself_is_forgotten(visitor: Client) -> None:
    row = sign_up(visitor, make_discreet(kind=ActivityKind.FORAELDRENETVAERK))
    assert "30 dage efter den sidste gang, du var med" in visitor.get(path(row)).text


def test_her_page_costs_the_same_however_many_evenings_there_are(
    visitor: Client, django_assert_max_num_queries
) -> None:
    few, many = (sign_up(visitor, make_discreet(days=days), name=f"Nr. {days}") for days in (1, 9))
    with django_assert_max_num_queries(20) as first:
        visitor.get(path(few))
    with django_assert_max_num_queries(20) as second:
        visitor.get(path(many))
    assert len(first) == len(second)

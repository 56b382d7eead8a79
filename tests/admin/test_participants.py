"""What staff do with an activity and its people; every step asks on GET and acts on POST."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events import attendance, messages
from events.calendar import uid
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration
from events.registration import Contact, register
from tests.factories import (
    ActivityFactory,
    RegistrationFactory,
    WorkplaceKindFactory,
    make_person,
)

pytestmark = pytest.mark.django_db

STEPS = ("open", "close", "cancel", "hold", "duplicate", "sign_up", "participants")


def url(activity: Activity, step: str) -> str:
    return reverse(f"activity:{step}", args=[activity.pk])


def person_url(registration: Registration, step: str) -> str:
    return reverse(f"activity:{step}", args=[registration.activity_id, registration.pk])


def kinds_of_mail() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("kind", flat=True))


def test_the_list_shows_searches_and_filters(organiser: Client) -> None:
    activity = ActivityFactory()
    other = RegistrationFactory(name="Fremmed Person")
    kind = WorkplaceKindFactory()
    RegistrationFactory(activity=activity, name="Åse Ågren", workplace="Åskolen")
    RegistrationFactory(activity=activity, name="Anders And", workplace_kind=kind)
    text = organiser.get(url(activity, "participants")).text
    assert text.index("Anders And") < text.index("Åse Ågren")
    assert other.name not in text
    found = organiser.post(url(activity, "participants"), {"q": "åskolen"}).text
    assert "Åse Ågren" in found
    assert "Anders And" not in found
    assert "Åse Ågren" in organiser.post(url(activity, "participants"), {"q": "ågren"}).text
    found = organiser.get(url(activity, "participants_results"), {"workplace_kind": kind.pk}).text
    assert "Anders And" in found
    assert "Åse Ågren" not in found


@pytest.mark.parametrize("view", ["index", "participants"])
def test_lists_ask_as_many_questions_for_thirty_rows_as_for_three(
    view: str, organiser: Client
) -> None:
    activity = ActivityFactory(capacity=50)
    address = url(activity, "participants") if view == "participants" else reverse("activity:index")

    def fill(number: int) -> None:
        if view == "participants":
            RegistrationFactory.create_batch(number, activity=activity)
        else:
            ActivityFactory.create_batch(number, with_page=False)

    fill(3)
    organiser.get(address)
    with CaptureQueriesContext(connection) as few:
        organiser.get(address)
    fill(20)
    with CaptureQueriesContext(connection) as many:
        organiser.get(address)
    assert len(many) == len(few)


def test_signing_up_on_behalf(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    data = {
        "name": "Karl Ring",
        "phone": "12 34 56 78",
        "role": "other",
        "channel": "in_person",
    }
    key = {"idempotency_key": str(uuid.uuid4())}
    organiser.post(url(activity, "sign_up"), {**data, **key})
    organiser.post(url(activity, "sign_up"), {**data, **key})
    row = activity.registrations.get()
    assert (row.phone, row.status) == ("+4512345678", RegistrationStatus.CONFIRMED)
    again = organiser.post(url(activity, "sign_up"), {**data, "idempotency_key": str(uuid.uuid4())})
    assert "allerede tilmeldt" in again.text
    second = {**data, "name": "Nr. to", "idempotency_key": str(uuid.uuid4()), "sure": "on"}
    organiser.post(url(activity, "sign_up"), second)
    assert activity.registrations.get(name="Nr. to").is_waiting


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Ib 010190-1234"}, "CPR"),
        ({"phone": ""}, "e-mail eller et telefonnummer"),
        ({"phone": "12"}, "otte cifre"),
    ],
)
def test_a_wrong_form_says_so_and_keeps_what_was_typed(
    changes: dict[str, str], sentence: str, organiser: Client
) -> None:
    activity = ActivityFactory()
    data = {
        "name": "Ib",
        "phone": "12345678",
        "workplace": "Klubben",
        "role": "other",
        "channel": "phone",
        "idempotency_key": str(uuid.uuid4()),
    }
    response = organiser.post(url(activity, "sign_up"), {**data, **changes})
    assert sentence in response.text
    assert 'value="Klubben"' in response.text
    assert not activity.registrations.exists()


def test_putting_details_right_sends_a_new_link_to_a_new_address(organiser: Client) -> None:
    row = RegistrationFactory(email="forkert@skole.example")
    page = organiser.get(person_url(row, "participant"))
    assert "forkert@skole.example" in page.text
    organiser.post(
        person_url(row, "participant"),
        {"name": row.name, "email": "Rigtig@skole.example", "role": row.role},
    )
    fresh = Registration.objects.get(pk=row.pk)
    assert fresh.email == "rigtig@skole.example"
    assert fresh.link_version == row.link_version + 1
    assert fresh.status == row.status
    assert kinds_of_mail() == ["confirmed"]


def test_details_of_someone_else_are_refused(organiser: Client) -> None:
    first = RegistrationFactory(name="Ane", email="ane@skole.example")
    second = RegistrationFactory(activity=first.activity, name="Ane", email="anne@skole.example")
    response = organiser.post(
        person_url(second, "participant"),
        {"name": "Ane", "email": "ane@skole.example", "role": second.role},
    )
    assert "samme navn og adresse" in response.text
    assert Registration.objects.get(pk=second.pk).email == "anne@skole.example"


def test_asking_changes_nothing(organiser: Client) -> None:
    row = RegistrationFactory()
    for step in STEPS:
        assert organiser.get(url(row.activity, step)).status_code == 200, step
    for step in ("resend", "withdraw", "participant"):
        assert organiser.get(person_url(row, step)).status_code == 200, step
    row.activity.refresh_from_db()
    row.refresh_from_db()
    assert row.activity.status == ActivityStatus.OPEN
    assert row.is_confirmed
    assert not OutboxMessage.objects.exists()
    assert Activity.objects.count() == 1


def test_resend_and_withdraw(organiser: Client) -> None:
    row = RegistrationFactory()
    organiser.post(person_url(row, "resend"))
    organiser.post(person_url(row, "withdraw"))
    row.refresh_from_db()
    assert row.status == RegistrationStatus.CANCELLED
    assert kinds_of_mail() == ["confirmed", "withdrawn"]


def test_someone_of_another_activity_is_not_found_here(organiser: Client) -> None:
    row = RegistrationFactory()
    here = ActivityFactory()
    address = reverse("activity:withdraw", args=[here.pk, row.pk])
    assert organiser.post(address).status_code == 404


def test_close_and_open(organiser: Client) -> None:
    activity = ActivityFactory()
    organiser.post(url(activity, "close"))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.CLOSED
    organiser.post(url(activity, "open"))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OPEN


def test_cancel_says_how_many_and_tells_them(organiser: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory.create_batch(2, activity=activity)
    RegistrationFactory(activity=activity, email=None, phone="+4512345678")
    question = organiser.get(url(activity, "cancel")).text
    assert "3 personer er tilmeldt" in question
    assert "2 får besked" in question
    assert "1 kan ikke nås på mail" in question
    organiser.post(url(activity, "cancel"), {"cancel_message": "Sygdom."})
    activity.refresh_from_db()
    assert (activity.status, activity.cancel_message) == (ActivityStatus.CANCELLED, "Sygdom.")
    assert kinds_of_mail() == ["activity_cancelled"] * 2
    response = organiser.post(url(activity, "cancel"), follow=True)
    assert "nuværende status" in response.text


def test_a_copy_lands_in_its_own_form_on_the_day_one_chose(organiser: Client) -> None:
    activity = ActivityFactory(days=2, needs_approval=True)
    RegistrationFactory(activity=activity)
    first = timezone.localtime(activity.sessions.first().start)
    suggested = organiser.get(url(activity, "duplicate")).context["form"]["first_day"].value()
    assert suggested == first.date() + timedelta(weeks=4)
    # A winter's day from a summer's, or the other way round: nine o'clock stays nine.
    day = first.date() + timedelta(days=182)
    data = {"first_day": f"{day:%d.%m.%Y}", "title": "Temadag, vinter"}
    response = organiser.post(url(activity, "duplicate"), data)
    copy = Activity.objects.exclude(pk=activity.pk).get()
    assert response.url == url(copy, "edit")
    assert (copy.title, copy.status, copy.needs_approval) == (
        "Temadag, vinter",
        ActivityStatus.PLANNED,
        True,
    )
    starts = [timezone.localtime(s.start) for s in copy.sessions.all()]
    assert [start.date() for start in starts] == [day, day + timedelta(days=1)]
    assert starts[0].time() == first.time()
    assert not copy.registrations.exists()
    assert not copy.pages.get().live


def test_a_copy_on_a_holiday_is_made_and_said(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False)
    data = {"first_day": "25.12.2026", "title": ""}
    page = organiser.post(url(activity, "duplicate"), data, follow=True)
    assert "helligdag: Juledag" in page.text
    copy = Activity.objects.exclude(pk=activity.pk).get()
    assert copy.title == activity.title
    assert copy.series == activity.series


def test_hold_waits_for_the_day_and_asks_about_an_empty_list(organiser: Client) -> None:
    coming = ActivityFactory()
    response = organiser.post(url(coming, "hold"), follow=True)
    assert "ikke begyndt" in response.text
    over = ActivityFactory(starts_in_days=-1)
    row = RegistrationFactory(activity=over)
    response = organiser.post(url(over, "hold"))
    assert "Ingen er krydset af" in response.text
    over.refresh_from_db()
    assert over.status == ActivityStatus.OPEN
    organiser.post(url(over, "hold"), {"nobody_came": "on"})
    over.refresh_from_db()
    assert over.status == ActivityStatus.HELD
    assert row.attendances.get().state == AttendanceState.ABSENT


def test_the_printed_list_is_a_pdf_that_no_cache_keeps(organiser: Client) -> None:
    row = RegistrationFactory()
    response = organiser.get(url(row.activity, "participants_pdf"))
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]


def test_moving_the_day_tells_those_with_a_seat(organiser: Client) -> None:
    from tests.admin.test_create_and_publish import edit_data

    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    RegistrationFactory(activity=activity, status="waiting")
    address = url(activity, "edit")
    # The form knows minutes only; saving it untouched must not look like a move.
    session = activity.sessions.get()
    session.start = session.start.replace(second=0, microsecond=0)
    session.end = session.start + timedelta(hours=6)
    session.save()
    activity = Activity.objects.get(pk=activity.pk)
    organiser.post(address, edit_data(activity, title="Ny titel"))
    assert kinds_of_mail() == []
    later = timezone.localtime(session.end + timedelta(hours=1))
    changed = edit_data(activity, **{"sessions-0-end": f"{later:%Y-%m-%d %H:%M}"})
    response = organiser.post(address, changed, follow=True)
    assert "1 deltager får besked" in response.text
    assert kinds_of_mail() == ["activity_moved"]
    activity.refresh_from_db()
    assert activity.calendar_sequence == 1


def test_a_session_with_attendance_stays(organiser: Client) -> None:
    from tests.admin.test_create_and_publish import edit_data

    activity = ActivityFactory(days=2)
    row = RegistrationFactory(activity=activity)
    first, _second = activity.sessions.all()
    attendance.mark(row, first, AttendanceState.PRESENT, by=None)
    removed = edit_data(activity, **{"sessions-0-DELETE": "on"})
    response = organiser.post(url(activity, "edit"), removed)
    assert "noteret fremmøde" in response.text
    assert activity.sessions.count() == 2
    organiser.post(url(activity, "edit"), edit_data(activity, **{"sessions-1-DELETE": "on"}))
    assert list(Activity.objects.get(pk=activity.pk).sessions.all()) == [first]


def test_a_session_taken_off_leaves_peoples_calendars(organiser: Client) -> None:
    from tests.admin.test_create_and_publish import edit_data

    activity = ActivityFactory(days=2)
    row = RegistrationFactory(activity=activity)
    _first, second = activity.sessions.all()
    organiser.post(url(activity, "edit"), edit_data(activity, **{"sessions-1-DELETE": "on"}))
    mail = messages.render(OutboxMessage.objects.get(kind="activity_moved", registration=row))
    sent = [
        (str(file["METHOD"]), str(file.events[0]["UID"]), int(file.events[0]["SEQUENCE"]))
        for part in mail.message().walk()
        if part.get_content_type() == "text/calendar"
        for file in [Calendar.from_ical(part.get_payload(decode=True))]
    ]
    assert [method for method, _uid, _sequence in sent] == ["REQUEST", "CANCEL"]
    assert sent[1][1:] == (uid(second), 1)


def test_a_cpr_number_is_refused_in_a_session(organiser: Client) -> None:
    from tests.admin.test_create_and_publish import edit_data

    activity = ActivityFactory()
    data = edit_data(activity, **{"sessions-0-title": "Om 010190-1234"})
    assert "CPR-nummer" in organiser.post(url(activity, "edit"), data).text
    assert activity.sessions.get().title == ""


def test_an_address_put_right_by_staff_is_still_her_own_booking(organiser: Client) -> None:
    """Otherwise the mail would say that someone else had signed her up."""
    activity = ActivityFactory()
    person = make_person(email="slaafejl@skole.example")
    booking = register(
        activity=activity,
        people=[person],
        contact=Contact(name=person.name, email=person.email),
        idempotency_key=uuid.uuid4(),
    )
    row = booking.registrations.get()
    data = {"name": person.name, "email": "rigtig@skole.example", "role": row.role}
    organiser.post(person_url(row, "participant"), data)
    booking.refresh_from_db()
    assert booking.contact_email == "rigtig@skole.example"


def test_a_guest_without_address_can_be_put_right_after_the_day(organiser: Client) -> None:
    activity = ActivityFactory(starts_in_days=0)
    guest = attendance.add_walk_in(
        activity,
        activity.sessions.get(),
        make_person(name="Gæst", email=""),
        idempotency_key=uuid.uuid4(),
        by=None,
    )
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.HELD)
    data = {"name": "Gæst Gæstesen", "email": "", "phone": "", "role": "civil_society"}
    organiser.post(person_url(guest, "participant"), data)
    guest.refresh_from_db()
    assert (guest.name, guest.role) == ("Gæst Gæstesen", "civil_society")
    organiser.post(person_url(guest, "participant"), {**data, "email": "gaest@klub.example"})
    guest.refresh_from_db()
    assert guest.email == "gaest@klub.example"
    assert kinds_of_mail() == []  # "you have a seat" is no news when the day is over


def test_back_and_another_name_is_another_sign_up(organiser: Client) -> None:
    """Browsers bring the hidden key back along with the page."""
    activity = ActivityFactory()
    data = {
        "email": "fl@skole.example",
        "role": "other",
        "channel": "paper",
        "sure": "on",
        "idempotency_key": str(uuid.uuid4()),
    }
    for name in ("Anna", "Anna", "Bo"):
        organiser.post(url(activity, "sign_up"), {**data, "name": name})
    assert [r.name for r in Registration.objects.all()] == ["Anna", "Bo"]


def test_someone_in_line_gets_a_seat_out_of_turn_only_with_a_reason(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    address = person_url(waiting, "seat_out_of_turn")
    assert address in organiser.get(url(activity, "participants")).text
    assert "overbooket" in organiser.get(address).text

    refused = organiser.post(address, {"reason": ""}).text
    assert "Skriv, hvorfor personen får plads uden for tur." in refused
    assert organiser.post(address, {"reason": "Se 010190-1234"}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.is_waiting

    organiser.post(address, {"reason": "Oplægsholder"})
    waiting.refresh_from_db()
    assert waiting.is_confirmed
    history = organiser.get(reverse("activity:history", args=[activity.pk])).text
    assert "Plads givet ved undtagelse (1): Oplægsholder" in history
    assert organiser.post(address, {"reason": "Igen"}, follow=True).status_code == 200


def test_a_seat_out_of_turn_is_for_those_who_run_activities(as_role: Any) -> None:
    waiting = RegistrationFactory(status=RegistrationStatus.WAITING)
    answer = as_role("Redaktør").post(person_url(waiting, "seat_out_of_turn"), {"reason": "Nej"})
    assert answer.status_code in {302, 403}
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_seats_given_back_without_a_name_are_not_on_the_list(organiser: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity, name="Anders And")
    gone = {"name": "", "email": None, "status": RegistrationStatus.CANCELLED}
    nobody = RegistrationFactory(activity=activity, **gone)
    text = organiser.get(url(activity, "participants")).text
    assert "Anders And" in text
    assert str(nobody.pk) not in text


def test_cancelling_says_who_must_be_rung(organiser: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity)
    RegistrationFactory(activity=activity, email=None, phone="+4512345678")
    text = organiser.get(url(activity, "cancel")).text
    assert "1 får besked på mail" in text
    assert "1 kan ikke nås på mail" in text

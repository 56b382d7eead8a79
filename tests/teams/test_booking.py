"""Seats by number: for a moment for anyone, longer for a booker whose address is hers."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import holds, outbox, planning, ratelimit, when
from events.enums import EndReason
from events.models import Activity, Booking, OutboxMessage, Registration
from events.notifications import Mail
from events.offers import expire_due
from events.registration import Person
from events.teams import bookings, names, reminders
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.teams.makers import book, share_url, url

pytestmark = pytest.mark.django_db
OK, FOUND, GONE = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND


def form(client: Client, activity: Activity, **changes: Any) -> dict[str, Any]:
    """Return the first page as it is filled in, with the key it was drawn with."""
    page = client.get(reverse("events:team_book", args=[activity.pk]))
    return {
        "number": 4,
        "name": "Mette Leder",
        "email": "mette@skole.example",
        "workplace": "Søskolen",
        "workplace_kind": "skole",
        "idempotency_key": page.context["form"]["idempotency_key"].value(),
        **changes,
    }


def send(client: Client, activity: Activity, **changes: Any) -> Any:
    return client.post(
        reverse("events:team_book", args=[activity.pk]), form(client, activity, **changes)
    )


def people(booking: Booking, number: int) -> list[Person]:
    return [Person(name=f"Kollega {n}", email=f"k{n}@skole.example") for n in range(number)]


def sent(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


def test_the_sign_up_page_leads_to_the_teams(client: Client, activity: Activity) -> None:
    html = client.get(reverse("events:signup", args=[activity.pk])).content.decode()
    assert reverse("events:team_book", args=[activity.pk]) in html


def test_seats_are_held_for_twenty_minutes_and_a_mail_goes_out(
    client: Client, activity: Activity
) -> None:
    response = send(client, activity)
    booking = Booking.objects.get()
    assert response["Location"] == url(booking, draft=True)
    assert booking.contact_verified_at is None
    team = bookings.standing(booking)
    assert len(team.held) == 4
    assert team.held_until is not None
    assert team.held_until - timezone.now() <= holds.FORM_HOLD
    outbox.deliver_due()
    (letter,) = mail.outbox
    assert letter.to == ["mette@skole.example"]
    assert url(booking) in letter.body
    assert "4 pladser" in letter.subject


def test_a_double_tap_is_one_booking_and_one_mail(client: Client, activity: Activity) -> None:
    data = form(client, activity)
    address = reverse("events:team_book", args=[activity.pk])
    first, second = client.post(address, data), client.post(address, data)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1
    assert sent(Mail.TEAM_BOOKED) == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, activity: Activity) -> None:
    response = send(client, activity, number=31, name="Mette 010190-1234")
    html = response.content.decode()
    assert "Ring til os, hvis I er flere" in html
    assert "CPR" in html
    assert "mette@skole.example" in html
    assert not Booking.objects.exists()


def test_the_brakes(client: Client, activity: Activity) -> None:
    for _number in range(ratelimit.TEAM_PER_ADDRESS.times):
        assert send(client, activity).status_code == FOUND
    assert send(client, activity).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_more_than_are_free_wait_in_line(activity: Activity) -> None:
    team = bookings.standing(book(activity, 13))
    assert len(team.held) == 10
    assert team.positions == [1, 2, 3]


def test_together_all_wait_and_come_in_at_once(client: Client) -> None:
    activity = ActivityFactory(capacity=3)
    alone = RegistrationFactory(activity=activity)
    booking = book(activity, 3, together=True)
    assert bookings.standing(booking).positions == [1, 2, 3]
    assert "venter samlet som nummer 1" in client.get(url(booking)).content.decode()
    from events.cancellation import withdraw

    withdraw(alone)
    team = bookings.standing(booking)
    assert len(team.held) == 3
    assert sent(Mail.TEAM_NAMES) == 1


def test_opening_the_mailed_link_alone_verifies_nothing(client: Client, activity: Activity) -> None:
    booking = book(activity, is_verified=False)
    assert client.get(url(booking)).status_code == OK
    booking.refresh_from_db()
    assert booking.contact_verified_at is None


def test_a_date_can_be_chosen_only_behind_the_mailed_link(
    client: Client, activity: Activity
) -> None:
    booking = book(activity, is_verified=False)
    day = (when.today(timezone.now()) + timedelta(days=9)).isoformat()
    client.post(url(booking, "team_keep", draft=True), {"day": day})
    booking.refresh_from_db()
    assert booking.names_by is None
    client.post(url(booking, "team_keep"), {"day": day})
    booking.refresh_from_db()
    assert booking.contact_verified_at is not None
    assert booking.names_by is not None
    assert when.today(booking.names_by).isoformat() == day
    assert bookings.standing(booking).held_until == booking.names_by


def test_the_browser_that_booked_is_shut_out_once_the_address_is_shown_to_be_hers(
    client: Client, activity: Activity
) -> None:
    booking = book(activity, is_verified=False)
    assert "Skriv navnene" in client.get(url(booking, draft=True)).content.decode()
    bookings.verify(booking)
    html = client.get(url(booking, draft=True)).content.decode()
    assert "Gå videre fra din mail" in html
    assert "Skriv navnene" not in html


def test_someone_signed_in_with_the_address_needs_no_mail(
    client: Client, activity: Activity
) -> None:
    user = UserFactory()
    client.force_login(user)
    send(client, activity, email=user.email)
    assert Booking.objects.get().contact_verified_at is None
    Booking.objects.all().delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    response = send(client, activity, email=user.email.upper())
    booking = Booking.objects.get()
    assert booking.contact_verified_at is not None
    assert response["Location"] == url(booking)


@pytest.mark.parametrize("days", [-1, 29, 200])
def test_a_day_past_or_too_near_the_start_is_refused(
    client: Client, activity: Activity, days: int
) -> None:
    booking = book(activity)
    day = (when.today(timezone.now()) + timedelta(days=days)).isoformat()
    response = client.post(url(booking, "team_keep"), {"day": day})
    assert response.context["form"].errors
    booking.refresh_from_db()
    assert booking.names_by is None


def test_what_gets_no_name_in_time_goes_to_the_next_in_line(activity: Activity) -> None:
    booking = book(activity, 10)
    bookings.keep_until(booking, when.today(timezone.now()) + timedelta(days=5))
    names.put(booking, people(booking, 2))
    waiting = RegistrationFactory(activity=activity, status="waiting")
    assert expire_due(timezone.now() + timedelta(days=4)) == 0
    assert expire_due(timezone.now() + timedelta(days=7)) == 8
    waiting.refresh_from_db()
    assert waiting.is_confirmed
    team = bookings.standing(booking)
    assert (len(team.named), len(team.unnamed), team.lapsed) == (2, 0, 8)
    assert sent(Mail.TEAM_EXPIRED) == 1
    outbox.deliver_due()
    (letter,) = [m for m in mail.outbox if "udløbet" in m.subject]
    assert "8 pladser" in letter.body
    assert "Kollegerne med navn er stadig tilmeldt" in letter.body


def test_a_form_nobody_finished_lapses_quietly(client: Client, activity: Activity) -> None:
    booking = book(activity, 4, is_verified=False)
    expire_due(timezone.now() + holds.FORM_HOLD)
    assert sent(Mail.TEAM_EXPIRED) == 0
    html = client.get(url(booking, draft=True)).content.decode()
    assert "Reservationen er udløbet" in html
    assert reverse("events:team_book", args=[activity.pk]) in html


def test_the_booker_is_reminded_once_two_days_before(activity: Activity) -> None:
    booking = book(activity)
    bookings.keep_until(booking, when.today(timezone.now()) + timedelta(days=10))
    assert reminders.remind_names(timezone.now() + timedelta(days=7)) == 0
    later = timezone.now() + timedelta(days=9)
    assert reminders.remind_names(later) == 1
    assert reminders.remind_names(later) == 0
    outbox.deliver_due()
    assert "3 navne mangler" in mail.outbox[-1].subject
    # A new date, a new reminder.
    bookings.keep_until(booking, when.today(timezone.now()) + timedelta(days=20))
    assert reminders.remind_names(timezone.now() + timedelta(days=19)) == 1


def test_nobody_is_reminded_of_names_that_are_there(activity: Activity) -> None:
    booking = book(activity, 2)
    bookings.keep_until(booking, when.today(timezone.now()) + timedelta(days=10))
    names.put(booking, people(booking, 2))
    assert reminders.remind_names(timezone.now() + timedelta(days=9)) == 0


def test_more_places_and_fewer(client: Client, activity: Activity) -> None:
    booking = book(activity, 8)
    client.post(url(booking, "team_more"), {"number": 4})
    team = bookings.standing(booking)
    assert (len(team.held), team.positions) == (10, [1, 2])
    client.post(url(booking, "team_give_back"), {"number": 5})
    team = bookings.standing(booking)
    assert (len(team.held), team.positions) == (7, [])
    activity.refresh_from_db()
    assert activity.taken == 7
    response = client.post(url(booking, "team_more"), {"number": 24})
    assert "Skriv højst 23" in response.content.decode()


def test_places_added_late_are_kept_like_new_ones(activity: Activity) -> None:
    booking = book(activity, 1)
    names.put(booking, people(booking, 1))
    Booking.objects.update(created_at=timezone.now() - timedelta(days=2))
    RegistrationFactory(activity=activity, status="waiting")
    bookings.add_places(booking, 2)
    expire_due()
    assert len(bookings.standing(booking).unnamed) == 2


def test_a_team_that_comes_whole_cannot_grow_past_the_seats(activity: Activity) -> None:
    booking = book(activity, 9, together=True)
    bookings.add_places(booking, 1)
    with pytest.raises(bookings.NoRoomTogether):
        bookings.add_places(booking, 1)


def test_renewing_the_shared_link_closes_the_old(client: Client, activity: Activity) -> None:
    booking = book(activity)
    old = share_url(booking)
    assert old in client.get(url(booking, "team_share_link")).content.decode()
    client.post(url(booking, "team_share_link"))
    assert client.get(old).status_code == GONE
    assert client.get(share_url(booking)).status_code == OK


def test_the_shared_link_is_not_shown_before_the_address_is_hers(
    client: Client, activity: Activity
) -> None:
    booking = book(activity, is_verified=False)
    assert client.get(url(booking, "team_share_link", draft=True)).status_code == FOUND
    assert share_url(booking) not in client.get(url(booking, draft=True)).content.decode()


def test_the_pages_are_private_and_name_nobody_in_their_address(
    client: Client, activity: Activity
) -> None:
    booking = book(activity)
    for address in (url(booking), url(booking, "team_names"), share_url(booking)):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
    wrong = url(booking).replace(url(booking).split("/")[-2], "0" * 32)
    assert client.get(wrong).status_code == GONE


def test_links_do_not_open_each_other(client: Client, activity: Activity) -> None:
    booking = book(activity)
    token = share_url(booking).split("/")[-2]
    address = reverse("events:team", args=[booking.pk, token])
    assert client.get(address).status_code == GONE


def test_nothing_of_it_for_discreet_activities(client: Client, activity: Activity) -> None:
    booking = book(activity)
    mails = OutboxMessage.objects.count()
    bookings.keep_until(booking, when.today(timezone.now()) + timedelta(days=5))
    Activity.objects.update(discreet=True)
    own = Registration.objects.filter(booking=booking).first()
    assert own is not None
    for address in (
        reverse("events:team_book", args=[activity.pk]),
        url(booking),
        url(booking, "team_names"),
        url(booking, "team_list"),
        share_url(booking),
        url(booking, "team_replace", own.pk),
    ):
        assert client.get(address).status_code == GONE
        assert client.post(address, {}).status_code in {GONE, HTTPStatus.METHOD_NOT_ALLOWED}
    assert reminders.remind_names(timezone.now() + timedelta(days=4)) == 0
    outbox.deliver_due()
    assert not mail.outbox
    assert OutboxMessage.objects.count() == mails


def test_a_cancelled_activity_changes_no_more(client: Client, activity: Activity) -> None:
    booking = book(activity)
    Activity.objects.update(status="cancelled")
    html = client.get(url(booking)).content.decode()
    assert "Aktiviteten er aflyst" in html
    assert "Skriv navnene" not in html
    response = client.post(url(booking, "team_more"), {"number": 1})
    assert "Ring til os" in response.content.decode()


def test_the_page_asks_the_same_number_of_queries_for_thirty(client: Client) -> None:
    activity = ActivityFactory(capacity=20)
    small, large = book(activity, 2), book(activity, 30)
    names.put(small, people(small, 1))
    names.put(large, [Person(name=f"Nr. {n}") for n in range(29)])

    def queries(booking: Booking) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(booking)).status_code == OK
        return len(captured)

    queries(small)
    assert queries(large) == queries(small)


def test_ended_ones_are_listed_without_what_was_deleted(client: Client, activity: Activity) -> None:
    booking = book(activity, 2)
    names.put(booking, people(booking, 2))
    row = Registration.objects.filter(booking=booking).first()
    assert row is not None
    client.post(url(booking, "team_withdraw", row.pk))
    row.refresh_from_db()
    assert row.ended == EndReason.WITHDREW
    assert f"{row.name}: Meldte fra" in client.get(url(booking)).content.decode()


def test_who_booked_by_number_is_told_once_that_the_day_moved(activity: Activity) -> None:
    booking = book(activity, 4)
    names.put(booking, people(booking, 1))
    RegistrationFactory(activity=activity)
    outbox.deliver_due()
    mail.outbox.clear()
    planning.announce_move(activity)
    assert sent(Mail.TEAM_MOVED) == 1
    outbox.deliver_due()
    (letter,) = [m for m in mail.outbox if "3 pladser uden navn" in m.body]
    assert letter.to == [booking.contact_email]
    assert letter.subject.startswith("Ny tid eller nyt sted")

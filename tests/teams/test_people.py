"""A colleague comes instead; and "det er ikke mig"."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import offers, outbox
from events.changes import ChangeRefused, SomeoneElse
from events.enums import EndReason, RegistrationStatus
from events.links import Purpose, token_for
from events.models import Activity, Booking, Needs, Registration, Session
from events.registration import Person
from events.teams import names
from events.teams.substitution import (
    NOBODY,
    NeedsApproval,
    SamePerson,
    TooLateToReplace,
    not_me,
    replace,
)
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.teams.makers import book, url

pytestmark = pytest.mark.django_db
FOUND = HTTPStatus.FOUND
BO = Person(name="Bo Berg", email="bo@skole.example")


def own_url(registration: Registration, name: str) -> str:
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


@pytest.fixture
def seated() -> Registration:
    """Return someone with the only seat; somebody else waits for it."""
    activity = ActivityFactory(capacity=1)
    row = RegistrationFactory(activity=activity, workplace="Klubben")
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    return row


def test_the_seat_goes_to_the_colleague_and_past_nobody(seated: Registration) -> None:
    new = replace(seated, BO)
    assert new.is_confirmed
    assert new.replaces == seated
    assert fresh(seated).ended == EndReason.REPLACED
    activity = Activity.objects.get(pk=seated.activity_id)
    assert activity.taken == 1
    assert Registration.objects.in_line().count() == 1
    outbox.deliver_due()
    told = {m.to[0]: m for m in mail.outbox}
    assert "overtaget din plads" in told[seated.email].subject
    assert "Du er tilmeldt" in told[BO.email].subject


def test_the_place_in_line_goes_over_as_it_is() -> None:
    activity = ActivityFactory(capacity=0)
    line = [
        RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING) for _n in range(3)
    ]
    new = replace(line[1], BO)
    assert new.is_waiting
    assert new.place_in_line == line[1].place_in_line
    assert list(Registration.objects.in_line()) == [line[0], new, line[2]]


def test_repeating_it_is_the_same(seated: Registration) -> None:
    assert replace(seated, BO) == replace(fresh(seated), BO)
    assert Registration.objects.filter(replaces=seated).count() == 1


def test_refused_for_oneself_for_others_on_the_list_and_when_it_is_over(
    seated: Registration,
) -> None:
    other = RegistrationFactory(activity=seated.activity, status=RegistrationStatus.WAITING)
    with pytest.raises(SamePerson):
        replace(seated, Person(name=seated.name.upper(), email=seated.email))
    with pytest.raises(SomeoneElse):
        replace(seated, Person(name=other.name, email=other.email))
    replace(seated, BO)
    with pytest.raises(ChangeRefused):
        replace(seated, Person(name="Per", email="per@skole.example"))


def test_until_the_start_and_at_the_door_by_staff_until_the_end(seated: Registration) -> None:
    now = timezone.now()
    Session.objects.update(start=now - timedelta(hours=1), end=now + timedelta(hours=1))
    with pytest.raises(TooLateToReplace):
        replace(seated, BO)
    new = replace(seated, Person(name="Bo Berg"), by=UserFactory(role="Arrangør"))
    assert new.is_confirmed
    Session.objects.update(start=now - timedelta(hours=2), end=now - timedelta(hours=1))
    with pytest.raises(ChangeRefused):
        replace(new, Person(name="Per"), by=UserFactory())


def test_her_needs_are_not_her_colleagues(seated: Registration) -> None:
    Needs.objects.create(registration=seated, food=["vegan"])
    replace(seated, BO)
    assert not Needs.objects.exists()


def test_discreet_activities_have_no_substitutes(seated: Registration) -> None:
    Activity.objects.update(discreet=True)
    with pytest.raises(ChangeRefused):
        replace(fresh(seated), BO)
    client = Client()
    for name in ("substitute", "not_me"):
        assert client.get(own_url(seated, name)).status_code == HTTPStatus.NOT_FOUND
        assert client.post(own_url(seated, name)).status_code == HTTPStatus.NOT_FOUND


def form(**changes: Any) -> dict[str, Any]:
    return {"name": "Bo Berg", "email": "bo@skole.example", "role": "other", **changes}


def test_from_ones_own_page(client: Client, seated: Registration) -> None:
    assert "Send en kollega" in client.get(own_url(seated, "self_service")).content.decode()
    assert client.post(own_url(seated, "substitute"), form(email="")).context["form"].errors
    assert client.post(own_url(seated, "substitute"), form()).status_code == FOUND
    new = Registration.objects.get(replaces=seated)
    assert (new.name, new.workplace) == ("Bo Berg", "Klubben")


@pytest.fixture
def team() -> Booking:
    """Return a team of two with one name."""
    booking = book(ActivityFactory(capacity=5), 2)
    names.put(booking, [Person(name="Ida Holm", email="ida@skole.example")])
    return booking


def ida() -> Registration:
    return Registration.objects.get(name="Ida Holm")


def test_from_the_bookers_page_also_without_an_address(client: Client, team: Booking) -> None:
    response = client.post(url(team, "team_replace", ida().pk), form(email=""))
    assert response.status_code == FOUND
    html = client.get(url(team)).content.decode()
    assert "vikar for Ida Holm" in html
    assert "ingen mail: beskeder går til dig" in html


def test_only_the_teams_own_and_only_named_ones(client: Client, team: Booking) -> None:
    stranger = RegistrationFactory(activity=team.activity)
    unnamed = Registration.objects.get(booking=team, name="")
    for row in (stranger, unnamed):
        for name in ("team_replace", "team_withdraw"):
            response = client.post(url(team, name, row.pk), form())
            assert response.status_code == HTTPStatus.NOT_FOUND
    assert fresh(stranger).is_active


def test_withdrawing_asks_first_and_tells_the_colleague(client: Client, team: Booking) -> None:
    row = ida()
    client.get(url(team, "team_withdraw", row.pk))
    assert fresh(row).is_active
    client.post(url(team, "team_withdraw", row.pk))
    assert fresh(row).ended == EndReason.WITHDREW
    outbox.deliver_due()
    assert any(m.to == ["ida@skole.example"] and "afmeldt" in m.subject for m in mail.outbox)


def test_not_me_forgets_her_at_once_and_passes_the_seat_on(client: Client, team: Booking) -> None:
    row = ida()
    link = own_url(row, "not_me")
    assert link in client.get(own_url(row, "self_service")).content.decode()
    client.get(link)
    assert fresh(row).is_active
    response = client.post(link, follow=True)
    assert "Det er slettet" in response.content.decode()
    row = fresh(row)
    assert (row.name, row.email, row.identity, row.workplace) == (NOBODY, None, None, "")
    assert row.ended == EndReason.NOT_ME
    assert Activity.objects.get(pk=row.activity_id).taken == 1
    assert client.get(link).status_code == HTTPStatus.NOT_FOUND
    html = client.get(url(team)).content.decode()
    assert "har svaret «Det er ikke mig»" in html
    assert "Ida" not in html
    outbox.deliver_due()
    assert not any("Ida" in m.body or m.to == ["ida@skole.example"] for m in mail.outbox)


def test_not_me_of_someone_signed_up_in_her_own_name_forgets_the_contact_too(
    seated: Registration,
) -> None:
    Booking.objects.filter(pk=seated.booking_id).update(
        contact_name=seated.name, contact_email=seated.email
    )
    not_me(fresh(seated))
    not_me(fresh(seated))
    booking = Booking.objects.get(pk=seated.booking_id)
    assert (booking.contact_name, booking.contact_email) == ("", "")
    assert Registration.objects.confirmed().count() == 1


def test_an_offer_that_waited_for_a_call_runs_for_a_colleague_who_reads_mail() -> None:
    offered = RegistrationFactory(
        email=None, phone="+4520000000", status=RegistrationStatus.OFFERED
    )
    new = replace(offered, BO)
    assert new.is_offered
    assert new.expires_at is not None
    assert offers.expire_due(new.expires_at + timedelta(minutes=1)) == 1
    assert fresh(new).ended == EndReason.OFFER_EXPIRED


def test_where_sign_ups_are_approved_only_staff_let_a_colleague_in(seated: Registration) -> None:
    Activity.objects.filter(pk=seated.activity_id).update(needs_approval=True)
    with pytest.raises(NeedsApproval):
        replace(seated, BO)
    assert replace(seated, BO, by=UserFactory(role="Arrangør")).is_confirmed

"""Members in the admin: for the forum's staff alone, and nobody is thrown out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from medborgerforum.admin_views.association_frame import INDEX, association_url
from medborgerforum.enums import MembershipState
from medborgerforum.models import Association, Representative, Signatory
from tests.factories import UserFactory
from tests.factories.forum import make_association, make_charter, make_representative

pytestmark = pytest.mark.django_db
WAITING = "forum_admin:associations_waiting"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in("Forumkoordinator")


def new_version() -> None:
    today = timezone.localdate()
    make_charter(
        2,
        valid_from=today,
        accept_by=today + timedelta(days=9),
        lapse_on=today + timedelta(days=30),
    )


def test_no_other_role_comes_in() -> None:
    who = make_representative()
    event = Signatory.objects.get().pk
    row = who.association
    stranger = signed_in("Arrangør")
    pages = [
        reverse(INDEX),
        reverse(WAITING),
        reverse("forum_admin:associations_csv"),
        association_url(row),
        association_url(row, "leave"),
        association_url(row, "invite"),
        association_url(row, "signatory", event),
        *(association_url(row, step, who.pk) for step in ("resend", "renew_link", "remove")),
    ]
    for page in pages:
        assert stranger.get(page).status_code in {302, 403}
        assert stranger.post(page, {"on_their_word": "on"}).status_code in {302, 403, 405}
    assert Association.objects.get().state == MembershipState.MEMBER


def test_the_lists_ask_as_much_for_two_as_for_twelve(staff: Client) -> None:
    first = make_charter()
    asked = []
    for upto in (2, 12):
        for number in range(Association.objects.count(), upto):
            row = make_association(f"Forening {number:02}", version=first)
            make_representative(row, email=f"{number}@f.dk")
        if upto == 2:
            new_version()
        for page in (reverse(INDEX), reverse(WAITING)):
            staff.get(page)
            with CaptureQueriesContext(connection) as queries:
                shown = staff.get(page).content.decode()
            asked.append(len(queries))
    assert "Forening 11" in shown
    assert asked[:2] == asked[2:]


def test_filters_and_search(staff: Client) -> None:
    make_charter()
    make_association("Klubben Nord", kind="club")
    make_association("Væk", state="left", ended_on=timezone.localdate())
    clubs = staff.get(reverse(INDEX), {"kind": "club", "state": "member"}).content.decode()
    assert "Klubben Nord" in clubs
    assert "Væk</a>" not in clubs
    assert "Klubben Nord" not in staff.get(reverse(INDEX), {"standing": "asked"}).content.decode()
    new_version()
    assert "Klubben Nord" in staff.get(reverse(INDEX), {"standing": "asked"}).content.decode()
    assert "Klubben Nord" in staff.post(reverse(INDEX), {"q": "nord"}).content.decode()


def test_leaving_needs_the_associations_own_word(staff: Client) -> None:
    who = make_representative()
    page = association_url(who.association, "leave")
    staff.post(page, {})
    assert Association.objects.get().state == MembershipState.MEMBER
    staff.post(page, {"on_their_word": "on"})
    assert Association.objects.get().state == MembershipState.LEFT
    entries = ModelLogEntry.objects.all()
    assert entries
    assert not any(who.name in f"{e.label}{e.data}" for e in entries)
    assert "fortrydes" not in staff.get(association_url(who.association)).content.decode()


def test_staff_act_for_an_association_that_asks(staff: Client) -> None:
    who = make_representative()
    row, event = who.association, Signatory.objects.get()
    new = {"name": "Ny", "email": "ny@forening.example", "language": "ar", "manages": "on"}
    staff.post(association_url(row, "invite"), new)
    assert Representative.objects.count() == 1
    staff.post(association_url(row, "invite"), {**new, "on_their_word": "on"})
    invited = Representative.objects.get(email="ny@forening.example")
    staff.post(association_url(row, "signatory", event.pk), {"name": "Rettet", "role": "Leder"})
    assert Signatory.objects.get().name == "Rettet"
    staff.post(association_url(row, "renew_link", invited.pk))
    invited.refresh_from_db()
    assert invited.link_version == 2
    refused = staff.post(association_url(row, "remove", who.pk))
    assert "altid være en" in refused.content.decode()
    staff.post(association_url(row, "remove", invited.pk))
    assert list(Representative.objects.all()) == [who]
    shown = staff.get(association_url(row)).content.decode()
    assert "Rettet" in shown
    history = staff.get(reverse("forum_admin:associations_csv"))
    assert row.name in history.content.decode()
    assert "Rettet" not in history.content.decode()

"""The inbox of applications: two answers and no third, for the forum's staff alone."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events import outbox
from medborgerforum import admission
from medborgerforum.admin_views import applications as inbox
from medborgerforum.enums import Requirement
from medborgerforum.models import Application, Association
from tests.factories import UserFactory
from tests.factories.forum_applications import make_application, make_newer, open_joining

pytestmark = pytest.mark.django_db
LIST = "forum_admin:applications"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in("Forumkoordinator")


@pytest.mark.parametrize("step", ["", "admit", "decline", "letter", "journalised"])
def test_no_other_role_comes_in(step: str) -> None:
    open_joining()
    row = make_application()
    stranger = signed_in("Arrangør")
    assert stranger.get(reverse(LIST)).status_code != 200
    answer = stranger.post(inbox.application_url(row, step), {"local": "on"})
    assert answer.status_code in {302, 403}
    assert not inbox.should_be_warned(UserFactory(role="Arrangør"))
    assert Application.objects.get().state == "ready"


def test_the_list_names_no_person_and_asks_as_much_for_two_as_for_twelve(staff: Client) -> None:
    open_joining()
    asked = []
    for upto in (2, 12):
        for number in range(Application.objects.count(), upto):
            make_application(name=f"Forening {number}")
        staff.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            page = staff.get(reverse(LIST)).content.decode()
        asked.append(len(queries))
    assert "Forening 11" in page
    assert "Amina" not in page
    assert asked[0] == asked[1]


def test_an_application_is_admitted_on_the_judgement_that_it_is_local(staff: Client) -> None:
    open_joining()
    row = make_application()
    page = staff.get(inbox.application_url(row)).content.decode()
    assert page.count("Opfyldt:") == 3
    assert "Det vurderer du:" in page
    path = inbox.application_url(row, "admit")
    staff.post(path)
    assert not Association.objects.exists()
    answer = staff.post(path, {"local": "on", "seen": admission.edition(row)})
    assert answer.headers["Location"] == reverse(LIST)
    association = Association.objects.get()
    assert "Amina" not in "".join(map(str, ModelLogEntry.objects.values_list("label", "data")))
    assert association.state == "member"


def test_what_was_corrected_meanwhile_is_not_admitted(staff: Client) -> None:
    open_joining()
    row = make_application()
    seen = admission.edition(row)
    row.name = "En helt anden forening"
    row.save()
    path = inbox.application_url(row, "admit")
    answer = staff.post(path, {"local": "on", "seen": seen})
    assert "har rettet ansøgningen imens" in answer.content.decode()
    assert not Association.objects.exists()


def test_only_a_point_that_is_not_met_can_be_chosen(staff: Client) -> None:
    open_joining()
    row = make_application()
    path = inbox.application_url(row, "decline")
    staff.post(path, {"unmet": "verified"})
    row.refresh_from_db()
    assert row.state == "ready"
    make_newer()
    page = staff.get(inbox.application_url(row)).content.decode()
    assert inbox.application_url(row, "admit") not in page
    staff.post(path, {"unmet": "charter"})
    row.refresh_from_db()
    assert (row.state, row.unmet) == ("declined", "charter")


def test_the_letter_is_fetched_and_journalised(staff: Client) -> None:
    open_joining(languages=("da", "ar"))
    row = make_application(language="ar")
    assert staff.get(inbox.application_url(row, "letter")).status_code == 302
    admission.decline(row, unmet=Requirement.LOCAL)
    answer = staff.get(inbox.application_url(row, "letter"))
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]
    outbox.deliver_due()
    staff.post(inbox.application_url(row, "journalised"))
    assert not Application.objects.exists()


def test_there_is_no_place_for_notes() -> None:
    texts: list[Any] = [
        field.name
        for field in Application._meta.concrete_fields
        if field.get_internal_type() == "TextField"
    ]
    assert texts == []

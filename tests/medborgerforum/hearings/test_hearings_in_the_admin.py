"""What staff do with hearings: question, window, statements, report; and who may."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events import planning
from events.enums import ActivityKind
from events.models import Activity
from medborgerforum import statements
from medborgerforum.models import Hearing, Statement
from medborgerforum.statements import Given
from tests.factories import ActivityFactory, UserFactory
from tests.factories.forum import make_hearing

pytestmark = pytest.mark.django_db

PAGES = ("statements", "hearing_question", "hearing_report", "hearing_report_publish")


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


@pytest.fixture
def coordinator() -> Client:
    return signed_in("Forumkoordinator")


def statement(activity: Activity, **given: object) -> Statement:
    values = {"body": "Mere lys på stien", "consent": True, "email": "a@mail.example", **given}
    return statements.receive(activity, Given(**values), key=uuid.uuid4())  # type: ignore[arg-type]


def url(name: str, row: Statement) -> str:
    return reverse(f"forum_admin:{name}", args=[row.hearing_id, row.pk])


def test_from_the_list_to_publication(coordinator: Client) -> None:
    activity = make_hearing(title="Tryg fritid")
    row = statement(activity)
    index = coordinator.get(reverse("forum_admin:hearings")).text
    assert "Tryg fritid" in index
    assert "1 ulæst" in index
    inbox = coordinator.get(reverse("forum_admin:statements", args=[activity.pk])).text
    assert "Mere lys" in inbox
    detail = coordinator.get(url("statement", row)).text
    assert "a@mail.example" not in index + inbox + detail
    coordinator.get(url("statement_publish", row))
    row.refresh_from_db()
    assert row.state == "received"
    coordinator.post(url("statement_publish", row))
    coordinator.post(url("statement_reply", row), {"text": "Tak for forslaget."})
    row.refresh_from_db()
    assert (row.state, row.reply) == ("published", "Tak for forslaget.")
    coordinator.post(url("statement_refuse", row), {"reason": "persons"})
    row.refresh_from_db()
    assert (row.state, row.not_published) == ("not_published", "persons")
    assert "Mere lys" not in str(list(ModelLogEntry.objects.values_list("label", "data")))


def test_without_consent_nobody_publishes(coordinator: Client) -> None:
    row = statement(make_hearing(), consent=False)
    page = coordinator.post(url("statement_publish", row)).text
    assert "ikke sagt ja" in page
    row.refresh_from_db()
    assert row.state == "received"


def test_a_reply_with_a_cpr_number_stays_in_the_form(coordinator: Client) -> None:
    row = statement(make_hearing())
    page = coordinator.post(url("statement_reply", row), {"text": "Se 010190-1234"}).text
    assert "Se 010190-1234" in page
    row.refresh_from_db()
    assert row.reply == ""


def test_the_file_has_texts_and_no_addresses(coordinator: Client) -> None:
    activity = make_hearing()
    statement(activity, body="=HYPERLINK(1)")
    statements.withdraw(statement(activity, body="Fortrudt"))
    response = coordinator.get(reverse("forum_admin:statements_csv", args=[activity.pk]))
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 2
    assert "'=HYPERLINK(1)" in rows[1]
    assert "mail.example" not in response.text
    assert "Fortrudt" not in response.text


def test_opening_sign_up_makes_the_window(coordinator: Client) -> None:
    activity = ActivityFactory(kind=ActivityKind.HOERING, status="planned")
    planning.open_signup(activity)
    hearing = Hearing.objects.get(activity=activity)
    assert hearing.statements_until is not None
    assert (hearing.statements_until - activity.last_end).days in {14, 13}
    page = coordinator.post(
        reverse("forum_admin:hearing_question", args=[activity.pk]),
        {
            "question": "Hvad mangler?",
            "question_en": "What is missing?",
            "statements_from": "2026-03-01 10:00",
            "statements_until": "2026-02-01 10:00",
        },
    )
    assert "Fristen skal ligge efter" in page.text


def test_report_draft_then_published(coordinator: Client) -> None:
    activity = make_hearing(starts_in_days=-20)
    Hearing.objects.update(statements_until="2026-01-01T00:00Z", statements_from=None)
    address = reverse("forum_admin:hearing_report", args=[activity.pk])
    coordinator.post(address, {"text": "## Det kom frem"})
    public = reverse("forum:hearing", args=[activity.pk])
    assert "Det kom frem" not in Client().get(public).text
    coordinator.post(reverse("forum_admin:hearing_report_publish", args=[activity.pk]))
    assert "Det kom frem" in Client().get(public).text


@pytest.mark.parametrize("role", ["Arrangør", "Redaktør", "Analytiker", "Kursusleder"])
def test_others_are_kept_out(role: str) -> None:
    client, row = signed_in(role), statement(make_hearing())
    addresses = [
        reverse("forum_admin:hearings"),
        *(reverse(f"forum_admin:{name}", args=[row.hearing_id]) for name in PAGES),
        reverse("forum_admin:statements_csv", args=[row.hearing_id]),
        *(url(f"statement{step}", row) for step in ("", "_publish", "_refuse", "_reply")),
    ]
    for address in addresses:
        assert client.get(address).status_code in {302, 403}, address
        assert "Mere lys" not in client.get(address, follow=True).text


def test_only_of_this_hearing_and_only_of_hearings(coordinator: Client) -> None:
    row, other = statement(make_hearing()), make_hearing()
    wrong = reverse("forum_admin:statement", args=[other.pk, row.pk])
    assert coordinator.get(wrong).status_code == 404
    day = ActivityFactory()
    assert coordinator.get(reverse("forum_admin:statements", args=[day.pk])).status_code == 404


def test_as_many_queries_for_twelve_as_for_two(coordinator: Client) -> None:
    activity = make_hearing()
    inbox = reverse("forum_admin:statements", args=[activity.pk])

    def queries(address: str) -> int:
        coordinator.get(address)
        with CaptureQueriesContext(connection) as captured:
            coordinator.get(address)
        return len(captured)

    for _number in range(2):
        statement(activity)
    before = queries(inbox), queries(reverse("forum_admin:hearings"))
    for _number in range(8):
        statement(activity)
        make_hearing()
    assert (queries(inbox), queries(reverse("forum_admin:hearings"))) == before

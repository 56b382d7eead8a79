"""The list as a spreadsheet: chosen columns, harmless cells, noted without names."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events import exports
from events.models import (
    Activity,
    ActivityLogEntry,
    Choice,
    Needs,
    Registration,
    RegistrationChoice,
)
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def address(activity: Activity, query: str = "") -> str:
    return reverse("activity:export", args=[activity.pk]) + query


def as_csv(client: Client, activity: Activity, *columns: str, **more: str) -> list[list[str]]:
    query = more.pop("query", "")
    response = client.post(
        address(activity, query), {"columns": columns, "file": "csv", "q": "", **more}
    )
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_page_offers_sensible_columns_and_never_food(organiser: Client) -> None:
    row = RegistrationFactory(activity=ActivityFactory(ask_food=True, ask_access=True))
    Needs.objects.create(registration=row, food=["halal"], access="Teleslynge")
    page = organiser.get(address(row.activity))
    form = page.context["form"]
    assert form.initial["columns"] == ["name", "email", "workplace", "status"]
    assert "slet den" in page.text
    keys = [key for key, _label in form.fields["columns"].choices]
    cells = as_csv(organiser, row.activity, *keys)
    assert "halal" not in str(cells).lower()
    assert "Teleslynge" not in str(cells)


def test_a_search_and_the_filters_of_the_list_go_along(organiser: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity, name="Anna Ås", role="other")
    RegistrationFactory(activity=activity, name="Anna Bro", role="civil_society")
    RegistrationFactory(activity=activity, name="Bo Ås", role="other")
    found = organiser.post(reverse("activity:participants", args=[activity.pk]), {"q": "anna"})
    assert f'action="{address(activity)}"' in found.text
    asked = organiser.post(address(activity, "?role=other"), {"q": "anna"})
    assert "1 person kommer med" in asked.text
    rows = as_csv(organiser, activity, "name", query="?role=other", q="anna")
    assert rows == [["Navn"], ["Anna Ås"]]


RISKY = ["=HYPERLINK(1)", "+45", "-1", "@sum", "\tx", " =1", "＝1"]


def test_nothing_that_was_typed_becomes_a_formula(organiser: Client) -> None:
    activity = ActivityFactory(capacity=20)
    for text in RISKY:
        RegistrationFactory(activity=activity, workplace=text)
    cells = [row[0] for row in as_csv(organiser, activity, "workplace")[1:]]
    assert sorted(cells) == sorted(f"'{text}" for text in RISKY)
    response = organiser.post(address(activity), {"columns": ["workplace"], "file": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    found = [sheet.cell(row, 1) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)
    assert sorted(str(cell.value) for cell in found) == sorted(RISKY)


@pytest.mark.parametrize(
    ("stored", "written"),
    [("+4512345678", "12 34 56 78"), ("+46701234567", "0046701234567"), (None, "")],
)
def test_a_phone_number_does_not_look_like_a_formula(stored: str | None, written: str) -> None:
    assert exports.phone_text(stored) == written


def test_workshops_and_times_have_their_columns(organiser: Client) -> None:
    activity = ActivityFactory()
    row = RegistrationFactory(activity=activity, name="Ane")
    seat = Choice.objects.create(activity=activity, title="Dialog", round=1)
    line = Choice.objects.create(activity=activity, title="Online", round=2)
    RegistrationChoice.objects.create(registration=row, choice=seat, round=1, state="seated")
    RegistrationChoice.objects.create(
        registration=row, choice=line, round=2, state="waiting", place_in_line=1
    )
    cells = as_csv(organiser, activity, "name", "workshop-1", "workshop-2", "created_at")
    assert [cells[1][0], *cells[1][2:]] == ["Ane", "Dialog", "Online (venteliste)"]
    assert datetime.fromisoformat(cells[1][1]).date() == timezone.localdate()


def test_it_is_noted_who_took_what_without_a_name(organiser: Client) -> None:
    row = RegistrationFactory(name="Hemmelig Person")
    as_csv(organiser, row.activity, "name", "status")
    entry = ActivityLogEntry.objects.get(action="events.export")
    assert entry.data == {"rows": 1, "file": "csv", "columns": ["name", "status"]}
    history = organiser.get(reverse("activity:history", args=[row.activity_id])).text
    assert "Regneark hentet (csv): 1" in history


def test_of_a_discreet_activity_nothing_leaves_the_house(organiser: Client, as_role: Any) -> None:
    """A file would outlive the 30 days after which everyone there is deleted."""
    row = RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))
    for client in (organiser, as_role("Kursusleder")):
        assert client.get(address(row.activity)).status_code == 404
        asked = {"columns": ["name"], "file": "csv"}
        assert client.post(address(row.activity), asked).status_code == 404
    people = reverse("activity:participants", args=[row.activity_id])
    page = as_role("Kursusleder").get(people).text
    assert row.name in page
    assert "Regneark" not in page
    assert "Deltagerliste (PDF)" not in page


def test_another_module_adds_columns_but_not_to_discreet_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "_PROVIDERS", [])
    extra = exports.Column("answer", "Svar", lambda r: "ja")
    exports.register(lambda activity: [extra])
    assert extra in exports.columns(ActivityFactory.build())
    assert extra not in exports.columns(ActivityFactory.build(discreet=True))


def test_the_file_costs_the_same_for_many(organiser: Client) -> None:
    activity = ActivityFactory(capacity=50)
    columns = [column.key for column in exports.columns(activity)]

    def queries(number: int) -> int:
        RegistrationFactory.create_batch(number, activity=activity)
        RegistrationFactory(activity=activity, status="waiting")
        with CaptureQueriesContext(connection) as captured:
            as_csv(organiser, activity, *columns)
        return len(captured)

    queries(1)
    assert queries(1) == queries(20)
    assert Registration.objects.count() == 25

"""A target's figures as CSV and JSON: exact, dated, safe in a spreadsheet, and explained."""

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from portal.targets import data, readings
from portal.targets.models import PublishedFigure, TargetKind
from tests.surveys.makers import answered

from .makers import make_target

pytestmark = pytest.mark.django_db


def rows(client: Client, code: str) -> list[dict[str, str]]:
    response = client.get(f"/maal/{code}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_every_figure_exactly(client: Client) -> None:
    answered([5] * 40 + [4] * 15 + [2] * 4 + [0] * 2, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4")
    readings.take(date(2016, 5, 31))
    old, now = rows(client, "T4")
    assert (old["day"], old["current"]) == ("2016-05-31", "false")
    assert now["current"] == "true"
    assert Fraction(int(now["value_numerator"]), int(now["value_denominator"])) == Fraction(55, 61)
    assert (now["threshold_numerator"], now["threshold_denominator"]) == ("4", "5")
    assert (now["successes"], now["answered"], now["eligible"]) == ("55", "61", "64")
    assert (now["answers_5"], now["answers_3"], now["answers_dont_know"]) == ("40", "0", "2")
    assert (now["status"], now["reason"], now["preliminary"]) == ("met", "certain", "true")
    assert now["sheets_all_met"] == "0"
    assert Decimal(now["interval_low"]).as_tuple().exponent == -12


def test_hidden_answers_are_not_in_the_file(client: Client) -> None:
    answered([5] * 7 + [1] * 2, eligible=23)
    make_target(TargetKind.SURVEY_SHARE, code="T4")
    (row,) = rows(client, "T4")
    for name in ("value_numerator", "answered", "eligible", "answers_5", "interval_low"):
        assert row[name] == ""
    assert (row["status"], row["waiting_surveys"]) == ("too_little", "1")


def test_a_source_that_looks_like_a_formula_stays_text(client: Client) -> None:
    target = make_target(TargetKind.PUBLISHED_FIGURE, code="S1")
    PublishedFigure.objects.create(
        target=target, value=Decimal(7), as_of=date(2017, 1, 1), source='=HYPERLINK("http://x")'
    )
    (row,) = rows(client, "S1")
    assert row["figure_source"] == '\'=HYPERLINK("http://x")'
    assert client.get("/maal/S1.json").json()["current"]["figure_source"].startswith("=")


def test_json_says_the_same_with_the_definition(client: Client) -> None:
    answered([5] * 55 + [2] * 6, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="Måske hjælpe", source="Planen")
    response = client.get("/maal/T4.json")
    assert "Måske".encode() in response.content
    found = response.json()
    assert found["target"]["questions"] == [
        {"key": "able_to_help", "version": 1, "text": "I hvor høj grad able_to_help?",
         "scale": "extent"}
    ]  # fmt: skip
    assert found["target"]["population"] == "theme_day"
    assert found["current"] == found["history"][-1]
    assert found["current"]["answered"] == 61
    assert client.get("/maal-data.json").json()["columns"] == data.dictionary()
    assert found["dictionary"].endswith("/maal-data.json")


def test_every_column_is_explained_on_the_page_and_in_the_docs(client: Client) -> None:
    make_target(code="T5")
    (row,) = rows(client, "T5")
    page = client.get("/maal-data/").content.decode()
    docs = Path("docs/targets.md").read_text()
    for name in row:
        assert f"<code>{name}</code>" in page
        assert f"`{name}`" in docs

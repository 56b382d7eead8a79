"""Published reports on the web: what there is, what there is not, and how it is handed out."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.targets import report_pdf, status_reports
from portal.targets.models import StatusReport, TargetKind
from tests.factories import UserFactory
from tests.knowledge.small_site import make_site
from tests.surveys.makers import answered
from tests.targets.makers import make_plan, make_target

from .makers import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_site()

    def paper(content: Any, language: str, **kwargs: Any) -> bytes:
        return f"%PDF {language}".encode()

    monkeypatch.setattr(report_pdf, "make", paper)


def published(key: str = "plan", **kwargs: Any) -> StatusReport:
    plan = make_plan(key=key, title="Planen", title_en="The plan")
    target = make_target(TargetKind.SURVEY_SHARE, plan=plan, title="80 % kan hjælpe")
    report = make_report(plan, **kwargs)
    status_reports.comment(report, {target: "Godt <b>gået</b>"})
    return status_reports.publish(report, UserFactory(role="Redaktør"))


def test_the_list_shows_published_reports_alone(client: Client) -> None:
    assert "ingen udgivne rapporter endnu" in client.get("/statusrapporter/").text
    make_report(make_plan(key="udkast", title="Udkastets plan"))
    published()
    page = client.get("/statusrapporter/").text
    assert "Planen" in page
    assert "Udkastets plan" not in page
    assert "The plan" in client.get("/en/statusrapporter/").text


def test_a_draft_has_no_page_and_no_files(client: Client) -> None:
    report = make_report(make_plan(key="udkast"))
    base = f"/statusrapporter/udkast/{report.year}/"
    for path in (base, f"{base}vink-statusrapport-da.pdf"):
        assert client.get(path).status_code == 404


def test_the_page_tells_figures_words_and_files(client: Client) -> None:
    answered([5] * 55 + [2] * 5, eligible=64)
    report = published()
    page = client.get(f"/statusrapporter/plan/{report.year}/").text.replace("\xa0", " ")
    for words in ("91,7 %", "Målet er nået", "55/60", "Sådan er tallene gjort op", "PDF", "XLSX"):
        assert words in page
    assert "Godt &lt;b&gt;gået&lt;/b&gt;" in page
    english = client.get(f"/en/statusrapporter/plan/{report.year}/").text
    assert "91.7%" in english
    assert '<div lang="da"><p>Godt' in english


def test_files_are_handed_out_for_good(client: Client) -> None:
    report = published()
    base = f"/statusrapporter/plan/{report.year}/vink-statusrapport-"
    pdf = client.get(f"{base}en.pdf")
    assert pdf.content == b"%PDF en"
    assert "immutable" in pdf["Cache-Control"]
    name = f"vink-statusrapport-plan-{report.year}-en.pdf"
    assert pdf["Content-Disposition"] == f'inline; filename="{name}"'
    assert "attachment" in client.get(f"{base}da.xlsx")["Content-Disposition"]
    for missing in ("so.pdf", "da.docx"):
        assert client.get(f"{base}{missing}").status_code == 404


def test_queries_do_not_grow_with_reports_or_targets(client: Client) -> None:
    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    year = timezone.localdate().year
    published()
    few = queries("/statusrapporter/"), queries(f"/statusrapporter/plan/{year}/")
    plan = make_plan(key="stor")
    for _number in range(5):
        make_target(plan=plan)
    for earlier in range(3):
        report = make_report(plan, year=year - earlier)
        status_reports.publish(report, None)
    assert (queries("/statusrapporter/"), queries(f"/statusrapporter/stor/{year}/")) == few

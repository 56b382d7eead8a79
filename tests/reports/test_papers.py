"""The papers, read back: a tagged PDF with contents that are right, a workbook of numbers."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from portal.targets import report_pdf, report_xlsx, status_reports
from portal.targets.figures import as_figures
from portal.targets.measurement import measure
from portal.targets.models import TargetKind, TargetReading, Track
from portal.targets.report_content import Content, gather
from tests.surveys.makers import answered
from tests.targets.makers import make_plan, make_target

from .makers import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> Content:
    plan = make_plan(title="Planen", title_en="The plan", source="Kommunen 2026")
    Track.objects.create(plan=plan, number=1, title="Første spor", effect="Flere tør ringe")
    answered([5] * 55 + [2] * 5, eligible=64)
    share = make_target(TargetKind.SURVEY_SHARE, plan=plan, code="T1", title="80 % kan hjælpe")
    make_target(plan=plan, code="T2", title='=HYPERLINK("http://x")', title_en="Events")
    make_target(TargetKind.PUBLISHED_FIGURE, plan=plan, code="T3", title="Uden tal")
    today = timezone.localdate()
    earlier = as_figures(measure([share])[share.pk])
    for days in (40, 80):
        day = today - timezone.timedelta(days=days)
        TargetReading.objects.create(target=share, day=day, figures=earlier)
    report = make_report(plan, title="Et godt år")
    status_reports.rewrite(report, title="Et godt år", foreword="Kære læser")
    status_reports.comment(report, {share: "@Flere svarede i år."})
    report.refresh_from_db()
    return gather(report)


def nodes(node: Any) -> Iterator[Any]:
    """Yield the structure elements below a node."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from nodes(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from nodes(node.get("/K", []))


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", page.extract_text())


@pytest.mark.slow
class TestPdf:
    def test_it_is_tagged_and_its_contents_lead_to_the_right_pages(self, content: Content) -> None:
        reader = PdfReader(BytesIO(report_pdf.make(content, "da")))
        root = reader.root_object
        assert root["/Lang"] == "da"
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata is not None
        year = content["year"]
        assert reader.metadata.title == f"Statusrapport {year}: Planen"
        found = list(nodes(root["/StructTreeRoot"]))
        kinds = {str(node["/S"]) for node in found}
        assert {"/H1", "/H2", "/H3", "/P", "/Table", "/Figure", "/Link"} <= kinds
        figures = [node for node in found if node["/S"] == "/Figure"]
        assert all(node.get("/Alt") for node in figures)
        assert any("usikkerhed fra" in str(node["/Alt"]) for node in figures)
        titles = [one.title for one in reader.outline if not isinstance(one, list)]
        assert titles == [
            "Indhold", "Forord", "Overblik", "Første spor", "Sådan er tallene gjort op",
            "Alle tal", "Kilder",
        ]  # fmt: skip
        pages = [text_of(page) for page in reader.pages]
        for heading in ("Forord", "Overblik", "Alle tal", "Kilder"):
            number = re.search(rf"{heading}[ .]+(\d+)", pages[1])
            assert number, heading
            assert heading in pages[int(number[1]) - 1]
            assert f"{number[1]} / {len(pages)}" in pages[int(number[1]) - 1]
        whole = " ".join(pages)
        for words in ("91,7 %", "55/60", "Kære læser", "@Flere svarede", "Flere tør ringe",
                      "Intet tal offentliggjort", "Wilson", "Kommunen 2026"):  # fmt: skip
            assert words in whole, words

    def test_only_a_draft_says_so_and_on_every_page(self, content: Content) -> None:
        for language, word in (("da", "UDKAST"), ("en", "DRAFT")):
            reader = PdfReader(BytesIO(report_pdf.make(content, language)))
            assert all(word in page.extract_text() for page in reader.pages[1:])
        final = PdfReader(BytesIO(report_pdf.make({**content, "draft": False}, "en")))
        whole = " ".join(text_of(page) for page in final.pages)
        assert "DRAFT" not in whole
        assert "UDKAST" not in whole
        assert final.root_object["/Lang"] == "en"
        assert "91.7%" in whole


class TestXlsx:
    def book(self, content: Content, language: str = "da") -> Any:
        return load_workbook(BytesIO(report_xlsx.make(content, language)))

    def test_numbers_are_numbers_with_their_fractions(self, content: Content) -> None:
        sheet = self.book(content)["Mål"]
        head = [cell.value for cell in sheet[1]]
        row = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
        assert row["Andel"] == pytest.approx(55 / 60)
        assert (row["Tæller"], row["Nævner"], row["Inviterede"]) == (55, 60, 64)
        assert row["Mål, andel"] == pytest.approx(0.8)
        assert row["Antal"] is None
        third = dict(zip(head, [cell.value for cell in sheet[4]], strict=True))
        assert third["Andel"] is third["Antal"] is None

    def test_sheets_have_a_frozen_head_and_a_dictionary_of_every_column(
        self, content: Content
    ) -> None:
        book = self.book(content)
        assert book.sheetnames == ["Overblik", "Mål", "Historik", "Fordelinger", "Ordbog"]
        assert all(sheet.freeze_panes == "A2" for sheet in book)
        told = {(row[0], row[1]) for row in book["Ordbog"].iter_rows(min_row=2, values_only=True)}
        for name in ("Mål", "Historik", "Fordelinger"):
            assert {(name, cell.value) for cell in book[name][1]} <= told
        # Two readings and today's figure; the other target has today's alone.
        assert [row[0] for row in book["Historik"].iter_rows(min_row=2, values_only=True)] == [
            "T1", "T1", "T1", "T2",
        ]  # fmt: skip
        rows = list(book["Fordelinger"].iter_rows(min_row=2, values_only=True))
        assert sum(row[2] for row in rows) == 60

    def test_no_cell_is_a_formula(self, content: Content) -> None:
        cells = [c for sheet in self.book(content) for row in sheet.iter_rows() for c in row]
        assert any(c.value == '=HYPERLINK("http://x")' for c in cells)
        assert "f" not in {c.data_type for c in cells}

    def test_the_same_content_gives_the_same_bytes(self, content: Content) -> None:
        assert report_xlsx.make(content, "en") == report_xlsx.make(content, "en")

    def test_a_share_just_below_its_target_is_not_rounded_up_to_it(self, content: Content) -> None:
        """Excel rounds what it shows to the format: 79.96 % must not read as 80.0 %."""
        book = self.book(content)
        head = [cell.value for cell in book["Mål"][1]]
        assert book["Mål"].cell(2, head.index("Andel") + 1).number_format == "0.0###%"

    def test_not_relevant_is_no_answer_in_the_distribution(self, content: Content) -> None:
        rows = content["words"]["da"]["targets"]["T1"]["distribution"]
        rows.append({"value": 6, "label": "Ikke relevant for mig", "number": 5})
        table = self.book(content)["Fordelinger"].iter_rows(min_row=2, values_only=True)
        shares = {row[1]: row[3] for row in table}
        assert shares.pop("Ikke relevant for mig") is None
        assert sum(shares.values()) == pytest.approx(1)

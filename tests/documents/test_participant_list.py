"""The participant list: right people in Danish order, readable by a screen reader, no network."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from events import documents
from events.enums import RegistrationStatus
from events.models import Activity, Registration
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def read(activity: Activity) -> PdfReader:
    people = Registration.objects.filter(activity=activity)
    return PdfReader(BytesIO(documents.participant_list_pdf(activity, people)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def tags(reader: PdfReader) -> list[str]:
    """Return every structure type of the document, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_everyone_with_a_seat_in_danish_order_then_the_line() -> None:
    activity = ActivityFactory(title="Temadag om bekymring")
    for name in ("Åse Ørum", "Ægidius Lund", "Anna Holm", "Øjvind Dam"):
        RegistrationFactory(activity=activity, name=name, workplace="Tingbjerg Skole")
    for name in ("Vera Sidst", "Vagn Næst"):
        RegistrationFactory(activity=activity, name=name, status=RegistrationStatus.WAITING)
    RegistrationFactory(
        activity=activity, name="Frida Fraværende", status=RegistrationStatus.CANCELLED
    )
    text = text_of(read(activity))
    names = ["Anna Holm", "Ægidius Lund", "Øjvind Dam", "Åse Ørum", "Vera Sidst", "Vagn Næst"]
    places = [text.index(name) for name in names]
    assert places == sorted(places)
    assert "Frida" not in text
    assert "Tingbjerg Skole" in text
    assert "Temadag om bekymring" in text
    assert "Rådhuset, 1599 København V" in text
    assert "Indeholder personoplysninger – makuleres efter brug" in text


def test_the_list_is_pdf_ua_with_title_and_language() -> None:
    activity = ActivityFactory(title="Temadag")
    RegistrationFactory(activity=activity)
    reader = read(activity)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Deltagerliste: Temadag"
    xmp = root["/Metadata"].get_data().decode()
    assert 'pdfuaid:part="1"' in xmp or "<pdfuaid:part>1</pdfuaid:part>" in xmp
    found = tags(reader)
    assert found.count("/H1") == 1
    assert {"/H2", "/Table", "/TR", "/TH", "/TD"} <= set(found)


def test_headings_and_page_numbers_repeat_on_every_page() -> None:
    activity = ActivityFactory(capacity=80)
    for _i in range(70):
        RegistrationFactory(activity=activity)
    reader = read(activity)
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text
        assert "Indeholder personoplysninger" in text
        assert "Arbejdsplads" in text


def test_one_column_to_tick_a_session_and_a_wide_sheet_for_many() -> None:
    for days, wide in ((2, False), (6, True)):
        activity = ActivityFactory(days=days)
        RegistrationFactory(activity=activity)
        box = read(activity).pages[0].mediabox
        assert (box.width > box.height) is wide


def test_an_empty_list_is_a_list() -> None:
    assert "Ingen er tilmeldt endnu." in text_of(read(ActivityFactory()))


def test_the_title_follows_the_language() -> None:
    activity = ActivityFactory(title="Temadag", title_en="Theme day")
    with translation.override("en"):
        reader = read(activity)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "Theme day" in text_of(reader)


def test_its_own_font_is_embedded() -> None:
    reader = read(ActivityFactory())
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert any("Plex" in name for name in names), names


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.png",
        "http://127.0.0.1:8000/x.png",
        "file:///etc/hostname",
        "ftp://example.org/x",
        "data:text/plain,x",
        documents.STATIC_BASE + "css/missing.css",
    ],
)
def test_nothing_is_fetched_but_static_files(url: str) -> None:
    with pytest.raises(documents.NotAStaticFile):
        documents.StaticFilesOnly().fetch(url)


def test_no_way_leads_out_of_the_static_files() -> None:
    for path in ("../manage.py", "%2e%2e/manage.py", "css/../../manage.py"):
        with pytest.raises(Exception, match=r"manage\.py|outside"):
            documents.StaticFilesOnly().fetch(documents.STATIC_BASE + path)


def test_a_static_file_is_found() -> None:
    response = documents.StaticFilesOnly().fetch(documents.STATIC_BASE + "css/pdf.css")
    assert response.content_type == "text/css"
    assert b"@page" in response.read()

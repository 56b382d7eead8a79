"""What is read out of pasted text and uploaded sheets, and what is refused."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from events.enums import Role
from events.teams import sheets
from events.teams.lists import LINES_AT_MOST, Line, read_text
from events.teams.sheets import read_sheet

CPR = "010190-1234"
NO_MARKS = ['"', "\r"]  # what "sep=" may not name


def names(reading: object) -> list[str]:
    return [line.name for line in reading.lines]  # type: ignore[attr-defined]


def xlsx(*rows: list[object]) -> bytes:
    """Return a sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Mette Hansen", "Mette Hansen", ""),
        ("Mette Hansen, mette@skole.dk", "Mette Hansen", "mette@skole.dk"),
        ("Mette Hansen <mette@skole.dk>", "Mette Hansen", "mette@skole.dk"),
        ('"Hansen, Mette" <mette@skole.dk>', "Hansen, Mette", "mette@skole.dk"),
        ("Mette Hansen\tmette@skole.dk", "Mette Hansen", "mette@skole.dk"),
        ("mette@skole.dk;Mette Hansen", "Mette Hansen", "mette@skole.dk"),
        ("  3.  Mette   Hansen ", "Mette Hansen", ""),
        ("- Mette Hansen", "Mette Hansen", ""),
        ("Hansen, Mette", "Hansen, Mette", ""),
        ("mette@skole.dk", "", "mette@skole.dk"),
    ],
)
def test_a_line_may_be_written_in_many_ways(text: str, name: str, email: str) -> None:
    (line,) = read_text(text).lines
    assert (line.name, line.email) == (name, email)


def test_several_people_on_a_line_as_in_a_mail() -> None:
    text = "Mette <m@skole.dk>; Bo Berg <bo@skole.dk>\n\nIda <i@skole.dk>, Per <p@skole.dk>"
    assert names(read_text(text)) == ["Mette", "Bo Berg", "Ida", "Per"]


def test_of_a_line_with_a_cpr_number_nothing_is_kept() -> None:
    assert read_text(f"Mette {CPR}, m@skole.dk\nBo").lines == [Line(has_cpr=True), Line("Bo")]


def test_only_so_many_lines_are_read() -> None:
    reading = read_text("\n".join(f"Kollega {n}" for n in range(LINES_AT_MOST + 7)))
    assert (len(reading.lines), reading.left_out) == (LINES_AT_MOST, 7)


CSV = "{0}Navn{1}Arbejdsmail{1}Rolle\r\nÆgir Ø{1}aegir@skole.dk{1}Andet\r\n"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_make(mark: str, encoding: str) -> None:
    reading = read_sheet(CSV.format("", mark).encode(encoding))
    assert reading.lines == [Line("Ægir Ø", "aegir@skole.dk", Role.OTHER)]


def test_csv_that_names_its_mark_and_quotes_its_cells() -> None:
    data = b'sep=,\n"Hansen, Mette","m@skole.dk"\n"B ""Bo"" Berg",\n'
    assert read_sheet(data).lines == [Line("Hansen, Mette", "m@skole.dk"), Line('B "Bo" Berg')]


def test_titles_in_any_order_in_danish_and_english() -> None:
    data = "E-mail;Fornavn;Telefon;Efternavn\nm@skole.dk;Mette;12345678;Hansen\n;;;\n"
    assert read_sheet(data.encode()).lines == [Line("Mette Hansen", "m@skole.dk")]
    data = "Role;Full name;E-mail\nForening eller civilsamfund;Bo;b@skole.dk\n"
    assert read_sheet(data.encode()).lines == [Line("Bo", "b@skole.dk", Role.CIVIL_SOCIETY)]


def test_xlsx_by_titles_or_by_looks() -> None:
    titled = xlsx(["Mail", "Navn"], ["m@skole.dk", "Mette"], [None, None], [None, "Bo"])
    assert read_sheet(titled).lines == [Line("Mette", "m@skole.dk"), Line("Bo")]
    assert read_sheet(xlsx(["Mette", "m@skole.dk"])).lines == [Line("Mette", "m@skole.dk")]


def test_a_formula_is_never_worked_out() -> None:
    data = xlsx(["Navn"], ['=HYPERLINK("https://x.example","Mette")'], ["Bo"])
    assert names(read_sheet(data)) == ["Bo"]


@pytest.mark.parametrize("cell", [CPR, 101901234, 101901234.0, "0101901234"])
def test_cpr_in_any_column_empties_the_row(cell: object) -> None:
    reading = read_sheet(xlsx(["Navn", "Nummer"], ["Mette", cell], ["Bo", 12345678]))
    assert reading.lines == [Line(has_cpr=True), Line("Bo")]


def test_the_template_can_be_filled_in_and_read() -> None:
    with pytest.raises(sheets.Empty):
        read_sheet(sheets.template())


def test_more_rows_than_are_read() -> None:
    reading = read_sheet(xlsx(["Navn"], *([f"Kollega {n}"] for n in range(500))))
    assert len(reading.lines) == LINES_AT_MOST
    assert reading.left_out


def test_too_big_is_refused_unread() -> None:
    with pytest.raises(sheets.TooBig):
        read_sheet(b"Mette\n" * 200_000)


def bomb() -> bytes:
    """Return a small package whose sheet unpacks to fifty megabytes."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx(["Mette"]))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for part in whole.infolist():
            text = whole.read(part)
            if part.filename.endswith("sheet1.xml"):
                text += b" " * 50_000_000
            package.writestr(part.filename, text)
    return out.getvalue()


def with_entities() -> bytes:
    """Return a workbook whose text is said to be an entity ("billion laughs")."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx(["Mette"]))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for part in whole.infolist():
            text = whole.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]>' + text
            package.writestr(part.filename, text)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    data = bomb()
    assert len(data) < sheets.BYTES_AT_MOST
    with pytest.raises(sheets.TooBig):
        read_sheet(data)


@pytest.mark.parametrize(
    "data",
    [
        with_entities(),
        b"PK\x03\x04 no package at all",
        xlsx(["Mette"])[:-200],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # .xls, or locked by a password
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b'Navn;Mail\n"' + b"a" * 200_000,  # a cell that never ends
    ],
    ids=["entities", "broken", "cut short", "xls", "picture", "endless cell"],
)
def test_what_is_no_sheet_is_refused_kindly(data: bytes) -> None:
    with pytest.raises(sheets.Unreadable):
        read_sheet(data)


@pytest.mark.parametrize("mark", NO_MARKS)
def test_a_sheet_that_names_an_impossible_mark_is_refused_with_words(mark: str) -> None:
    with pytest.raises(sheets.Unreadable):
        read_sheet(f"sep={mark}x\nNavn\nAne\n".encode())

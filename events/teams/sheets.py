"""Read an uploaded sheet of names, XLSX or CSV, in memory and within limits.

The file is somebody's work, or somebody's attack: its size, unpacked size, parts and rows are
bounded before anything is parsed, and what cannot be read is refused with what to do. It is
never stored.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from events.enums import Role
from events.teams.lists import LINES_AT_MOST, Reading, read_rows

BYTES_AT_MOST = 1024 * 1024
UNPACKED_AT_MOST = 10 * 1024 * 1024
PARTS_AT_MOST = 200
ROWS_READ = LINES_AT_MOST + 2  # one for the titles, one to see that there are more
COLUMNS_READ = 20
CELL_AT_MOST = 500  # characters; no name or address is longer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Unreadable(Exception):
    """Nothing was read; ``message`` says what to do."""

    message = _(
        "Filen kan ikke læses. Gem den som Excel-projektmappe (.xlsx) eller CSV uden adgangskode, "
        "eller indsæt navnene som tekst."
    )


class TooBig(Unreadable):
    """The file, or what it unpacks to, is over the limit."""

    message = _("Filen er for stor. Den må højst fylde 1 MB. Behold kun arket med navnene.")


class Empty(Unreadable):
    """The file can be read but holds no rows."""

    message = _("Der står ingen navne i filen. Skriv dem i det første ark.")


def read_sheet(data: bytes) -> Reading:
    """Return the people in the first sheet of an XLSX file, or in a CSV file.

    Raises Unreadable (TooBig, Empty). What the file calls itself does not matter.
    """
    if len(data) > BYTES_AT_MOST:
        raise TooBig
    rows = _xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data)
    reading = read_rows(rows)
    if not reading.lines:
        raise Empty
    return reading


def _xlsx_rows(data: bytes) -> list[list[str]]:
    _check_package(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            rows = sheet.iter_rows(max_row=ROWS_READ, max_col=COLUMNS_READ, values_only=True)
            return [[_text(value) for value in row] for row in rows]
        finally:
            book.close()
    except Exception as error:  # openpyxl raises whatever a broken part leads to
        raise Unreadable from error


def _check_package(data: bytes) -> None:
    """Refuse what unpacks to too much (zipfile reads no part beyond what it declares)."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_AT_MOST or unpacked > UNPACKED_AT_MOST:
        raise TooBig
    if any(part.flag_bits & 0x1 for part in parts):  # encrypted
        raise Unreadable


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:CELL_AT_MOST]


def _csv_rows(data: bytes) -> Iterable[list[str]]:
    text = _decoded(data)
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # Excel's own way to name the mark
        text, mark = rest, first.strip()[4:5] or ";"
    else:
        mark = _mark(text)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=mark)
        return [
            [cell[:CELL_AT_MOST] for cell in row[:COLUMNS_READ]] for row in _first_filled(reader)
        ]
    except (csv.Error, ValueError) as error:  # ValueError: "sep=" names no mark that can part
        raise Unreadable from error


def _first_filled(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    number = 0
    for row in rows:
        if any(cell.strip() for cell in row):
            number += 1
            yield row
        if number >= ROWS_READ:
            return


def _decoded(data: bytes) -> str:
    """Return the text; Danish Excel writes cp1252, or UTF-16 as "Unicode-tekst"."""
    is_utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(char) < 32 and char not in "\t\r\n\f" for char in text):
            break  # a picture, an old .xls, a locked file: no text at all
        return text
    raise Unreadable


def _mark(text: str) -> str:
    """Return the mark between the cells: the one that stands oftenest in the first lines."""
    top = "\n".join(text.splitlines()[:5])
    return max(";\t,", key=top.count)


def template() -> bytes:
    """Return an XLSX with the three columns, to fill in."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Navne"
    sheet.append(["Navn", "Mail", "Rolle"])
    for cell, width in zip(sheet[1], (32, 36, 42), strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    labels = ",".join(str(label) for label in Role.labels)
    roles = DataValidation(type="list", formula1=f'"{labels}"', allow_blank=True)
    sheet.add_data_validation(roles)
    roles.add(f"C2:C{LINES_AT_MOST + 1}")
    out = BytesIO()
    book.save(out)
    return out.getvalue()

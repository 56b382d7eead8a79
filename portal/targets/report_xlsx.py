"""The report as a workbook: overview, targets, history, distributions and what each column means.

Numbers are numbers, with the exact fraction beside a share. Every text is a text cell, whatever
it begins with. The same content gives the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from events.exports import is_risky
from events.models import Outcome

from .definitions import STATUS_WORDS, Status
from .report_content import Content
from .report_edition import Edition, TargetPart, edition

type Cell = str | int | float | date | None

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can tell
HEAD = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="000C2E")
WRAPPED = Alignment(vertical="top", wrap_text=True)
# As many decimals as it takes: Excel rounds, and 79.96 % must not read as 80 %.
PERCENT = "0.0###%"
DAY = "yyyy-mm-dd"


@dataclass(frozen=True)
class Column:
    """A column: heading, what it means, width in characters, and its cell of one row."""

    heading: str
    meaning: str
    width: int
    read: Callable[[Any], Cell]
    shape: str = ""  # Excel's number format


def make(content: Content, language: str) -> bytes:
    """Return the workbook in a language."""
    with translation.override(language):
        report = edition(content, language)
        book = Workbook()
        book.remove(book.active)
        _overview(book, report)
        tables = (
            (_("Mål"), _target_columns(), report.targets),
            (_("Historik"), _history_columns(), _history(report)),
            (_("Fordelinger"), _distribution_columns(), _distributions(report)),
        )
        for title, columns, rows in tables:
            _table(book.create_sheet(title), columns, rows)
        _dictionary(book, tables)
        book.properties.title = f"{report.words['name']}: {report.words['plan']['title']}"
        book.properties.creator = "VINK, Københavns Kommune"
        book.properties.language = language
        return _settled(book, date.fromisoformat(content["made"]))


def _overview(book: Any, report: Edition) -> None:
    sheet = book.create_sheet(_("Overblik"))
    words = report.words
    lines: list[tuple[str, Cell]] = [
        (words["name"], report.title),
        (_("Handleplan"), words["plan"]["title"]),
        (_("Planens periode"), words["plan"]["period"]),
        (_("Tal gjort op"), words["as_of"]),
        (_("Status"), _("UDKAST – ikke udgivet") if report.is_draft else _("Udgivet")),
        (_("Dato"), report.made),
        (_("Planens kilde"), words["plan"]["source"]),
    ]
    lines += [(part["words"], part["number"]) for part in words["glance"]]
    _head(sheet, [_("Rapport"), ""], [34, 70])
    for line in lines:
        _append(sheet, line)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 1).font = Font(bold=True)
        sheet.cell(row, 2).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)


def _table(sheet: Any, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    _head(sheet, [c.heading for c in columns], [c.width for c in columns])
    for row in rows:
        _append(sheet, [c.read(row) for c in columns])
        for place, column in enumerate(columns, start=1):
            cell = sheet.cell(sheet.max_row, place)
            cell.alignment = WRAPPED
            if column.shape and cell.value is not None:
                cell.number_format = column.shape
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 1)}"


def _head(sheet: Any, headings: Sequence[str], widths: Sequence[int]) -> None:
    _append(sheet, headings)
    for place, width in enumerate(widths, start=1):
        cell = sheet.cell(1, place)
        cell.font, cell.fill = HEAD, HEAD_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _append(sheet: Any, cells: Iterable[Cell]) -> None:
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    for place, value in enumerate(cells, start=1):
        cell = sheet.cell(row, place)
        if isinstance(value, str):
            text = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.value = text
            cell.data_type = "s"  # never a formula, whatever it begins with
            cell.quotePrefix = is_risky(text)
        else:
            cell.value = value


def _exact(text: str | None) -> Cell:
    """Return an exact number as Excel can hold it."""
    if text is None:
        return None
    value = Fraction(text)
    return int(value) if value.denominator == 1 else float(value)


def _share(text: str | None, is_share: bool) -> Cell:
    return float(Fraction(text)) if text is not None and is_share else None


def _count(text: str | None, is_share: bool) -> Cell:
    return None if is_share else _exact(text)


def _day(text: str) -> Cell:
    return date.fromisoformat(text)


def _target_columns() -> list[Column]:
    def of(name: str) -> Callable[[TargetPart], Cell]:
        return lambda part: part.numbers[name]

    def said(name: str) -> Callable[[TargetPart], Cell]:
        return lambda part: str(part.words[name])

    return [
        Column(_("Kode"), _("Målets kode i planen."), 8, lambda p: p.code),
        Column(_("Mål"), _("Målet i ord."), 44, said("title")),
        Column(_("Slags"), _("Hvad der måles."), 22, said("kind")),
        Column(_("Vurdering"), _("Vurderingen i ord."), 20, said("verdict")),
        Column(_("Foreløbig"), _("Udfyldt, mens målets periode løber."), 11, said("preliminary")),
        Column(_("Andel"), _("Målt andel som tal mellem 0 og 1, vist som procent. Tom for antal."),
               9, lambda p: _share(p.numbers["value"], p.numbers["is_share"]), PERCENT),
        Column(_("Antal"), _("Målt antal. Tom for andele."), 9,
               lambda p: _count(p.numbers["value"], p.numbers["is_share"])),
        Column(_("Tæller"), _("Svar i de to øverste trin: brøkens tæller, eksakt."), 9,
               of("successes")),
        Column(_("Nævner"), _("Svar i alt: brøkens nævner, eksakt. »Ved ikke« er talt med."), 9,
               of("answered")),
        Column(_("Inviterede"), _("Så mange kunne have svaret."), 11, of("eligible")),
        Column(_("Ikke relevant"), _("Så mange svarede »ikke relevant for mig«."), 12,
               of("not_relevant")),
        Column(_("Spørgeskemaer"), _("Undersøgelser, som svarene kommer fra."), 14, of("surveys")),
        Column(_("Usikkerhed fra"), _("Nederste ende af Wilsons 95 %-interval."), 12,
               lambda p: _share(p.numbers["low"], True), PERCENT),
        Column(_("Usikkerhed til"), _("Øverste ende af Wilsons 95 %-interval."), 12,
               lambda p: _share(p.numbers["high"], True), PERCENT),
        Column(_("Mål, andel"), _("Tærsklen som andel. Tom for antal, og hvor kilden intet har."),
               9, lambda p: _share(p.numbers["threshold"], p.numbers["is_share"]), PERCENT),
        Column(_("Mål, antal"), _("Tærsklen som antal. Tom for andele, og hvor kilden intet har."),
               9, lambda p: _count(p.numbers["threshold"], p.numbers["is_share"])),
        Column(_("Enhed"), _("Hvad der tælles."), 16, said("unit")),
        Column(_("Bemærkning"), _("Hvorfor der ingen tærskel er."), 24, said("note")),
        Column(_("Grundlag"), _("Hvad tallet bygger på."), 34, said("basis")),
        Column(_("Fra"), _("Første dag i målets periode."), 12,
               lambda p: _day(p.numbers["first_day"]), DAY),
        Column(_("Til"), _("Sidste dag i målets periode."), 12,
               lambda p: _day(p.numbers["last_day"]), DAY),
        Column(_("Sådan tælles der"), _("Målets definition."), 60, said("definition")),
        Column(_("Kilde"), _("Hvor målet står."), 40, said("source")),
        Column(_("Kommentar"), _("Redaktørens kommentar, på dansk."), 60, lambda p: p.comment),
    ]  # fmt: skip


def _history(report: Edition) -> list[tuple[TargetPart, Any]]:
    return [(part, row) for part in report.targets for row in part.readings]


def _history_columns() -> list[Column]:
    return [
        Column(_("Kode"), _("Målets kode i planen."), 8, lambda r: r[0].code),
        Column(_("Dag"), _("Dagen, målingen er taget."), 12, lambda r: _day(r[1]["day"]), DAY),
        Column(_("Andel"), _("Andelen den dag. Tom for antal."), 9,
               lambda r: _share(r[1]["value"], r[0].numbers["is_share"]), PERCENT),
        Column(_("Antal"), _("Antallet den dag. Tom for andele."), 9,
               lambda r: _count(r[1]["value"], r[0].numbers["is_share"])),
        Column(_("Tæller"), _("Brøkens tæller den dag."), 9, lambda r: r[1]["successes"]),
        Column(_("Nævner"), _("Brøkens nævner den dag."), 9, lambda r: r[1]["answered"]),
        Column(_("Inviterede"), _("Så mange kunne have svaret."), 11, lambda r: r[1]["eligible"]),
        Column(_("Usikkerhed fra"), _("Nederste ende af Wilsons 95 %-interval."), 12,
               lambda r: _share(r[1]["low"], True), PERCENT),
        Column(_("Usikkerhed til"), _("Øverste ende af Wilsons 95 %-interval."), 12,
               lambda r: _share(r[1]["high"], True), PERCENT),
        Column(_("Vurdering"), _("Vurderingen den dag."), 22,
               lambda r: str(STATUS_WORDS[Status(r[1]["status"])])),
    ]  # fmt: skip


def _distributions(report: Edition) -> list[tuple[TargetPart, Any]]:
    return [(part, row) for part in report.targets for row in part.words["distribution"]]


def _distribution_columns() -> list[Column]:
    def share(row: Any) -> Cell:
        if row[1]["value"] == Outcome.NOT_RELEVANT:
            return None
        total = sum(
            one["number"]
            for one in row[0].words["distribution"]
            if one["value"] != Outcome.NOT_RELEVANT
        )
        return float(Fraction(row[1]["number"], total)) if total else None

    return [
        Column(_("Kode"), _("Målets kode i planen."), 8, lambda r: r[0].code),
        Column(_("Svar"), _("Trinnet, som det stod på skemaet."), 30, lambda r: r[1]["label"]),
        Column(_("Antal"), _("Så mange valgte det."), 9, lambda r: r[1]["number"]),
        Column(
            _("Andel"),
            _("Andel af svarene. »Ikke relevant for mig« er ikke et svar."),
            9,
            share,
            PERCENT,
        ),
    ]


def _dictionary(book: Any, tables: Iterable[tuple[str, Sequence[Column], Any]]) -> None:
    sheet = book.create_sheet(_("Ordbog"))
    _head(sheet, [_("Ark"), _("Kolonne"), _("Betydning")], [16, 20, 90])
    for title, columns, _rows in tables:
        for column in columns:
            _append(sheet, [title, column.heading, column.meaning])


def _settled(book: Workbook, made: date) -> bytes:
    """Return the file without the moment at which it was written."""
    moment = datetime(made.year, made.month, made.day)  # noqa: DTZ001 - Excel knows no time zones
    book.properties.created = moment
    written = BytesIO()
    book.save(written)
    result = BytesIO()
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*",
                    rb"\g<1>%sZ" % moment.isoformat().encode(),
                    data,
                )
            target.writestr(ZipInfo(name, EPOCH), data, ZIP_DEFLATED)
    return result.getvalue()

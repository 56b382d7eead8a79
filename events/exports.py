"""The participants of one activity as a spreadsheet: which columns there are, how cells are safe.

What people eat, and what they need to take part, is never among the columns. Other modules add
theirs with ``register``. Discreet activities have no columns: a file would outlive the 30 days
after which everyone there is deleted.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db.models import Count, TextChoices
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from events import when
from events.enums import (
    AttendanceState,
    ChoiceState,
    EndReason,
    RegistrationSource,
    RegistrationStatus,
    Role,
)
from events.models import Activity, Attendance, Choice, Registration, RegistrationChoice
from events.participants import numbers_in_line

type Cell = str | int | date | datetime | None

CHUNK = 2000  # rows fetched from the database at a time
# What a spreadsheet may take for the beginning of a formula, in either width of letters.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DANISH_PHONE = re.compile(r"\+45(\d\d)(\d\d)(\d\d)(\d\d)")
TIME_FORMAT = "dd-mm-yyyy hh:mm"


@dataclass(frozen=True)
class Column:
    """One column: ``read`` returns its cell for one registration.

    ``chosen`` says whether it is ticked at first.
    """

    key: str
    label: str
    read: Callable[[Registration], Cell]
    chosen: bool = False


type Provider = Callable[[Activity], Iterable[Column]]

_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add columns of an activity (its questions, say); never for discreet ones.

    The provider looks up at most once per export what its columns read, not once a row.
    """
    _PROVIDERS.append(provider)
    return provider


def columns(activity: Activity) -> list[Column]:
    """Return the columns that may be chosen for this activity, in order, in words.

    None for a discreet one.
    """
    if activity.discreet:
        return []
    found = [*_person(), *_place(activity), *_came(activity), *_workshops(activity)]
    for provider in _PROVIDERS:
        found += provider(activity)
    return found


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    """Translate once, not once a row: that would be most of the work of a long list."""
    return {value: str(label) for value, label in choices.choices}


def _person() -> Iterator[Column]:
    roles = _labels(Role)
    yield Column("name", _("Navn"), lambda r: r.name, chosen=True)
    yield Column("email", _("E-mail"), lambda r: r.email or "", chosen=True)
    yield Column("phone", _("Telefon"), lambda r: phone_text(r.phone))
    yield Column("workplace", _("Arbejdsplads"), lambda r: r.workplace, chosen=True)
    yield Column("workplace_kind", _("Slags arbejdsplads"), lambda r: str(r.workplace_kind or ""))
    yield Column("role", _("Rolle"), lambda r: roles[r.role])


def _place(activity: Activity) -> Iterator[Column]:
    statuses, ends = _labels(RegistrationStatus), _labels(EndReason)
    sources = _labels(RegistrationSource)

    @cache
    def numbers() -> dict[UUID, int]:
        return numbers_in_line(Registration.objects.filter(activity=activity).in_line())

    yield Column("status", _("Status"), lambda r: statuses[r.status], chosen=True)
    yield Column("number", _("Nr. i køen"), lambda r: numbers().get(r.pk))
    yield Column("ended", _("Hvorfor afmeldt"), lambda r: ends.get(r.ended, ""))
    yield Column("created_at", _("Tilmeldt"), lambda r: when.local(r.created_at))
    yield Column("source", _("Tilmeldt gennem"), lambda r: sources[r.booking.source])
    yield Column("booker", _("Tilmeldt af"), lambda r: r.booking.contact_name)
    yield Column("team", _("Gruppe"), lambda r: r.booking.workplace if r.booking.is_team else "")
    yield Column("language", _("Sprog"), lambda r: r.booking.language)
    yield Column("bounced_on", _("Mail kom retur"), lambda r: r.bounced_on)


def _came(activity: Activity) -> Iterator[Column]:
    @cache
    def sessions() -> dict[UUID, int]:
        present = Attendance.objects.filter(
            session__activity=activity, state=AttendanceState.PRESENT
        )
        return dict(
            present.values("registration")
            .annotate(number=Count("pk"))
            .values_list("registration", "number")
        )

    yield Column("came", _("Mødt, antal gange"), lambda r: sessions().get(r.pk, 0))


def _workshops(activity: Activity) -> Iterator[Column]:
    @cache
    def chosen() -> dict[tuple[UUID, int], str]:
        words = {
            ChoiceState.WAITING: _("%(title)s (venteliste)"),
            ChoiceState.WISHED: _("%(title)s (ønsket)"),
        }
        rows = RegistrationChoice.objects.filter(choice__activity=activity)
        # A seat in a round is what counts there; otherwise where she waits, or what she wishes.
        found: dict[tuple[UUID, int], str] = {}
        for pk, number, title, state in rows.order_by("-state").values_list(
            "registration", "round", "choice__title", "state"
        ):
            text = words.get(ChoiceState(state), "%(title)s") % {"title": title}
            if state == ChoiceState.SEATED or (pk, number) not in found:
                found[pk, number] = text
        return found

    rounds = (
        Choice.objects.filter(activity=activity).order_by("round").values_list("round", flat=True)
    )
    for number in rounds.distinct():
        yield Column(
            f"workshop-{number}",
            _("Workshop, runde %(round)s") % {"round": number},
            lambda r, number=number: chosen().get((r.pk, number), ""),  # type: ignore[misc]
            chosen=True,
        )


def phone_text(phone: str | None) -> str:
    """Return a number as people write it, without the plus that looks like a formula."""
    if not phone:
        return ""
    if danish := DANISH_PHONE.fullmatch(phone):
        return " ".join(danish.groups())
    return f"00{phone[1:]}" if phone.startswith("+") else phone


def rows(registrations: Iterable[Registration], chosen: Sequence[Column]) -> Iterator[list[Cell]]:
    """Yield the cells of each registration."""
    for registration in registrations:
        yield [column.read(registration) for column in chosen]


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might run the text as a formula."""
    return text.lstrip(" ").startswith(RISKY) or text.startswith(RISKY)


def csv_lines(chosen: Sequence[Column], cells: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the file line by line, as Danish Excel opens it: semicolons, UTF-8 with its mark.

    A text that looks like a formula gets an apostrophe in front and stays text.
    """

    class Echo:
        def write(self, line: str) -> bytes:
            return line.encode()

    writer = csv.writer(Echo(), delimiter=";")
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
    yield writer.writerow([csv_cell(column.label) for column in chosen])
    for row in cells:
        yield writer.writerow([csv_cell(cell) for cell in row])


def csv_cell(cell: Cell) -> str | int:
    """Return a cell as plain text that no spreadsheet runs as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, str) and is_risky(cell):
        return f"'{cell}"
    return cell


def write_xlsx(
    chosen: Sequence[Column], cells: Iterable[Sequence[Cell]], output: IO[bytes]
) -> None:
    """Write a workbook row by row. Every text is a text cell, whatever it begins with."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=_("Deltagere"))
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, column.label) for column in chosen])
    for row in cells:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    workbook.save(output)


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", cell)
        if not is_risky(text):
            return text
        # "s": text, not formula. The prefix keeps it one when somebody edits the cell.
        safe = WriteOnlyCell(sheet, text)
        safe.data_type = "s"
        safe.quotePrefix = True
        return safe
    if isinstance(cell, datetime):
        moment = WriteOnlyCell(sheet, cell.replace(tzinfo=None))  # Excel knows no time zones
        moment.number_format = TIME_FORMAT
        return moment
    return cell


def xlsx(chosen: Sequence[Column], cells: Iterable[Sequence[Cell]]) -> BytesIO:
    """Return the workbook in memory, ready to be read from its beginning."""
    output = BytesIO()
    write_xlsx(chosen, cells, output)
    output.seek(0)
    return output

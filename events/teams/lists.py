"""Read names out of what people paste: plain lines, lines from a sheet, lists from a mail.

Nothing is judged here but what must not even be shown again (a CPR number): names and
addresses go through the form that every other name goes through.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation

from events.cpr import contains_cpr
from events.enums import Role
from events.identity import fold_name

LINES_AT_MOST = 200

_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+")
_BRACKETED = re.compile(r"^(?P<name>[^<>]*)<\s*(?P<email>[^<>\s]+@[^<>\s]+)\s*>[\s,;]*$")

_NAME = {"navn", "name", "fulde navn", "full name", "deltager", "participant", "kollega"}
_FIRST = {"fornavn", "fornavne", "first name", "given name"}
_LAST = {"efternavn", "last name", "surname", "family name"}
_EMAIL = {
    "mail", "e-mail", "email", "arbejdsmail", "mailadresse", "e-mailadresse", "e-post",
    "work e-mail", "work email", "email address", "e-mail address",
}  # fmt: skip
_ROLE = {"rolle", "role"}


@dataclass(frozen=True)
class Line:
    """One person as read. ``has_cpr``: the line held a CPR number, and nothing of it is kept."""

    name: str = ""
    email: str = ""
    role: str = ""
    has_cpr: bool = False


@dataclass(frozen=True)
class Reading:
    """What was read, and how many further lines were not."""

    lines: list[Line]
    left_out: int = 0


def read_text(text: str) -> Reading:
    """Return the people in pasted text: "Navn", "Navn, mail", "Navn <mail>", tabbed cells."""
    rows = [_cells(entry) for line in text.splitlines() for entry in _entries(line)]
    return read_rows(rows)


def read_rows(rows: Iterable[Sequence[str]]) -> Reading:
    """Return the people in a table's rows; a row of column titles at the top is understood.

    Empty rows are passed over. At most ``LINES_AT_MOST`` are read.
    """
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    columns = _columns(filled[0]) if filled else {}
    if columns:
        filled = filled[1:]
    lines = [_line(row, columns) for row in filled[:LINES_AT_MOST]]
    return Reading(lines, left_out=max(0, len(filled) - LINES_AT_MOST))


def _entries(line: str) -> Iterator[str]:
    """Take a line apart that holds several people, as a mail's address field does."""
    line = _BULLET.sub("", line)
    if line.count("@") < 2:
        yield line
        return
    yield from re.split(r"[;\t]" if ";" in line or "\t" in line else ",", line)


def _cells(entry: str) -> list[str]:
    if match := _BRACKETED.match(entry):
        return [match["name"].strip(" \t\"',;"), match["email"]]
    for mark in ("\t", ";"):
        if mark in entry:
            return entry.split(mark)
    cells = entry.split(",")
    # "Hansen, Mette" is one name; a comma parts name and address only where there is one.
    return cells if any("@" in cell for cell in cells) else [entry]


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return where name, address and role stand, if the row holds their titles; else {}."""
    found: dict[str, int] = {}
    titles = {"name": _NAME, "first": _FIRST, "last": _LAST, "email": _EMAIL, "role": _ROLE}
    for index, cell in enumerate(row):
        word = " ".join(cell.casefold().split()).rstrip(":*")
        for key, words in titles.items():
            if word in words:
                found.setdefault(key, index)
    return found if {"name", "first", "email"} & found.keys() else {}


def _line(row: Sequence[str], columns: dict[str, int]) -> Line:
    # The whole row is looked at, also columns that nobody asked for.
    if contains_cpr("\n".join(row)) or any(map(_lost_its_zero, row)):
        return Line(has_cpr=True)
    if columns:
        cell = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        name = cell.get("name") or f"{cell.get('first', '')} {cell.get('last', '')}".strip()
        return Line(_one_line(name), cell.get("email", ""), role_named(cell.get("role", "")))
    email = next((cell for cell in row if "@" in cell), "")
    others = [cell for cell in row if cell and cell != email]
    role = next((found for cell in others[1:] if (found := role_named(cell))), "")
    return Line(_one_line(others[0]) if others else "", email.strip("<>"), role)


def _lost_its_zero(cell: str) -> bool:
    """Whether the cell is a CPR number that a sheet took for a number."""
    return bool(re.fullmatch(r"\d{9}", cell)) and contains_cpr(f"0{cell}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def role_named(text: str) -> str:
    """Return the key of the role whose words these are, here or in Danish; "" for none."""
    wanted = fold_name(text)
    here = {fold_name(str(label)): key for key, label in Role.choices}
    with translation.override("da"):  # the template's language
        danish = {fold_name(str(label)): key for key, label in Role.choices}
    return {**here, **danish}.get(wanted, "")

"""What happened to a membership, for its own page, for files, and for staff.

The rows behind it are never changed (``medborgerforum.immutable``), so the history only grows
at its end. At one moment an acceptance stands before what followed from it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.exports import csv_cell
from events.when import local
from medborgerforum.enums import CharterEventKind, ForumLanguage, MembershipEventKind
from medborgerforum.models import Association, CharterEvent, MembershipEvent, Signatory

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Danish Excel knows UTF-8


@dataclass(frozen=True)
class HistoryRow:
    """One event. The fields of the charter are empty for what happened to the membership.

    ``key`` is that of an acceptance, which has a signed copy; ``signatory`` is empty once blanked.
    """

    at: datetime
    kind: str
    what: str
    version: int | None = None
    language: str = ""
    sha256: str = ""
    signatory: str = ""
    role: str = ""
    key: UUID | None = None

    @property
    def language_name(self) -> str:
        """The language of the text, in its own words."""
        return str(ForumLanguage(self.language).label) if self.language else ""


def rows(association: Association) -> list[HistoryRow]:
    """Return an association's history, oldest first; two queries."""
    signatories = {row.pk: row for row in Signatory.objects.filter(event__association=association)}
    events = _charter_events().filter(association=association)
    found = [
        *(
            (event.at, 0, event.pk, _of_charter(event, signatories.get(event.pk)))
            for event in events
        ),
        *(
            (event.at, 1, event.pk, _of_membership(event))
            for event in MembershipEvent.objects.filter(association=association)
        ),
    ]
    return [row for *_order, row in sorted(found, key=lambda one: one[:3])]


def _charter_events() -> QuerySet[CharterEvent]:
    return CharterEvent.objects.select_related("text__version").order_by("at", "id")


def _of_charter(event: CharterEvent, signatory: Signatory | None) -> HistoryRow:
    accepted = event.kind == CharterEventKind.ACCEPTED
    return HistoryRow(
        at=event.at,
        kind=event.kind,
        what=str(CharterEventKind(event.kind).label),
        version=event.text.version.number,
        language=event.text.language,
        sha256=event.text.sha256,
        signatory=signatory.name if signatory else "",
        role=signatory.role if signatory else "",
        key=event.pk if accepted else None,
    )


def _of_membership(event: MembershipEvent) -> HistoryRow:
    return HistoryRow(at=event.at, kind=event.kind, what=str(MembershipEventKind(event.kind).label))


# --- Files -------------------------------------------------------------------------------------
def csv_text(association: Association) -> str:
    """Return an association's own history as a CSV file, as Danish Excel opens it."""
    heads = [
        _("Tidspunkt"),
        _("Hvad skete der"),
        _("Charterets version"),
        _("Sprog"),
        "SHA-256",
        _("Underskriver"),
        _("Rolle"),
    ]
    return MARK + "".join(_csv_lines([heads, *(_cells(row) for row in rows(association))]))


def _cells(row: HistoryRow) -> list[Any]:
    return [
        local(row.at),
        row.what,
        row.version,
        row.language_name,
        row.sha256,
        row.signatory,
        row.role,
    ]


def as_json(association: Association) -> dict[str, Any]:
    """Return an association's own history as plain values; times are ISO 8601 in UTC offsets."""
    return {
        "association": association.name,
        "history": [
            {
                "at": row.at.isoformat(),
                "kind": row.kind,
                "version": row.version,
                "language": row.language or None,
                "sha256": row.sha256 or None,
                "signatory": row.signatory or None,
                "role": row.role or None,
            }
            for row in rows(association)
        ],
    }


def staff_csv() -> Iterator[str]:
    """Yield the history of all associations as CSV, line by line. It names no person.

    A fixed number of queries.
    """
    yield MARK
    heads = ["Forening", "Nøgle", "Tidspunkt", "Hvad skete der", "Version", "Sprog", "SHA-256"]
    yield from _csv_lines([heads, *_staff_rows()])


def _staff_rows() -> Iterator[list[Any]]:
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for event in _charter_events():
        one = (event.at, 0, event.pk, _of_charter(event, None))
        found.setdefault(event.association_id, []).append(one)
    for change in MembershipEvent.objects.all():
        line = (change.at, 1, change.pk, _of_membership(change))
        found.setdefault(change.association_id, []).append(line)
    for association in Association.objects.all():
        for *_order, row in sorted(found.get(association.pk, []), key=lambda one: one[:3]):
            yield [association.name, str(association.pk), *_cells(row)[:5]]


def _csv_lines(lines: Any) -> Iterator[str]:
    class Echo:
        def write(self, line: str) -> str:
            return line

    writer = csv.writer(Echo(), delimiter=";")
    for cells in lines:
        yield writer.writerow([csv_cell(cell) for cell in cells])

"""Triggers that keep rows as they are: the database refuses to change or delete them.

On PostgreSQL and SQLite alike, whoever asks. Migrations install them. A migration that alters
such a table on SQLite makes the table anew and loses its triggers: it has to call ``install``
again at its end (tests look at the migrated database).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PREFIX = "vink_keep_"


@dataclass(frozen=True)
class Kept:
    """A table whose rows stay as they are; ``when`` says which, by their old values.

    With ``columns``, the others may change (a pointer to an account that goes).
    SQLite's ``REPLACE`` deletes the rows that share a key with the new one, past the triggers on
    deletion: ``keys`` are those it could do that by.
    """

    table: str
    when: str = ""
    keys: tuple[tuple[str, ...], ...] = (("id",),)  # each unique
    columns: tuple[str, ...] = ()  # all, where none is named

    def verb(self, name: str) -> str:
        """Return what a trigger refuses: any deletion, an update of the columns."""
        named = f" OF {', '.join(self.columns)}" if name == "update" and self.columns else ""
        return f"{name.upper()}{named}"


# The wording of what has been asked, and its place on the sheet.
ASKED = (
    Kept("events_question", "OLD.in_use", (("id",), ("key", "version"))),
    Kept("events_questiontext", "OLD.in_use", (("id",), ("question_id", "language"))),
    Kept(
        "events_instrumentquestion",
        "OLD.in_use",
        (("id",), ("instrument_id", "position"), ("instrument_id", "question_id")),
    ),
)


def install(connection: Any, rows: Iterable[Kept]) -> None:
    """Make the triggers, in place of those that are there."""
    kept = tuple(rows)
    remove(connection, kept)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, kept):
            cursor.execute(statement)


def remove(connection: Any, rows: Iterable[Kept]) -> None:
    """Take the triggers away: for a migration undone, and for tests that empty the tables."""
    with connection.cursor() as cursor:
        for kept in rows:
            for verb in ("update", "delete", "truncate", "insert"):
                name = f"{PREFIX}{kept.table}_{verb}"
                on = f" ON {kept.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _statements(vendor: str, rows: tuple[Kept, ...]) -> list[str]:
    if vendor == "postgresql":
        return _for_postgresql(rows)
    if vendor == "sqlite":
        return _for_sqlite(rows)
    raise NotImplementedError(vendor)


def _for_postgresql(rows: tuple[Kept, ...]) -> list[str]:
    function = (
        f"CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    made = [function]
    for kept in rows:
        when = f" WHEN ({kept.when})" if kept.when else ""
        made += [
            f"CREATE TRIGGER {PREFIX}{kept.table}_{verb} BEFORE {kept.verb(verb)} ON {kept.table} "
            f"FOR EACH ROW{when} EXECUTE FUNCTION {PREFIX}refuse()"
            for verb in ("update", "delete")
        ]
        made.append(
            f"CREATE TRIGGER {PREFIX}{kept.table}_truncate BEFORE TRUNCATE ON {kept.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}refuse()"
        )
    return made


def _for_sqlite(rows: tuple[Kept, ...]) -> list[str]:
    made = []
    for kept in rows:
        refuse = (
            f"BEGIN SELECT RAISE(ABORT, 'rows of {kept.table} are never changed or deleted'); END"
        )
        when = f" WHEN {kept.when}" if kept.when else ""
        made += [
            f"CREATE TRIGGER {PREFIX}{kept.table}_{verb} BEFORE {kept.verb(verb)} ON {kept.table} "
            f"FOR EACH ROW{when} {refuse}"
            for verb in ("update", "delete")
        ]
        made.append(
            f"CREATE TRIGGER {PREFIX}{kept.table}_insert BEFORE INSERT ON {kept.table} "
            f"FOR EACH ROW WHEN {_is_there(kept)} {refuse}"
        )
    return made


def _is_there(kept: Kept) -> str:
    """Return the condition that a kept row has a key of the new one."""
    same = " OR ".join(
        "(" + " AND ".join(f"OLD.{name} = NEW.{name}" for name in key) + ")" for key in kept.keys
    )
    which = f"({same}) AND {kept.when}" if kept.when else same
    return f"EXISTS (SELECT 1 FROM {kept.table} AS OLD WHERE {which})"  # noqa: S608 - our own names

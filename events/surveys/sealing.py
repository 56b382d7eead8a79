"""Close surveys, and seal them: after that not even the order of the rows tells anything.

Until sealing, someone with the database itself in hand could read who answered what from
physical traces: rows lie in the order in which they came, and PostgreSQL notes on each the
transaction that wrote it (``xmin``), which is the same for a spent invitation and its
response. Sealing therefore rewrites all rows of the survey tables in random order, under new
keys where nobody holds the old ones, wipes ``spent`` and the hashes of sealed surveys, and
leaves no old row behind:

PostgreSQL
    In one transaction the rows are copied aside, the tables truncated and the rows inserted
    anew. TRUNCATE starts a new file for table and indexes and drops the old ones at commit:
    what "new table, old dropped" does, while names, keys and constraints stay as the
    migrations made them. Neither VACUUM FULL nor CLUSTER would do: both keep ``xmin``, and
    keep dead rows that an older snapshot may still want.
SQLite
    The same with DELETE under ``secure_delete``, which overwrites with zeros; then VACUUM,
    which writes the file anew, and a truncated write-ahead log, where the old pages would
    otherwise lie on.

Surveys that are still open are shuffled along; their invitations keep keys, hashes and
``spent``. Then each survey's answers are counted, and with the numbers it is marked sealed, in
one transaction (``counting``): whatever stops the work before, the next run does it again from
the start, which does no harm.

Outside the guarantee, as the privacy page says: backups, PostgreSQL's log archive, and
whoever watched the database while the survey was open.
"""

# ruff: noqa: S608 (names of tables and columns come from the models, never from outside)

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import counting

logger = logging.getLogger(__name__)

# Parents before children; invitations first, because whoever answers reads them first: so
# neither can hold what the other waits for.
TABLES: tuple[type[models.Model], ...] = (
    SurveyInvitation,
    SurveyResponse,
    SurveyAnswer,
    SurveyComment,
)
LOCK_PATIENCE = "10s"  # so that sealing never holds up those who answer for long


class NotCompacted(DatabaseError):
    """Old pages could not be removed just now, because others were reading; try again."""


def close_due(now: datetime | None = None) -> int:
    """Close the surveys whose time is over at ``now`` (aware); return how many. For the clock."""
    return Survey.objects.filter(
        status=SurveyStatus.OPEN, closes_at__lte=now or timezone.now()
    ).update(status=SurveyStatus.CLOSED)


def seal_due() -> int:
    """Seal all closed surveys in one go; return how many. For the clock.

    Where the database is too busy they stay closed, and the next tick tries again.
    """
    try:
        # Sealed before answers were counted into numbers.
        counting.count_all(Survey.objects.filter(status=SurveyStatus.SEALED, sealed_on=None))
        return seal_closed()
    except DatabaseError as error:
        # The class alone: a database's message may quote a row.
        logger.warning("Surveys not sealed yet: %s", type(error).__name__)
        return 0


def seal_closed() -> int:
    """Rewrite the survey tables, wipe the links of closed surveys, and mark these sealed.

    Returns how many were sealed; does nothing while there is none. On SQLite it must not be
    called within a transaction. Raises DatabaseError when the tables are too busy.
    """
    closed = Survey.objects.filter(status=SurveyStatus.CLOSED)
    keys = list(closed.order_by("closes_at", "pk").values_list("pk", flat=True))
    if not keys:
        return 0
    if connection.vendor == "sqlite":
        _rewrite_sqlite()
    else:
        _rewrite_postgres()
    for key in keys:
        counting.count(Survey.objects.get(pk=key))
    return len(keys)


def _rewrite_postgres() -> None:
    tables = ", ".join(_name(model) for model in TABLES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'")
        cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        connection.check_constraints()  # TRUNCATE wants no check still waiting
        with _copies(cursor):
            cursor.execute(f"TRUNCATE {tables}")
            _put_back(cursor)


def _rewrite_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA temp_store = MEMORY")
        with transaction.atomic(), _copies(cursor):
            for model in reversed(TABLES):
                cursor.execute(f"DELETE FROM {_name(model)}")
            _put_back(cursor)
    _compact_sqlite()


def _compact_sqlite() -> None:
    """Write the file anew and empty its log. Raises NotCompacted while others are reading."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        raise NotCompacted


@contextmanager
def _copies(cursor: CursorWrapper) -> Iterator[None]:
    """Keep a copy of each table, with a new key for each row, while the block runs.

    The wiping happens on the copy: an update of the table itself would leave the old row.
    """
    for model in TABLES:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_copy(model)} AS "
            f"SELECT *, {_new_key()} AS new_key FROM {_name(model)}"
        )
    cursor.execute(
        f"UPDATE {_copy(SurveyInvitation)} SET spent = NULL, token_hash = '' "
        f"WHERE survey_id IN (SELECT id FROM {_name(Survey)} WHERE status = %s)",
        [SurveyStatus.CLOSED],
    )
    yield
    for model in TABLES:
        cursor.execute(f"DROP TABLE {_copy(model)}")


def _put_back(cursor: CursorWrapper) -> None:
    """Insert all rows in random order: new keys for all but the invitations people hold."""
    _insert(cursor, SurveyInvitation)
    _insert(cursor, SurveyResponse, id="old.new_key")
    _insert(
        cursor,
        SurveyAnswer,
        f"JOIN {_copy(SurveyResponse)} AS response ON response.id = old.response_id",
        id="old.new_key",
        response_id="response.new_key",
    )
    _insert(cursor, SurveyComment, id="old.new_key")


def _insert(
    cursor: CursorWrapper, model: type[models.Model], join: str = "", **replaced: str
) -> None:
    names = [str(field.column) for field in model._meta.local_concrete_fields]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    values = ", ".join(
        replaced.get(name, f"old.{connection.ops.quote_name(name)}") for name in names
    )
    cursor.execute(
        f"INSERT INTO {_name(model)} ({columns}) "
        f"SELECT {values} FROM {_copy(model)} AS old {join} ORDER BY {_random()}"
    )


def _name(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _copy(model: type[models.Model]) -> str:
    return connection.ops.quote_name(f"sealing_{model._meta.db_table}")


# Both databases' cryptographic generators, not their ``random()``, whose course can be computed.
def _random() -> str:
    return "randomblob(16)" if connection.vendor == "sqlite" else "gen_random_uuid()"


def _new_key() -> str:
    """Return the SQL of a random UUID version 4, as Django stores it on this database."""
    if connection.vendor != "sqlite":
        return "gen_random_uuid()"
    return (
        "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) "
        "|| substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) "
        "|| hex(randomblob(6)))"
    )

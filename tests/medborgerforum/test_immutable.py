"""The database itself keeps acceptances, history and the published charter."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from medborgerforum import immutable
from medborgerforum.models import (
    Association,
    CharterEvent,
    CharterText,
    CharterVersion,
    MembershipEvent,
)
from tests.factories.forum import make_association, make_charter

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def change_acceptance(association: Association) -> None:
    CharterEvent.objects.filter(association=association).update(at=timezone.now())


def delete_acceptance(association: Association) -> None:
    event = CharterEvent.objects.get(association=association)
    event.signatory.delete()
    CharterEvent.objects.filter(pk=event.pk)._raw_delete("default")


def change_history(association: Association) -> None:
    MembershipEvent.objects.filter(association=association).update(kind="left")


def delete_history(association: Association) -> None:
    MembershipEvent.objects.filter(association=association).delete()


def change_version(association: Association) -> None:
    CharterVersion.objects.update(material=False)


def unpublish_version(association: Association) -> None:
    CharterVersion.objects.update(published_at=None)


def change_text(association: Association) -> None:
    CharterText.objects.update(body="Noget andet.")


def delete_text(association: Association) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM medborgerforum_chartertext")


@pytest.mark.parametrize(
    "attempt",
    [
        change_acceptance,
        delete_acceptance,
        change_history,
        delete_history,
        change_version,
        unpublish_version,
        change_text,
        delete_text,
    ],
)
def test_no_query_changes_what_was_accepted(attempt: Callable[[Association], None]) -> None:
    association = make_association()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        attempt(association)
    assert CharterEvent.objects.filter(association=association).count() == 1


@pytest.mark.postgres_only
def test_nor_does_emptying_the_table() -> None:
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE medborgerforum_charterevent CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone has REPLACE")
@pytest.mark.parametrize("table", [kept.table for kept in immutable.KEPT])
def test_nor_does_replacing_a_row(table: str) -> None:
    make_association()
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone has REPLACE")
def test_nor_does_another_version_take_the_number_of_a_published_one() -> None:
    make_charter()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        make_charter(publish=False)


def test_drafts_can_still_be_changed() -> None:
    version = make_charter(publish=False)
    CharterText.objects.filter(version=version).update(body="Bedre.")
    CharterVersion.objects.filter(pk=version.pk).update(material=False)
    assert CharterText.objects.get(version=version).body == "Bedre."


def test_without_the_triggers_the_same_attempt_succeeds() -> None:
    association = make_association()
    immutable.remove(connection)
    change_acceptance(association)
    immutable.install(connection)
    with pytest.raises(DatabaseError), transaction.atomic():
        change_acceptance(association)


@pytest.mark.django_db(transaction=True)
def test_they_stand_again_after_the_tables_were_emptied() -> None:
    association = make_association()
    with pytest.raises(DatabaseError), transaction.atomic():
        change_acceptance(association)

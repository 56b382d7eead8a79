"""After sealing, keys, hashes and the order of rows tell nothing of who answered, or when."""

import random
import subprocess
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, models
from django.utils import timezone

from events.enums import SurveyStatus
from events.models import (
    Block,
    Outcome,
    PooledCount,
    SealedCount,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import counting, sealing
from events.surveys.responses import submit
from tests.surveys.makers import KEYS, make_survey, sheet_number, token_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SHEETS = 200
# Of 200 shuffled rows the rank correlation is normal with a deviation of 1/√199 ≈ 0.071:
# beyond 0.35 by chance less than once in a million runs.
UNRELATED = 0.35


def physical(model: type[models.Model], column: str = "id") -> list[uuid.UUID | str]:
    """Return a column of all rows in the order in which they lie in the file."""
    order = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY {order}")  # noqa: S608
        values = [row[0] for row in cursor.fetchall()]
    if column == "text":
        return values
    return [value if isinstance(value, uuid.UUID) else uuid.UUID(value) for value in values]


def correlation(numbers: Sequence[int]) -> float:
    """Return Spearman's rank correlation of different numbers with their place in line."""
    n = len(numbers)
    rank = {number: place for place, number in enumerate(sorted(numbers))}
    distance = sum((rank[number] - place) ** 2 for place, number in enumerate(numbers))
    return 1 - 6 * distance / (n * (n * n - 1))


def sheets() -> dict[uuid.UUID, int]:
    """Return each response's number of submission, as its five answers spell it."""
    numbers: dict[uuid.UUID, int] = dict.fromkeys(
        SurveyResponse.objects.values_list("pk", flat=True), 0
    )
    rows = SurveyAnswer.objects.values_list("response", "question__key", "value")
    for response, key, value in rows:
        numbers[response] += value * 6 ** KEYS.index(key)
    return numbers


def orders(turn: dict[uuid.UUID, int]) -> dict[str, float]:
    """Return how far the physical order of each table follows that of submission."""
    number = sheets()
    return {
        "response": correlation([number[pk] for pk in physical(SurveyResponse)]),
        "answer": correlation(
            list(dict.fromkeys(number[pk] for pk in physical(SurveyAnswer, "response_id")))
        ),
        "comment": correlation([int(text) for text in physical(SurveyComment, "text")]),
        "invitation": correlation([turn[pk] for pk in physical(SurveyInvitation)]),
    }


def answered_by(sheets_handed_in: int) -> tuple[Survey, dict[uuid.UUID, int]]:
    """Return a closed survey, and the order in which its invitations were spent."""
    survey = make_survey(codes=sheets_handed_in)
    rows = list(SurveyInvitation.objects.filter(survey=survey))
    random.Random(17).shuffle(rows)
    for number, row in enumerate(rows):
        submit(row.pk, token_of(row), sheet_number(number), str(number))
    Survey.objects.filter(pk=survey.pk).update(status=SurveyStatus.CLOSED)
    return survey, {row.pk: number for number, row in enumerate(rows)}


def numbers(survey: Survey) -> dict[str, dict[int, int]]:
    """Return what was counted of a survey."""
    found: dict[str, dict[int, int]] = {}
    for row in SealedCount.objects.filter(survey=survey):
        found.setdefault(row.measure, {})[row.outcome] = row.number
    return found


def counted_by_hand(sheet_numbers: Iterable[int]) -> dict[str, dict[int, int]]:
    """Return what must be counted of these sheets."""
    found: dict[str, Counter[int]] = {f"{key}.1": Counter() for key in KEYS}
    for number in sheet_numbers:
        for key, value in sheet_number(number).items():
            found[f"{key}.1"][value] += 1
    return {measure: dict(counts) for measure, counts in found.items()}


def published() -> dict[str, object]:
    """Return all that is kept of blocks, without keys."""
    return {
        "blocks": list(Block.objects.order_by("pk").values_list("year", "hidden", "released_on")),
        "pooled": sorted(PooledCount.objects.values_list("measure", "outcome", "number")),
    }


@pytest.fixture
def answered() -> tuple[Survey, dict[uuid.UUID, int]]:
    """A closed survey of few sheets, where their order is not what is looked at."""
    return answered_by(12)


def test_the_physical_order_is_unrelated_to_that_of_submission() -> None:
    survey, turn = answered_by(SHEETS)
    before = orders(turn)
    assert before["response"] == before["comment"] == before["answer"] == 1.0  # what sealing is for
    keys_before = set(physical(SurveyResponse)) | set(physical(SurveyAnswer))
    counts_before = sorted(sheets().values())

    assert sealing.seal_due() == 1

    survey.refresh_from_db()
    assert survey.status == SurveyStatus.SEALED
    after = orders(turn)
    assert {name: value for name, value in after.items() if abs(value) > UNRELATED} == {}
    assert keys_before.isdisjoint(set(physical(SurveyResponse)) | set(physical(SurveyAnswer)))
    assert sorted(sheets().values()) == counts_before  # every sheet as it was handed in
    assert all(key.version == 4 for key in physical(SurveyResponse))
    assert all(key.version == 4 for key in physical(SurveyAnswer))


def test_hashes_and_use_are_wiped_and_the_invitations_kept(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    survey, turn = answered
    sealing.seal_due()
    rows = SurveyInvitation.objects.filter(survey=survey)
    assert {row.pk for row in rows} == set(turn)
    assert {(row.spent, row.token_hash) for row in rows} == {(None, "")}


def test_sealing_again_changes_nothing(answered: tuple[Survey, dict[uuid.UUID, int]]) -> None:
    sealing.seal_due()
    lying = physical(SurveyResponse)
    assert sealing.seal_due() == 0
    assert physical(SurveyResponse) == lying


def test_an_open_survey_goes_on_as_before(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    going_on = make_survey(codes=2)
    first, second = SurveyInvitation.objects.filter(survey=going_on)
    submit(first.pk, token_of(first), {KEYS[0]: 5})

    assert sealing.seal_due() == 1

    going_on.refresh_from_db()
    first.refresh_from_db()
    assert (going_on.status, first.spent, len(first.token_hash)) == ("open", True, 64)
    assert not SealedCount.objects.filter(survey=going_on).exists()
    assert (going_on.responses_in, going_on.sealed_on, going_on.block) == (None, None, None)
    submit(second.pk, token_of(second), {KEYS[0]: 4})
    assert SurveyResponse.objects.filter(survey=going_on).count() == 2

    # Its own turn: the sheet that was shuffled along while it was open is counted with the other.
    Survey.objects.filter(pk=going_on.pk).update(status=SurveyStatus.CLOSED)
    counted_before = numbers(answered[0])
    assert sealing.seal_due() == 1
    assert numbers(going_on) == {f"{KEYS[0]}.1": {4: 1, 5: 1}}
    assert numbers(answered[0]) == counted_before


def test_a_survey_is_closed_when_its_time_is_over_and_then_sealed() -> None:
    survey = make_survey()
    assert sealing.close_due(survey.closes_at - timedelta(seconds=1)) == 0
    assert sealing.seal_due() == 0
    assert sealing.close_due(survey.closes_at) == 1
    assert sealing.close_due(survey.closes_at) == 0
    assert sealing.seal_due() == 1
    assert timezone.now() < survey.closes_at  # the clock was told another time


def test_sealing_that_is_interrupted_is_done_again(
    answered: tuple[Survey, dict[uuid.UUID, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    survey, _turn = answered
    sheets_before = sorted(sheets().values())
    name = "_rewrite_sqlite" if connection.vendor == "sqlite" else "_rewrite_postgres"
    rewrite: Callable[[], None] = getattr(sealing, name)

    def interrupted() -> None:
        rewrite()
        raise DatabaseError("the plug was pulled")

    monkeypatch.setattr(sealing, name, interrupted)
    assert sealing.seal_due() == 0
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.CLOSED

    monkeypatch.undo()
    assert sealing.seal_due() == 1
    assert sorted(sheets().values()) == sheets_before


def test_what_is_counted_is_what_was_answered(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    survey, _turn = answered
    sealing.seal_due()
    survey.refresh_from_db()
    assert (survey.responses_in, survey.sealed_on) == (12, timezone.localdate())
    assert numbers(survey) == counted_by_hand(range(12))


@pytest.mark.parametrize("step", ["_counts", "blocks.place"])
def test_a_crash_between_rewriting_and_counting_is_made_good(
    answered: tuple[Survey, dict[uuid.UUID, int]], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Of two surveys the second is not counted; what was counted is neither lost nor doubled."""
    first = answered[0]
    Survey.objects.filter(pk=first.pk).update(closes_at=timezone.now() - timedelta(days=1))
    second, _turn = answered_by(6)
    owner, _dot, name = step.rpartition(".")
    module = getattr(counting, owner) if owner else counting
    work: Callable[..., object] = getattr(module, name)

    def only_the_first(survey: Survey, *args: object) -> object:
        found = work(survey, *args)
        if survey.pk == second.pk:
            raise DatabaseError("the plug was pulled")
        return found

    monkeypatch.setattr(module, name, only_the_first)
    assert sealing.seal_due() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (SurveyStatus.SEALED, SurveyStatus.CLOSED)
    assert (numbers(second), second.responses_in, second.block) == ({}, None, None)
    assert not SurveyInvitation.objects.filter(survey=second, spent__isnull=False).exists()

    monkeypatch.undo()
    assert sealing.seal_due() == 1
    assert numbers(first) == counted_by_hand(range(12))
    assert numbers(second) == counted_by_hand(range(6))
    asked = PooledCount.objects.filter(measure=f"{KEYS[0]}.1", outcome=Outcome.SURVEYS)
    assert sum(asked.values_list("number", flat=True)) == 2
    kept = published()
    assert sealing.seal_due() == 0
    assert published() == kept


def test_surveys_sealed_before_there_were_numbers_are_counted(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    survey, _turn = answered
    # As the portal left them before answers were counted at sealing.
    SurveyInvitation.objects.update(spent=None, token_hash="")
    Survey.objects.update(status=SurveyStatus.SEALED)
    lying = physical(SurveyResponse)
    assert sealing.seal_due() == 0  # none was closed
    assert numbers(survey) == counted_by_hand(range(12))
    assert physical(SurveyResponse) == lying
    kept = published()
    sealing.seal_due()
    assert published() == kept


def test_a_failure_in_the_middle_loses_no_row(
    answered: tuple[Survey, dict[uuid.UUID, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise DatabaseError("out of space")

    before = sheets()
    monkeypatch.setattr(sealing, "_put_back", fail)
    assert sealing.seal_due() == 0
    assert sheets() == before
    monkeypatch.undo()
    assert sealing.seal_due() == 1


def test_no_old_key_is_left_in_the_file(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    """SQLite: read the file itself, and its log, for keys and hashes of before."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL starts new files; see the test below")
    old = [key.hex.encode() for key in physical(SurveyResponse)]
    old += [row.token_hash.encode() for row in SurveyInvitation.objects.all()]

    def found() -> int:
        name = str(connection.settings_dict["NAME"])
        files = [path for path in (Path(name), Path(f"{name}-wal")) if path.exists()]
        # Not with read_bytes(): closing the file here would drop this process's locks on it
        # (POSIX), and the next process to come along would take the database for its own.
        read = subprocess.run(["cat", *files], capture_output=True, check=True)
        bytes_now = read.stdout
        return sum(key in bytes_now for key in old)

    assert found() == len(old)
    sealing.seal_due()
    assert found() == 0


@pytest.mark.postgres_only
def test_no_transaction_ties_a_response_to_an_invitation(
    answered: tuple[Survey, dict[uuid.UUID, int]],
) -> None:
    """PostgreSQL notes on each row who wrote it; before sealing that is the very link."""

    def look() -> tuple[set[int], set[int], set[int]]:
        with connection.cursor() as cursor:
            writers = []
            for model in (SurveyResponse, SurveyInvitation):
                cursor.execute(f"SELECT xmin::text::bigint FROM {model._meta.db_table}")  # noqa: S608
                writers.append({row[0] for row in cursor.fetchall()})
            cursor.execute(
                "SELECT pg_relation_filenode(c.oid) FROM pg_class c WHERE relname = ANY(%s)",
                [[model._meta.db_table for model in sealing.TABLES]],
            )
            return writers[0], writers[1], {row[0] for row in cursor.fetchall()}

    responses, invitations, files = look()
    assert len(responses) == 12
    assert responses == invitations
    sealing.seal_due()
    responses, invitations, new_files = look()
    assert len(responses) == len(invitations) == 1
    assert files.isdisjoint(new_files)

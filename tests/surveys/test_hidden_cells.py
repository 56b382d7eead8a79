"""Solve for hidden numbers by linear algebra over everything that was ever shown.

Random worlds of surveys are sealed one after the other; after each, every sum a page could show
is asked for. Nobody may find out anything about a set of surveys with too few answers: not the
public, not staff who see single activities besides, not a course leader who sees the discreet.
"""

import random
from collections.abc import Callable
from itertools import product

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Survey
from events.surveys import blocks
from events.surveys.counting import _outcome
from tests.surveys.publications import (
    Seen,
    Stage,
    build_stage,
    leaks,
    live_through,
    plan,
    rank,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    if connection.vendor != "sqlite":
        pytest.skip("The tracer wants wider numbers than PostgreSQL's column has.")
    return build_stage()


def public_least(_surveys: list[Survey]) -> int:
    return 10


def staff_least(surveys: list[Survey]) -> int:
    return 10 if any(survey.discreet for survey in surveys) else 5


def leaks_to_anyone(seen: Seen) -> dict[str, list]:
    """Return what the public, staff, and a course leader who is both can find out."""
    both = {
        measure: seen.staff.get(measure, set()) | seen.leaders.get(measure, set())
        for measure in {*seen.staff, *seen.leaders}
    }
    found = {
        "public": leaks(seen, {}, public_least),
        "staff": leaks(seen, seen.staff, staff_least),
        "course leader": leaks(seen, seen.leaders, staff_least),
        "both": leaks(seen, both, staff_least),
    }
    return {viewer: what for viewer, what in found.items() if what}


def world(stage: Stage, chance: random.Random) -> Seen:
    """Live through one world, and leave no trace of it."""
    with transaction.atomic():
        seen = live_through(stage, plan(chance, len(stage.activities)), chance)
        transaction.set_rollback(True)
    return seen


def test_nothing_hidden_can_be_solved_for(stage: Stage) -> None:
    published: set[str] = set()

    @settings(
        max_examples=240, deadline=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(seed=st.integers(0, 2**32))
    def solve(seed: int) -> None:
        seen = world(stage, random.Random(seed))
        assert leaks_to_anyone(seen) == {}
        published.update(seen.public)

    solve()
    # Not for want of anything published: every measure was, but those about speakers.
    assert published == {
        "first.1", "second.1", "second.2", "first.1+second.1", "first.1+second.2",
    }  # fmt: skip


def at_once(tables: dict[str, list[blocks.Table]]) -> dict:
    """Release every survey as soon as it is there: no blocks."""
    return {
        measure: (dict(members[-1].counts), 1) for measure, members in tables.items() if members
    }


def whole_without_rest(members: list[blocks.Table]) -> bool:
    """Forget that staff can take away what they see."""
    return blocks._answers(members) >= blocks.PUBLIC_MINIMUM


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("releasable", at_once),
        ("_is_whole", whole_without_rest),
        ("PUBLIC_MINIMUM", 6),
        ("minimum_of", lambda _survey: 0),
    ],
)
def test_the_algebra_finds_what_a_broken_rule_gives_away(
    stage: Stage, name: str, broken: Callable | int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each of these variants must be caught within forty worlds."""
    monkeypatch.setattr(blocks, name, broken)
    monkeypatch.setattr("tests.surveys.publications.PUBLISHED_LEAST", 0)
    assert any(leaks_to_anyone(world(stage, random.Random(seed))) for seed in range(40))


def test_no_question_follows_from_another() -> None:
    """What is published of two questions and of both together shares no equation.

    Cells are sheets by what is ticked on them, blank included. Were one outcome's row a
    combination of the others', a hidden measure could be had from those that are shown.
    """
    first = [None, 0, 1, 2, 3, 4, 5, 6]
    second = [None, 0, 1, 2, 3, 4, 5]
    sheets = list(product(first, second))
    rows = [[int(sheet[0] == value) for sheet in sheets] for value in first[1:]]
    rows += [[int(sheet[1] == value) for sheet in sheets] for value in second[1:]]
    together = [_outcome(list(s)) if None not in s else None for s in sheets]  # type: ignore[arg-type]
    rows += [[int(found == outcome) for found in together] for outcome in (6, 7, 8)]
    rows.append([1] * len(sheets))  # how many sheets there are
    assert rank(rows) == len(rows)

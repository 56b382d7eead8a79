"""When a block of surveys is released, and with what: decided on tables, without a database."""

from collections.abc import Mapping

import pytest

from events.surveys.blocks import Table, releasable

A, B = "first.1", "second.1"


def seen(number: int) -> Table:
    return Table({5: number}, seen=True)


def hidden(number: int, absent: int = 0) -> Table:
    return Table({5: number, 6: absent} if absent else {5: number}, seen=False)


def released(tables: Mapping[str, list[Table]]) -> dict[str, tuple[int, int]]:
    """Return how many answers of how many surveys are released of each measure."""
    return {m: (counts.get(5, 0), number) for m, (counts, number) in releasable(tables).items()}


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({}, {}),
        ({A: [seen(9)]}, {}),
        ({A: [seen(10)]}, {A: (10, 1)}),
        ({A: [seen(5), seen(5)]}, {A: (10, 2)}),
        # All measures at once, or none.
        ({A: [seen(12)], B: [seen(9)]}, {}),
        ({A: [seen(12)], B: [seen(10)]}, {A: (12, 1), B: (10, 1)}),
        # What is left when staff take away what they see.
        ({A: [seen(15), hidden(4)]}, {}),
        ({A: [seen(10), hidden(4), hidden(4), hidden(2)]}, {A: (20, 4)}),
        ({A: [hidden(4), hidden(4)]}, {}),
        ({A: [hidden(4), hidden(4), hidden(2)]}, {A: (10, 3)}),
        # Nobody answered, but someone ticked "ikke relevant": that is a cell as well.
        ({A: [seen(15), hidden(0, absent=2)]}, {}),
    ],
)
def test_enough_of_everything(
    tables: dict[str, list[Table]], expected: dict[str, tuple[int, int]]
) -> None:
    assert released(tables) == expected


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        # A question few answered is left out, and the rest does not wait for it for ever.
        ({A: [seen(20)], B: [hidden(3)]}, {A: (20, 1)}),
        ({A: [seen(20)], B: [seen(9)]}, {A: (20, 1)}),
        ({A: [seen(20), hidden(4)], B: [seen(24)]}, {A: (20, 1), B: (24, 1)}),
        ({A: [hidden(4)] * 5, B: [hidden(1)] * 5}, {A: (20, 5)}),
        ({A: [seen(19)], B: [hidden(3)]}, {}),
    ],
)
def test_patience_ends_at_twenty_answers(
    tables: dict[str, list[Table]], expected: dict[str, tuple[int, int]]
) -> None:
    assert released(tables) == expected

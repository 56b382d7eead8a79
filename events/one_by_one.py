"""Jobs of the clock that go through many rows: one that fails keeps no other waiting."""

from collections.abc import Callable, Iterable


def one_by_one[T](rows: Iterable[T], work: Callable[[T], int]) -> int:
    """Do the work for each row, in a transaction of its own; return the sum.

    When some fail, the rest are done all the same; the first failure is raised afterwards, so
    that the clock reports it.
    """
    total, failures = 0, []
    for row in rows:
        try:
            total += work(row)
        except Exception as error:  # noqa: BLE001 - raised below
            failures.append(error)
    if failures:
        raise failures[0]
    return total

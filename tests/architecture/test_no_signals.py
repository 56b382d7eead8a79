"""What happens is written where it happens: none of our code listens to a signal."""

import ast
import gc
import inspect
import weakref
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.db.models.signals import post_save
from django.dispatch import Signal

from tests.architecture.own import ROOT, is_own, source_files

# `.connect` of these opens a connection to something else.
NOT_SIGNALS = {"psycopg", "sqlite3", "socket", "sock"}


def receivers(signal: Signal) -> Iterator[Callable[..., object]]:
    """Yield the living functions that a signal would call."""
    for _key, reference, *_rest in signal.receivers:
        found = reference() if isinstance(reference, weakref.ReferenceType) else reference
        if found is not None:
            yield found


def own_receivers(signals: Iterable[Signal]) -> set[str]:
    """Return the names of our functions that listen to one of the signals."""
    return {
        f"{found.__module__}.{getattr(found, '__qualname__', found)}"
        for signal in signals
        for found in receivers(signal)
        if is_own(inspect.unwrap(found))
    }


def listening_lines(source: str) -> list[int]:
    """Return the lines that import from django.dispatch or connect to a signal."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("django.dispatch"):
                lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="connect")):
                if name not in NOT_SIGNALS:
                    lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(), attr="connect")):
                lines.append(node.lineno)
    return lines


def test_none_of_our_functions_is_connected_to_a_signal() -> None:
    # By type: isinstance would wake Django's lazy objects.
    every_signal = [thing for thing in gc.get_objects() if issubclass(type(thing), Signal)]
    assert post_save in every_signal
    assert own_receivers(every_signal) == set()


def test_none_of_our_files_mentions_a_receiver() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in source_files()
        for line in listening_lines(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_connected_function_is_found() -> None:
    def planted(**kwargs: object) -> None: ...

    planted.__module__ = "events.planted"
    signal = Signal()
    signal.connect(planted)
    assert own_receivers([signal]) == {f"events.planted.{planted.__qualname__}"}


@pytest.mark.parametrize(
    "source",
    [
        "from django.dispatch import receiver",
        "post_save.connect(print)",
        "signals.page_published.connect(print)",
    ],
)
def test_a_line_that_listens_is_found(source: str) -> None:
    assert listening_lines(source) == [1]


def test_other_connections_are_let_be() -> None:
    assert listening_lines("psycopg.connect('')\nsqlite3.connect('')") == []

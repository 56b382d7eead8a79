"""A crowd of real processes released together, each with its own database connection.

Processes come from multiprocessing's fork server, which has imported Django once: thirty-two
of them start in a moment, and none inherits a connection or a thread of the test process.
"""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from queue import Empty
from typing import Any

import django
from django.apps import apps

PATIENCE = 120  # seconds: the longest wait for the barrier, a result or an exit

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()


def release(
    work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]], *, processes: int
) -> list[Any]:
    """Run ``work(*job)`` for every job, dealt out to ``processes``, and return what came back.

    ``work`` must be a function of a module. A job that raises fails the call with the
    traceback of its process. Results come in no particular order.
    """
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    connection.close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crowd"])
    barrier, results = context.Barrier(processes), context.Queue()
    hands = [list(jobs[index::processes]) for index in range(processes)]
    crowd = [
        context.Process(target=_member, args=(name, work, hand, barrier, results)) for hand in hands
    ]
    for process in crowd:
        process.start()
    try:
        outcomes = [_next(results) for _job in jobs]
    finally:
        for process in crowd:
            process.join(PATIENCE)
            process.kill()
    failures = [text for failed, text in outcomes if failed]
    assert not failures, f"{len(failures)} of {len(jobs)} failed; the first:\n{failures[0]}"
    return [value for _failed, value in outcomes]


def _next(results: Any) -> tuple[bool, Any]:
    try:
        return results.get(timeout=PATIENCE)
    except Empty:
        return True, f"No answer within {PATIENCE} seconds."


def _member(
    database: str,
    work: Callable[..., Any],
    jobs: list[tuple[Any, ...]],
    barrier: Barrier,
    results: Any,
) -> None:
    from django.db import connection

    connection.settings_dict["NAME"] = database
    connection.ensure_connection()
    barrier.wait(PATIENCE)
    for job in jobs:
        try:
            results.put((False, work(*job)))
        except BaseException:
            results.put((True, traceback.format_exc()))
    connection.close()

"""How the action plan's pages, the report and sealing grow with the number of answers.

    make bench            # or: .venv/bin/python -m tests.benchmarks.targets [--sizes 1000 100000]

On a PostgreSQL database of its own (TEST_POSTGRES_URL) a history over the same four years grows
from 1,000 to 1,000,000 answers (``history``). At each size the pages are fetched through the
test client, in this process: with the day's readings as the clock leaves them, and once cold,
without. Fails when a page takes more than 20 % longer at the last size than at the first, or
another number of queries.

Then sealing: so many answers closed in one go, in a database without history, and one more
survey of 25 sheets on top of each history.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from tests.benchmarks import signup

signup.DATABASE = "vink_bench_targets"

SIZES = (1_000, 100_000, 1_000_000)
IN_ONE_GO = (1_000, 10_000, 100_000)
ROUNDS = 25
TRIES = 3  # the machine may be busy: the quietest of so many series counts
GROWTH = 1.20
HEAD = f"{'what':<26} {'answers':>9} {'wall ms':>9} {'cpu ms':>9} {'queries':>8}"


@dataclass(frozen=True)
class Figure:
    """One thing done with so many answers behind it: medians in milliseconds."""

    what: str
    answers: int
    wall: float
    cpu: float
    queries: int

    def line(self) -> str:
        """Return a row of the table."""
        return (
            f"{self.what:<26} {self.answers:>9} {self.wall:>9.1f} {self.cpu:>9.1f} "
            f"{self.queries:>8}"
        )


def clocked(work: Callable[[], Any]) -> tuple[float, float]:
    """Return how many milliseconds the work took, by the wall and of this processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def measure(
    what: str, answers: int, work: Callable[[], Any], *, rounds: int = ROUNDS, tries: int = TRIES
) -> Figure:
    """Do the work many times; return the median of the quietest series."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    series = []
    with CaptureQueriesContext(connection) as seen:
        work()
    queries = len(seen)  # now: the next request empties the log
    for _try in range(tries):
        gc.collect()
        times = [clocked(work) for _round in range(rounds)]
        series.append([statistics.median(column) for column in zip(*times, strict=True)])
    wall, cpu = min(series)
    return told(Figure(what, answers, wall, cpu, queries))


def once(what: str, answers: int, work: Callable[[], Any]) -> Figure:
    """Do the work a single time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        wall, cpu = clocked(work)
    return told(Figure(what, answers, wall, cpu, len(seen)))


def told(figure: Figure) -> Figure:
    """Print a figure as soon as there is one."""
    print(figure.line(), flush=True)
    return figure


def pages(code: str) -> dict[str, str]:
    """Return the addresses that are measured."""
    return {
        "overview": "/handleplan/",
        "target page": f"/maal/{code}/",
        "target as JSON": f"/maal/{code}.json",
    }


def fetch(address: str) -> Callable[[], None]:
    """Return the fetching of a page by someone who has not been here before."""
    from django.test import Client

    def get() -> None:
        response = Client().get(address)
        assert response.status_code == 200, (address, response.status_code)

    return get


def report_of(plan: Any, year: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Return the gathering of a status report's figures, and the making of its PDF."""
    from portal.targets import report_pdf, status_reports
    from portal.targets.models import StatusReport

    if not StatusReport.objects.filter(plan=plan, year=year).exists():
        status_reports.start(plan, year)
    # As the job fetches it: with its plan.
    row = StatusReport.objects.select_related("plan").get(plan=plan, year=year)
    return (
        lambda: status_reports.content_of(row),
        lambda: report_pdf.make(status_reports.content_of(row), "da"),
    )


def look(history: Any, rounds: int) -> list[Figure]:
    """Measure everything at the present size: cold first, then as on any other day."""
    from portal.targets import readings
    from portal.targets.models import TargetReading

    found, size, today = [], history.answers, history.today
    TargetReading.objects.all().delete()
    for name, address in list(pages("S0").items())[:2]:
        found.append(measure(f"{name}, cold", size, fetch(address), rounds=5, tries=1))
    found.append(measure("readings.take", size, lambda: readings.take(today), rounds=5, tries=1))
    for name, address in pages("S0").items():
        found.append(measure(name, size, fetch(address), rounds=rounds))
    gather, pdf = report_of(history.targets[0].track.plan, today.year)
    found.append(measure("report: figures", size, gather, rounds=rounds))
    found.append(measure("report: PDF", size, pdf, rounds=5, tries=2))
    return found


STEADY = ("overview", "target page", "target as JSON", "report: figures", "report: PDF")


def one_more(history: Any) -> Figure:
    """Seal one more survey of 25 sheets on top of the history."""
    from events.surveys import sealing

    size = history.answers
    history.add(1)
    return once("seal one more", size, sealing.seal_closed)


def grow(sizes: list[int], rounds: int) -> list[Figure]:
    """Measure a history at each size."""
    from events.surveys import sealing
    from tests.benchmarks import history as past

    found: list[Figure] = []
    history = past.begin(timezone.localdate())
    for size in sizes:
        surveys = size // (past.SHEETS * past.ANSWERS_A_SHEET) - history.surveys
        begun = time.perf_counter()
        rows = history.add(surveys)
        made = time.perf_counter()
        found.append(once("rewrite of the tables", history.answers, sealing._rewrite_postgres))
        rewritten = time.perf_counter()
        past.settle(rows, history.today)
        seconds = (made - begun, rewritten - made, time.perf_counter() - rewritten)
        print(f"  made {seconds[0]:.0f} s, rewritten {seconds[1]:.1f} s, "
              f"{surveys} surveys counted and placed {seconds[2]:.0f} s", flush=True)  # fmt: skip
        found += look(history, rounds)
        found.append(one_more(history))
    return found


def in_one_go(sizes: list[int]) -> list[Figure]:
    """Seal so many answers at once, each in tables that hold nothing else."""
    from events.models import Survey
    from events.surveys import sealing
    from tests.benchmarks import history as past

    found = []
    history = past.begin(timezone.localdate())
    for size in sizes:
        history.add(size // (past.SHEETS * past.ANSWERS_A_SHEET))
        figure = once("seal in one go", size, sealing.seal_closed)
        print(f"  {figure.wall * 1000 / size:.0f} µs an answer, "
              f"{figure.queries * past.SHEETS * past.ANSWERS_A_SHEET / size:.1f} queries a survey",
              flush=True)  # fmt: skip
        found.append(figure)
        Survey.objects.all().delete()
        past.analyse()
    return found


def grown(figures: list[Figure]) -> list[str]:
    """Return what grew by more than it may, in words."""
    found = []
    for what in STEADY:
        rows = sorted((f for f in figures if f.what == what), key=lambda f: f.answers)
        if len(rows) < 2:
            continue
        first, last = rows[0], rows[-1]
        wall, cpu = last.wall / first.wall - 1, last.cpu / first.cpu - 1
        queries = f"{first.queries} → {last.queries} queries"
        print(f"{what:<26} {wall:+7.1%} wall, {cpu:+7.1%} cpu, {queries}")
        if last.wall > GROWTH * first.wall:
            found.append(f"{what}: {first.wall:.1f} → {last.wall:.1f} ms")
        if last.queries != first.queries:
            found.append(f"{what}: {first.queries} → {last.queries} queries")
    return found


def main() -> None:
    """Run both parts and print the tables; exit with 1 when a page grows."""
    parser = argparse.ArgumentParser(description="Pages and sealing beside their history.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--sealed", type=int, nargs="*", default=IN_ONE_GO)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    signup.environment()
    figures: list[Figure] = []
    parts: list[Callable[[], list[Figure]]] = [
        lambda: grow(sorted(options.sizes), options.rounds),
        lambda: in_one_go(sorted(options.sealed)),
    ]
    print(HEAD)
    for part in parts:
        with signup.own_database():
            signup.set_up_django()
            from django.core.management import call_command
            from django.db import connection

            call_command("migrate", verbosity=0)
            figures += part()
            connection.close()
    if options.json:
        options.json.write_text(json.dumps([asdict(f) for f in figures], indent=1))
    problems = grown(figures)
    print(*problems, sep="\n")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

"""How fast people are signed up for one activity, beside the floor below which nobody gets.

    make bench            # or: .venv/bin/python -m tests.benchmarks.signup [--people 400]

Three ways, each with 1, 4 and 16 clients at once, all on the same PostgreSQL in one run:

floor     a bare conditional UPDATE of the counter and an INSERT, one transaction, psycopg
service   ``events.registration.register`` with its gates, line, decisions, outbox
http      the sign-up form posted to gunicorn, as a browser does it

Clients are processes released together; each person is new. Afterwards the counters are
compared with the rows: the figures are worth nothing if a seat was sold twice.
"""

import argparse
import json
import multiprocessing
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
DATABASE = "vink_bench"
CLIENTS = (1, 4, 16)
WORKERS = 4  # of gunicorn
PATIENCE = 60  # seconds
FOUND = 302
FLOOR_TABLES = """
CREATE TABLE floor_activity (id int PRIMARY KEY, capacity int, taken int,
                             CHECK (taken <= capacity));
CREATE TABLE floor_registration (id uuid PRIMARY KEY, activity_id int REFERENCES floor_activity,
                                 name text, email text, created_at timestamptz DEFAULT now());
CREATE INDEX ON floor_registration (activity_id);
INSERT INTO floor_activity VALUES (1, 1000000, 0);
"""

HEAD = "way      clients  people     per s   p50 ms      p95      p99"

type Work = Callable[[Any, int], None]


@dataclass(frozen=True)
class Figures:
    """What one way took with so many clients; times in milliseconds."""

    way: str
    clients: int
    people: int
    per_second: float
    p50: float
    p95: float
    p99: float

    def line(self) -> str:
        """Return a row of the table."""
        return (
            f"{self.way:<8} {self.clients:>7} {self.people:>7} {self.per_second:>9.0f} "
            f"{self.p50:>8.1f} {self.p95:>8.1f} {self.p99:>8.1f}"
        )


def database_url() -> str:
    """Return the address of the benchmark's own database."""
    return SERVER.rsplit("/", 1)[0] + "/" + DATABASE


@contextmanager
def own_database() -> Iterator[None]:
    """Create the database, and drop it whatever happens."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    try:
        yield
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(drop)


def set_up_django() -> None:
    """Start Django on the benchmark's database."""
    import django

    django.setup()


def open_floor() -> psycopg.Connection:
    """Return a client's connection."""
    return psycopg.connect(database_url())


def floor(connection: psycopg.Connection, number: int) -> None:
    """Sign one person up with the least that keeps the seats right."""
    with connection.transaction():
        taken = connection.execute(
            "UPDATE floor_activity SET taken = taken + 1 WHERE id = 1 AND taken < capacity"
        )
        assert taken.rowcount == 1
        connection.execute(
            "INSERT INTO floor_registration (id, activity_id, name, email) VALUES (%s, 1, %s, %s)",
            (uuid.uuid4(), f"Person {number}", f"person{secrets.token_hex(6)}@skole.example"),
        )


def open_service() -> Any:
    """Start Django in a client's process and return the activity."""
    set_up_django()
    from events.models import Activity

    return Activity.objects.get(title="service")


def service(activity: Any, number: int) -> None:
    """Sign one person up through the rule module."""
    from events.registration import Contact, Person, register

    email = f"person{secrets.token_hex(6)}@skole.example"
    register(
        activity=activity,
        people=[Person(name=f"Person {number}", email=email)],
        contact=Contact(name=f"Person {number}", email=email, language="da"),
        idempotency_key=uuid.uuid4(),
    )


@dataclass
class Browser:
    """One client of the web server, with its cookie."""

    connection: HTTPConnection
    path: str
    cookie: str = ""

    def send(self, method: str, form: dict[str, str] | None = None) -> Any:
        """Return the answer, read; each call comes from an address of its own."""
        address = ".".join(str(10 + byte % 200) for byte in secrets.token_bytes(4))
        headers = {"Host": "vink.example", "X-Forwarded-For": address, "Cookie": self.cookie}
        headers |= {"X-Forwarded-Proto": "https", "Referer": f"https://vink.example{self.path}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, self.path, urlencode(form or {}), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer


def open_http() -> Browser:
    """Fetch the form once, for its cookie."""
    port, path = os.environ["BENCH_HTTP"].split(" ")
    browser = Browser(HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE), path)
    answer = browser.send("GET")
    browser.cookie = next(
        value.split(";")[0]
        for value in answer.headers.get_all("Set-Cookie")
        if "csrftoken=" in value
    )
    return browser


def http(browser: Browser, number: int) -> None:
    """Post the form for one person."""
    answer = browser.send(
        "POST",
        {
            "csrfmiddlewaretoken": browser.cookie.split("=", 1)[1],
            "idempotency_key": str(uuid.uuid4()),
            "name": f"Person {number}",
            "email": f"person{secrets.token_hex(6)}@skole.example",
            "workplace": "Fyrtårnsskolen",
            "workplace_kind": "skole",
            "role": "frontline_youth",
        },
    )
    assert answer.status == FOUND, answer.status


WAYS: dict[str, tuple[Callable[[], Any], Work]] = {
    "floor": (open_floor, floor),
    "service": (open_service, service),
    "http": (open_http, http),
}


def _client(way: str, people: int, barrier: Barrier, results: Any) -> None:
    opened, work = WAYS[way]
    handle = opened()
    work(handle, 0)  # the first one pays for connections and caches
    barrier.wait(PATIENCE)
    times = []
    begun = time.perf_counter()
    for number in range(people):
        start = time.perf_counter()
        work(handle, number)
        times.append(time.perf_counter() - start)
    results.put((begun, time.perf_counter(), times))


def measure(way: str, clients: int, people: int) -> Figures:
    """Let so many clients sign ``people`` up between them; every error is an error here."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(clients), context.Queue()
    each = max(1, people // clients)
    crowd = [
        context.Process(target=_client, args=(way, each, barrier, results)) for _c in range(clients)
    ]
    for process in crowd:
        process.start()
    outcomes = [results.get(timeout=PATIENCE) for _c in crowd]
    for process in crowd:
        process.join(PATIENCE)
        assert process.exitcode == 0
    # perf_counter is one clock for all processes of a machine (CLOCK_MONOTONIC).
    span = max(end for _b, end, _t in outcomes) - min(begun for begun, _e, _t in outcomes)
    times = sorted(t * 1000 for _b, _e, each_times in outcomes for t in each_times)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return Figures(way, clients, len(times), len(times) / span, cuts[49], cuts[94], cuts[98])


def prepare() -> dict[str, Any]:
    """Migrate, and make one activity a way; return their addresses."""
    from django.core.management import call_command

    set_up_django()
    call_command("migrate", verbosity=0)
    from tests.factories import ActivityFactory, WorkplaceKindFactory

    WorkplaceKindFactory()
    rows = {way: ActivityFactory(title=way, capacity=1_000_000) for way in ("service", "http")}
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute(FLOOR_TABLES)
    return rows


@contextmanager
def web_server(activity: Any) -> Iterator[None]:
    """Serve the portal with gunicorn for the length of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["BENCH_HTTP"] = f"{port} /tilmelding/{activity.pk}/"
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "-w", str(WORKERS), "--log-level", "error"], cwd=ROOT)
    try:
        for _try in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def queries_of_one() -> int:
    """Return how many queries one person's sign-up takes, beside BEGIN and COMMIT."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    handle = open_service()
    service(handle, 0)
    with CaptureQueriesContext(connection) as seen:
        service(handle, 1)
    connection.close()
    return sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in seen.captured_queries)


def check_seats() -> str:
    """Compare counters and rows. Raises AssertionError when they differ."""
    from django.db import connection

    from events import seats
    from events.models import Activity

    assert seats.find_discrepancies() == []
    total = sum(Activity.objects.values_list("taken", flat=True))
    connection.close()
    with psycopg.connect(database_url()) as other:
        row = other.execute(
            "SELECT taken, (SELECT count(*) FROM floor_registration) FROM floor_activity"
        ).fetchone()
    assert row is not None
    assert row[0] == row[1], row
    return f"seats and rows agree: {row[0]} (floor), {total} (service and http)"


def environment() -> None:
    """Set what all processes see: the database, and production's way of serving."""
    os.environ.update(
        DATABASE_URL=database_url(),
        DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        ALLOWED_HOSTS="vink.example",
        PYTHONPATH=str(ROOT),
    )


def main() -> None:
    """Run all ways and print the table; ``--json`` writes the figures to a file as well."""
    parser = argparse.ArgumentParser(description="Sign-ups for one activity, three ways.")
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    environment()
    with own_database():
        rows = prepare()
        from django.db import connection

        connection.close()
        figures = []
        print(HEAD)
        for clients in CLIENTS:
            for way in ("floor", "service"):
                figures.append(measure(way, clients, options.people))
                print(figures[-1].line(), flush=True)
        with web_server(rows["http"]):
            for clients in CLIENTS:
                figures.append(measure("http", clients, options.people))
                print(figures[-1].line(), flush=True)
        print(f"queries per sign-up: {queries_of_one()}")
        print(check_seats())
    by = {(f.way, f.clients): f for f in figures}
    for clients in CLIENTS:
        ratio = by["service", clients].p50 / by["floor", clients].p50
        print(f"service / floor at p50, {clients} clients: {ratio:.1f}")
    if options.json:
        options.json.write_text(json.dumps([f.__dict__ for f in figures], indent=1))


if __name__ == "__main__":
    main()

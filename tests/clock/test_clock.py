"""The clock: one at a time, no job in another's way, and proof of the last tick."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from events import clock
from events.models import Activity, ClockLease, OutboxMessage
from events.notifications import Mail
from tests.architecture.own import ROOT
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test register its own jobs and no others."""
    monkeypatch.setattr(clock, "_jobs", {})


def test_jobs_run_in_order_and_the_tick_is_noted() -> None:
    ran: list[str] = []
    clock.register_job("first", lambda now: ran.append("first"))
    clock.register_job("second", lambda now: ran.append("second"))
    before = timezone.now()
    report = clock.tick()
    assert ran == ["first", "second"]
    assert (report.ran, report.done, report.failed) == (True, ["first", "second", "outbox"], {})
    last = ClockLease.objects.get(name="tick").last_tick
    assert last is not None
    assert last >= before


def test_jobs_get_the_time_of_the_tick() -> None:
    seen: list[datetime] = []
    clock.register_job("look", seen.append)
    moment = timezone.now() + timedelta(days=3)
    clock.tick(moment)
    assert seen == [moment]


def test_a_job_that_fails_stops_no_other_and_is_logged_by_class(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran: list[str] = []

    def fail(now: datetime) -> None:
        raise LookupError("Åse Ørum, aase@skole.example")

    clock.register_job("bad", fail)
    clock.register_job("good", lambda now: ran.append("good"))
    with caplog.at_level(logging.INFO):
        report = clock.tick()
    assert ran == ["good"]
    assert report.failed == {"bad": "LookupError"}
    assert "clock: bad failed: LookupError" in caplog.text
    assert "aase@skole.example" not in caplog.text


def test_while_one_clock_ticks_another_does_nothing() -> None:
    reports = []
    clock.register_job("meanwhile", lambda now: reports.append(clock.tick()))
    assert clock.tick().ran
    assert [report.ran for report in reports] == [False]
    assert clock.tick().ran  # released


def test_a_dead_clocks_lease_runs_out() -> None:
    lease = ClockLease.objects.create(name="tick", held_until=timezone.now() + timedelta(minutes=5))
    assert not clock.tick().ran
    lease.held_until = timezone.now() - timedelta(seconds=1)
    lease.save()
    assert clock.tick().ran


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_clocks_started_together_one_ticks() -> None:
    clocks = 4
    inside: list[float] = []

    def slow(now: datetime) -> None:
        inside.append(time.monotonic())
        time.sleep(1)

    clock.register_job("slow", slow)
    start = threading.Barrier(clocks, timeout=30)
    reports: list[Any] = []

    def run() -> None:
        try:
            start.wait()
            reports.append(clock.tick())
        except Exception as error:
            reports.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, daemon=True) for _i in range(clocks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(getattr(report, "ran", report) for report in reports) == [False] * 3 + [True]
    assert len(inside) == 1


def test_the_clock_sends_what_the_worker_left() -> None:
    OutboxMessage.objects.create(kind=Mail.CONFIRMED, registration=RegistrationFactory())
    clock.tick()
    assert len(mail.outbox) == 1


def test_the_command_says_which_job_failed() -> None:
    clock.register_job("bad", lambda now: 1 / 0)
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("tick", stderr=err)
    assert ended.value.code == 1
    assert err.getvalue() == "bad: ZeroDivisionError\n"


def test_the_jobs_of_the_floor_run_when_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    report = clock.tick()
    assert report.failed == {}
    assert {"publish_scheduled", "close_surveys", "seal_surveys", "outbox"} <= set(report.done)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_on_sigterm_after_the_tick_at_work() -> None:
    environment = {**os.environ, "DATABASE_URL": address_of_test_database()}
    process = subprocess.Popen([sys.executable, "manage.py", "tick", "--loop"], cwd=ROOT,
                               env=environment, stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not ClockLease.objects.filter(last_tick__isnull=False).exists():
            assert time.monotonic() < deadline
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()


def address_of_test_database() -> str:
    """Return the URL under which another process finds the database of this test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)


def test_seats_check_passes_when_counters_agree() -> None:
    RegistrationFactory()
    out = StringIO()
    call_command("seats", "--check", stdout=out)
    assert out.getvalue() == "Alle pladser passer.\n"


def test_seats_check_prints_each_difference_and_fails() -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity, name="Åse Ørum")
    Activity.objects.filter(pk=activity.pk).update(taken=3)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("seats", "--check", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue() == f"{activity.pk}: tæller 3, tilmeldinger 1\n"


def test_seats_without_check_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("seats")

"""The outbox: nothing lost, nothing doubled but what was in flight, nothing personal kept."""

import logging
import threading
from collections import Counter
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.db import connections, transaction
from django.utils import timezone

from events import notifications, outbox, when
from events.enums import OutboxState, RegistrationStatus
from events.models import CallTask, OutboxMessage, Registration
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def queue(number: int = 1, kind: Mail = Mail.CONFIRMED) -> list[OutboxMessage]:
    activity = ActivityFactory(capacity=number + 1, with_page=False)
    people = [RegistrationFactory(activity=activity) for _i in range(number)]
    return OutboxMessage.objects.bulk_create(
        OutboxMessage(kind=kind, registration=person) for person in people
    )


def wait(**span: float) -> None:
    """Let time pass: everything with a time on it becomes that much older."""
    past = timedelta(**span)
    for row in OutboxMessage.objects.all():
        row.due_at -= past
        row.leased_until = row.leased_until and row.leased_until - past
        row.save()


class Refusing(LocmemBackend):
    """A mail server that is away, or whatever ``error`` says."""

    error: Exception = SMTPServerDisconnected("person1@skole.example said the server")

    def send_messages(self, messages: Any) -> int:
        raise self.error


@pytest.fixture
def server_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocmemBackend, "send_messages", Refusing.send_messages)
    monkeypatch.setattr(LocmemBackend, "error", Refusing.error, raising=False)


class Killed(BaseException):
    """The worker dies: nothing catches it."""


def test_what_was_queued_goes_out_once() -> None:
    rows = queue(3)
    assert outbox.deliver_due() == 3
    assert outbox.deliver_due() == 0
    to = Counter(address for message in mail.outbox for address in message.to)
    assert to == {row.registration.email: 1 for row in rows if row.registration}


def test_a_mail_and_the_change_it_tells_of_are_one(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = RegistrationFactory()
    try:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            notifications.enqueue(Mail.CONFIRMED, [person])
            raise Killed
    except Killed:
        pass
    assert not OutboxMessage.objects.exists()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notifications.enqueue(Mail.CONFIRMED, [person])
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_delivered_rows_keep_only_kind_state_and_day() -> None:
    (row,) = queue()
    OutboxMessage.objects.update(params={"x": "personal"})
    outbox.deliver_due()
    row.refresh_from_db()
    today = when.today(timezone.now())
    assert (row.state, row.finished_on) == (OutboxState.SENT, today)
    assert (row.registration, row.params, row.leased_until, row.attempts) == (None, {}, None, 0)
    due = when.local(row.due_at)
    assert (due.date(), due.hour, due.minute, due.second) == (today, 0, 0, 0)


def test_a_worker_killed_between_sending_and_noting_repeats_only_that_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(5)
    finish, finished = outbox._finish, []

    def dies_at_the_third(row: OutboxMessage, state: OutboxState) -> bool:
        if len(finished) == 2:
            raise Killed
        finished.append(row)
        return finish(row, state)

    monkeypatch.setattr(outbox, "_finish", dies_at_the_third)
    with pytest.raises(Killed):
        outbox.deliver_due()
    assert len(mail.outbox) == 3
    monkeypatch.undo()
    assert outbox.deliver_due() == 0  # the dead worker's lease still holds
    wait(minutes=11)
    assert outbox.deliver_due() == 3
    ids = Counter(message.message()["Message-ID"] for message in mail.outbox)
    assert sorted(ids.values()) == [1, 1, 1, 1, 2]  # and the double one is known by its id


def test_pauses_grow_and_after_eight_attempts_a_mail_is_given_up(server_away: None) -> None:
    (row,) = queue()
    for attempt, minutes in enumerate((1, 5, 15, 60, 240, 720, 1440), start=1):
        before = timezone.now()
        assert outbox.deliver_due() == 0
        row.refresh_from_db()
        assert (row.state, row.attempts) == (OutboxState.QUEUED, attempt)
        assert row.due_at - before >= timedelta(minutes=minutes)
        assert row.due_at - before < timedelta(minutes=minutes, seconds=30)
        assert row.registration_id is not None
        wait(minutes=minutes - 0.5)
        assert not outbox.is_due()
        wait(minutes=1)
        assert outbox.is_due()
    outbox.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.registration, row.params) == (OutboxState.FAILED, None, {})
    assert row.error == ""
    assert not outbox.is_due(timezone.now() + timedelta(days=365))
    assert CallTask.objects.get().kind == Mail.CONFIRMED  # she is to be told all the same


def test_staff_can_have_what_waits_tried_again_at_once(
    server_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(2)
    outbox.deliver_due()
    assert not outbox.is_due()
    monkeypatch.undo()  # the server is back
    assert outbox.try_again() == 2
    assert outbox.deliver_due() == 2
    assert outbox.try_again() == 0


def test_who_lost_her_address_meanwhile_is_rung(server_away: None) -> None:
    (row,) = queue()
    Registration.objects.update(email=None)
    outbox.deliver_due()
    row.refresh_from_db()
    assert row.state == OutboxState.FAILED
    assert CallTask.objects.get().kind == Mail.CONFIRMED


def test_a_mail_that_kills_its_workers_is_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = queue()

    def die(row_id: object) -> None:
        raise Killed

    monkeypatch.setattr(outbox, "send", die)
    for _i in range(outbox.MAX_ATTEMPTS):
        with pytest.raises(Killed):
            outbox.deliver_due()
        wait(minutes=11)
    outbox.deliver_due()
    row.refresh_from_db()
    assert row.state == OutboxState.FAILED


def test_an_address_refused_for_good_is_not_tried_again(
    server_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = queue()
    refused = SMTPRecipientsRefused({"person1@skole.example": (550, b"no such user")})
    monkeypatch.setattr(LocmemBackend, "error", refused)
    outbox.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.registration) == (OutboxState.BOUNCED, None)
    person = Registration.objects.get()
    assert person.bounced_on == when.today(timezone.now())
    assert person.is_confirmed  # nobody loses a seat by a wrong address
    assert CallTask.objects.get().registration == person


def test_an_address_refused_for_now_is_tried_again(
    server_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = queue()
    greylisted = SMTPRecipientsRefused({"person1@skole.example": (451, b"come back later")})
    monkeypatch.setattr(LocmemBackend, "error", greylisted)
    outbox.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.error) == (OutboxState.QUEUED, "SMTPRecipientsRefused")
    assert Registration.objects.get().bounced_on is None


def test_one_bad_mail_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = queue(3)
    send = outbox.send
    bad = rows[0].pk

    def send_all_but_one(row_id: Any) -> None:
        if row_id == bad:
            raise ValueError
        send(row_id)

    monkeypatch.setattr(outbox, "send", send_all_but_one)
    assert outbox.deliver_due() == 2


def test_a_mail_overtaken_by_events_is_dropped() -> None:
    (row,) = queue()
    Registration.objects.update(status=RegistrationStatus.CANCELLED)
    assert outbox.deliver_due() == 0
    row.refresh_from_db()
    assert (row.state, row.registration) == (OutboxState.FAILED, None)
    assert mail.outbox == []


def test_a_lease_that_was_lost_marks_nothing() -> None:
    """A worker slower than its lease must not overwrite what its successor noted."""
    (row,) = queue()
    (slow,) = outbox.claim()
    wait(minutes=11)
    (quick,) = outbox.claim()
    outbox._finish(slow, OutboxState.FAILED)
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    outbox._finish(quick, OutboxState.SENT)
    row.refresh_from_db()
    assert row.state == OutboxState.SENT


def test_no_mail_is_begun_when_the_lease_is_nearly_out() -> None:
    queue()
    (row,) = outbox.claim()
    wait(minutes=9)
    row.refresh_from_db()
    assert outbox._deliver(row) is False
    assert mail.outbox == []


def test_logs_name_no_person(server_away: None, caplog: pytest.LogCaptureFixture) -> None:
    (row,) = queue()
    registration = row.registration
    assert registration is not None
    assert registration.email
    with caplog.at_level(logging.DEBUG):
        outbox.deliver_due()
    ours = [record.getMessage() for record in caplog.records if record.name == "events.outbox"]
    assert ours
    assert "SMTPServerDisconnected" in ours[0]
    assert not [line for line in ours if "example" in line or registration.name in line]


def test_the_limit_is_kept() -> None:
    queue(5)
    assert outbox.deliver_due(limit=2) == 2
    assert outbox.deliver_due(limit=2) == 2
    assert outbox.deliver_due(limit=2) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deliverers_at_once_never_send_the_same_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    total, workers = 40, 4
    queue(total)
    monkeypatch.setattr(outbox, "BATCH", 3)
    start = threading.Barrier(workers, timeout=30)
    sent: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            start.wait()
            sent.append(outbox.deliver_due())
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, daemon=True) for _i in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not [thread for thread in threads if thread.is_alive()]
    assert errors == []
    assert sum(sent) == total
    ids = Counter(message.message()["Message-ID"] for message in mail.outbox)
    assert len(ids) == total
    assert set(ids.values()) == {1}
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_lost_task_loses_no_mail(drain_tasks: Any) -> None:
    """With the production task backend the worker sends; without it, the clock does."""
    from events import clock

    people = [RegistrationFactory() for _i in range(2)]
    with transaction.atomic():
        notifications.enqueue(Mail.CONFIRMED, people[:1])
    assert mail.outbox == []
    drain_tasks()
    assert len(mail.outbox) == 1
    with transaction.atomic():
        notifications.enqueue(Mail.CONFIRMED, people[1:])
    clock.tick()
    assert len(mail.outbox) == 2
    drain_tasks()  # the task comes late and finds nothing
    assert len(mail.outbox) == 2

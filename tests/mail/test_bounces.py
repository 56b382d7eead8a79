"""Mail that comes back: refused at the door, or reported later by the mail servers."""

import sys
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from events import bounces, links, notifications, outbox, participants, when
from events.enums import OutboxState, RegistrationStatus
from events.models import CallTask, OutboxMessage, Registration
from events.notifications import Mail
from tests.factories import RegistrationFactory, make_person

pytestmark = pytest.mark.django_db
TODAY = when.today(timezone.now())

# As Postfix writes it (RFC 3464), with our mail's head returned.
REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: vink@vink.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

<person@skole.example>: host mx.skole.example said: 550 5.1.1 User unknown

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 1 Mar 2027 09:00:00 +0100

Final-Recipient: rfc822; person@skole.example
Original-Recipient: rfc822;person@skole.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: {kind}

{head}
--B--
"""


def delivered(kind: Mail = Mail.CONFIRMED) -> tuple[Registration, OutboxMessage, str]:
    """Return a person, the outbox row of a mail sent to her, and the mail's head."""
    person = RegistrationFactory(phone="+4520000000")
    row = OutboxMessage.objects.create(kind=kind, registration=person)
    outbox.deliver_due()
    sent = mail.outbox[-1].message()
    head = "\n".join(f"{name}: {value}" for name, value in sent.items())
    row.refresh_from_db()
    assert row.state == OutboxState.SENT
    return person, row, head


def report(
    head: str, *, action: str = "failed", status: str = "5.1.1", kind: str = "text/rfc822-headers"
) -> bytes:
    return REPORT.format(action=action, status=status, kind=kind, head=head).encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_an_unknown_address_is_noted_and_the_message_goes_by_phone(kind: str) -> None:
    person, row, head = delivered()
    if kind == "message/rfc822":
        head += "\n\nHej"
    assert bounces.note(report(head, kind=kind))
    person.refresh_from_db()
    row.refresh_from_db()
    assert person.bounced_on == TODAY
    assert person.status == RegistrationStatus.CONFIRMED
    assert row.state == OutboxState.BOUNCED
    call = CallTask.objects.get()
    assert (call.registration, call.kind) == (person, "confirmed")
    notifications.enqueue(Mail.REMINDER, [person])
    assert not OutboxMessage.objects.filter(kind="reminder").exists()
    assert CallTask.objects.filter(kind="reminder").exists()


def test_the_same_report_twice_makes_one_call() -> None:
    _person, _row, head = delivered()
    for _i in range(2):
        assert bounces.note(report(head))
    assert CallTask.objects.count() == 1


def test_a_full_mailbox_leaves_the_address_alone_but_the_message_is_told() -> None:
    person, row, head = delivered()
    assert bounces.note(report(head, status="4.2.2"))
    person.refresh_from_db()
    row.refresh_from_db()
    assert person.bounced_on is None
    assert row.state == OutboxState.BOUNCED
    assert CallTask.objects.get().registration == person


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_news_on_the_way_is_no_failure(action: str) -> None:
    person, row, head = delivered()
    assert bounces.note(report(head, action=action, status="4.4.1"))
    person.refresh_from_db()
    row.refresh_from_db()
    assert (person.bounced_on, row.state) == (None, OutboxState.SENT)
    assert not CallTask.objects.exists()


def test_a_forged_or_strange_reference_does_nothing() -> None:
    person, _row, head = delivered()
    genuine = links.bounce_reference(person)
    forged = f"{genuine[:-4]}0000"
    others = [
        head.replace(genuine, forged).replace("Message-ID", "X-Other"),
        head.replace(genuine, "../../etc").replace("Message-ID", "X-Other"),
        "",
    ]
    for other in others:
        bounces.note(report(other))
    person.refresh_from_db()
    assert person.bounced_on is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Hej\n\nTak for jeres mail",
        b"Content-Type: multipart/report; boundary=x\n\n--x--",
    ],
)
def test_other_mail_is_no_report(raw: bytes) -> None:
    assert not bounces.note(raw)


def test_a_new_address_starts_afresh_and_old_reports_no_longer_count() -> None:
    person, _row, head = delivered()
    bounces.note(report(head))
    person.refresh_from_db()
    amended = participants.amend(person, make_person(name=person.name, email="ny@skole.example"))
    amended.refresh_from_db()
    assert amended.bounced_on is None
    bounces.note(report(head))
    amended.refresh_from_db()
    assert amended.bounced_on is None


def test_an_offer_that_came_back_runs_from_the_talk() -> None:
    person = RegistrationFactory(
        status=RegistrationStatus.OFFERED, expires_at=timezone.now() + timedelta(hours=5)
    )
    row = OutboxMessage.objects.create(kind=Mail.OFFERED, registration=person)
    outbox.deliver_due()
    row.refresh_from_db()
    assert row.state == OutboxState.SENT
    head = "\n".join(f"{name}: {value}" for name, value in mail.outbox[-1].message().items())
    bounces.note(report(head))
    person.refresh_from_db()
    assert (person.status, person.expires_at) == (RegistrationStatus.OFFERED, None)


def test_a_survey_mail_names_no_registration() -> None:
    from events import messages
    from tests.mail.makers import queued

    assert messages.REFERENCE not in messages.render(queued(Mail.SURVEY)).message()
    assert messages.REFERENCE in messages.render(queued(Mail.CONFIRMED)).message()


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> Path:
    """An empty Maildir that the settings name."""
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    settings.VINK_BOUNCE_MAILDIR = str(tmp_path)
    return tmp_path


def test_the_clock_empties_the_maildir(maildir: Path) -> None:
    from events import clock

    person, _row, head = delivered()
    (maildir / "new" / "1.host").write_bytes(report(head))
    (maildir / "new" / "2.host").write_bytes(b"Subject: Hej\n\nTak for sidst")
    clock.tick()
    person.refresh_from_db()
    assert person.bounced_on == TODAY
    assert [path.name for path in (maildir / "new").iterdir()] == []
    assert [path.name for path in (maildir / "cur").iterdir()] == ["2.host:2,S"]


def test_a_maildir_that_is_missing_stops_nothing(settings: Any) -> None:
    settings.VINK_BOUNCE_MAILDIR = "/nonexistent/maildir"
    assert bounces.empty_maildir() == 0


def test_the_command_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person, _row, head = delivered()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(report(head))))
    call_command("note_bounce")
    person.refresh_from_db()
    assert person.bounced_on == TODAY
    printed = capsys.readouterr().out
    assert "Noteret." in printed
    assert "skole.example" not in printed

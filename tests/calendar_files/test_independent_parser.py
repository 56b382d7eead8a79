"""What another iCalendar parser reads out of our files and mails."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import calendar, cancellation, messages, planning
from events.enums import ChoiceState
from events.models import Activity, Choice, OutboxMessage, Registration, RegistrationChoice
from events.registration import resend_confirmation
from tests.calendar_files import independent
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def mailed(kind: str) -> list[Any]:
    """Return the calendars in the last queued mail of a kind, as an inbox gets it."""
    row = OutboxMessage.objects.filter(kind=kind).latest("due_at")
    row.registration = Registration.objects.select_related("activity", "booking").get(
        pk=row.registration_id
    )
    raw = messages.render(row).message().as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return independent.of_mail(mail)


@pytest.mark.parametrize(
    "start",
    [
        # 2027: summer time from 28 March to 31 October, 01:00 UTC.
        datetime(2027, 3, 27, 8, tzinfo=UTC),
        datetime(2027, 3, 28, 7, tzinfo=UTC),
        datetime(2027, 10, 30, 7, tzinfo=UTC),
        datetime(2027, 10, 31, 8, tzinfo=UTC),
    ],
)
def test_the_files_own_vtimezone_gives_the_right_moment(start: datetime) -> None:
    """Renamed, so that no parser can take its own knowledge of Copenhagen for ours."""
    activity = ActivityFactory(with_page=False)
    activity.sessions.all().delete()
    SessionFactory(activity=activity, start=start, end=start + timedelta(hours=6))
    name = f"Nowhere/{start:%m%d}"
    data = calendar.activity_calendar(activity).replace(b"Europe/Copenhagen", name.encode())
    found = independent.events(data)[0].dtstart.value
    assert found.tzinfo is not None
    assert found.replace(tzinfo=None) == datetime(start.year, start.month, start.day, 9)  # noqa: DTZ001
    assert found.astimezone(UTC) == start


def test_a_seat_given_up_and_taken_again_rises_all_the_way() -> None:
    """REQUEST, CANCEL, REQUEST of one UID: each has to outbid the one before."""
    activity = ActivityFactory()
    seen = []
    for _round in range(2):
        row = RegistrationFactory(activity=activity, name="Bo", email="bo@skole.example")
        seen.append(independent.read(calendar.registration_calendar(row, "REQUEST")))
        cancellation.withdraw(row)
        seen += mailed("withdrawn")
    assert [c.method.value for c in seen] == ["REQUEST", "CANCEL"] * 2
    assert len({c.vevent.uid.value for c in seen}) == 1
    assert [int(c.vevent.sequence.value) for c in seen] == [0, 1, 2, 3]
    assert seen[1].vevent.status.value == "CANCELLED"


def test_the_mail_says_that_declining_in_outlook_is_no_cancellation() -> None:
    row = RegistrationFactory()
    resend_confirmation([row])
    (invitation,) = mailed("confirmed")
    assert invitation.method.value == "REQUEST"
    mail = messages.render(OutboxMessage.objects.get())
    words = "Afviser du mødet i Outlook eller en anden kalender, får vi det ikke at vide"
    assert words in mail.body
    assert words in str(mail.alternatives[0])


def test_a_moved_a_removed_and_a_called_off_session() -> None:
    activity = ActivityFactory(days=2, title="Kursus")
    row = RegistrationFactory(activity=activity, name="Åse Ørum", email="aase@skole.example")
    kept, gone = activity.sessions.all()
    kept.start += timedelta(days=1)
    kept.end += timedelta(days=1)
    kept.save()
    gone_uid = calendar.uid(gone)
    activity.sessions.filter(pk=gone.pk).delete()
    planning.announce_move(activity, removed=[gone])
    told = {c.vevent.uid.value: c for c in mailed("activity_moved")}
    assert told.keys() == {calendar.uid(kept), gone_uid}
    moved, removed = told[calendar.uid(kept)], told[gone_uid]
    assert (moved.method.value, removed.method.value) == ("REQUEST", "CANCEL")
    assert moved.vevent.dtstart.value.astimezone(UTC) == kept.start.replace(microsecond=0)
    assert [int(c.vevent.sequence.value) for c in (moved, removed)] == [1, 1]
    attendee = moved.vevent.attendee
    assert attendee.value == "mailto:aase@skole.example"
    assert (attendee.rsvp_param, attendee.cn_param) == ("FALSE", "Åse Ørum")
    assert "meld fra på linket i din mail" in moved.vevent.description.value

    planning.cancel(Activity.objects.get(pk=activity.pk))
    (off,) = mailed("activity_cancelled")
    assert (off.method.value, off.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert int(off.vevent.sequence.value) > 1
    row.refresh_from_db()
    assert not row.is_active


def test_a_shared_mailbox_keeps_the_day_while_one_of_them_comes() -> None:
    activity = ActivityFactory()
    anna, bo = (
        RegistrationFactory(activity=activity, name=name, email="kontor@skole.example")
        for name in ("Anna", "Bo")
    )
    cancellation.withdraw(anna)
    assert mailed("withdrawn") == []
    cancellation.withdraw(bo)
    assert [c.method.value for c in mailed("withdrawn")] == ["CANCEL"]


def test_the_booker_gets_no_calendar_file_for_a_colleague() -> None:
    row = RegistrationFactory(email=None, phone="20101112")
    row.booking.is_team, row.booking.contact_email = True, "leder@skole.example"
    row.booking.save()
    assert not calendar.goes_with_mail(row, "REQUEST")


def test_workshops_and_rooms_stand_in_the_calendar_in_constant_queries() -> None:
    activity = ActivityFactory(days=3)
    row = RegistrationFactory(activity=activity)
    for number, state in enumerate([ChoiceState.SEATED, ChoiceState.WISHED], start=1):
        choice = Choice.objects.create(
            activity=activity, round=number, title=f"Spor {number}", place="Lokale 4"
        )
        RegistrationChoice.objects.create(
            registration=row, choice=choice, round=number, state=state
        )
    with CaptureQueriesContext(connection) as captured:
        data = calendar.registration_calendar(Registration.objects.get(pk=row.pk))
    texts = [event.description.value for event in independent.events(data)]
    assert all("Workshop: Spor 1, Lokale 4" in text and "Spor 2" not in text for text in texts)
    assert len([q for q in captured if "registrationchoice" in q["sql"]]) == 1

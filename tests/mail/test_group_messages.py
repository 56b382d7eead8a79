"""The organiser's message: to this activity's people, as many as the preview said, once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import group_messages, messages
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus
from events.models import (
    Activity,
    ActivityLogEntry,
    Attendance,
    CallTask,
    OrganiserMessage,
    OutboxMessage,
    Registration,
)
from portal.privacy.retention import run_due
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.teams.makers import book

pytestmark = pytest.mark.django_db
Group = OrganiserMessage.Group


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def url(activity: Activity) -> str:
    return reverse("activity:group_message", args=[activity.pk])


def send(activity: Activity, group: str = Group.CONFIRMED, **kwargs: Any) -> OrganiserMessage:
    words = {"subject": "Frokost", "body": "Der er frokost kl. 12.", "key": uuid.uuid4()}
    return group_messages.send(activity, group=group, by=None, **{**words, **kwargs})


def crowd(activity: Activity, mails: int = 3, phones: int = 2, neither: int = 1) -> None:
    for _i in range(mails):
        RegistrationFactory(activity=activity)
    for number in range(phones):
        RegistrationFactory(activity=activity, email=None, phone=f"+452000000{number}")
    for _i in range(neither):
        RegistrationFactory(activity=activity, email=None)


def test_the_preview_counts_what_the_sending_does() -> None:
    activity = ActivityFactory()
    crowd(activity)
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    RegistrationFactory()  # at another activity
    client = client_of("Arrangør")
    posted = {
        "group": Group.CONFIRMED,
        "subject": "Frokost",
        "body": "Der er frokost kl. 12.",
        "key": str(uuid.uuid4()),
    }
    shown = client.post(url(activity), posted)
    assert "3 får mail, 2 skal ringes op, 1 har hverken mail eller telefon" in shown.text
    assert not OrganiserMessage.objects.exists()
    for _i in range(2):  # a double tap sends one message
        client.post(url(activity), {**posted, "send": ""})
    assert OrganiserMessage.objects.get().number == 6
    assert OutboxMessage.objects.filter(kind="message").count() == 3
    assert CallTask.objects.filter(kind="message").count() == 3


def test_mails_say_the_words_and_answers_go_to_the_organiser(
    django_capture_on_commit_callbacks: Any,
) -> None:
    activity = ActivityFactory(contact_email="temadag@vink.example")
    person = RegistrationFactory(activity=activity)
    with django_capture_on_commit_callbacks(execute=True):
        send(activity, body="Der er frokost <kl. 12>.\n\nHusk tøj.")
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert sent.subject == "Frokost"
    assert sent.reply_to == ["temadag@vink.example"]
    assert "Der er frokost <kl. 12>." in sent.body
    assert "<p>Husk tøj.</p>" in str(sent.alternatives[0].content)


def test_groups_are_who_they_say() -> None:
    activity = ActivityFactory()
    session = activity.sessions.get()
    there, away, unmarked = (RegistrationFactory(activity=activity) for _i in range(3))
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    pending = RegistrationFactory(activity=activity, status=RegistrationStatus.PENDING)
    for person, state in ((there, AttendanceState.PRESENT), (away, AttendanceState.ABSENT)):
        Attendance.objects.create(registration=person, session=session, state=state)
    expected = {
        Group.CONFIRMED: {there, away, unmarked},
        Group.WAITING: {waiting},
        Group.PENDING: {pending},
        Group.PRESENT: {there},
        Group.ABSENT: {away},
        Group.UNANSWERED: set(),
    }
    assert set(expected) == set(Group)
    for group, people in expected.items():
        assert set(group_messages.people_in(activity, group)) == people, group


def test_who_came_to_one_of_two_days_was_not_absent() -> None:
    activity = ActivityFactory(days=2)
    person = RegistrationFactory(activity=activity)
    first, second = activity.sessions.all()
    Attendance.objects.create(registration=person, session=first, state=AttendanceState.PRESENT)
    Attendance.objects.create(registration=person, session=second, state=AttendanceState.ABSENT)
    assert group_messages.people_in(activity, Group.ABSENT) == []


@pytest.mark.parametrize(("days", "allowed"), [(13, True), (15, False)])
def test_until_fourteen_days_after(days: int, allowed: bool) -> None:
    activity = ActivityFactory(starts_in_days=-days, status=ActivityStatus.HELD)
    RegistrationFactory(activity=activity)
    assert bool(group_messages.why_not(activity)) != allowed
    if allowed:
        send(activity)
    else:
        with pytest.raises(group_messages.TooLate):
            send(activity)
    assert OutboxMessage.objects.exists() == allowed


def test_nobody_there_is_said() -> None:
    with pytest.raises(group_messages.Nobody):
        send(ActivityFactory(), Group.WAITING)
    assert not OrganiserMessage.objects.exists()


def test_who_withdrew_meanwhile_gets_nothing(django_capture_on_commit_callbacks: Any) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity)
    with django_capture_on_commit_callbacks(execute=True):
        send(activity)
        Registration.objects.update(status=RegistrationStatus.CANCELLED)
    assert mail.outbox == []


def test_a_cpr_number_is_refused_and_what_was_typed_is_kept() -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity)
    response = client_of("Arrangør").post(
        url(activity),
        {
            "group": Group.CONFIRMED,
            "subject": "Om dagen",
            "body": "Ring til 010190-1234",
            "key": str(uuid.uuid4()),
            "send": "",
        },
    )
    assert "CPR" in response.text
    assert "Om dagen" in response.text
    assert not OrganiserMessage.objects.exists()


def test_the_history_has_the_number_and_no_words() -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity)
    send(activity, body="Kun for jer.")
    entry = ActivityLogEntry.objects.get(action="events.message")
    assert entry.data == {"number": 1, "group": "confirmed"}
    assert "Besked sendt til 1" in entry.formatter.format_message(entry)


class TestDiscreet:
    """Nothing is written about a discreet activity, and only the group sees the page."""

    def test_nothing_is_sent(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False)
        RegistrationFactory(activity=activity)
        with pytest.raises(group_messages.Discreet):
            send(activity)
        assert not OutboxMessage.objects.exists()

    def test_the_page_is_not_there_for_the_others(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False)
        assert client_of("Arrangør").get(url(activity)).status_code == 404
        assert "Ring til deltagerne" in client_of("Kursusleder").get(url(activity)).text


def test_the_words_go_when_the_people_go(settings: Any) -> None:
    activity = ActivityFactory(starts_in_days=-10)
    RegistrationFactory(activity=activity)
    send(activity)
    OutboxMessage.objects.all().delete()
    run_due(timezone.now() + timedelta(days=settings.VINK_RETENTION_DAYS))
    assert not OrganiserMessage.objects.exists()


def test_a_large_group_takes_no_more_queries(django_assert_max_num_queries: Any) -> None:
    activity = ActivityFactory(capacity=100)
    crowd(activity, mails=40, phones=10, neither=0)
    with django_assert_max_num_queries(12):
        send(activity)


def test_a_booker_reads_once_for_all_her_places_without_names() -> None:
    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    booking = book(activity, 4)
    OutboxMessage.objects.all().delete()
    assert send(activity, Group.WAITING).number == 1
    row = OutboxMessage.objects.get()
    assert row.registration.booking == booking
    assert messages.render(row).subject == "Frokost"

""" "Ring til": whoever has no e-mail is rung for every message that others get by mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import calls, changes, notifications, offers, outbox, planning
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus
from events.messages import SHAPES
from events.models import Activity, Attendance, Booking, CallTask, OutboxMessage, Registration
from events.notifications import Mail
from events.registration import Person
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
State = CallTask.State
STATUS = RegistrationStatus


def by_phone(activity: Activity | None = None, **kwargs: Any) -> Registration:
    person: Registration = RegistrationFactory(
        **{
            "activity": activity or ActivityFactory(with_page=False),
            "email": None,
            "phone": "+4520000000",
            **kwargs,
        }
    )
    return person


def stand(person: Registration, status: str) -> None:
    """Move a person on without a word, as a rule module would."""
    place = 99 if status == STATUS.WAITING else None
    Registration.objects.filter(pk=person.pk).update(status=status, place_in_line=place)
    person.refresh_from_db()


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def page(activity: Activity) -> str:
    return reverse("activity:calls", args=[activity.pk])


def kinds_on_list(person: Registration) -> list[str]:
    return [
        line.task.kind
        for someone in calls.people_to_ring(person.activity)
        if someone.registration == person
        for line in someone.lines
    ]


@pytest.mark.parametrize("kind", sorted(calls.KINDS))
def test_every_message_that_others_get_by_mail_is_a_call(kind: Mail) -> None:
    activity = ActivityFactory(with_page=False)
    status = sorted(SHAPES[kind].statuses)[0]
    person = by_phone(activity, status=status)
    other = RegistrationFactory(activity=activity, status=status)
    assert notifications.enqueue(kind, [person, other]) == 1
    assert OutboxMessage.objects.get().registration == other
    task = CallTask.objects.get()
    assert (task.registration, task.kind, task.state) == (person, kind, State.OPEN)
    assert kinds_on_list(person) == [kind]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", sorted(calls.KINDS))
def test_every_script_is_whole(kind: Mail, language: str) -> None:
    activity = ActivityFactory(title="Temadag <1>", title_en="Theme day <1>", with_page=False)
    person = by_phone(activity, status=sorted(SHAPES[kind].statuses)[0])
    Booking.objects.update(language=language)
    message = activity.messages.create(subject="Frokost", body="Kl. 12, & en <ret>.")
    notifications.enqueue(kind, [person], message=str(message.pk), reason="full")
    ((line,),) = [someone.lines for someone in calls.people_to_ring(activity)]
    title = "Theme day <1>" if language == "en" else "Temadag <1>"
    assert title in line.script
    assert not any(text in line.script for text in ("{{", "{%", "None", "&lt;", "&amp;"))
    if kind == Mail.MESSAGE:
        assert "Kl. 12, & en <ret>." in line.script


def test_whose_mail_came_back_is_rung() -> None:
    person = RegistrationFactory(bounced_on=timezone.localdate(), phone="+4520000000")
    assert notifications.enqueue(Mail.REMINDER, [person]) == 0
    assert kinds_on_list(person) == ["reminder"]


def test_a_colleague_without_address_is_told_through_her_booker() -> None:
    person = by_phone()
    Booking.objects.update(is_team=True, contact_email="leder@skole.example")
    person.booking.refresh_from_db()
    assert notifications.enqueue(Mail.REMINDER, [person]) == 1
    assert not CallTask.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "status", "left"),
    [
        (Mail.REMINDER, Mail.ACTIVITY_CANCELLED, STATUS.CANCELLED, ["activity_cancelled"]),
        (Mail.WAITING, Mail.MOVED_UP, STATUS.CONFIRMED, ["moved_up"]),
        (Mail.OFFERED, Mail.OFFER_EXPIRED, STATUS.CANCELLED, ["offer_expired"]),
        (Mail.REMINDER, Mail.ACTIVITY_MOVED, STATUS.CONFIRMED, ["activity_moved"]),
        (Mail.CONFIRMED, Mail.REMINDER, STATUS.CONFIRMED, ["confirmed", "reminder"]),
        (Mail.MESSAGE, Mail.MESSAGE, STATUS.CONFIRMED, ["message", "message"]),
        (Mail.REMINDER, Mail.REMINDER, STATUS.CONFIRMED, ["reminder"]),
    ],
)
def test_a_later_message_drops_what_it_makes_untrue(
    before: Mail, after: Mail, status: str, left: list[str]
) -> None:
    person = by_phone(status=sorted(SHAPES[before].statuses & set(STATUS.values))[0])
    stand(person, STATUS.OFFERED if before == Mail.OFFERED else person.status)
    notifications.enqueue(before, [person])
    stand(person, status)
    notifications.enqueue(after, [person])
    assert kinds_on_list(person) == left


def test_what_is_no_longer_true_is_not_shown_even_if_nothing_was_said() -> None:
    person = by_phone()
    notifications.enqueue(Mail.REMINDER, [person])
    stand(person, STATUS.CANCELLED)
    assert kinds_on_list(person) == []
    assert calls.numbers([person.activity]) == {}


def test_after_the_day_only_thanks_and_messages_are_left() -> None:
    activity = ActivityFactory(starts_in_days=-1, with_page=False)
    came, stayed = by_phone(activity), by_phone(activity)
    notifications.enqueue(Mail.REMINDER, [came, stayed])
    Attendance.objects.create(
        registration=came, session=activity.sessions.get(), state=AttendanceState.PRESENT
    )
    planning.hold(activity)
    assert kinds_on_list(came) == ["thanks"]
    assert kinds_on_list(stayed) == []


def test_no_answer_counts_and_stays_reached_is_done() -> None:
    person = by_phone()
    notifications.enqueue(Mail.CONFIRMED, [person])
    user = UserFactory()
    for attempt in (1, 2):
        task = calls.no_answer(CallTask.objects.get(), by=user)
        assert (task.attempts, task.state) == (attempt, State.NO_ANSWER)
    assert kinds_on_list(person) == ["confirmed"]
    task = calls.reached(task, by=user)
    assert (task.attempts, task.state, task.done_by) == (3, State.REACHED, user)
    assert kinds_on_list(person) == []
    with pytest.raises(calls.NotOpen):
        calls.reached(task, by=user)


class TestOffer:
    """An offer runs only from the moment the person was reached."""

    @pytest.fixture
    def offered(self) -> Registration:
        person = by_phone(status=STATUS.OFFERED)
        Activity.objects.update(taken=1)
        notifications.enqueue(Mail.OFFERED, [person])
        return person

    def test_the_clock_begins_with_reached(self, offered: Registration) -> None:
        calls.no_answer(CallTask.objects.get(), by=None)
        offered.refresh_from_db()
        assert offered.expires_at is None
        assert offers.expire_due(timezone.now() + timedelta(days=20)) == 0
        calls.reached(CallTask.objects.get(), by=None)
        offered.refresh_from_db()
        assert offered.expires_at is not None
        assert kinds_on_list(offered) == []

    @pytest.mark.parametrize(
        ("yes", "status"), [(True, STATUS.CONFIRMED), (False, STATUS.CANCELLED)]
    )
    def test_an_answer_on_the_phone_settles_it(
        self, offered: Registration, yes: bool, status: str
    ) -> None:
        calls.answered(CallTask.objects.get(), yes=yes, by=None)
        offered.refresh_from_db()
        assert offered.status == status
        assert kinds_on_list(offered) == []  # she knows; nobody rings again to tell her

    def test_corrected_details_leave_the_offer_on_the_list(self, offered: Registration) -> None:
        changes.change_details(offered, Person(name="Rettet Navn", phone="+4520000000"))
        assert sorted(kinds_on_list(offered)) == ["changed", "offered"]

    def test_its_call_cannot_be_dropped_while_it_stands(self, offered: Registration) -> None:
        with pytest.raises(calls.NotOpen):
            calls.drop(CallTask.objects.get(), by=None)
        assert kinds_on_list(offered) == ["offered"]
        assert 'value="drop"' not in client_of("Arrangør").get(page(offered.activity)).text

    def test_through_the_page(self, offered: Registration) -> None:
        client = client_of("Arrangør")
        shown = client.get(page(offered.activity)).text
        assert "Ja tak" in shown
        assert 'href="tel:+4520000000"' in shown
        task = CallTask.objects.get()
        outcome = reverse("activity:call_outcome", args=[offered.activity_id, task.pk])
        client.post(outcome, {"outcome": "yes"})
        offered.refresh_from_db()
        assert offered.is_confirmed


class TestPage:
    """The list of one activity."""

    def test_names_numbers_and_scripts_of_this_activity_only(self) -> None:
        person = by_phone(name="Vera Venter")
        unreachable = by_phone(person.activity, name="Ulla Uden", phone=None)
        elsewhere = by_phone(name="Anna Andetsteds")
        notifications.enqueue(Mail.REMINDER, [person, unreachable, elsewhere])
        shown = client_of("Arrangør").get(page(person.activity)).text
        assert "Vera Venter" in shown
        assert "Ingen kontaktvej" in shown
        assert "Anna" not in shown
        assert calls.numbers([person.activity, elsewhere.activity]) == {
            person.activity_id: 2,
            elsewhere.activity_id: 1,
        }
        home = client_of("Arrangør").get(reverse("wagtailadmin_home")).text
        assert "Ring til 2" in home

    def test_outcomes_are_posted_and_must_be_of_the_activity(self) -> None:
        person, elsewhere = by_phone(), by_phone()
        notifications.enqueue(Mail.CONFIRMED, [person])
        task = CallTask.objects.get()
        client = client_of("Arrangør")
        wrong = reverse("activity:call_outcome", args=[elsewhere.activity_id, task.pk])
        assert client.post(wrong, {"outcome": "reached"}).status_code == 404
        right = reverse("activity:call_outcome", args=[person.activity_id, task.pk])
        assert client.get(right).status_code == 405
        assert client.post(right, {"outcome": "nonsense"}).status_code == 404
        for outcome, state in (("no_answer", State.NO_ANSWER), ("drop", State.DROPPED)):
            client.post(right, {"outcome": outcome})
            task.refresh_from_db()
            assert task.state == state
        said = client.post(right, {"outcome": "reached"}, follow=True).text
        assert "allerede klaret" in said

    @pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
    def test_closed_to_those_who_run_nothing(self, role: str) -> None:
        person = by_phone()
        assert client_of(role).get(page(person.activity)).status_code in {302, 403}

    def test_discreet_activities_are_there_for_the_group_only(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False)
        person = by_phone(activity)
        notifications.enqueue(Mail.CONFIRMED, [person])
        task = CallTask.objects.get()
        outcome = reverse("activity:call_outcome", args=[activity.pk, task.pk])
        organiser = client_of("Arrangør")
        assert organiser.get(page(activity)).status_code == 404
        assert organiser.post(outcome, {"outcome": "reached"}).status_code == 404
        assert "Ring til 1" not in organiser.get(reverse("wagtailadmin_home")).text
        leader = client_of("Kursusleder")
        assert leader.get(page(activity)).status_code == 200
        leader.post(outcome, {"outcome": "reached"})
        task.refresh_from_db()
        assert task.state == State.REACHED

    def test_of_what_has_no_neutral_words_she_is_rung(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False)
        person = RegistrationFactory(activity=activity, phone="+4520000000")
        notifications.enqueue(Mail.THANKS, [person])
        outbox.deliver_due()
        assert mail.outbox == []
        assert kinds_on_list(person) == ["thanks"]

    def test_more_people_take_no_more_queries(self) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        activity = ActivityFactory(capacity=100, with_page=False, status=ActivityStatus.OPEN)
        client = client_of("Arrangør")

        def queries(number: int) -> int:
            people = [by_phone(activity, status=STATUS.WAITING) for _i in range(number)]
            notifications.enqueue(Mail.WAITING, people)
            client.get(page(activity))
            with CaptureQueriesContext(connection) as counted:
                client.get(page(activity))
            return len(counted)

        assert queries(2) == queries(20)

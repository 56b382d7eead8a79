"""Thirty days, and only head counts are left; in the network each by her own last meeting."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from courses.models import NeutralNeeds
from events import calls, notifications
from events.attendance import mark
from events.enums import (
    ActivityKind,
    ActivityStatus,
    AttendanceState,
    DecisionKind,
    RegistrationStatus,
)
from events.models import (
    AbsenceNotice,
    Activity,
    AttendedCount,
    Booking,
    CallTask,
    OutboxMessage,
    QueueDecision,
    Registration,
    Session,
)
from events.notifications import Mail
from portal.privacy.retention import delete_discreet_events, delete_from_networks
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory, make_discreet

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


class TestCourse:
    """Everything about a person goes at once."""

    @pytest.fixture
    def over(self) -> Activity:
        activity = make_discreet(starts_in_days=-31)
        session = activity.sessions.get()
        host = RegistrationFactory(activity=activity, email=None, phone="+4520000000")
        other = RegistrationFactory(activity=activity, email=None)
        NeutralNeeds.objects.create(registration=host, interpreter="somali", children=1)
        NeutralNeeds.objects.create(registration=other, comes_with=host)
        AbsenceNotice.objects.create(session=session, registration=other)
        mark(host, session, AttendanceState.PRESENT, by=None)
        calls.add(Mail.CONFIRMED, host, {})
        with_mail = RegistrationFactory(activity=activity)
        notifications.enqueue(Mail.CONFIRMED, [with_mail])
        return activity

    def test_after_thirty_days_only_the_head_count_is_left(self, over: Activity) -> None:
        assert delete_discreet_events(NOW) == 3
        for model in (Registration, Booking, NeutralNeeds, AbsenceNotice, CallTask):
            assert not model.objects.exists(), model
        assert not OutboxMessage.objects.exclude(registration=None).exists()
        assert [count.number for count in AttendedCount.objects.all()] == [1]
        assert delete_discreet_events(NOW) == 0

    def test_not_before(self, over: Activity) -> None:
        Session.objects.update(end=NOW - timedelta(days=30) + timedelta(hours=1))
        assert delete_discreet_events(NOW) == 0


@pytest.mark.postgres
class TestNetwork:
    """No end date: each person by her own last meeting."""

    def network(self, *meetings: int) -> Activity:
        activity: Activity = ActivityFactory(
            discreet=True,
            with_page=False,
            days=0,
            kind=ActivityKind.FORAELDRENETVAERK,
            capacity=3,
        )
        for number in meetings:
            start = days(number)
            SessionFactory(activity=activity, start=start, end=start + timedelta(hours=2))
        return activity

    def member(self, network: Activity, joined: int, *came: int, **kwargs: object) -> Registration:
        person: Registration = RegistrationFactory(activity=network, **kwargs)
        Registration.objects.filter(pk=person.pk).update(created_at=days(joined))
        for session in network.sessions.all():
            if (session.start.date() - NOW.date()).days in came:
                mark(person, session, AttendanceState.PRESENT, by=None)
        return person

    @pytest.mark.parametrize(
        ("meetings", "joined", "came", "gone"),
        [
            # Came lately, or long ago.
            ((-100, -40, -5, 20), -110, (-5,), False),
            ((-100, -40, -5, 20), -110, (-40,), True),
            ((-100, -40, -28, 20), -110, (-28,), False),
            # Never came: by the first meeting she could have come to.
            ((-100, -40, -5, 20), -110, (), True),
            ((-100, -40, -5, 20), -20, (), False),
            # No meeting to come stretches the promise.
            ((-31, 1), -110, (-31,), True),
            ((-29, 1), -110, (-29,), False),
            # There is none yet that she could have come to.
            ((-40, -5), -1, (), False),
        ],
    )
    def test_each_by_her_own_last_meeting(
        self, meetings: tuple[int, ...], joined: int, came: tuple[int, ...], gone: bool
    ) -> None:
        person = self.member(self.network(*meetings), joined, *came)
        assert delete_from_networks(NOW) == int(gone)
        assert Registration.objects.filter(pk=person.pk).exists() is not gone

    def test_who_waits_is_kept_and_counted_from_her_seat(self) -> None:
        network = self.network(-60, -5, 20)
        self.member(network, -110, status=RegistrationStatus.WAITING)
        assert delete_from_networks(NOW) == 0
        person = self.member(network, -110)
        moved_up = QueueDecision.objects.create(
            activity=network, registration=person, kind=DecisionKind.MOVED_UP
        )
        QueueDecision.objects.filter(pk=moved_up.pk).update(at=days(-10))
        assert delete_from_networks(NOW) == 0
        QueueDecision.objects.filter(pk=moved_up.pk).update(at=days(-70))
        assert delete_from_networks(NOW) == 1

    def test_counts_stay_and_the_seat_goes_on(self) -> None:
        network = self.network(-90, -5, 20)
        Activity.objects.filter(pk=network.pk).update(capacity=1)
        self.member(network, -100, -90)
        waiting = RegistrationFactory(activity=network, status=RegistrationStatus.WAITING)
        assert delete_from_networks(NOW) == 1
        assert AttendedCount.objects.get().number == 1
        assert Registration.objects.get() == waiting
        assert Registration.objects.get().status == RegistrationStatus.CONFIRMED
        network.refresh_from_db()
        assert network.taken == 1
        assert delete_from_networks(NOW) == 0

    def test_a_companion_goes_with_the_one_she_comes_with(self) -> None:
        network = self.network(-90, -5, 20)
        host = self.member(network, -100, -90)
        other = self.member(network, -100, -5, email=None)
        NeutralNeeds.objects.create(registration=other, comes_with=host)
        assert delete_from_networks(NOW) == 2

    def test_a_network_that_has_ended_is_emptied_like_a_course(self) -> None:
        network = self.network(-90, -31)
        self.member(network, -100, -31)
        assert delete_from_networks(NOW) == 0
        assert delete_discreet_events(NOW) == 1

    def test_one_that_goes_on_is_not(self) -> None:
        self.member(self.network(-90, -20), -100, -20)
        assert delete_discreet_events(NOW) == 0

    def test_courses_are_left_alone(self) -> None:
        activity = make_discreet(starts_in_days=-40, status=ActivityStatus.OPEN)
        SessionFactory(activity=activity)
        RegistrationFactory(activity=activity)
        assert delete_from_networks(NOW) == 0

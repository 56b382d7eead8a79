"""What is counted for a target: activities, people, attendances; and in which days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.enums import ActivityKind, ActivityStatus, AttendanceState, Role
from events.models import Activity, Attendance, HeadCount
from portal.targets import attenders as people
from portal.targets import counts
from portal.targets.models import TargetKind
from tests.factories import (
    ActivityFactory,
    AudienceFactory,
    RegistrationFactory,
    SessionFactory,
    WorkplaceKindFactory,
)

from .makers import make_target

pytestmark = pytest.mark.django_db


def held(kind: str = ActivityKind.OPLAEG, **kwargs: object) -> Activity:
    return ActivityFactory(
        kind=kind, status=ActivityStatus.HELD, starts_in_days=-2, with_page=False, **kwargs
    )


def came(activity: Activity, **person: object) -> None:
    registration = RegistrationFactory(activity=activity, **person)
    Attendance.objects.create(
        session=activity.sessions.first(),
        registration=registration,
        state=AttendanceState.PRESENT,
    )


def activities(target) -> int:
    return counts.activities_held([target])[target.pk]


def attenders(target) -> int:
    return people.count([target])[target.pk]


def heads(target) -> int:
    return counts.head_counts([target])[target.pk]


class TestActivitiesHeld:
    def test_only_what_was_held_and_of_the_kinds_asked_for(self):
        held()
        held(ActivityKind.HOERING)
        ActivityFactory(kind=ActivityKind.OPLAEG, status=ActivityStatus.CANCELLED)
        ActivityFactory(kind=ActivityKind.OPLAEG, status=ActivityStatus.OPEN)
        assert activities(make_target(activity_kinds=["oplaeg"])) == 1
        assert activities(make_target(activity_kinds=["oplaeg", "hoering"])) == 2
        assert activities(make_target()) == 2

    def test_several_sessions_are_one_activity(self):
        held(days=1)
        several = held()
        SessionFactory(activity=several, start=several.sessions.first().start + timedelta(days=1))
        assert activities(make_target()) == 2

    @pytest.mark.parametrize(
        ("end", "inside"),
        [
            (datetime(2016, 12, 31, 22, 59, tzinfo=UTC), True),  # 23.59 in Copenhagen
            (datetime(2016, 12, 31, 23, 0, tzinfo=UTC), False),  # midnight: 2017
            (datetime(2015, 12, 31, 22, 59, tzinfo=UTC), False),
            (datetime(2015, 12, 31, 23, 0, tzinfo=UTC), True),
        ],
    )
    def test_the_year_turns_at_midnight_in_copenhagen(self, end, inside):
        activity = ActivityFactory(status=ActivityStatus.HELD, with_page=False)
        activity.sessions.all().delete()
        SessionFactory(activity=activity, start=end - timedelta(hours=2), end=end)
        target = make_target(period_start=date(2016, 1, 1), period_end=date(2016, 12, 31))
        assert activities(target) == int(inside)

    def test_summer_time_is_two_hours_ahead(self):
        activity = ActivityFactory(status=ActivityStatus.HELD, with_page=False)
        activity.sessions.all().delete()
        end = datetime(2016, 6, 30, 22, 0, tzinfo=UTC)  # midnight, 1 July
        SessionFactory(activity=activity, start=end - timedelta(hours=2), end=end)
        assert activities(make_target(period_end=date(2016, 6, 30))) == 0
        assert activities(make_target(period_start=date(2016, 7, 1))) == 1


class TestDistinctAttenders:
    def test_the_same_address_is_one_person_whatever_the_letters(self):
        first, second = held(), held()
        came(first, email="bodil@skole.example")
        came(second, email="bodil@skole.example")
        RegistrationFactory(activity=held(), email="udeblev@skole.example")
        assert attenders(make_target()) == 1

    def test_people_without_an_address_count_one_each(self):
        activity = held()
        came(activity, email="bodil@skole.example")
        came(activity, email=None)
        came(activity, email=None)
        assert attenders(make_target()) == 3

    def test_role_workplace_and_kind_narrow_the_count(self):
        ssp = WorkplaceKindFactory(key="ssp", title="SSP")
        activity = held(ActivityKind.TEMADAG)
        came(activity, role=Role.FRONTLINE_YOUTH, workplace_kind=ssp)
        came(activity, role=Role.CIVIL_SOCIETY)
        assert attenders(make_target(roles=["frontline_youth"])) == 1
        assert attenders(make_target(workplace_kinds=["ssp"])) == 1
        assert attenders(make_target(activity_kinds=["oplaeg"])) == 0

    def test_discreet_activities_are_left_out(self):
        came(held(discreet=True))
        assert attenders(make_target()) == 0


class TestHeadCounts:
    def test_heads_of_the_audience_are_added_up(self):
        parents, pupils = AudienceFactory(key="foraeldre"), AudienceFactory(key="unge")
        for number in (12, 30):
            session = held().sessions.first()
            HeadCount.objects.create(session=session, audience=parents, number=number)
            HeadCount.objects.create(session=session, audience=pupils, number=100)
        target = make_target(TargetKind.HEAD_COUNT, audiences=["foraeldre"])
        assert heads(target) == 42

    def test_a_target_that_names_no_audience_takes_them_all(self):
        counted, ticked = held(), held()
        for key, number in (("foraeldre", 12), ("unge", 30)):
            HeadCount.objects.create(
                session=counted.sessions.first(), audience=AudienceFactory(key=key), number=number
            )
        came(ticked)
        target = make_target(TargetKind.HEAD_COUNT)
        assert heads(target) == 43

    def test_people_ticked_off_count_where_nobody_counted_heads(self):
        parents = AudienceFactory(key="foraeldre")
        activity = held()
        activity.audiences.set([parents])
        activity.save()
        came(activity)
        came(activity)
        target = make_target(TargetKind.HEAD_COUNT, audiences=["foraeldre"])
        assert heads(target) == 2

    def test_nobody_is_counted_twice_nor_for_an_audience_that_is_only_among_those_invited(self):
        parents, pupils = AudienceFactory(key="foraeldre"), AudienceFactory(key="unge")
        counted, mixed = held(), held()
        counted.audiences.set([parents])
        counted.save()
        mixed.audiences.set([parents, pupils])
        mixed.save()
        came(counted)
        came(mixed)
        HeadCount.objects.create(session=counted.sessions.first(), audience=parents, number=20)
        target = make_target(TargetKind.HEAD_COUNT, audiences=["foraeldre"])
        assert heads(target) == 20

"""Different people are still counted after deletion, until their target is settled."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus, AttendanceState, Role
from events.models import Activity, Attendance, AttendedCount, Registration
from portal.privacy import retention
from portal.targets import attenders
from portal.targets.definitions import Status
from portal.targets.measurement import measure
from portal.targets.models import AttenderKey, CountedAttender, Target, TargetKind
from tests.factories import (
    ActivityFactory,
    RegistrationFactory,
    UserFactory,
    WorkplaceKindFactory,
)

from .makers import make_plan, make_target

pytestmark = pytest.mark.django_db

LONG_AGO = 400


def came(days_ago: int, *emails: str | None, **person: object) -> Activity:
    """Return an activity held so many days ago, with those addresses present at both days."""
    activity = ActivityFactory(
        kind=ActivityKind.TEMADAG,
        status=ActivityStatus.HELD,
        starts_in_days=-days_ago,
        days=2,
        with_page=False,
        discreet=bool(person.pop("discreet", False)),
    )
    for email in emails:
        row = RegistrationFactory(activity=activity, email=email, **person)
        for session in activity.sessions.all():
            Attendance.objects.create(
                session=session, registration=row, state=AttendanceState.PRESENT
            )
    return activity


def distinct(**kwargs: object) -> Target:
    return make_target(TargetKind.DISTINCT_ATTENDERS, **kwargs)


def ended(days_ago: int, **kwargs: object) -> Target:
    """Return a target whose period had its last day so many days ago."""
    last = timezone.localdate() - timedelta(days=days_ago)
    return distinct(period_start=date(2001, 1, 1), period_end=last, **kwargs)


def number(target: Target) -> int:
    fresh = Target.objects.select_related("track__plan").get(pk=target.pk)
    return attenders.count([fresh])[fresh.pk]


def codes(target: Target) -> set[str]:
    found = CountedAttender.objects.filter(key__target=target)
    return set(found.values_list("digest", flat=True))


def delete_what_is_due() -> None:
    retention.run_due(timezone.now())


class TestDeletion:
    def test_the_number_is_the_same_before_and_after(self):
        target = distinct()
        activity = came(
            LONG_AGO, "bodil@skole.example", "BODIL@skole.example ", "aage@klub.example"
        )
        RegistrationFactory(activity=activity, email="udeblev@klub.example")
        came(LONG_AGO, "bodil@skole.example")
        came(20, "ny@klub.example")
        assert number(target) == 3
        delete_what_is_due()
        assert Registration.objects.count() == 1
        assert number(target) == 3
        assert len(codes(target)) == 2

    def test_someone_who_comes_again_is_not_counted_twice(self):
        target = distinct()
        came(LONG_AGO, "bodil@skole.example")
        delete_what_is_due()
        again = came(20, "Bodil@Skole.example")
        assert number(target) == 1
        retention.run("again", retention.delete_staff_events, timezone.now() + timedelta(days=366))
        assert not again.registrations.exists()
        assert number(target) == 1

    def test_people_without_an_address_count_one_each_as_before(self):
        target = distinct()
        came(LONG_AGO, None, None, "", "bodil@skole.example")
        came(20, None)
        assert number(target) == 5
        delete_what_is_due()
        assert number(target) == 5

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"roles": [Role.CIVIL_SOCIETY]}, 1),
            ({"workplace_kinds": ["ssp"]}, 2),
            ({"activity_kinds": [ActivityKind.TEMADAG]}, 3),
            ({"activity_kinds": [ActivityKind.OPLAEG]}, 0),
            ({"period_end": date(2002, 1, 1)}, 0),
        ],
    )
    def test_codes_stay_only_where_the_target_counts(self, filters, expected):
        target = distinct(**filters)
        ssp = WorkplaceKindFactory(key="ssp", title="SSP")
        came(LONG_AGO, "frivillig@klub.example", role=Role.CIVIL_SOCIETY)
        came(LONG_AGO, "a@ssp.example", "b@ssp.example", workplace_kind=ssp)
        before = number(target)
        # Deletion alone: a period long over would be settled in the same run.
        retention.delete_staff_events(timezone.now())
        assert number(target) == before == expected == len(codes(target))
        assert AttenderKey.objects.exists() is bool(expected)

    def test_other_kinds_of_target_leave_no_codes(self):
        make_target(TargetKind.HEAD_COUNT)
        came(LONG_AGO, "bodil@skole.example")
        delete_what_is_due()
        assert not CountedAttender.objects.exists()

    def test_discreet_activities_leave_no_codes(self):
        target = distinct()
        came(LONG_AGO, "mor@hjemme.example", None, discreet=True)
        assert number(target) == 0
        delete_what_is_due()
        assert not Registration.objects.exists()
        assert not CountedAttender.objects.exists()
        assert number(target) == 0

    def test_codes_and_deletion_come_together_or_not_at_all(self, monkeypatch):
        target = distinct()
        activity = came(LONG_AGO, "bodil@skole.example")

        def fail(*_args: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(retention.seats, "write", fail)  # the last step of the deletion
        with pytest.raises(RuntimeError):
            retention.delete_staff_events(timezone.now())
        assert activity.registrations.exists()
        assert not codes(target)
        assert not AttendedCount.objects.exists()


class TestUnlinkable:
    def test_the_same_person_has_different_codes_in_different_targets_and_plans(self):
        plan = make_plan()
        targets = [distinct(plan=plan), distinct(plan=plan), distinct(plan=make_plan())]
        came(LONG_AGO, "bodil@skole.example")
        delete_what_is_due()
        assert [len(codes(t)) for t in targets] == [1, 1, 1]
        assert len(set().union(*(codes(t) for t in targets))) == 3

    def test_a_row_names_neither_the_person_nor_the_code(self):
        distinct()
        came(LONG_AGO, "bodil@skole.example")
        delete_what_is_due()
        row, key = CountedAttender.objects.get(), AttenderKey.objects.get()
        assert row.digest not in str(row)
        assert "bodil" not in f"{row} {row.digest}"
        assert key.secret not in str(key)


class TestFreezing:
    def test_the_number_stays_and_codes_and_key_are_destroyed(self):
        target, other = ended(10), distinct()
        came(LONG_AGO, "bodil@skole.example", None)
        came(20, "aage@klub.example")
        delete_what_is_due()
        assert attenders.freeze(target, timezone.localdate()) == 2
        assert number(target) == 3
        assert not AttenderKey.objects.filter(target=target).exists()
        assert not codes(target)
        assert len(codes(other)) == 2
        Registration.objects.all().delete()
        assert number(target) == 3

    def test_deletion_after_freezing_leaves_no_new_codes(self):
        target = ended(10)
        came(20, "aage@klub.example")
        attenders.freeze(target, timezone.localdate())
        retention.delete_staff_events(timezone.now() + timedelta(days=366))
        assert not Registration.objects.exists()
        assert not AttenderKey.objects.exists()
        assert number(target) == 1

    def test_a_running_period_cannot_be_frozen(self):
        target = ended(0)
        with pytest.raises(ValueError, match="still runs"):
            attenders.freeze(target, timezone.localdate())
        target.refresh_from_db()
        assert target.frozen_on is None

    def test_freezing_again_changes_nothing(self):
        target = ended(10)
        came(20, "aage@klub.example")
        day = timezone.localdate()
        attenders.freeze(target, day)
        Registration.objects.all().delete()
        assert attenders.freeze(target, day + timedelta(days=1)) == 0
        target.refresh_from_db()
        assert (target.frozen_count, target.frozen_on) == (1, day)

    @pytest.mark.parametrize(("days_ago", "frozen"), [(365, False), (366, True)])
    def test_the_daily_job_freezes_a_year_after_the_period(self, days_ago, frozen):
        target = ended(days_ago)
        came(LONG_AGO, "bodil@skole.example", "aage@klub.example")
        delete_what_is_due()
        target.refresh_from_db()
        assert (target.frozen_on is not None) is frozen
        assert AttenderKey.objects.exists() is not frozen
        assert number(target) == 2

    def test_codes_go_also_when_the_target_has_become_another_kind(self):
        target = ended(366)
        came(LONG_AGO, "bodil@skole.example")
        retention.delete_staff_events(timezone.now())
        assert codes(target)
        Target.objects.filter(pk=target.pk).update(kind=TargetKind.HEAD_COUNT)
        assert attenders.freeze_due(timezone.now()) == 1
        assert not AttenderKey.objects.exists()

    def test_the_public_figure_is_the_frozen_one(self):
        target = ended(10, threshold_numerator=2)
        came(LONG_AGO, "bodil@skole.example", "aage@klub.example")
        delete_what_is_due()
        attenders.freeze(target, timezone.localdate())
        fresh = Target.objects.select_related("track__plan").get(pk=target.pk)
        measured = measure([fresh])[target.pk]
        assert (measured.value, measured.status) == (2, Status.MET)

    def test_editors_see_the_frozen_number_and_cannot_change_it(self):
        target = ended(10)
        came(20, "aage@klub.example")
        attenders.freeze(target, timezone.localdate())
        client = Client()
        client.force_login(UserFactory(is_superuser=True))
        answer = client.get(reverse("target:edit", args=[target.pk]))
        form = answer.context["form"]
        assert not {"frozen_count", "frozen_on"} & set(form.fields)
        assert "Endeligt antal deltagere" in answer.content.decode()
        new = client.get(reverse("target:add")).content.decode()
        assert re.findall(r'aria-readonly="true">\s*(.*?)\s*</div>', new) == ["–", "–"]


def test_the_number_of_queries_depends_on_nothing():
    def queries() -> int:
        rows = list(Target.objects.select_related("track__plan"))
        with CaptureQueriesContext(connection) as captured:
            attenders.count(rows)
        return len(captured)

    distinct()
    came(LONG_AGO, "bodil@skole.example")
    few = queries()
    for _i in range(4):
        distinct()
    came(LONG_AGO, "aage@klub.example", "else@klub.example", None)
    delete_what_is_due()
    came(20, "ib@klub.example", "bodil@skole.example")
    assert queries() == few == 2

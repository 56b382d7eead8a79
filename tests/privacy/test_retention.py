"""What is deleted on time, what stays countable, and the proof."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events import attendance, clock, seats
from events.enums import AttendanceState, Role
from events.models import Activity, AttendedCount, Booking, Registration
from portal.privacy import retention
from portal.privacy.models import RetentionRun
from tests.factories import ActivityFactory, AudienceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def held(days_ago: int, **kwargs: object) -> Activity:
    """Return an activity that ended so many days ago with two who came and one who did not."""
    activity = ActivityFactory(starts_in_days=-days_ago, with_page=False, **kwargs)
    session = activity.sessions.get()
    for role in (Role.FRONTLINE_YOUTH, Role.FRONTLINE_YOUTH):
        row = RegistrationFactory(activity=activity, role=role)
        attendance.mark(row, session, AttendanceState.PRESENT, by=None)
    absent = RegistrationFactory(activity=activity, role=Role.CIVIL_SOCIETY)
    attendance.mark(absent, session, AttendanceState.ABSENT, by=None)
    return activity


@pytest.mark.parametrize(
    ("days_ago", "discreet", "gone"),
    [(364, False, False), (367, False, True), (29, True, False), (32, True, True)],
)
def test_people_go_when_their_time_is_up(days_ago: int, discreet: bool, gone: bool) -> None:
    activity = held(days_ago, discreet=discreet)
    retention.run_due(timezone.now())
    assert activity.registrations.exists() is not gone
    assert Booking.objects.filter(activity=activity).exists() is not gone


def test_the_last_session_counts() -> None:
    activity = ActivityFactory(starts_in_days=-400, days=60, with_page=False)
    RegistrationFactory(activity=activity)
    retention.run_due(timezone.now())
    assert activity.registrations.exists()


def test_how_many_came_is_kept_and_the_seats_agree() -> None:
    activity = held(400)
    retention.run_due(timezone.now())
    kept = AttendedCount.objects.get(session__activity=activity)
    assert (kept.role, kept.number) == (Role.FRONTLINE_YOUTH, 2)
    activity.refresh_from_db()
    assert activity.taken == 0
    assert seats.find_discrepancies() == []


def test_targets_go_on_counting_what_is_kept() -> None:
    from portal.targets import counts
    from portal.targets.models import Plan, Target, TargetKind, Track

    audience = AudienceFactory()
    activity = held(400)
    activity.audiences.set([audience])
    activity.save()
    plan = Plan.objects.create(
        key="p", title="P", period_start=date(2000, 1, 1), period_end=date(2100, 1, 1)
    )
    target = Target.objects.create(
        track=Track.objects.create(plan=plan, number=1, title="S"),
        code="T2",
        title="T",
        kind=TargetKind.HEAD_COUNT,
        audiences=[audience.key],
    )
    before = counts.head_counts([target])
    retention.run_due(timezone.now())
    assert not Registration.objects.exists()
    assert counts.head_counts([target]) == before == {target.pk: 2}


def test_the_proof_says_which_and_how_many_and_runs_once_a_day() -> None:
    held(400)
    now = timezone.now()
    retention.run_due(now)
    retention.run_due(now)
    runs = dict(RetentionRun.objects.values_list("rule", "deleted"))
    assert runs == {**dict.fromkeys(retention.RULES, 0), "staff-events": 3}
    assert RetentionRun.objects.count() == len(retention.RULES)
    retention.run_due(now + timedelta(days=1))
    assert RetentionRun.objects.count() == 2 * len(retention.RULES)


def test_the_clock_runs_it() -> None:
    activity = held(400)
    report = clock.tick()
    assert "retention" in report.done
    assert not activity.registrations.exists()


def test_a_rule_that_fails_keeps_no_other_from_deleting(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden, ordinary = held(40, discreet=True), held(400)

    def broken(_now: object) -> int:
        raise ArithmeticError

    monkeypatch.setitem(retention.RULES, "staff-events", broken)
    with pytest.raises(ArithmeticError):
        retention.run_due(timezone.now())
    assert not hidden.registrations.exists()
    assert ordinary.registrations.exists()
    assert set(RetentionRun.objects.values_list("rule", flat=True)) == {*retention.RULES} - {
        "staff-events"
    }

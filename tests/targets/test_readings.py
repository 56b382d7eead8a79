"""Readings: taken once a day and after a sealing, thinned to month ends, settled for good."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityStatus
from portal.targets import readings
from portal.targets.definitions import Status
from portal.targets.models import Target, TargetKind, TargetReading
from tests.factories import ActivityFactory
from tests.surveys.makers import answered

from .makers import make_plan, make_target

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 5, 10, 12, tzinfo=UTC)
DAY = date(2016, 5, 10)


def value(target: Target, day: date | None = None) -> object:
    return readings.current([target], day)[target.pk].value


def hold(days_ago: int = 1) -> None:
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-days_ago, with_page=False)


def test_once_a_day_is_enough() -> None:
    make_target()
    assert readings.take_due(NOON) == 1
    assert readings.take_due(NOON + timedelta(hours=3)) == 0
    assert readings.take_due(NOON + timedelta(days=1)) == 1


def test_the_day_is_copenhagens() -> None:
    make_target()
    readings.take_due(datetime(2016, 5, 9, 22, 30, tzinfo=UTC))
    assert TargetReading.objects.get().day == DAY


def test_what_is_read_is_shown_until_the_next_reading() -> None:
    target = make_target()
    readings.take_due(timezone.now())
    hold()
    assert value(target) == 0
    readings.retake(target.track.plan)
    assert value(target) == 1


def test_a_sealing_asks_for_another_reading() -> None:
    target = make_target(TargetKind.SURVEY_SHARE)
    assert readings.take_due(timezone.now()) == 1
    answered([5] * 12)
    assert readings.take_due(timezone.now()) == 1
    assert value(target) == Fraction(1)
    assert readings.take_due(timezone.now()) == 0


def test_what_an_editor_measured_anew_does_not_stand_for_the_other_plans() -> None:
    edited, other = make_target(), make_target()
    readings.retake(edited.track.plan)
    assert not other.readings.exists()
    assert readings.take_due(timezone.now()) == 2
    assert other.readings.count() == 1


def test_of_a_month_gone_by_the_last_reading_stays() -> None:
    target = make_target()
    days = [date(2016, 4, 28), date(2016, 4, 29), date(2016, 5, 9), DAY, date(2016, 6, 1)]
    for day in days:
        readings.take(day)
    assert [day for day, _found in readings.history(target)] == [
        date(2016, 4, 29),
        DAY,
        date(2016, 6, 1),
    ]


class TestSettled:
    PERIOD = {"period_start": date(2014, 1, 1), "period_end": date(2014, 12, 31)}
    LATER = date(2014, 12, 31) + readings.SETTLED_AFTER + timedelta(days=1)

    def test_the_last_reading_is_read_and_nothing_is_counted(self) -> None:
        target = make_target(plan=make_plan(**self.PERIOD))
        readings.take(date(2015, 3, 1))
        TargetReading.objects.update(figures={**self.figures(), "value": "7"})
        with CaptureQueriesContext(connection) as queries:
            assert value(target, self.LATER) == 7
        assert len(queries) == 3
        assert readings.take(self.LATER) == 0

    def test_a_reading_from_within_the_period_is_not_the_last_word(self) -> None:
        target = make_target(plan=make_plan(**self.PERIOD))
        readings.take(date(2014, 12, 31))
        assert readings.current([target], self.LATER)[target.pk].status == Status.NO_DATA
        assert readings.take(self.LATER) == 1
        assert readings.take(self.LATER + timedelta(days=1)) == 0

    def test_a_figure_published_elsewhere_is_never_settled(self) -> None:
        make_target(TargetKind.PUBLISHED_FIGURE, plan=make_plan(**self.PERIOD))
        assert [readings.take(self.LATER + timedelta(days=n)) for n in range(2)] == [1, 1]

    def figures(self) -> dict:
        return TargetReading.objects.get().figures


class TestBackfill:
    def period(self) -> dict[str, date]:
        today = timezone.localdate()
        first = (today.replace(day=1) - timedelta(days=70)).replace(day=1)
        return {"period_start": first, "period_end": today + timedelta(days=60)}

    def test_each_month_end_has_what_was_known_by_then(self) -> None:
        target = make_target(**self.period())
        today = timezone.localdate()
        last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        hold((today - last_month).days)
        made = readings.backfill([target])
        found = [measured[target.pk].value for _day, measured in readings.history(target)]
        assert made == len(found) >= 2
        assert found[-1] == 1
        assert found[0] == 0
        assert readings.backfill([target]) == 0

    def test_a_share_that_was_published_later_is_not_put_back(self) -> None:
        target = make_target(TargetKind.SURVEY_SHARE, **self.period())
        answered([5] * 12)
        readings.backfill([target])
        assert all(m[target.pk].value is None for _day, m in readings.history(target))

    @pytest.mark.parametrize("kind", [TargetKind.DISTINCT_ATTENDERS, TargetKind.PUBLISHED_FIGURE])
    def test_what_cannot_be_counted_afterwards_is_left_out(self, kind: str) -> None:
        hold()
        assert readings.backfill([make_target(kind, **self.period())]) == 0

    def test_a_period_the_portal_knows_nothing_of_gets_no_zeros(self) -> None:
        assert readings.backfill([make_target(**TestSettled.PERIOD)]) == 0


def test_reading_many_takes_as_few_queries_as_reading_one() -> None:
    def cost() -> int:
        targets = list(Target.objects.select_related("track__plan"))
        with CaptureQueriesContext(connection) as queries:
            readings.current(targets)
        return len(queries)

    plan = make_plan()
    make_target(plan=plan)
    readings.take_due(timezone.now())
    before = cost()
    for kind in TargetKind.values:
        make_target(kind, plan=plan)
    readings.take(timezone.localdate())
    assert cost() == before == 1

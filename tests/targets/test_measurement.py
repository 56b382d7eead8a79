"""What can be said of a target: the verdict, and the honest reasons for having none."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus
from portal.targets.definitions import Status
from portal.targets.measurement import Measurement, measure
from portal.targets.models import PublishedFigure, Target, TargetKind
from tests.factories import ActivityFactory
from tests.surveys.makers import answered, make_survey

from .makers import make_plan, make_target

pytestmark = pytest.mark.django_db

LONG_AGO = {"period_start": date(2014, 1, 1), "period_end": date(2014, 12, 31)}


def measured(target: Target, **kwargs: object) -> Measurement:
    return measure([target], **kwargs)[target.pk]


def hold(number: int = 1, kind: str = ActivityKind.OPLAEG) -> None:
    for _i in range(number):
        ActivityFactory(kind=kind, status=ActivityStatus.HELD, starts_in_days=-3, with_page=False)


class TestSurveyShare:
    target_kind = TargetKind.SURVEY_SHARE

    def test_a_clear_result_is_met_and_says_how_many_answered(self):
        answered([5] * 60 + [2] * 2, eligible=70)
        result = measured(make_target(self.target_kind))
        assert result.status == Status.MET
        assert result.value == Fraction(60, 62)
        assert (result.answered, result.eligible, result.surveys) == (62, 70, 1)
        assert result.response_rate == Fraction(62, 70)
        assert result.low is not None
        assert result.low < result.value < result.high

    def test_a_clear_miss_is_not_met(self):
        answered([5] * 10 + [3] * 50, eligible=62)
        assert measured(make_target(self.target_kind)).status == Status.NOT_MET

    def test_few_answers_give_neither_share_nor_count(self):
        answered([5] * 9)
        result = measured(make_target(self.target_kind))
        assert result.status == Status.TOO_LITTLE
        assert result.value is None
        assert result.answered is None
        assert result.waiting_surveys == 1

    def test_only_sealed_surveys_of_kind_population_and_period_count(self):
        answered([1] * 12)
        make_survey(codes=40)  # open
        target = make_target(self.target_kind)
        assert measured(target).answered == 12
        for other in (
            {"population": "theme_day_others"},
            {"activity_kinds": ["oplaeg"]},
            {"audiences": ["foraeldre"]},
            LONG_AGO,
        ):
            assert measured(make_target(self.target_kind, **other)).value is None

    def test_a_survey_stays_what_it_was_when_it_was_sealed(self):
        survey = answered([1] * 12)
        survey.population = "theme_day_others"
        survey.save()
        survey.activity.kind = ActivityKind.OPLAEG
        survey.activity.save()
        assert measured(make_target(self.target_kind)).answered == 12

    def test_only_months_that_lie_wholly_in_the_period_count(self):
        answered([1] * 12)
        today = timezone.localdate()
        first = (today - timedelta(days=1)).replace(day=1)
        whole = {"period_start": first, "period_end": today.replace(year=today.year + 1)}
        assert measured(make_target(self.target_kind, **whole)).answered == 12
        cut = {**whole, "period_start": first + timedelta(days=1)}
        assert measured(make_target(self.target_kind, **cut)).value is None

    def test_it_is_preliminary_until_the_period_is_over(self):
        answered([5] * 60)
        today = timezone.localdate()
        target = make_target(self.target_kind, period_end=today)
        assert measured(target, today=today).is_preliminary
        assert not measured(target, today=today + timedelta(days=1)).is_preliminary

    def test_a_missing_threshold_gives_no_verdict(self):
        answered([5] * 60)
        target = make_target(self.target_kind, threshold_numerator=None, threshold_denominator=100)
        result = measured(target)
        assert result.status == Status.NO_THRESHOLD
        assert result.missing_threshold


class TestCounts:
    def test_reached_is_reached_even_while_the_period_runs(self):
        hold(2)
        result = measured(make_target(threshold_numerator=2))
        assert (result.status, result.value, result.is_preliminary) == (Status.MET, 2, True)

    def test_too_few_is_under_way_first_and_missed_afterwards(self):
        hold()
        today = timezone.localdate()
        target = make_target(threshold_numerator=2, period_end=today)
        assert measured(target, today=today).status == Status.UNDER_WAY
        assert measured(target, today=today + timedelta(days=1)).status == Status.NOT_MET

    def test_a_period_the_portal_knows_nothing_of_is_no_failure(self):
        result = measured(make_target(**LONG_AGO))
        assert (result.status, result.value) == (Status.NO_DATA, None)

    def test_none_of_the_kind_is_a_failure_where_other_things_were_held(self):
        hold(kind=ActivityKind.HOERING)
        yesterday = timezone.localdate() - timedelta(days=1)
        target = make_target(activity_kinds=["oplaeg"], period_end=yesterday)
        assert measured(target).status == Status.NOT_MET

    def test_a_missing_threshold_shows_the_count_and_no_verdict(self):
        hold(3)
        result = measured(make_target(threshold_numerator=None))
        assert (result.status, result.value) == (Status.NO_THRESHOLD, 3)

    def test_a_kind_that_the_portal_does_not_record_is_not_measured_yet(self):
        target = make_target(activity_kinds=["mentorforloeb"])
        assert measured(target).status == Status.NOT_YET

    def test_a_period_to_come_has_not_begun(self):
        start = timezone.localdate() + timedelta(days=1)
        assert measured(make_target(period_start=start)).status == Status.NOT_STARTED


class TestPublishedFigures:
    def test_the_newest_one_stands(self):
        target = make_target(
            TargetKind.PUBLISHED_FIGURE, threshold_numerator=60, threshold_denominator=100
        )
        for year, value in ((2017, "60.00"), (2016, "71.50")):
            PublishedFigure.objects.create(
                target=target, value=Decimal(value), as_of=date(year, 12, 31), source="Status"
            )
        result = measured(target)
        assert (result.status, result.value) == (Status.MET, Fraction(6, 10))
        assert result.figure is not None
        assert result.figure.as_of == date(2017, 12, 31)

    def test_just_below_is_not_met(self):
        target = make_target(
            TargetKind.PUBLISHED_FIGURE, threshold_numerator=60, threshold_denominator=100
        )
        PublishedFigure.objects.create(
            target=target, value=Decimal("59.99"), as_of=date(2017, 1, 1), source="Status"
        )
        assert measured(target).status == Status.NOT_MET

    def test_without_a_figure_nothing_is_claimed(self):
        result = measured(make_target(TargetKind.PUBLISHED_FIGURE))
        assert (result.status, result.value) == (Status.NO_FIGURE, None)


def test_ten_times_the_targets_take_no_more_queries():
    answered([5] * 60)
    hold(2)

    def queries(copies: int) -> int:
        plan = make_plan()
        for kind in TargetKind.values:
            for _i in range(copies):
                make_target(kind, plan=plan)
        targets = list(Target.objects.filter(track__plan=plan).select_related("track__plan"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(measure(targets)) == copies * len(TargetKind.values)
        return len(captured)

    assert queries(1) == queries(10)

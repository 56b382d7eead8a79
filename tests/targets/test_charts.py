"""Geometry of the charts, without a database."""

from datetime import date
from fractions import Fraction

import pytest

from events.confidence import assess
from portal.targets.charts import count_chart, share_chart
from portal.targets.definitions import Period, Status
from portal.targets.measurement import Measurement

PERIOD = Period(date(2016, 1, 1), date(2017, 12, 31))
EIGHTY = Fraction(4, 5)


def share(successes: int, answered: int) -> Measurement:
    result = assess(successes=successes, answered=answered, eligible=answered, threshold=EIGHTY)
    return Measurement(
        Status.MET,
        PERIOD,
        is_share=True,
        value=result.share,
        threshold=EIGHTY,
        answered=answered,
        eligible=answered,
        assessment=result,
    )


def position(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


def test_the_point_lies_within_its_interval_and_the_threshold_where_it_is():
    chart = share_chart(share(43, 50))
    assert chart is not None
    assert chart.threshold.x == "80%"
    assert chart.point.x == "86%"
    low, width = position(chart.bar_x), position(chart.bar_width)
    assert low < 86 < low + width <= 100
    assert chart.low_x == chart.bar_x


@pytest.mark.parametrize(("successes", "anchor"), [(42, "start"), (38, "end")])
def test_the_label_keeps_clear_of_a_threshold_nearby(successes, anchor):
    chart = share_chart(share(successes, 50))
    assert chart is not None
    assert chart.point.anchor == anchor


@pytest.mark.parametrize(("successes", "anchor"), [(0, "start"), (25, "middle"), (50, "end")])
def test_the_label_stays_on_the_drawing(successes, anchor):
    chart = share_chart(share(successes, 50))
    assert chart is not None
    assert chart.point.anchor == anchor


def test_too_few_answers_are_not_drawn():
    assert share_chart(share(9, 9)) is None


@pytest.mark.parametrize(
    ("value", "bar", "line"), [(50, "50%", "100%"), (200, "100%", "50%"), (0, "0%", "100%")]
)
def test_a_count_and_its_threshold_both_fit(value, bar, line):
    chart = count_chart(Measurement(Status.MET, PERIOD, value=value, threshold=Fraction(100)))
    assert chart is not None
    assert (chart.bar_width, chart.threshold.x) == (bar, line)


def test_without_a_threshold_there_is_nothing_to_draw_against():
    assert count_chart(Measurement(Status.NO_THRESHOLD, PERIOD, value=3)) is None

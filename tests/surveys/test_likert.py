"""The diverging bar: exact geometry, patterns beside colour, and words for those who listen."""

from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from events.surveys.instruments import SCALES
from events.surveys.likert import common_axis, likert

EXTENT = SCALES["extent_na"]


def number(position: str) -> float:
    return float(position.removesuffix("%"))


def test_the_middle_step_lies_on_the_line_half_on_each_side() -> None:
    chart = likert({5: 20, 4: 20, 3: 20, 2: 20, 1: 20}, EXTENT)
    assert chart.zero == "50%"
    assert [(s.value, s.x, s.width) for s in chart.bar] == [
        (1, "0%", "20%"), (2, "20%", "20%"), (3, "40%", "20%"),
        (4, "60%", "20%"), (5, "80%", "20%"),
    ]  # fmt: skip


def test_dont_know_is_an_answer_and_ikke_relevant_is_none() -> None:
    chart = likert({5: 12, 0: 4, 6: 9}, EXTENT)
    assert chart.answered == 16
    assert {s.value: s.share for s in chart.apart} == {0: Fraction(1, 4), 6: None}
    assert [s.value for s in chart.bar if s.number] == [5]
    assert chart.rows[0].share == Fraction(3, 4)


def test_charts_on_one_axis_can_be_compared() -> None:
    good, bad = {5: 10}, {1: 5, 3: 5}
    axis = common_axis([(good, EXTENT), (bad, EXTENT)])
    first, second = likert(good, EXTENT, axis), likert(bad, EXTENT, axis)
    assert first.zero == second.zero
    # The same share has the same length.
    widths = {s.value: number(s.width) for s in second.bar if s.number}
    assert number(first.bar[-1].width) == pytest.approx(2 * widths[1], abs=0.02)
    assert number(second.bar[0].x) == 0
    assert number(first.bar[-1].x) + number(first.bar[-1].width) == pytest.approx(100, abs=0.02)


def test_no_percentage_of_fewer_than_ten() -> None:
    assert [s.percent for s in likert({5: 9}, EXTENT).rows] == [""] * 7
    assert likert({4: 1999, 5: 1}, EXTENT).rows[1].percent == "99,9\N{NO-BREAK SPACE}%"


def test_nobody_answered() -> None:
    chart = likert({6: 3}, EXTENT)
    assert (chart.answered, [s.share for s in chart.rows]) == (0, [None] * 7)


def test_every_step_has_a_pattern_of_its_own_and_stands_in_words() -> None:
    assert len({s.pattern for s in likert({}, EXTENT).rows}) == 7
    chart = likert({5: 6, 3: 4, 6: 1}, EXTENT)
    with translation.override("da"):
        html = render_to_string(
            "events/results/_likert.html", {"chart": chart, "title": "Hvordan?", "id": "q"}
        )
        assert f'<desc id="q-desc">10 svar. {chart.summary}.</desc>' in html
    assert 'role="img" aria-labelledby="q-title q-desc"' in html
    assert html.count('<th scope="row">') == 7
    assert "style=" not in html  # the pages' policy lets no inline style through

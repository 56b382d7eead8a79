"""Which days are warned of: public holidays, school holidays by list or rule, weekends."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from events import schooldays
from events.models import SchoolHoliday
from events.schooldays import Why, warnings

pytestmark = pytest.mark.django_db


def why(day: date, *, weekends: bool = False) -> list[str]:
    return [str(w.why) for w in warnings([day], weekends=weekends)]


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (date(2026, 5, 14), ["public_holiday"]),  # Ascension Day
        (date(2026, 6, 5), ["public_holiday"]),  # no holiday by law, yet offices are closed
        (date(2026, 5, 1), ["public_holiday"]),
        (date(2024, 4, 26), []),  # «store bededag» is none since 2024
        (date(2026, 2, 9), ["school_holiday"]),  # Monday of week 7
        (date(2026, 2, 15), ["school_holiday"]),  # its Sunday
        (date(2026, 2, 16), []),
        (date(2026, 10, 12), ["school_holiday"]),  # week 42
        (date(2026, 10, 11), []),
        (date(2020, 10, 12), ["school_holiday"]),  # a year of 53 weeks
        (date(2026, 6, 28), []),
        (date(2026, 6, 29), ["school_holiday"]),  # week 27
        (date(2026, 8, 2), ["school_holiday"]),  # the last day of week 31
        (date(2026, 8, 3), []),
        (date(2026, 3, 29), []),
        (date(2026, 3, 30), ["school_holiday"]),  # the Monday before Easter
        (date(2026, 4, 6), ["public_holiday", "school_holiday"]),  # Easter Monday
        (date(2026, 4, 7), []),
        (date(2026, 12, 21), []),
        (date(2026, 12, 22), ["school_holiday"]),
        (date(2027, 1, 1), ["public_holiday", "school_holiday"]),
        (date(2027, 1, 2), ["school_holiday"]),
        (date(2027, 1, 3), []),
    ],
)
def test_the_rule(day: date, reasons: list[str]) -> None:
    assert why(day) == reasons


def test_weekends_only_where_asked() -> None:
    saturday = date(2026, 11, 21)
    assert why(saturday) == []
    assert why(saturday, weekends=True) == ["weekend"]
    assert why(date(2026, 11, 20), weekends=True) == []


def test_a_year_on_the_list_is_told_by_the_list_alone() -> None:
    SchoolHoliday.objects.create(
        title="efterårsferie", first=date(2026, 10, 10), last=date(2026, 10, 18)
    )
    assert why(date(2026, 10, 10)) == ["school_holiday"]
    assert why(date(2026, 10, 19)) == []
    assert why(date(2026, 2, 9)) == []  # the rule's winter holiday is not on the list
    assert why(date(2027, 2, 15)) == ["school_holiday"]  # another year, so the rule


def test_a_listed_christmas_reaches_over_new_year_and_leaves_the_rest_to_the_rule() -> None:
    SchoolHoliday.objects.create(title="juleferie", first=date(2026, 12, 19), last=date(2027, 1, 4))
    assert why(date(2027, 1, 4)) == ["school_holiday"]
    assert why(date(2027, 2, 15)) == ["school_holiday"]


def test_the_names_are_said_in_the_language_of_the_reader() -> None:
    assert [w.text for w in warnings([date(2026, 12, 25)])] == [
        "helligdag: Juledag",
        "skoleferie: juleferie",
    ]
    with translation.override("en"):
        assert "Christmas Day" in warnings([date(2026, 12, 25)])[0].text


def test_one_query_whatever_the_number_of_days(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert warnings([]) == []
    with django_assert_num_queries(1):
        found = warnings(date(2026, 1, 5) + timedelta(days=7 * week) for week in range(80))
    assert found
    assert {w.why for w in found} <= {Why.PUBLIC_HOLIDAY, Why.SCHOOL_HOLIDAY}


def test_every_year_of_the_rule_has_its_five_holidays_in_order() -> None:
    for year in range(2024, 2040):
        periods = schooldays.rule(year)
        assert [p.first <= p.last for p in periods] == [True] * 5
        assert {p.first.year for p in periods} == {year}

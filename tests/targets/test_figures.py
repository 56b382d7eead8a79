"""What is kept of a measurement says the same when it is read again."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.enums import ActivityStatus
from events.surveys.measures import Tally
from events.surveys.pools import Pool
from portal.targets.figures import as_figures, from_figures
from portal.targets.measurement import Measurement, measure, share_of
from portal.targets.models import Plan, PublishedFigure, Target, TargetKind, Track
from tests.factories import ActivityFactory
from tests.factories.forum import make_association
from tests.surveys.makers import answered

from .makers import hand_in, make_joint_instrument, make_joint_target, make_target


def kept(measured: Measurement) -> Measurement:
    """Return what has been through the database's JSON."""
    return from_figures(json.loads(json.dumps(as_figures(measured))))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TargetKind.values)
def test_every_kind_comes_back_as_it_was(kind: str) -> None:
    answered([5] * 30 + [2] * 9, eligible=50)
    hand_in([{"support_to_leave": 5, "understand_and_engage": 6}] * 3
            + [{"support_to_leave": 5, "understand_and_engage": 4}] * 12,
            20, make_joint_instrument())  # fmt: skip
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-1, with_page=False)
    make_association()
    target = make_joint_target() if kind.startswith("conj") else make_target(kind)
    PublishedFigure.objects.create(
        target=target, value=Decimal("59.99"), as_of=date(2017, 12, 31), source="Status 2017"
    )
    found = measure([target])[target.pk]
    again = kept(found)
    if found.figure is not None:
        assert again.figure is not None
        assert (again.figure.value, again.figure.as_of) == (found.figure.value, found.figure.as_of)
        found, again = replace(found, figure=None), replace(again, figure=None)
    assert again == found
    assert found.value is not None


@given(
    counts=st.dictionaries(st.integers(0, 6), st.integers(0, 10**6), min_size=1),
    silent=st.integers(0, 10**6),
    numerator=st.integers(1, 999),
    counted=st.booleans(),
)
def test_a_share_comes_back_with_both_readings_to_the_last_decimal(
    counts: dict[int, int], silent: int, numerator: int, counted: bool
) -> None:
    eligible = sum(counts.values()) + silent
    plan = Plan(period_start=date(2020, 1, 1), period_end=date(2021, 12, 31))
    target = Target(
        track=Track(plan=plan),
        kind=TargetKind.SURVEY_SHARE,
        threshold_numerator=numerator,
        threshold_denominator=1000,
        not_relevant_counts=counted,
    )
    pool = Pool("able_to_help.1", Tally(counts, eligible), 1, 0, eligible)
    found = share_of(target, pool, date(2020, 6, 1))
    again = kept(found)
    assert again == found
    assert again.threshold == Fraction(numerator, 1000)

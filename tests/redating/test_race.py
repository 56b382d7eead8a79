"""Many move at once: nobody has two seats, nobody loses one, opposite moves do not block."""

import uuid

import pytest

from events import redating
from events.models import Activity, Registration
from events.seats import find_discrepancies
from tests.crowd import release
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def move(registration_id: uuid.UUID, activity_id: uuid.UUID) -> bool:
    """Move one person, in a process of the crowd; say whether she moved."""
    try:
        redating.move(
            Registration.objects.get(pk=registration_id), Activity.objects.get(pk=activity_id)
        )
    except redating.NoSeatThere:
        return False
    return True


def pair(*capacities: int) -> list[Activity]:
    series = uuid.uuid4()
    return [ActivityFactory(series=series, capacity=capacity) for capacity in capacities]


def seats_of(*activities: Activity) -> list[int]:
    return [Registration.objects.filter(activity=a).confirmed().count() for a in activities]


def test_many_run_for_the_last_seat() -> None:
    here, there = pair(12, 1)
    rows = [RegistrationFactory(activity=here) for _n in range(12)]
    moved = release(move, [(row.pk, there.pk) for row in rows], processes=12)
    assert moved.count(True) == 1
    assert seats_of(here, there) == [11, 1]
    assert find_discrepancies() == []


def test_opposite_moves_end_with_every_person_in_one_seat() -> None:
    here, there = pair(8, 8)
    people = [
        *((RegistrationFactory(activity=here), there) for _n in range(6)),
        *((RegistrationFactory(activity=there), here) for _n in range(6)),
    ]
    release(move, [(row.pk, other.pk) for row, other in people], processes=12)
    for row, _other in people:
        seats = Registration.objects.filter(identity=row.identity).confirmed()
        assert seats.count() == 1
    assert sum(seats_of(here, there)) == 12
    assert max(seats_of(here, there)) <= 8
    assert find_discrepancies() == []


def test_the_same_tap_many_times_is_one_move() -> None:
    here, there = pair(3, 3)
    row = RegistrationFactory(activity=here)
    assert release(move, [(row.pk, there.pk)] * 8, processes=8) == [True] * 8
    assert seats_of(here, there) == [0, 1]

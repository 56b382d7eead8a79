"""Sixteen processes choose the last seats of a workshop at the same instant."""

import uuid

import pytest
from django.db.models import Q

from events.choices import choose, find_discrepancies
from events.enums import ChoiceState
from events.models import Choice, Registration
from tests.crowd import release
from tests.factories import ActivityFactory, RegistrationFactory
from tests.workshops.rooms import counters, workshop

PROCESSES, SEATS = 16, 3


def pick(registration_id: uuid.UUID, choice_id: uuid.UUID) -> str:
    """Choose one workshop through the real command, in a process of the crowd."""
    registration = Registration.objects.get(pk=registration_id)
    choose(registration, [choice_id])
    return str(registration.chosen.get(choice=choice_id).state)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_choose_the_last_three_seats() -> None:
    """Exactly three get them; the others stand in line, each at a place of her own."""
    activity = ActivityFactory(capacity=PROCESSES)
    room, old = workshop(activity, capacity=SEATS), workshop(activity, "Film", capacity=PROCESSES)
    people = [RegistrationFactory(activity=activity) for _one in range(PROCESSES)]
    for person in people:
        choose(person, [old.pk])

    states = release(pick, [(person.pk, room.pk) for person in people], processes=PROCESSES)

    assert states.count(ChoiceState.SEATED) == SEATS
    assert states.count(ChoiceState.WAITING) == PROCESSES - SEATS
    assert counters(room) == (SEATS, 0)
    assert counters(old) == (PROCESSES - SEATS, 0)  # who waits keeps the seat she has
    places = room.chosen.exclude(place_in_line=None).values_list("place_in_line", flat=True)
    assert sorted(places) == list(range(1, PROCESSES - SEATS + 1))
    assert find_discrepancies() == []


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_crowd_oversells() -> None:
    """The negative control: if this does not oversell, the test above does not bite."""
    activity = ActivityFactory(capacity=PROCESSES)
    room = workshop(activity, capacity=SEATS)
    people = [RegistrationFactory(activity=activity) for _one in range(PROCESSES)]

    release(pick_unlocked, [(p.pk, room.pk) for p in people], processes=PROCESSES)

    assert room.chosen.filter(~Q(state=ChoiceState.WAITING)).count() > SEATS


def pick_unlocked(registration_id: uuid.UUID, choice_id: uuid.UUID) -> None:
    """Look, then take, holding nothing: what ``choose`` must not do."""
    import time

    room = Choice.objects.get(pk=choice_id)
    free = room.chosen.filter(state=ChoiceState.SEATED).count() < room.capacity
    time.sleep(0.05)
    if free:
        room.chosen.create(registration_id=registration_id, round=1, state=ChoiceState.SEATED)

"""Seats are never oversold, whoever comes at once; the line is in order."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from events.enums import RegistrationStatus
from events.models import Activity, OutboxMessage, Registration
from events.registration import Contact, Person, register
from events.seats import find_discrepancies
from tests.crowd import release
from tests.factories import ActivityFactory, make_person
from tests.registration.unlocked import register_without_lock


def sign_up(activity_id: uuid.UUID, key: uuid.UUID, number: int) -> str:
    """Sign one person up through the real command, in a process of the crowd."""
    booking = register(
        activity=Activity.objects.get(pk=activity_id),
        people=[Person(name=f"Deltager {number}", email=f"deltager{number}@skole.example")],
        contact=Contact(language="da"),
        idempotency_key=key,
    )
    return booking.registrations.get().status


def crowd_size() -> tuple[int, int, int]:
    """Return people, seats, processes: the full crowd where rows are locked singly."""
    return (200, 50, 32) if connection.vendor == "postgresql" else (20, 5, 8)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_crowd_gets_exactly_the_seats_there_are() -> None:
    """200 people, 50 seats, 32 processes (SQLite: 20, 5, 8): all served, none too many."""
    people, capacity, processes = crowd_size()
    activity = ActivityFactory(capacity=capacity)
    jobs = [(activity.pk, uuid.uuid4(), number) for number in range(people)]

    statuses = release(sign_up, jobs, processes=processes)

    assert statuses.count("confirmed") == capacity
    assert statuses.count("waiting") == people - capacity
    places = Registration.objects.filter(activity=activity).in_line()
    assert [r.place_in_line for r in places] == list(range(1, people - capacity + 1))
    activity.refresh_from_db()
    assert (activity.taken, activity.overbooked) == (capacity, 0)
    assert find_discrepancies() == []
    assert OutboxMessage.objects.count() == people


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_crowd_oversells() -> None:
    """The negative control: if this does not oversell, the test above does not bite."""
    people, capacity, processes = crowd_size()
    activity = ActivityFactory(capacity=capacity)
    jobs = [(activity.pk, uuid.uuid4(), f"Deltager {number}") for number in range(people)]

    statuses = release(register_without_lock, jobs, processes=processes)

    assert statuses.count("confirmed") > capacity


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_click_sent_many_times_is_one_booking() -> None:
    """The same form sent by sixteen processes at once signs one person up once."""
    activity = ActivityFactory(capacity=5)
    key = uuid.uuid4()

    statuses = release(sign_up, [(activity.pk, key, 1)] * 16, processes=16)

    assert statuses == ["confirmed"] * 16
    assert Registration.objects.filter(activity=activity).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_seat_too_many() -> None:
    """Behind the rule stands a constraint, should a rule ever be wrong."""
    activity = ActivityFactory(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(taken=2)


@pytest.mark.django_db
def test_a_team_that_does_not_fit_is_split_in_order() -> None:
    """The first get the seats; the others stand in line in the order they were named."""
    activity = ActivityFactory(capacity=2)
    booking = register(
        activity=activity,
        people=[make_person(name=n) for n in ("Anna", "Bo", "Carla", "Dina")],
        contact=Contact(),
        idempotency_key=uuid.uuid4(),
    )
    by_name = {r.name: (r.status, r.place_in_line) for r in booking.registrations.all()}
    assert by_name == {
        "Anna": (RegistrationStatus.CONFIRMED, None),
        "Bo": (RegistrationStatus.CONFIRMED, None),
        "Carla": (RegistrationStatus.WAITING, 1),
        "Dina": (RegistrationStatus.WAITING, 2),
    }


@pytest.mark.django_db
def test_a_sign_up_takes_at_most_twelve_queries(django_assert_max_num_queries: object) -> None:
    """One person, one sign-up: few and constant queries, however full the activity is."""
    activity = ActivityFactory(capacity=2)
    for _number in range(6):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            register(
                activity=activity,
                people=[make_person()],
                contact=Contact(language="da"),
                idempotency_key=uuid.uuid4(),
            )

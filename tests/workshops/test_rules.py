"""Who goes to which workshop: seats, lines, and how a freed seat goes on."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events import planning
from events.cancellation import withdraw
from events.choices import (
    ChoosingIsOver,
    NoSuchWorkshop,
    choose,
    find_discrepancies,
    hand_over,
    recount,
    resize,
)
from events.enums import DecisionKind, RegistrationStatus
from events.models import (
    Activity,
    ActivityLogEntry,
    Choice,
    OutboxMessage,
    QueueDecision,
    RegistrationChoice,
    Session,
)
from portal.privacy.retention import delete_staff_events
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.workshops.rooms import counters, line, sign_up, standing, workshop

pytestmark = pytest.mark.django_db


def mails() -> set[tuple[uuid.UUID | None, str]]:
    """Return to whom and about which workshop mails are queued; fail if any is twice."""
    rows = OutboxMessage.objects.filter(kind="choice_seated")
    told = [(row.registration_id, row.params["choice"]) for row in rows]
    assert len(set(told)) == len(told)
    return set(told)


@pytest.fixture
def activity() -> Activity:
    """An open activity with room for many."""
    return ActivityFactory(capacity=30)


def test_the_first_to_come_get_the_seats_and_the_rest_stand_in_line(activity: Activity) -> None:
    """Two seats: the third waits, first in line, and each decision is kept."""
    room = workshop(activity)
    people = [sign_up(activity, room) for _one in range(3)]

    assert [standing(p)["Dialog"] for p in people] == ["seated", "seated", "waiting"]
    assert line(room) == [people[2].pk]
    assert counters(room) == (2, 0)
    told = QueueDecision.objects.filter(kind=DecisionKind.CHOICE_QUEUED).get()
    assert told.params == {"choice": str(room.pk), "place": 1}
    assert mails() == set()  # the confirmation lists the workshops


@pytest.mark.postgres
def test_the_database_itself_refuses_a_seat_too_many(activity: Activity) -> None:
    """Behind the rules stand constraints: no oversold room, no two seats in a round."""
    room, other = workshop(activity, capacity=1), workshop(activity, "Film")
    person = sign_up(activity, room)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.filter(pk=room.pk).update(taken=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationChoice.objects.create(
            registration=person, choice=other, round=1, state="seated"
        )


def test_an_ordinary_save_leaves_the_ledger_alone(activity: Activity) -> None:
    """A stale copy of the row, saved by a form, cannot undo a seat or a resize."""
    room = workshop(activity)
    stale = Choice.objects.get(pk=room.pk)
    sign_up(activity, room)
    resize(room, 7)
    stale.title, stale.capacity = "Nyt navn", 1
    stale.save()
    room.refresh_from_db()
    assert (room.title, room.capacity, room.taken) == ("Nyt navn", 7, 1)


def test_one_workshop_a_round_and_none_that_is_elsewhere(activity: Activity) -> None:
    """A second of the same round, or one of another activity, is passed by."""
    first, second = workshop(activity, "A"), workshop(activity, "B")
    later = workshop(activity, "C", round=2)
    foreign = workshop(ActivityFactory(), "D")
    person = sign_up(activity, first, second, later, foreign)
    assert standing(person) == {"A": "seated", "C": "seated"}


def test_wishes_become_seats_with_the_seat_at_the_activity() -> None:
    """Whoever waits for the activity takes no workshop seat; moved up, she gets what is left."""
    activity = ActivityFactory(capacity=1)
    room = workshop(activity, capacity=1)
    first, second = sign_up(activity), sign_up(activity, room)
    assert standing(second) == {"Dialog": "wished"}
    assert counters(room) == (0, 0)

    withdraw(first)

    assert standing(second) == {"Dialog": "seated"}
    assert mails() == set()


def test_a_wish_meets_a_full_room_in_its_line() -> None:
    """Moved up to a seat at the activity, she joins the end of the workshop's line."""
    activity = ActivityFactory(capacity=2)
    room = workshop(activity, capacity=1)
    first, _second = sign_up(activity, room), sign_up(activity)
    third = sign_up(activity, room)
    withdraw(_second)
    assert standing(first) == {"Dialog": "seated"}
    assert standing(third) == {"Dialog": "waiting"}


def test_a_withdrawal_passes_the_seat_on_and_tells_who_moved(activity: Activity) -> None:
    """The first in line gets it in the same breath, by mail; the one who left keeps nothing."""
    room = workshop(activity, capacity=1)
    first, second, third = (sign_up(activity, room) for _one in range(3))
    withdraw(first)
    assert (standing(first), standing(second)) == ({}, {"Dialog": "seated"})
    assert line(room) == [third.pk]
    assert mails() == {(second.pk, str(room.pk))}
    assert find_discrepancies() == []


def test_a_freed_seat_travels_from_room_to_room(activity: Activity) -> None:
    """C gets the seat in A, whose seat in B goes to D, whose seat in another round stays."""
    a, b = workshop(activity, "A", capacity=1), workshop(activity, "B", capacity=1)
    other = workshop(activity, "X", round=2)
    first, second, third = sign_up(activity, a), sign_up(activity, b), sign_up(activity, b, other)
    choose(second, [a.pk])
    assert standing(second) == {"A": "waiting", "B": "seated"}

    withdraw(first)

    assert standing(second) == {"A": "seated"}
    assert standing(third) == {"B": "seated", "X": "seated"}
    assert (counters(a), counters(b)) == ((1, 0), (1, 0))
    assert mails() == {(second.pk, str(a.pk)), (third.pk, str(b.pk))}


def test_two_who_wait_for_each_others_room_swap(activity: Activity) -> None:
    """Both first in line: nobody has to give up a seat for the others to come through."""
    rooms = [workshop(activity, title, capacity=1) for title in "ABC"]
    people = [sign_up(activity, room) for room in rooms]
    choose(people[0], [rooms[1].pk])
    choose(people[1], [rooms[2].pk])
    assert standing(people[0]) == {"A": "seated", "B": "waiting"}
    choose(people[2], [rooms[0].pk])
    assert [standing(p) for p in people] == [{"B": "seated"}, {"C": "seated"}, {"A": "seated"}]
    assert [counters(room) for room in rooms] == [(1, 0)] * 3


def test_choosing_again_keeps_the_place_and_giving_up_frees_it(activity: Activity) -> None:
    """The same form sent twice changes nothing; a round left out is given up."""
    room, other = workshop(activity, capacity=1), workshop(activity, "Film")
    first, second, third = (sign_up(activity, room) for _one in range(3))
    choose(second, [room.pk])
    assert line(room) == [second.pk, third.pk]
    choose(second, [other.pk])
    assert (standing(second), line(room)) == ({"Film": "seated"}, [third.pk])
    choose(first, [])
    assert (standing(first), standing(third)) == ({}, {"Dialog": "seated"})


def test_choosing_back_leaves_the_line(activity: Activity) -> None:
    """Whoever waits elsewhere and marks her own room again stays there."""
    full, own = workshop(activity, "Fuld", capacity=0), workshop(activity, "Egen")
    person = sign_up(activity, own)
    choose(person, [full.pk])
    choose(person, [own.pk])
    assert standing(person) == {"Egen": "seated"}


def test_what_cannot_be_chosen(activity: Activity) -> None:
    """A workshop of another activity, a registration that ended, a day that has begun."""
    room = workshop(activity)
    person = sign_up(activity)
    with pytest.raises(NoSuchWorkshop):
        choose(person, [workshop(ActivityFactory()).pk])
    Session.objects.update(start=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ChoosingIsOver):
        choose(person, [room.pk])
    choose(person, [room.pk], by=UserFactory())
    assert standing(person) == {"Dialog": "seated"}
    withdraw(person)
    with pytest.raises(ChoosingIsOver):
        choose(person, [room.pk], by=UserFactory())


def test_nothing_moves_by_itself_once_people_are_in_their_rooms(activity: Activity) -> None:
    """A seat freed on the day stays free until staff give it away."""
    room = workshop(activity, capacity=1)
    first, second = sign_up(activity, room), sign_up(activity, room)
    Session.objects.update(start=timezone.now() - timedelta(minutes=1))
    withdraw(first)
    assert standing(second) == {"Dialog": "waiting"}
    choose(second, [room.pk], by=UserFactory(), reason="Mødte op")
    assert standing(second) == {"Dialog": "seated"}


def test_staff_give_a_seat_beyond_the_capacity_with_a_reason(activity: Activity) -> None:
    """It is logged without a name, overbooks by one, and the next freed seat goes to nobody."""
    room = workshop(activity, capacity=1)
    first, second, third = (sign_up(activity, room) for _one in range(3))
    staff = UserFactory()
    choose(third, [room.pk], by=staff, reason="Skal holde oplæg")
    assert counters(room) == (2, 1)
    assert mails() == {(third.pk, str(room.pk))}
    entry = ActivityLogEntry.objects.get(action="events.overbook_workshop")
    assert (entry.user, entry.data) == (staff, {"workshop": "Dialog", "reason": "Skal holde oplæg"})
    withdraw(first)
    assert (counters(room), line(room)) == ((1, 0), [second.pk])


def test_without_a_member_of_staff_a_reason_is_worth_nothing(activity: Activity) -> None:
    """Nobody talks herself past the line."""
    room = workshop(activity, capacity=0)
    person = sign_up(activity)
    choose(person, [room.pk], reason="Jeg vil så gerne")
    assert standing(person) == {"Dialog": "waiting"}


def test_more_seats_move_the_line_up_and_fewer_take_nobodys(activity: Activity) -> None:
    """Up: those first in line come in. Down: overbooked until people leave. Both are logged."""
    room = workshop(activity, capacity=1)
    people = [sign_up(activity, room) for _one in range(4)]
    resize(room, 3)
    assert line(room) == [people[3].pk]
    assert mails() == {(people[1].pk, str(room.pk)), (people[2].pk, str(room.pk))}
    resize(room, 2)
    assert counters(room) == (3, 1)
    withdraw(people[0])
    assert (counters(room), line(room)) == ((2, 0), [people[3].pk])
    data = ActivityLogEntry.objects.filter(action="events.resize_workshop").values_list(
        "data", flat=True
    )
    assert {(d["workshop"], d["from"], d["to"]) for d in data} == {
        ("Dialog", 1, 3),
        ("Dialog", 3, 2),
    }


def test_a_cancelled_activity_empties_its_rooms_and_moves_nobody(activity: Activity) -> None:
    """No seat is handed on while everything ends."""
    room = workshop(activity, capacity=1)
    for _one in range(3):
        sign_up(activity, room)
    planning.cancel(activity)
    assert RegistrationChoice.objects.count() == 0
    assert counters(room) == (0, 0)
    assert mails() == set()


def test_a_substitute_takes_over_seat_and_place(activity: Activity) -> None:
    """Nothing moves by it, and no line is jumped."""
    room, other = workshop(activity, capacity=1), workshop(activity, "Film", round=2, capacity=0)
    old = sign_up(activity, room, other)
    new = RegistrationFactory(activity=activity)
    hand_over(old, new)
    assert standing(new) == {"Dialog": "seated", "Film": "waiting"}
    assert find_discrepancies() == []


def test_an_offer_reserves_no_workshop() -> None:
    """Held and offered seats leave the rooms to those who are sure to come."""
    activity = ActivityFactory(capacity=3)
    room = workshop(activity)
    person = RegistrationFactory(activity=activity, status=RegistrationStatus.OFFERED)
    choose(person, [room.pk])
    assert (standing(person), counters(room)) == ({"Dialog": "wished"}, (0, 0))


def test_the_check_finds_a_counter_that_is_wrong_and_a_recount_mends_it(
    activity: Activity,
) -> None:
    """What ``seats --check`` says of workshops, and what retention does after deleting people."""
    room = workshop(activity)
    sign_up(activity, room)
    RegistrationChoice.objects.all().delete()
    (found,) = find_discrepancies()
    assert (found.choice_id, found.counter, found.rows) == (room.pk, 1, 0)
    recount(activity)
    assert find_discrepancies() == []


def test_what_retention_deletes_leaves_the_rooms_counted_anew(activity: Activity) -> None:
    """Thirteen months later people are gone, and no counter claims otherwise."""
    room = workshop(activity)
    sign_up(activity, room)
    delete_staff_events(timezone.now() + timedelta(days=30 + 366 + 5))
    assert activity.registrations.count() == 0
    assert counters(room) == (0, 0)


def test_a_copy_has_the_same_rooms_and_nobody_in_them(activity: Activity) -> None:
    """Titles, rounds, rooms and seats come along; people do not."""
    sign_up(activity, workshop(activity, "A", round=2, place="Lokale 1", capacity=5))
    copy, _page = planning.duplicate(activity)
    (room,) = copy.choices.all()
    assert (room.title, room.round, room.place) == ("A", 2, "Lokale 1")
    assert (room.capacity, room.taken) == (5, 0)


def test_a_move_takes_a_fixed_number_of_queries(
    activity: Activity, django_assert_max_num_queries: object
) -> None:
    """Twenty who move up cost as much as one."""
    room = workshop(activity, capacity=0)
    for _one in range(20):
        sign_up(activity, room)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        resize(room, 20)
    assert line(room) == []

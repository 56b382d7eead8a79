"""Who may be signed up for a members' meeting, how many, and under a crowd."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from events.models import Activity, Registration
from events.registration import NotEligible, Person
from medborgerforum import leaving, seating
from medborgerforum.models import ForumSeat, Meeting, Representative
from tests.crowd import PATIENCE, release
from tests.factories import ActivityFactory, UserFactory
from tests.factories.forum import make_association, make_meeting, make_representative
from tests.medborgerforum.meetings import ENDINGS, enter, person_of, seat_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Representative:
    """Return someone who may sign up others."""
    return make_representative(may_sign_up_others=True)


def test_a_representative_signs_herself_and_a_colleague_up(amina: Representative) -> None:
    """Both come for the association, and it is kept who signed them up."""
    meeting = make_meeting()

    enter(meeting, person_of(amina))
    colleague = enter(meeting, person_of(amina, name="Bo Berg", email="bo@forening.example"))[0]

    assert colleague.is_confirmed
    assert seating.taken_by(meeting) == {amina.association_id: 2}
    assert colleague.forum_seat.signed_up_by == amina


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_association_that_has_not_accepted_signs_nobody_up(
    amina: Representative, ending: str
) -> None:
    """Overdue, lapsed or left: neither by itself nor through staff who may run the meeting."""
    meeting = make_meeting()
    ENDINGS[ending](amina.association)

    for by in (None, UserFactory(role="Forumkoordinator")):
        with pytest.raises(NotEligible) as refusal:
            enter(meeting, person_of(amina), by=by, source="staff" if by else "web")
        assert "Foreningen" in str(refusal.value.message)
    assert not Registration.objects.exists()


def _only_herself(amina: Representative) -> Person:
    amina.may_sign_up_others = False
    amina.save()
    return person_of(amina, name="Bo Berg", email="bo@forening.example")


def _shared_mailbox(amina: Representative) -> Person:
    amina.may_sign_up_others = False
    amina.save()
    return person_of(amina, name="Bo Berg")


def _unconfirmed(amina: Representative) -> Person:
    amina.confirmed_at = None
    amina.save()
    return person_of(amina)


def _of_another(amina: Representative) -> Person:
    other = make_association("Sydhavnens Klub")
    values = {"association": other.pk, "representative": amina.pk}
    return person_of(amina, extras={"forum": values})


def _without_representative(amina: Representative) -> Person:
    return person_of(amina, extras={"forum": {"association": amina.association_id}})


def _unknown(amina: Representative) -> Person:
    return person_of(amina, extras={"forum": {"association": uuid4(), "representative": amina.pk}})


WRONG: list[Callable[[Representative], Person]] = [
    _only_herself,
    _shared_mailbox,
    _unconfirmed,
    _of_another,
    _without_representative,
    _unknown,
]


@pytest.mark.parametrize("wrong", WRONG)
def test_whoever_has_no_right_to_it_is_refused(
    amina: Representative, wrong: Callable[[Representative], Person]
) -> None:
    """A representative speaks for her own association, and for others only if she may."""
    meeting = make_meeting()
    with pytest.raises(NotEligible):
        enter(meeting, wrong(amina))
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "extras",
    [
        {},
        {"forum": None},
        {"forum": "x"},
        {"forum": []},
        {"forum": {}},
        {"forum": {"association": "ikke en nøgle"}},
        {"forum": {"association": 7, "representative": None}},
    ],
)
def test_malformed_values_are_refused_and_never_crash(extras: Any) -> None:
    """Whatever stands in the extras, the answer is a sentence; for staff as well."""
    meeting = make_meeting()
    for by in (None, UserFactory(role="Forumkoordinator")):
        with pytest.raises(NotEligible) as refusal:
            enter(meeting, Person(name="X", email="x@y.example", extras=extras), by=by)
        assert "medlemmer" in str(refusal.value.message)


def test_staff_sign_someone_up_for_a_member(amina: Representative) -> None:
    """By phone, without a representative; somebody who is no staff cannot do the same."""
    meeting = make_meeting()
    values = {"forum": {"association": amina.association_id, "representative": None}}
    guest = Person(name="Bo Berg", email="bo@forening.example", extras=values)

    with pytest.raises(NotEligible):
        enter(meeting, guest, by=UserFactory(role="Redaktør"))
    enter(meeting, guest, by=UserFactory(role="Forumkoordinator"), source="staff")

    assert seating.taken_by(meeting) == {amina.association_id: 1}


def test_the_rule_holds_whatever_the_row_says() -> None:
    """An editor cannot open a members' meeting by its field; elsewhere the key does it."""
    meeting = make_meeting()
    Activity.objects.filter(pk=meeting.pk).update(eligibility="anyone")
    other = ActivityFactory(eligibility="charter-member")
    for activity in (meeting, other):
        with pytest.raises(NotEligible):
            enter(activity, Person(name="X", email="x@y.example"))


def test_everyone_active_counts_against_the_associations_seats(amina: Representative) -> None:
    """In line, offered or pending is signed up; withdrawn is not; others' do not count."""
    meeting = make_meeting(seats_per_association=2, capacity=1)
    enter(meeting, person_of(amina))
    waiting = enter(meeting, person_of(amina, name="Bo", email="bo@f.example"))[0]
    assert waiting.is_waiting

    third = person_of(amina, name="Carl", email="carl@f.example")
    with pytest.raises(NotEligible, match="not eligible") as refusal:
        enter(meeting, third)
    assert "2" in str(refusal.value.message)

    other = make_representative(make_association("Sydhavnens Klub"), email="s@klub.example")
    enter(meeting, person_of(other))
    seating.withdraw(amina, waiting)
    enter(meeting, third)


def test_one_request_cannot_bring_more_than_the_seats(amina: Representative) -> None:
    """Several in one booking count together."""
    meeting = make_meeting(seats_per_association=1)
    bo = person_of(amina, name="Bo", email="bo@f.example")
    with pytest.raises(NotEligible):
        enter(meeting, person_of(amina), replace(bo))


def test_a_meeting_gets_its_row_and_a_copy_its_number() -> None:
    """Without a row the default holds; a copied meeting gives as many seats, and no agenda."""
    from events import planning

    meeting = make_meeting(seats_per_association=5)
    copy, _page = planning.duplicate(meeting)
    assert Meeting.objects.get(activity=copy).seats_per_association == 5

    planned = ActivityFactory(kind="forummoede", status="planned")
    planning.open_signup(planned)
    assert Meeting.objects.get(activity=planned).seats_per_association == 2


def test_ending_a_membership_gives_its_coming_seats_back(amina: Representative) -> None:
    """Meetings that have begun, and others' people, are left alone; repeating does nothing."""
    from django.utils import timezone

    coming, begun = make_meeting(), make_meeting(starts_in_days=-1)
    seat_for(amina.association, coming)
    seat_for(amina.association, coming, status="waiting")
    past = seat_for(amina.association, begun)
    other = seat_for(make_association("Sydhavnens Klub"), coming)
    now = timezone.now()

    assert seating.withdraw_upcoming(amina.association, at=now) == 2
    assert seating.withdraw_upcoming(amina.association, at=now) == 0

    kept = Registration.objects.active()
    assert set(kept) == {past, other}


def sign_up_in_a_process(activity_id: UUID, representative_id: UUID, number: int) -> str:
    """Sign one colleague up through the real command, in a process of the crowd."""
    amina = Representative.objects.select_related("association").get(pk=representative_id)
    try:
        booking = seating.sign_up(
            amina,
            Activity.objects.get(pk=activity_id),
            name=f"Kollega {number}",
            email=f"kollega{number}@forening.example",
            idempotency_key=uuid4(),
            language="da",
        )
    except NotEligible:
        return "refused"
    return booking.registrations.get().status


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_crowd_of_colleagues_gets_the_associations_seats_and_no_more() -> None:
    """Sixteen processes (SQLite: six) at once for one association with three seats."""
    processes = 16 if connection.vendor == "postgresql" else 6
    amina = make_representative(may_sign_up_others=True)
    meeting = make_meeting(seats_per_association=3, capacity=50)
    jobs = [(meeting.pk, amina.pk, number) for number in range(processes)]

    ended = release(sign_up_in_a_process, jobs, processes=processes)

    assert sorted(ended) == ["confirmed"] * 3 + ["refused"] * (processes - 3)
    assert ForumSeat.objects.filter(association=amina.association).count() == 3


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_nobody_slips_in_while_the_association_leaves() -> None:
    """Who leaves waits for the sign-up under way, sees it, and gives its seat back."""
    amina = make_representative()
    meeting = make_meeting()
    left = Thread(target=leave_and_close, args=(amina,))

    with transaction.atomic():
        enter(meeting, person_of(amina))
        left.start()
        for _moment in range(300):  # until the other waits for a lock, or is through
            if not left.is_alive() or someone_waits_for_a_lock():
                break
            sleep(0.05)
    left.join(PATIENCE)

    amina.association.refresh_from_db()
    assert amina.association.state == "left"
    assert not Registration.objects.active().filter(activity=meeting).exists()


def leave_and_close(representative: Representative) -> None:
    """Leave in a thread of its own, on a connection of its own."""
    leaving.leave(representative.association, by_representative=representative)
    connection.close()


def someone_waits_for_a_lock() -> bool:
    """Whether another connection to this database stands waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0

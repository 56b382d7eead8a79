"""No way round: every route to a seat asks whether the association may have one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import (
    addons,
    approval,
    attendance,
    cancellation,
    eligibility,
    holds,
    offers,
    offline,
    redating,
    seats,
    waitlist,
)
from events.changes import ChangeRefused
from events.enums import WaitlistMode
from events.links import Purpose, token_for
from events.models import Activity, Booking, Registration
from events.registration import Contact, NotEligible, Person
from events.teams import bookings, substitution
from medborgerforum import seating
from medborgerforum.models import Representative
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory, make_person
from tests.factories.forum import accept, make_association, make_meeting, make_representative
from tests.medborgerforum.meetings import ENDINGS, enter, person_of, seat_for

pytestmark = pytest.mark.django_db

HTTP_FOUND = 302


@pytest.fixture
def amina() -> Representative:
    """Return someone whose association will not be allowed to sign up."""
    return make_representative(may_sign_up_others=True)


@pytest.fixture
def staff() -> Any:
    """Return who runs the forum."""
    return UserFactory(role="Forumkoordinator")


@pytest.fixture(params=ENDINGS)
def end(request: pytest.FixtureRequest) -> Callable[[Representative], None]:
    """Return each way for an association to be shut out."""
    return lambda representative: ENDINGS[request.param](representative.association)


def test_the_line_passes_it_over_and_serves_the_next(
    amina: Representative, end: Callable[[Representative], None]
) -> None:
    """A freed seat goes to the next who may have one, and the first keeps her place."""
    meeting = make_meeting(capacity=1)
    seated = seat_for(make_association("Andre"), meeting)
    first = seat_for(amina.association, meeting, "waiting")
    second = seat_for(make_association("Tredje"), meeting, "waiting")
    end(amina)
    # A new version is for all: the others have accepted it.
    for row in (seated, second):
        _accept_newest(row)

    cancellation.withdraw(seated)

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.is_waiting
    assert second.is_confirmed


def _accept_newest(row: Registration) -> None:
    from medborgerforum import charter

    accept(row.forum_seat.association, charter.published()[0])


def _resize(row: Registration, staff: Any) -> None:
    seats.resize(row.activity, 5, by=staff)


def _fill(row: Registration, staff: Any) -> None:
    Activity.objects.filter(pk=row.activity_id).update(capacity=5)
    waitlist.fill_next(row.activity, by=staff)


def _out_of_turn(row: Registration, staff: Any) -> None:
    with pytest.raises(waitlist.SeatBarred):
        waitlist.seat_out_of_turn(row, reason="Vigtig", by=staff)


def _clock(row: Registration, staff: Any) -> None:
    Activity.objects.filter(pk=row.activity_id).update(capacity=5)
    seating.move_up_due(timezone.now())
    offers.expire_due()


def _walks_in(row: Registration, staff: Any) -> None:
    known = Person(name=row.name, email=row.email or "")
    with pytest.raises(eligibility.NotAdmitted):
        _at_the_door(row.activity, known, staff)


def _at_the_door(activity: Activity, person: Person, staff: Any) -> Registration:
    session = activity.sessions.get()
    return attendance.add_walk_in(activity, session, person, idempotency_key=uuid4(), by=staff)


@pytest.mark.parametrize("route", [_resize, _fill, _out_of_turn, _clock, _walks_in])
def test_nobody_in_line_gets_a_seat(
    amina: Representative,
    staff: Any,
    end: Callable[[Representative], None],
    route: Callable[[Registration, Any], None],
) -> None:
    """By no hand: the queue, staff, the clock, the door."""
    meeting = make_meeting(capacity=0)
    row = seat_for(amina.association, meeting, "waiting")
    end(amina)

    route(row, staff)

    row.refresh_from_db()
    assert not row.has_seat


def test_an_offer_cannot_be_accepted_and_is_not_lost(
    amina: Representative, staff: Any, end: Callable[[Representative], None]
) -> None:
    """Neither by herself nor by staff for her; the offer stays until it runs out."""
    meeting = make_meeting(waitlist_mode=WaitlistMode.OFFER)
    row = seat_for(amina.association, meeting, "offered", expires_at=_soon())
    end(amina)

    for by in (None, staff):
        with pytest.raises(offers.SeatBarred):
            offers.accept(row, by=by)

    row.refresh_from_db()
    assert row.is_offered


def test_once_it_has_accepted_the_same_offer_holds(amina: Representative) -> None:
    """Shut out for want of an acceptance, and let in again by it."""
    meeting = make_meeting(waitlist_mode=WaitlistMode.OFFER)
    row = seat_for(amina.association, meeting, "offered", expires_at=_soon())
    ENDINGS["overdue"](amina.association)
    with pytest.raises(offers.SeatBarred):
        offers.accept(row)

    _accept_newest(row)

    assert offers.accept(row).is_confirmed


def _soon() -> Any:
    return timezone.now() + timedelta(hours=5)


def test_a_pending_sign_up_is_not_approved(
    amina: Representative, staff: Any, end: Callable[[Representative], None]
) -> None:
    """One by one, and in bulk, where it is left out."""
    meeting = make_meeting(needs_approval=True)
    row = seat_for(amina.association, meeting, "pending")
    end(amina)
    with pytest.raises(approval.SeatBarred):
        approval.approve(row, by=staff)
    row.refresh_from_db()
    assert row.is_pending


def test_a_row_that_came_for_no_association_gets_no_seat(staff: Any) -> None:
    """Signed up while the activity was of another kind: waiting for a seat that is not hers."""
    meeting = make_meeting(capacity=0)
    row = RegistrationFactory(activity=meeting, status="waiting")
    seats.resize(meeting, 5, by=staff)
    row.refresh_from_db()
    assert row.is_waiting


def _hold(activity: Activity, staff: Any) -> None:
    holds.hold(
        activity=activity, number=2, contact=Contact(), idempotency_key=uuid4(), until=_soon()
    )


def _hold_by_staff(activity: Activity, staff: Any) -> None:
    holds.hold(
        activity=activity,
        number=2,
        contact=Contact(),
        idempotency_key=uuid4(),
        until=_soon(),
        source="staff",
        by=staff,
    )


def _name_a_seat(activity: Activity, staff: Any) -> None:
    booking = Booking.objects.create(activity=activity, idempotency_key=uuid4(), is_team=True)
    RegistrationFactory(
        activity=activity, booking=booking, status="held", name="", email=None,
        identity=None, expires_at=_soon(),
    )  # fmt: skip
    holds.name_seat(booking, make_person())


def _team_grows(activity: Activity, staff: Any) -> None:
    booking = Booking.objects.create(activity=activity, idempotency_key=uuid4(), is_team=True)
    bookings.add_places(booking, 1)


def _other_date(activity: Activity, staff: Any) -> None:
    other = ActivityFactory(series=activity.series)
    redating.move(RegistrationFactory(activity=other), activity)


def _line_of_other_date(activity: Activity, staff: Any) -> None:
    other = ActivityFactory(series=activity.series)
    row = RegistrationFactory(activity=other)
    redating.stand_in_line(row, activity, idempotency_key=uuid4())


def _network(activity: Activity, staff: Any) -> None:
    enter(activity, make_person(), source="invited")


def _neutral(activity: Activity, staff: Any) -> None:
    Activity.objects.filter(pk=activity.pk).update(discreet=True)
    enter(activity, make_person(), source="neutral")


def _anyone(activity: Activity, staff: Any) -> None:
    enter(activity, make_person())


def _by_staff(activity: Activity, staff: Any) -> None:
    enter(activity, make_person(), source="staff", by=staff)


ROUTES = [
    _anyone, _by_staff, _hold, _hold_by_staff, _name_a_seat, _team_grows, _other_date,
    _line_of_other_date, _network, _neutral,
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_seats_someone_without_an_association(
    staff: Any, route: Callable[[Activity, Any], None]
) -> None:
    """Ways that know nothing of associations stay shut at a members' meeting."""
    meeting = make_meeting()
    with pytest.raises((NotEligible, redating.NoSeatThere)):
        route(meeting, staff)
    assert not Registration.objects.filter(activity=meeting).exclude(name="").active().exists()


def test_nobody_is_substituted(amina: Representative, staff: Any) -> None:
    """The association withdraws the one and signs the other up instead."""
    row = enter(make_meeting(), person_of(amina))[0]
    for by in (None, staff):
        with pytest.raises(ChangeRefused):
            substitution.replace(row, make_person(), by=by)


# --- The door ------------------------------------------------------------------------------------
def test_at_the_door_staff_choose_the_association(amina: Representative, staff: Any) -> None:
    """Within its seats; not for one that may not sign up; nobody else lets a guest in."""
    meeting = make_meeting(starts_in_days=0, seats_per_association=1)
    values = {"forum": {"association": amina.association_id}}
    guest = Person(name="Bo", email="bo@f.example", extras=values)

    for by in (None, UserFactory(role="Redaktør")):
        with pytest.raises(eligibility.NotAdmitted):
            _at_the_door(meeting, guest, by)
    row = _at_the_door(meeting, guest, staff)
    assert row.forum_seat.association == amina.association
    with pytest.raises(eligibility.NotAdmitted):
        _at_the_door(meeting, Person(name="Eva", email="eva@f.example", extras=values), staff)

    cancellation.withdraw(row)
    ENDINGS["left"](amina.association)
    with pytest.raises(eligibility.NotAdmitted):
        _at_the_door(meeting, guest, staff)


def test_the_page_at_the_door_asks_for_the_association(
    client: Client, amina: Representative, staff: Any
) -> None:
    """A refusal stands on the form, with what was typed; nothing of it is kept on a phone."""
    meeting = make_meeting(starts_in_days=0, seats_per_association=1)
    client.force_login(staff)
    url = reverse("events:checkin_walk_in", args=[meeting.pk])
    page = client.get(url)
    assert "Nordvest Nabohjælp" in page.text
    assert "X-Checkin-Copy" not in page.headers

    typed = {"name": "Bo", "role": "other", "forum-association": str(amina.association_id)}
    first = client.post(url, {**typed, "idempotency_key": str(uuid4())})
    assert first.status_code == HTTP_FOUND
    again = client.post(url, {**typed, "name": "Eva", "idempotency_key": str(uuid4())})
    assert "Hver forening kan tilmelde" in again.text
    assert 'value="Eva"' in again.text
    assert seating.taken_by(meeting) == {amina.association_id: 1}


def test_a_guest_kept_on_a_phone_is_refused_with_a_sentence(client: Client, staff: Any) -> None:
    """And behind the page the rule stands."""
    meeting = make_meeting(starts_in_days=0)
    session = meeting.sessions.get()
    client.force_login(staff)
    action = {
        "key": str(uuid4()),
        "kind": "walk_in",
        "session": str(session.pk),
        "name": "Bo",
        "role": "other",
    }
    answer = client.post(
        reverse("events:checkin_send", args=[meeting.pk]),
        {"actions": [action]},
        content_type="application/json",
    ).json()["answers"][0]
    assert answer["outcome"] == "refused"
    assert "medlemmer" in answer["message"]

    kept = offline.WalkIn(key=uuid4(), session=session, person=Person(name="Bo"))
    with pytest.raises(eligibility.NotAdmitted):
        offline.apply(meeting, kept, by=staff)
    assert not Registration.objects.exists()


# --- The floor's own pages -----------------------------------------------------------------------
def test_staffs_form_asks_for_the_association(
    client: Client, amina: Representative, staff: Any
) -> None:
    """Signing someone up by phone keeps for whom; elsewhere nothing more is asked."""
    meeting = make_meeting()
    client.force_login(staff)
    url = reverse("activity:sign_up", args=[meeting.pk])
    data = {
        "name": "Bo",
        "email": "bo@f.example",
        "role": "other",
        "channel": "phone",
        "idempotency_key": str(uuid4()),
    }
    assert "Vælg den forening" in client.post(url, data).text
    client.post(url, {**data, "forum-association": str(amina.association_id)})
    assert seating.taken_by(meeting) == {amina.association_id: 1}
    other = reverse("activity:sign_up", args=[ActivityFactory().pk])
    assert 'name="forum-association"' not in client.get(other).text


def test_the_floors_form_leads_to_the_forum(client: Client, rf: Any) -> None:
    """Posting to it signs nobody up; the calendar's page says for whom the meeting is."""
    meeting = make_meeting()
    url = reverse("events:signup", args=[meeting.pk])
    for answer in (client.get(url), client.post(url, {"name": "X", "email": "x@y.example"})):
        assert answer.status_code == HTTP_FOUND
        assert answer["Location"] == reverse("forum:meeting", args=[meeting.pk])
    team = reverse("events:team_book", args=[meeting.pk])
    client.post(team, {"number": "3", "name": "X", "email": "x@y.example"})
    assert not Registration.objects.exists()
    (section,) = addons.sections(addons.Place.ACTIVITY_PAGE, rf.get("/"), meeting)
    assert "Kun for medlemmer af medborgerforum" in section
    assert addons.sections(addons.Place.ACTIVITY_PAGE, rf.get("/"), ActivityFactory()) == []


def test_saying_yes_on_her_own_page_is_answered_with_the_reason(
    client: Client, amina: Representative
) -> None:
    """The page of the person with an offer says what the association has to do."""
    meeting = make_meeting(waitlist_mode=WaitlistMode.OFFER)
    row = seat_for(amina.association, meeting, "offered", expires_at=_soon())
    ENDINGS["overdue"](amina.association)
    token = token_for(Purpose.SELF_SERVICE, row.pk, row.link_version)
    url = reverse("events:self_service_answer", args=[row.pk, token])
    answer = client.post(url, {"answer": "ja"}, follow=True)
    row.refresh_from_db()
    assert row.is_offered
    assert "nye charter" in answer.text

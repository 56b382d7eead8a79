"""Another date of the same activity: move where a seat is free, else stand in line there too."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events import cancellation, ratelimit, redating
from events.enums import EndReason, RegistrationStatus
from events.links import Purpose, token_for
from events.models import Activity, Booking, OutboxMessage, Registration
from events.registration import Person
from events.seats import find_discrepancies
from events.teams.substitution import replace
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def dates(*capacities: int, **kwargs: Any) -> list[Activity]:
    """Return one activity on several dates, a week apart, with so many seats each."""
    series = uuid.uuid4()
    return [
        ActivityFactory(
            title=f"Temadag {number}",
            series=series,
            capacity=capacity,
            starts_in_days=20 + 7 * number,
            **kwargs,
        )
        for number, capacity in enumerate(capacities)
    ]


def taken(*activities: Activity) -> list[int]:
    return [Activity.objects.get(pk=a.pk).taken for a in activities]


def page(registration: Registration, name: str = "self_service_dates") -> str:
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def test_the_seat_moves_along_and_the_one_left_goes_to_the_next_in_line() -> None:
    here, there = dates(1, 1)
    row = RegistrationFactory(activity=here, name="Bo Berg", workplace="Klubben")
    waiting = RegistrationFactory(activity=here, status=RegistrationStatus.WAITING)
    moved = redating.move(row, there)
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert moved.is_confirmed
    assert (moved.activity_id, moved.name, moved.email) == (there.pk, "Bo Berg", row.email)
    assert moved.workplace == "Klubben"
    assert (row.status, row.ended) == (RegistrationStatus.CANCELLED, EndReason.MOVED)
    assert waiting.is_confirmed
    assert taken(here, there) == [1, 1]
    assert find_discrepancies() == []
    mails = OutboxMessage.objects.order_by("kind").values_list("kind", "registration")
    assert list(mails) == [
        ("confirmed", moved.pk),
        ("moved_up", waiting.pk),
        ("withdrawn", row.pk),
    ]


def test_repeating_a_move_is_the_same_move() -> None:
    here, there = dates(3, 3)
    row = RegistrationFactory(activity=here)
    assert redating.move(row, there) == redating.move(row, there)
    assert taken(here, there) == [0, 1]


def test_one_may_move_back_and_forth() -> None:
    here, there = dates(1, 1)
    row = RegistrationFactory(activity=here)
    back = redating.move(redating.move(row, there), here)
    assert back.is_confirmed
    assert redating.move(back, there).is_confirmed
    assert taken(here, there) == [0, 1]


def test_from_the_line_here_to_a_seat_there() -> None:
    here, there = dates(1, 1)
    RegistrationFactory(activity=here)
    row = RegistrationFactory(activity=here, status=RegistrationStatus.WAITING)
    assert redating.move(row, there).is_confirmed
    assert not Registration.objects.filter(activity=here).in_line().exists()


@pytest.mark.parametrize("obstacle", ["full", "line", "approval"])
def test_without_a_seat_to_be_had_at_once_nothing_moves(obstacle: str) -> None:
    here, there = dates(3, 3)
    row = RegistrationFactory(activity=here)
    if obstacle == "full":
        Activity.objects.filter(pk=there.pk).update(capacity=0)
    elif obstacle == "line":
        RegistrationFactory(activity=there, status=RegistrationStatus.WAITING)
    else:
        Activity.objects.filter(pk=there.pk).update(needs_approval=True)
    with pytest.raises(redating.NoSeatThere):
        redating.move(row, there)
    row.refresh_from_db()
    assert row.is_confirmed
    assert taken(here, there) == [1, 0]
    assert not OutboxMessage.objects.exists()


def test_one_may_wait_there_and_keep_what_one_has_here() -> None:
    here, there = dates(3, 1)
    first = RegistrationFactory(activity=there)
    row = RegistrationFactory(activity=here)
    key = uuid.uuid4()
    waiting = redating.stand_in_line(row, there, idempotency_key=key)
    assert redating.stand_in_line(row, there, idempotency_key=key) == waiting
    assert waiting.is_waiting
    with pytest.raises(redating.AlreadyThere):
        redating.stand_in_line(row, there, idempotency_key=uuid.uuid4())
    cancellation.withdraw(first)
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.is_confirmed, waiting.is_confirmed) == (True, True)
    assert list(redating.also_signed_up(row)) == [waiting]


def test_after_the_deadline_one_rings() -> None:
    here, there = dates(3, 3, withdraw_days=60)
    row = RegistrationFactory(activity=here)
    with pytest.raises(cancellation.PastDeadline):
        redating.move(row, there)
    assert taken(here, there) == [1, 0]


def test_never_into_or_out_of_something_else() -> None:
    here, there = dates(3, 3)
    (elsewhere,) = dates(3)
    hidden, _open = dates(3, 3, discreet=True)
    row = RegistrationFactory(activity=here)
    discreet_row = RegistrationFactory(activity=hidden)
    ended = RegistrationFactory(activity=here, status=RegistrationStatus.CANCELLED)
    for registration, other in ((row, elsewhere), (discreet_row, _open), (row, here)):
        with pytest.raises(redating.MoveRefused):
            redating.move(registration, other)
    with pytest.raises(redating.MoveRefused):
        redating.move(ended, there)
    assert redating.other_dates(discreet_row) == []
    assert Booking.objects.filter(activity__in=[there, elsewhere, _open]).count() == 0


def test_only_dates_that_take_sign_ups_are_shown_and_the_next_comes_first() -> None:
    here, *others = dates(1, 1, 1, 1, 1, 1)
    past, draft, closed, later, hers = others
    row = RegistrationFactory(activity=here, name="Bo", email="bo@skole.example")
    past.sessions.update(start="2020-01-01T09:00Z", end="2020-01-01T15:00Z")
    draft.pages.update(live=False)
    Activity.objects.filter(pk=closed.pk).update(status="closed")
    RegistrationFactory(activity=hers, name="Bo", email="bo@skole.example")
    assert redating.other_dates(row) == [later]


def test_the_page_moves_by_one_tap(client: Client) -> None:
    here, free, full = dates(3, 3, 0)
    row = RegistrationFactory(activity=here)
    assert "Vælg en anden dato" in client.get(page(row, "self_service")).content.decode()
    opened = client.get(page(row))
    html = opened.content.decode()
    assert "Flyt mig hertil" in html
    assert "Skriv mig på ventelisten her" in html
    key = str(opened.context["key"])
    answer = client.post(page(row), {"date": full.pk, "key": key, "keep": "1"}, follow=True)
    assert "Du er nummer 1 på ventelisten" in answer.content.decode()
    answer = client.post(page(row), {"date": free.pk, "key": key}, follow=True)
    assert "Du er flyttet" in answer.content.decode()
    row.refresh_from_db()
    left = client.get(page(row, "self_service")).content.decode()
    assert "Du er flyttet til en anden dato" in left
    assert page(Registration.objects.get(activity=free), "self_service") in left


def test_a_date_that_was_not_shown_is_refused_and_the_page_stays(client: Client) -> None:
    here, _there = dates(3, 3)
    (elsewhere,) = dates(3)
    row = RegistrationFactory(activity=here)
    for date in (elsewhere.pk, "ikke-et-id"):
        answer = client.post(page(row), {"date": date, "key": uuid.uuid4()})
        assert "Flyt mig hertil" in answer.content.decode()
    assert taken(here, elsewhere) == [1, 0]


def test_moving_back_and_forth_has_a_brake_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each move makes a new registration and sends two mails."""
    twice = ratelimit.Limit("signup-test", times=2, window=timedelta(hours=1))
    monkeypatch.setattr("events.ratelimit.SIGNUP", twice)
    here, there = dates(3, 3)
    row = RegistrationFactory(activity=here)
    for to in (there, here, there):
        answer = client.post(page(row), {"date": to.pk, "key": uuid.uuid4()}, follow=True)
        row = Registration.objects.active().get()
    assert "Der er rettet mange gange" in answer.content.decode()
    assert taken(here, there) == [1, 0]


def test_repeating_a_move_after_a_colleague_took_over_is_no_error() -> None:
    here, there = dates(3, 3)
    row = RegistrationFactory(activity=here)
    moved = redating.move(row, there)
    replace(moved, Person(name="Bo Berg", email="bo@skole.example"))
    assert redating.move(row, there) == moved

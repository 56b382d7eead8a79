"""Making a missed session up as a guest at a parallel course."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import completion, makeup
from courses.models import Course, MakeUp
from courses.views.own_sessions import courses_url
from events import absence, cancellation, editing
from events.enums import ActivityStatus, AttendanceState
from events.models import Activity, Registration, Session
from tests.completion.courses import course, parallel_to, person, sessions_of
from tests.crowd import release
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Course:
    """Two sessions of six have been."""
    return course(over=2, activity__capacity=30)


@pytest.fixture
def host(made: Course) -> Course:
    """A parallel course some days behind: its second session is still to come."""
    return parallel_to(made, days=6, activity__capacity=10)


def missed(made: Course, number: int = 2) -> tuple[Registration, Session]:
    return person(made, 1), sessions_of(made)[number - 1]


def options(registration: Registration) -> dict[Any, list[Session]]:
    turns = completion.progress(registration).sessions
    found = makeup.options(registration, turns)
    return {key: [o.session for o in some] for key, some in found.items() if some}


def test_a_missed_session_is_made_up_at_the_one_with_its_number(made: Course, host: Course) -> None:
    registration, session = missed(made)
    at = sessions_of(host)[1]
    assert options(registration) == {session.pk: [at]}
    row = makeup.choose(registration, session.pk, at.pk)
    assert makeup.choose(registration, session.pk, at.pk) == row
    assert list(makeup.guests(at)) == [row]
    assert Activity.objects.get(pk=host.pk).taken == 0


def test_one_to_come_only_after_absence_was_noted(made: Course, host: Course) -> None:
    registration, session = missed(made, 4)
    at = sessions_of(host)[3]
    with pytest.raises(makeup.NotMissed):
        makeup.choose(registration, session.pk, at.pk)
    absence.note(registration, session)
    makeup.choose(registration, session.pk, at.pk)
    makeup.come_after_all(registration, session)
    assert absence.noted(registration) == set()
    assert not MakeUp.objects.exists()


@pytest.mark.parametrize("wrong", ["number", "begun", "series", "length", "discreet", "planned"])
def test_nowhere_else(made: Course, host: Course, wrong: str) -> None:
    registration, session = missed(made)
    at = sessions_of(host)[1]
    if wrong == "number":
        at = sessions_of(host)[2]
    elif wrong == "begun":
        Session.objects.filter(pk=at.pk).update(start=timezone.now() - timedelta(minutes=1))
    elif wrong == "series":
        at = sessions_of(course(over=1))[1]
    elif wrong == "length":
        sessions_of(host)[5].delete()
    elif wrong == "discreet":
        Activity.objects.filter(pk=host.pk).update(discreet=True)
    else:
        Activity.objects.filter(pk=host.pk).update(status=ActivityStatus.PLANNED)
    with pytest.raises(makeup.MakeUpRefused):
        makeup.choose(registration, session.pk, at.pk)
    elsewhere = wrong in {"number", "series"}  # the right place is there still
    assert bool(options(registration)) is elsewhere


def test_never_from_a_discreet_course(made: Course, host: Course) -> None:
    Activity.objects.update(discreet=True)
    registration, session = missed(Course.objects.get(pk=made.pk))
    with pytest.raises(makeup.MakeUpRefused):
        makeup.choose(registration, session.pk, sessions_of(host)[1].pk)


@pytest.mark.parametrize(("capacity", "guests"), [(10, 2), (14, 2), (4, 1)])
def test_a_fifth_of_the_capacity_and_one_at_least(
    made: Course, host: Course, capacity: int, guests: int
) -> None:
    Activity.objects.filter(pk=host.pk).update(capacity=capacity)
    at = sessions_of(host)[1]
    people = [missed(made)[0] for _n in range(guests)]
    session = sessions_of(made)[1]
    for one in people:
        makeup.choose(one, session.pk, at.pk)
    late = missed(made)[0]
    assert not options(late)
    with pytest.raises(makeup.NoRoom):
        makeup.choose(late, session.pk, at.pk)
    cancellation.withdraw(people[0])
    makeup.choose(late, session.pk, at.pk)


def test_a_ticked_guest_is_settled(made: Course, host: Course) -> None:
    registration, session = missed(made)
    row = makeup.choose(registration, session.pk, sessions_of(host)[1].pk)
    makeup.tick(row, AttendanceState.PRESENT)
    for step in (
        lambda: makeup.cancel(registration, session.pk),
        lambda: makeup.choose(registration, session.pk, sessions_of(host)[1].pk),
    ):
        with pytest.raises(makeup.AlreadyTicked):
            step()
    makeup.tick(row, None)
    makeup.cancel(registration, session.pk)
    assert not MakeUp.objects.exists()


def test_a_tick_does_not_follow_her_to_another_session(made: Course, host: Course) -> None:
    registration, session = missed(made)
    other = parallel_to(made, days=7, activity__capacity=10)
    seen = makeup.choose(registration, session.pk, sessions_of(host)[1].pk)
    makeup.choose(registration, session.pk, sessions_of(other)[1].pk)
    makeup.tick(seen, AttendanceState.PRESENT)
    row = MakeUp.objects.get()
    assert (row.at, row.state) == (sessions_of(other)[1], "")


def test_a_session_with_a_ticked_guest_is_not_deleted(made: Course, host: Course) -> None:
    registration, session = missed(made)
    at = sessions_of(host)[1]
    row = makeup.choose(registration, session.pk, at.pk)
    both = [at.pk, session.pk]
    assert editing.sessions_in_use([*both, sessions_of(host)[2].pk]) == set()
    makeup.tick(row, AttendanceState.PRESENT)
    assert editing.sessions_in_use([*both, sessions_of(host)[2].pk]) == set(both)
    assert editing.why_not_delete(host.activity) == str(editing.HAS_ATTENDANCE)


def test_on_her_own_page_and_at_the_hosts_door(made: Course, host: Course) -> None:
    registration, session = missed(made)
    client, url = Client(), courses_url("own_sessions", registration)
    at = sessions_of(host)[1]
    assert "Kvarterhuset" in client.get(url).text
    step = {"session": session.pk, "step": "make_up", "at": at.pk}
    assert "Aftalt." in client.post(url, step, follow=True).text
    door = Client()
    assert registration.name not in door.get(reverse("events:checkin", args=[host.pk])).text
    door.force_login(UserFactory(role="Arrangør"))
    listed = reverse("events:checkin", args=[host.pk]) + f"?session={at.pk}"
    assert "Gæster fra et andet hold" in door.get(listed).text
    tick = reverse("courses:checkin_guest", args=[host.pk])
    row = MakeUp.objects.get()
    data = {"session": at.pk, "guest": row.pk, "state": "present"}
    assert Client().post(tick, data).status_code == 302
    row.refresh_from_db()
    assert row.state == ""
    elsewhere = reverse("courses:checkin_guest", args=[made.pk])
    assert door.post(elsewhere, {**data, "session": session.pk}).status_code == 404
    door.post(tick, data)
    row.refresh_from_db()
    assert row.state == AttendanceState.PRESENT
    assert completion.progress(registration).attended == 2
    Activity.objects.filter(pk=host.pk).update(status=ActivityStatus.HELD)
    assert door.post(tick, {**data, "state": ""}).status_code == 403


def test_a_guest_is_nobodys_business_at_other_sessions(made: Course, host: Course) -> None:
    registration, session = missed(made)
    makeup.choose(registration, session.pk, sessions_of(host)[1].pk)
    door = Client()
    door.force_login(UserFactory(role="Arrangør"))
    other = reverse("events:checkin", args=[host.pk]) + f"?session={sessions_of(host)[2].pk}"
    assert registration.name not in door.get(other).text


def try_to_choose(registration: str, missed_key: str, at: str) -> bool:
    """Choose in a process of the crowd; say whether there was room."""
    row = Registration.objects.get(pk=registration)
    try:
        makeup.choose(row, UUID(missed_key), UUID(at))
    except makeup.NoRoom:
        return False
    return True


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one() -> None:
    made = course(over=2, activity__capacity=30)
    host = parallel_to(made, days=6, activity__capacity=5)
    session, at = sessions_of(made)[1], sessions_of(host)[1]
    jobs = [(str(missed(made)[0].pk), str(session.pk), str(at.pk)) for _n in range(8)]
    assert sorted(release(try_to_choose, jobs, processes=8)) == [False] * 7 + [True]
    assert MakeUp.objects.count() == 1

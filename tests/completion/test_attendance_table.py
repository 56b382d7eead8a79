"""The table of who came when: what it shows, ticking in it, and who may see it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses import completion, makeup
from courses.models import Course
from events import absence, attendance
from events.enums import ActivityStatus, AttendanceState
from events.models import Activity, Attendance, Registration
from tests.completion.courses import course, parallel_to, person, sessions_of
from tests.factories import ActivityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """An organiser."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def table(made: Course | Activity) -> str:
    return reverse("courses_admin:attendance", args=[made.pk])


def test_each_state_has_its_word_and_the_rule_its_answer(client: Client) -> None:
    made = course(over=4, sessions_needed=2, required=[3])
    one, two, three, four, five, _six = sessions_of(made)
    done = person(made, 1, 3, name="Anne Ager")
    short = person(made, 1, name="Bo Ærø")
    attendance.mark(short, two, AttendanceState.ABSENT, by=None)
    absence.note(short, five)
    host = parallel_to(made, days=27)
    absence.note(short, sessions_of(made)[5])
    makeup.choose(short, four.pk, sessions_of(host)[3].pk)
    text = " ".join(client.get(table(made)).text.split())
    for said in ("Mødt", "Udeblevet", "Har meldt fravær", "Indhenter på et andet hold"):
        assert f": {said}<" in text or f">{said}<" in text, said
    assert "2 af 2" in text
    assert "Mangler nr. 3" in text
    assert completion.progress(done).met
    assert (one, three) == tuple(completion.progress(done).attended_sessions)


def test_a_press_ticks_and_another_takes_it_away(client: Client) -> None:
    made = course(over=1)
    registration, session = person(made), sessions_of(made)[0]
    turn = {"turn": f"{registration.pk}:{session.pk}", "p": "1"}
    client.post(table(made), turn)
    row = Attendance.objects.get()
    assert (row.state, row.marked_by is not None) == (AttendanceState.PRESENT, True)
    client.post(table(made), turn)
    assert not Attendance.objects.exists()
    Activity.objects.update(status=ActivityStatus.HELD)
    for state in (AttendanceState.PRESENT, AttendanceState.ABSENT):
        client.post(table(made), turn)
        assert Attendance.objects.get().state == state


@pytest.mark.parametrize("wrong", ["to come", "elsewhere", "nonsense", "cancelled"])
def test_what_cannot_be_ticked(client: Client, wrong: str) -> None:
    made = course(over=1)
    registration = person(made)
    session = sessions_of(made)[1 if wrong == "to come" else 0]
    if wrong == "elsewhere":
        session = sessions_of(course(over=1))[0]
    if wrong == "cancelled":
        Activity.objects.update(status=ActivityStatus.CANCELLED)
    turn = "x:y" if wrong == "nonsense" else f"{registration.pk}:{session.pk}"
    response = client.post(table(made), {"turn": turn})
    assert response.status_code == (302 if wrong == "to come" else 404)
    assert not Attendance.objects.exists()


def test_absence_and_make_up_on_someones_behalf(client: Client) -> None:
    made = course(over=1)
    host = parallel_to(made, days=6)
    registration = person(made)
    url = reverse("courses_admin:person_sessions", args=[made.pk, registration.pk])
    third = sessions_of(made)[2]
    client.post(url, {"session": third.pk, "step": "absent"})
    assert absence.noted(registration) == {third.pk}
    at = sessions_of(host)[2]
    assert "Indhent her" in client.get(url).text
    client.post(url, {"session": third.pk, "step": "make_up", "at": at.pk})
    assert makeup.guests(at).get().registration == registration
    client.post(url, {"session": third.pk, "step": "cancel"})
    assert not makeup.guests(at).exists()
    assert client.post(url, {"session": third.pk, "step": "x"}).status_code == 404


def test_the_number_of_queries_is_the_same_for_a_page_of_people(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    made = course(activity__capacity=60)
    person(made, 1, 2)
    client.get(table(made))
    with django_assert_max_num_queries(40) as few:
        client.get(table(made))
    for _n in range(34):
        person(made, 1)
    with django_assert_max_num_queries(len(few)):
        page = client.get(table(made)).text
    assert page.count('id="p-') == 30


def test_the_button_stands_on_courses_only(client: Client) -> None:
    made = course(over=1)
    other = ActivityFactory(with_page=False)
    edit = client.get(reverse("activity:participants", args=[made.pk])).text
    assert table(made) in edit
    plain = client.get(reverse("activity:participants", args=[other.pk])).text
    assert table(other) not in plain


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker"])
def test_closed_to_others(role: str) -> None:
    made = course(over=1)
    registration = person(made)
    client = Client()
    client.force_login(UserFactory(role=role))
    for url in (
        table(made),
        reverse("courses_admin:person_sessions", args=[made.pk, registration.pk]),
    ):
        assert client.get(url).status_code in {302, 403}
        assert client.post(url, {"turn": "x"}).status_code in {302, 403}


def test_a_discreet_course_is_not_found_by_an_organiser(client: Client) -> None:
    made = course(over=1)
    registration = person(made)
    Activity.objects.update(discreet=True)
    assert client.get(table(made)).status_code == 404
    turn = f"{registration.pk}:{sessions_of(made)[0].pk}"
    assert client.post(table(made), {"turn": turn}).status_code == 404
    assert Registration.objects.get().attendances.count() == 0

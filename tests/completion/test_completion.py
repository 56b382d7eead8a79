"""When is a course completed? So many sessions, and the required ones."""

from typing import Any

import pytest

from courses import completion
from courses.models import MakeUp
from events import attendance
from events.enums import AttendanceState
from tests.completion.courses import attend, course, parallel_to, person, sessions_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("needed", "required", "present", "met"),
    [
        (None, (), (1, 2, 3, 4, 5, 6), True),
        (None, (), (1, 2, 3, 4, 5), False),
        (5, (1,), (1, 2, 3, 4, 5), True),
        (5, (1,), (2, 3, 4, 5, 6), False),
        (5, (1,), (1, 2, 3, 4), False),
        (5, (1, 6), (1, 2, 3, 4, 5), False),
        (9, (), (1, 2, 3, 4, 5, 6), True),
    ],
)
def test_the_rule(needed: int | None, required: Any, present: Any, *, met: bool) -> None:
    made = course(sessions_needed=needed, required=required)
    steps = completion.progress(person(made, *present))
    assert steps.attended == len(present)
    assert steps.met is met
    missing = [s for n, s in enumerate(sessions_of(made), 1) if n in required and n not in present]
    assert list(steps.missing_required) == missing


def test_absent_is_not_present() -> None:
    made = course(sessions=1)
    registration = person(made)
    attendance.mark(registration, sessions_of(made)[0], AttendanceState.ABSENT, by=None)
    assert not completion.progress(registration).met


def test_without_sessions_nothing_is_completed() -> None:
    assert not completion.progress(person(course(sessions=0, over=0))).met


def test_a_make_up_counts_for_the_missed_session_once_it_is_ticked() -> None:
    made = course(sessions_needed=6, required=[3])
    registration = person(made, 1, 2, 4, 5, 6)
    at = sessions_of(parallel_to(made))[2]
    row = MakeUp.objects.create(registration=registration, missed=sessions_of(made)[2], at=at)
    assert not completion.progress(registration).met
    MakeUp.objects.filter(pk=row.pk).update(state=AttendanceState.PRESENT)
    steps = completion.progress(registration)
    assert steps.met
    assert at in steps.attended_sessions
    # Present at both, it counts once.
    attend(registration, made, 3)
    assert completion.progress(registration).attended == 6


def test_only_what_is_over_counts_where_that_is_asked() -> None:
    made = course(sessions=2, over=2)
    registration = person(made, 1, 2)
    last = sessions_of(made)[1]
    assert not completion.progress(registration, over_by=last.start).met
    assert completion.progress(registration, over_by=last.end).met


def test_a_whole_course_takes_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    made = course(activity__capacity=40)
    people = [person(made, 1, 2) for _n in range(3)]
    with django_assert_num_queries(6):
        assert completion.progress(people[0]).attended == 2
    with django_assert_num_queries(6):
        found = completion.of_people(made.activity, people)
    assert {steps.attended for steps in found.values()} == {2}

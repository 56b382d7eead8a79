"""Courses that are under way, and marks at their sessions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Course
from events import attendance
from events.enums import AttendanceState
from events.models import Registration, Session
from tests.factories import CourseFactory, CoursePartFactory, RegistrationFactory


def course(
    *, sessions: int = 6, required: Iterable[int] = (), over: int = 6, **kwargs: Any
) -> Course:
    """Return a course of weekly sessions, ``over`` of which have been; numbers count from 1."""
    made: Course = CourseFactory(
        sessions=sessions, starts_in_days=-7 * over + 3, activity__with_page=False, **kwargs
    )
    for number in required:
        CoursePartFactory(session=sessions_of(made)[number - 1], required=True)
    return made


def sessions_of(made: Course) -> list[Session]:
    """Return the course's sessions in order."""
    return list(made.activity.sessions.order_by("start"))


def person(made: Course, *present: int, **kwargs: Any) -> Registration:
    """Return someone with a seat who was present at these sessions."""
    registration: Registration = RegistrationFactory(activity=made.activity, **kwargs)
    attend(registration, made, *present)
    return registration


def attend(registration: Registration, made: Course, *numbers: int) -> None:
    """Tick someone off."""
    for number in numbers:
        session = sessions_of(made)[number - 1]
        attendance.mark(registration, session, AttendanceState.PRESENT, by=None)


def parallel_to(made: Course, *, days: int = 2, **kwargs: Any) -> Course:
    """Return another course of the series with as many sessions, some days later."""
    first = sessions_of(made)[0].start + timedelta(days=days)
    other: Course = CourseFactory(
        sessions=len(sessions_of(made)),
        starts_in_days=round((first - timezone.now()) / timedelta(days=1)),
        activity__series=made.activity.series,
        activity__with_page=False,
        activity__place="Kvarterhuset, 2300 København S",
        **kwargs,
    )
    return other

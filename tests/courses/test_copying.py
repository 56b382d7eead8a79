"""Copying a course to next term: all of its set-up, none of its people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.enums import Experience, Profession, Release
from courses.models import (
    Application,
    Certificate,
    Course,
    CourseMaterial,
    CoursePart,
    CourseTeacher,
)
from events import planning
from events.enums import ActivityStatus
from tests.factories import (
    ActivityFactory,
    CourseFactory,
    CoursePartFactory,
    RegistrationFactory,
    make_document,
)

pytestmark = pytest.mark.django_db

TERM = timedelta(weeks=26)


def test_the_set_up_comes_along() -> None:
    """Aims, rule, admission, teachers in order, programme and materials, each on its own day."""
    course = CourseFactory(
        sessions=3, hours=18, sessions_needed=2, refresh_months=24, takes_applications=True,
        aims_en="Know the signs", gives_certificate=False, activity__needs_approval=True,
    )  # fmt: skip
    first, second, _third = course.activity.sessions.order_by("start")
    CoursePartFactory(session=second, required=True, programme="Film")
    document = make_document()
    CourseMaterial.objects.create(
        session=first, title="Plan", document=document, release=Release.START
    )
    for position, name in enumerate(("Ea Eg", "Bo Berg")):
        CourseTeacher.objects.create(course=course, name=name, position=position)

    copy, _page = planning.duplicate(course.activity, shift=TERM)
    new = Course.objects.get(activity=copy)
    for name in (
        "aims", "aims_en", "hours", "sessions_needed", "refresh_months", "takes_applications",
        "gives_certificate",
    ):  # fmt: skip
        assert getattr(new, name) == getattr(course, name), name
    assert copy.needs_approval
    assert [t.name for t in new.teachers.all()] == ["Ea Eg", "Bo Berg"]
    part = CoursePart.objects.get(session__activity=copy)
    assert (part.required, part.programme) == (True, "Film")
    assert timezone.localtime(part.session.start) == timezone.localtime(second.start) + TERM
    material = CourseMaterial.objects.get(session__activity=copy)
    assert (material.document, material.release) == (document, Release.START)
    assert timezone.localtime(material.session.start) == timezone.localtime(first.start) + TERM
    assert course.teachers.count() == 2, "the original keeps its own"


def test_people_stay_behind() -> None:
    """Applications and certificates belong to those who were there."""
    course = CourseFactory(sessions=1)
    person = RegistrationFactory(activity=course.activity)
    Application.objects.create(
        registration=person,
        profession=Profession.TEACHER,
        experience=Experience.NONE,
        motivation="Vil",
    )
    Certificate.objects.create(
        registration=person, activity=course.activity, issued_on=timezone.localdate()
    )
    copy, _page = planning.duplicate(course.activity)
    assert copy.status == ActivityStatus.PLANNED
    assert not copy.registrations.exists()
    assert not copy.certificates.exists()
    assert Application.objects.count() == 1


def test_an_activity_that_is_no_course_stays_none() -> None:
    """A theme day's copy gets no course."""
    planning.duplicate(ActivityFactory())
    assert not Course.objects.exists()

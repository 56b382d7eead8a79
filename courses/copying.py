"""What of a course comes along when its activity is copied: the set-up, never the people."""

from collections.abc import Mapping
from uuid import UUID

from courses.models import Course, CourseMaterial, CoursePart, CourseTeacher
from events.models import Activity, Session

COURSE = (
    "aims", "aims_en", "hours", "sessions_needed", "gives_certificate", "refresh_months",
    "takes_applications",
)  # fmt: skip
PART = ("required", "programme", "programme_en")
TEACHER = ("name", "title", "position")
MATERIAL = ("title", "title_en", "document_id", "url", "release", "position")


def copy_course(original: Activity, copy: Activity, sessions: Mapping[UUID, Session]) -> None:
    """Copy the course of ``original`` to ``copy``, whose sessions stand by the original's keys.

    Aims, rule, admission, teachers, programme and materials come along. Applications,
    certificates and whoever made up for a session belong to people and stay behind.
    """
    course = Course.objects.filter(pk=original.pk).first()
    if course is None:
        return
    new = Course.objects.create(activity=copy, **_values(course, COURSE))
    CourseTeacher.objects.bulk_create(
        CourseTeacher(course=new, **_values(row, TEACHER)) for row in course.teachers.all()
    )
    CoursePart.objects.bulk_create(
        CoursePart(session=sessions[row.session_id], **_values(row, PART))
        for row in CoursePart.objects.filter(session__in=sessions)
    )
    # One by one: Wagtail's index of what uses a document listens to each being saved.
    for row in CourseMaterial.objects.filter(session__in=sessions):
        CourseMaterial.objects.create(session=sessions[row.session_id], **_values(row, MATERIAL))


def _values(row: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}

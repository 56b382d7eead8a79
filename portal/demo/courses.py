"""Trainings with programme, applications and attendance; discreet courses in neutral words."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from courses import applications, certificates
from courses.enums import Verdict
from courses.models import (
    Application,
    Course,
    CourseMaterial,
    CoursePart,
    CourseTeacher,
)
from events import registration
from events.enums import ApprovalReason, AttendanceState
from events.models import Attendance, Registration, Session
from events.registration import Contact

from .activities import Planned
from .content import Entry, entries
from .people import Crowd
from .registrations import TEACHER_AS_GUEST, enter
from .staff import organiser

# One of these came too seldom, and one missed the first day: neither has a certificate.
SELDOM, NOT_THE_FIRST = 2, 5
DECIDED = (Verdict.ADMIT, Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE)


def load_courses(planned: Sequence[Planned], crowd: Crowd) -> None:
    """Give the trainings their programme, their applicants, and those who took part."""
    by_key = {one.entry["key"]: one for one in planned}
    for entry in entries("courses", "courses"):
        one = by_key[entry["activity"]]
        _course(one, entry)
        if entry.get("takes_applications"):
            _apply(one, crowd)
        if number := entry.get("people"):
            _take_part(one, number, crowd)


def _course(one: Planned, entry: Entry) -> Course:
    course = Course.objects.create(
        activity=one.row,
        aims=entry["aims"].strip(),
        aims_en=entry["aims_en"].strip(),
        hours=entry["hours"],
        sessions_needed=entry["sessions_needed"],
        refresh_months=entry["refresh_months"],
        takes_applications=entry.get("takes_applications", False),
    )
    if course.takes_applications:
        one.row.needs_approval = True
        one.row.save()
    sessions = list(one.row.sessions.order_by("start"))
    CoursePart.objects.bulk_create(
        CoursePart(session=session, **part)
        for session, part in zip(sessions, entry["parts"], strict=True)
    )
    CourseMaterial.objects.bulk_create(
        CourseMaterial(
            session=sessions[material["session"]],
            position=position,
            **{name: material[name] for name in ("title", "title_en", "url", "release")},
        )
        for position, material in enumerate(entry.get("materials", []))
    )
    speakers = {speaker["key"]: speaker for speaker in entries("activities", "speakers")}
    CourseTeacher.objects.bulk_create(
        CourseTeacher(
            course=course, name=speakers[key]["name"], title=speakers[key]["role"], position=number
        )
        for number, key in enumerate(entry["teachers"])
    )
    return course


def _apply(one: Planned, crowd: Crowd) -> None:
    """Let people apply through the real path; the organiser has begun to read."""
    written = entries("courses", "applications")
    for someone, words in zip(crowd.draw(one.entry, len(written)), written, strict=True):
        person = replace(crowd.person(someone), extras={"application": words})
        registration.register(
            activity=one.row,
            people=[person],
            contact=Contact(name=someone.name, email=someone.email, language="da"),
            idempotency_key=uuid.uuid4(),
        )
    rows = Application.objects.filter(registration__activity=one.row).order_by("created_at")
    for application, verdict in zip(rows[: len(DECIDED)], DECIDED, strict=True):
        reason = ApprovalReason.MIX if verdict == Verdict.DECLINE else ""
        applications.decide(application, verdict, reason, by=organiser())


def _take_part(one: Planned, number: int, crowd: Crowd) -> None:
    """Enter those who take part, tick them off for what is past, and hand out certificates."""
    people = crowd.draw(one.entry, number)
    if one.held:
        people[0] = TEACHER_AS_GUEST
    rows = enter(one, people, crowd)
    over = [session for session in _sessions(one) if session.end < timezone.now()]
    _tick(rows, over)
    if one.held:
        certificates.issue_each(one.row, rows, now=over[-1].end)


def _sessions(one: Planned) -> list[Session]:
    return list(one.row.sessions.order_by("start"))


def _tick(rows: Sequence[Registration], over: Sequence[Session]) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            registration=row,
            state=AttendanceState.ABSENT if _missed(number, day) else AttendanceState.PRESENT,
            marked_by=organiser(),
        )
        for number, row in enumerate(rows)
        for day, session in enumerate(over)
    )


def _missed(number: int, day: int) -> bool:
    """Whether the person of this number stayed away on this day."""
    if number == SELDOM:
        return day >= 1
    if number == NOT_THE_FIRST:
        return day == 0
    return (number + day) % 7 == 6

"""Courses that one applies for, and people who have applied."""

import uuid
from typing import Any

from courses.applications import decide
from courses.enums import Experience, Profession, Verdict
from courses.models import Application
from events.enums import ApprovalReason
from events.models import Activity, Registration, SignupQuestion
from events.registration import Contact, register
from tests.factories import CourseFactory, make_person

WORDS = {
    "profession": Profession.TEACHER,
    "experience": Experience.TWO_TO_FIVE,
    "background": "Lærer i udskolingen.",
    "motivation": "Jeg vil kunne tage den svære samtale.",
}


def course_by_application(capacity: int = 2, **kwargs: Any) -> Activity:
    """Return an open course that takes applications."""
    said = {"activity__capacity": capacity, "activity__needs_approval": True, "sessions": 2}
    return CourseFactory(takes_applications=True, **{**said, **kwargs}).activity


def apply(activity: Activity, *, person: dict[str, Any] | None = None, **words: Any) -> Application:
    """Apply as on the web, and return the application."""
    asked = make_person(extras={"application": {**WORDS, **words}}, **(person or {}))
    booking = register(
        activity=activity,
        people=[asked],
        contact=Contact(name=asked.name, email=asked.email, language="da"),
        idempotency_key=uuid.uuid4(),
    )
    return Application.objects.get(registration=booking.registrations.get())


def decided(activity: Activity, *verdicts: Verdict) -> list[Application]:
    """Return one application for each verdict, decided in that order."""
    found = []
    for verdict in verdicts:
        reason = ApprovalReason.MIX if verdict == Verdict.DECLINE else ""
        found.append(decide(apply(activity), verdict, reason, by=None))
    return found


def ask(activity: Activity, text: str = "Hvilken bydel?") -> SignupQuestion:
    """Have the organiser ask something at sign-up."""
    return SignupQuestion.objects.create(
        activity=activity, key="bydel", text=text, ask=SignupQuestion.When.SIGNUP
    )


def now(application: Application) -> Registration:
    """Return the registration as it is now."""
    return Registration.objects.get(pk=application.pk)

"""Applications go six months after the answer; seats and counters stay as they are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.applications import send_answers
from courses.enums import Verdict
from courses.models import Application
from events import seats
from events.models import Booking, Registration, Session, SignupAnswer
from portal.privacy import retention
from portal.privacy.models import RetentionRun
from tests.applications.makers import apply, ask, course_by_application, decided

pytestmark = pytest.mark.django_db


def run() -> int:
    return retention.RULES["applications"](timezone.now())


def test_six_months_after_the_answer() -> None:
    activity = course_by_application(capacity=1)
    question = ask(activity)
    people = decided(activity, Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE)
    admitted, reserve, declined = people
    send_answers(activity, by=None)
    for row in people:
        SignupAnswer.objects.create(registration_id=row.pk, question=question, value=["Valby"])
    Application.objects.update(answered_at=timezone.now() - timedelta(days=180))
    assert run() == 0
    assert Application.objects.count() == 3

    Application.objects.update(answered_at=timezone.now() - timedelta(days=185))
    assert run() == 3
    assert not Application.objects.exists()
    assert {row.registration_id for row in SignupAnswer.objects.all()} == {admitted.pk}
    assert set(Registration.objects.values_list("pk", flat=True)) == {admitted.pk, reserve.pk}
    assert not Booking.objects.filter(registrations=None).exists()
    assert not Registration.objects.filter(pk=declined.pk).exists()
    assert seats.find_discrepancies() == []


def test_one_never_answered_goes_six_months_after_the_first_session() -> None:
    activity = course_by_application()
    application = apply(activity)
    first, last = Session.objects.filter(activity=activity).order_by("start")
    for days, gone in ((150, False), (190, True)):
        start = timezone.now() - timedelta(days=days)
        Session.objects.filter(pk=first.pk).update(start=start, end=start + timedelta(hours=1))
        assert run() == int(gone)
        assert Application.objects.exists() is not gone
    assert not Registration.objects.filter(pk=application.pk).exists()
    assert last.end > timezone.now()


def test_the_daily_run_has_the_rule() -> None:
    retention.run_due(timezone.now())
    assert RetentionRun.objects.get(rule="applications").deleted == 0

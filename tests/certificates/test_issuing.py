"""Certificates are issued to whoever met the rule, on time, once, and to nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import certificates
from courses.models import Certificate, Course, MakeUp
from courses.views.own_sessions import courses_url
from events import attendance, certificate_of_attendance, clock, planning
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, CallTask, OutboxMessage, Registration
from events.notifications import Mail
from events.views.personal import own_url
from tests.completion.courses import attend, course, parallel_to, person, sessions_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_to_whoever_met_the_rule_once_with_a_mail() -> None:
    made = course(sessions_needed=5, required=[1], refresh_months=24)
    registration = person(made, 1, 2, 3, 4, 5)
    certificate = certificates.issue(registration)
    assert certificates.issue(registration) == certificate
    assert OutboxMessage.objects.filter(kind=Mail.CERTIFICATE).count() == 1
    today = timezone.localdate()
    assert certificate.issued_on == today
    assert certificate.refresh_by == certificates.add_months(today, 24)
    assert certificates.is_named(certificate, f"  {registration.name.upper()} ")


@pytest.mark.parametrize(
    "lacking", ["sessions", "required", "seat", "certificate", "kind", "discreet", "over"]
)
def test_never_to_one_who_has_not(lacking: str) -> None:
    made = course(sessions_needed=5, required=[6])
    registration = person(made, 1, 2, 3, 4, 5, 6)
    last = sessions_of(made)[-1]
    if lacking == "sessions":
        for session in sessions_of(made)[:2]:
            attendance.mark(registration, session, None, by=None)
    elif lacking == "required":
        attendance.mark(registration, last, None, by=None)
    elif lacking == "seat":
        Registration.objects.update(status="cancelled")
    elif lacking == "certificate":
        Course.objects.update(gives_certificate=False)
    elif lacking == "kind":
        Activity.objects.update(kind=ActivityKind.TEMADAG)
    elif lacking == "discreet":
        Activity.objects.update(discreet=True)
    else:
        last.end = timezone.now() + timedelta(hours=1)
        last.save()
    registration = Registration.objects.get(pk=registration.pk)
    with pytest.raises(certificates.NotCompleted):
        certificates.issue(registration)
    clock_says = certificates.issue_due(timezone.now())
    assert (clock_says, Certificate.objects.count()) == (0, 0)
    client = Client()
    assert client.get(courses_url("own_certificate_pdf", registration)).status_code == 404
    assert "deltagerbevis" not in client.get(own_url("self_service", registration)).text


def test_the_clock_issues_as_soon_as_it_cannot_fail_any_more() -> None:
    made = course(over=5, sessions_needed=5)
    ready, short = person(made, 1, 2, 3, 4, 5), person(made, 1, 2, 3, 4)
    clock.tick()
    assert Certificate.objects.get().registration == ready
    attend(short, made, 5)
    clock.tick()
    assert Certificate.objects.count() == 2


def test_the_clock_takes_one_query_where_nothing_is_due(django_assert_num_queries: Any) -> None:
    made = course(sessions_needed=5)
    person(made, 1, 2)
    certificates.issue(person(made, 1, 2, 3, 4, 5))
    with django_assert_num_queries(1):
        assert certificates.issue_due(timezone.now()) == 0


def test_a_whole_course_is_issued_in_as_many_queries_as_one(
    django_assert_max_num_queries: Any,
) -> None:
    made = course(activity__capacity=40, sessions_needed=1)
    people = [person(made, 1) for _n in range(12)]
    with django_assert_max_num_queries(16):
        assert len(certificates.issue_each(made.activity, people)) == 12


def test_closing_the_day_issues_at_once() -> None:
    made = course(sessions=2, over=2)
    registration = person(made, 1, 2)
    last = sessions_of(made)[1]
    last.end = timezone.now() + timedelta(hours=1)  # closed before the hour
    last.save()
    assert certificates.issue_due(timezone.now()) == 0
    planning.hold(made.activity)
    assert Certificate.objects.get().registration == registration


def test_a_tick_taken_back_takes_the_certificate_along() -> None:
    made = course(sessions_needed=6)
    registration = person(made, 1, 2, 3, 4, 5, 6)
    certificate = certificates.issue(registration)
    assert certificates.find(certificate.code) == certificate
    attendance.mark(registration, sessions_of(made)[0], None, by=None)
    assert certificates.current(registration) is None
    assert certificates.find(certificate.code) is None
    assert Client().get(courses_url("own_certificate_pdf", registration)).status_code == 404


def test_without_an_address_one_is_rung_up_even_after_the_last_day() -> None:
    from events import calls

    made = course(sessions=1, over=1)
    registration = person(made, 1, email=None, phone="+4512345678")
    planning.hold(made.activity)
    task = CallTask.objects.get(kind=Mail.CERTIFICATE)
    assert task.registration == registration
    (rung,) = calls.people_to_ring(made.activity)
    assert "deltagerbevis er klar" in " ".join(line.script for line in rung.lines)


def test_the_floors_own_certificate_is_not_offered_as_well() -> None:
    made = course(sessions=1, over=1)
    registration = person(made, 1)
    planning.hold(made.activity)
    row = Registration.objects.get(pk=registration.pk)
    assert certificate_of_attendance.attended(row) == []
    page = Client().get(own_url("self_service", row)).text
    assert courses_url("own_certificate", row) in page
    assert own_url("self_service_certificate", row) not in page
    user = UserFactory(email=registration.email)
    user.emailaddress_set.create(email=registration.email, verified=True, primary=True)
    client = Client()
    client.force_login(user)
    history = client.get("/mine-tilmeldinger/tidligere/").text
    assert made.activity.title in history
    assert "deltagerbevis.pdf" not in history
    Course.objects.update(gives_certificate=False)
    assert certificate_of_attendance.attended(row)


def test_her_page_issues_what_is_due_and_lets_her_keep_it() -> None:
    made = course(sessions=1, over=1)
    registration = person(made, 1)
    client, url = Client(), courses_url("own_certificate", registration)
    assert client.get(own_url("self_service", registration)).status_code == 200
    certificate = Certificate.objects.get()
    assert certificates.spaced(certificate.code) in client.get(url).text
    client.post(url, {"step": "keep"})
    certificate.refresh_from_db()
    assert certificate.kept_until == certificates.add_months(certificate.issued_on, 60)
    client.post(url, {"step": "let_go"})
    certificate.refresh_from_db()
    assert certificate.kept_until is None


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months(day: date, months: int, then: date) -> None:
    assert certificates.add_months(day, months) == then


def test_planned_and_cancelled_courses_issue_nothing() -> None:
    made = course(sessions=1, over=1)
    person(made, 1)
    for status in (ActivityStatus.PLANNED, ActivityStatus.CANCELLED):
        Activity.objects.update(status=status)
        assert certificates.issue_due(timezone.now()) == 0


def test_a_day_made_up_counts_when_it_is_over_even_if_her_own_course_is_closed() -> None:
    made = course(over=6)
    registration = person(made, 1, 2, 3, 4, 5)
    at = sessions_of(parallel_to(made, days=1))[5]
    at.start, at.end = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    at.save()
    MakeUp.objects.create(
        registration=registration, missed=sessions_of(made)[5], at=at, state="present"
    )
    Activity.objects.filter(pk=made.pk).update(status=ActivityStatus.HELD)
    registration = Registration.objects.get(pk=registration.pk)
    assert certificates.hers(registration) is None
    with pytest.raises(certificates.NotCompleted):
        certificates.issue(registration)
    assert certificates.issue(registration, now=at.end)

"""Whoever asked is reminded once, a month before, and her address is deleted."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from courses import certificates, refreshers
from courses.models import Course, Refresher
from courses.views.own_sessions import courses_url
from events import outbox
from events.models import OutboxMessage, Registration
from tests.completion.courses import course, person, sessions_of
from tests.factories import CourseFactory

pytestmark = pytest.mark.django_db


def completed(**kwargs: Any) -> tuple[Course, Registration]:
    made = course(sessions=1, over=1, **{"refresh_months": 24, **kwargs})
    registration = person(made, 1, email="aase@skole.example")
    certificates.issue(registration)
    OutboxMessage.objects.all().delete()
    return made, registration


def at(row: Refresher, days: int = 0) -> datetime:
    noon = timezone.make_aware(datetime.combine(row.due_on, time(12)))
    return noon + timedelta(days=days)


def test_asked_for_on_her_own_page_and_called_off_there() -> None:
    _made, registration = completed()
    client, url = Client(), courses_url("own_certificate", registration)
    assert "Mind mig om at opfriske" in client.get(url).text
    for _again in range(2):
        client.post(url, {"step": "remind"})
    row = Refresher.objects.get()
    certificate = certificates.current(registration)
    assert certificate
    assert certificate.refresh_by
    assert row.due_on == certificates.add_months(certificate.refresh_by, -1)
    assert "aase@skole.example" in client.get(url).text
    client.post(url, {"step": "forget"})
    assert not Refresher.objects.exists()


@pytest.mark.parametrize("lacking", ["date", "address", "certificate"])
def test_not_without_a_date_an_address_or_the_certificate(lacking: str) -> None:
    _made, registration = completed(refresh_months=None if lacking == "date" else 12)
    if lacking == "address":
        Registration.objects.update(email=None)
    if lacking == "certificate":
        registration.attendances.all().delete()
    with pytest.raises(refreshers.NothingToRemind):
        refreshers.ask(Registration.objects.get())


@pytest.mark.parametrize("language", ["da", "en"])
def test_one_mail_with_the_next_dates_then_the_address_is_gone(language: str) -> None:
    made, registration = completed(activity__title_en="The mentors' six days")
    registration.booking.language = language
    registration.booking.save()
    row = refreshers.ask(Registration.objects.get())
    coming = CourseFactory(sessions=1, activity__series=made.activity.series).activity
    CourseFactory(sessions=1)  # of another series
    assert refreshers.remind_due(at(row, -1)) == 0
    assert refreshers.remind_due(at(row)) == 1
    assert refreshers.remind_due(at(row, 1)) == 0
    assert Refresher.objects.exists()  # until the mail has left
    outbox.deliver_due()
    (sent,) = mail.outbox
    assert sent.to == ["aase@skole.example"]
    assert f"/tilmelding/{coming.pk}/" in sent.body
    assert sent.body.count("/tilmelding/") == 1
    assert "/t/opfriskning/" in sent.body
    assert sent.extra_headers["Content-Language"] == language
    assert ("Mentorernes seks dage" in sent.subject) is (language == "da")
    refreshers.remind_due(at(row, 1))
    assert not Refresher.objects.exists()
    assert "aase" not in str(list(OutboxMessage.objects.values()))


def test_the_link_in_the_mail_deletes_the_address() -> None:
    _made, registration = completed()
    row = refreshers.ask(registration)
    url = refreshers.stop_url(row)
    client = Client()
    assert "Vil du slette påmindelsen?" in client.get(url).text
    assert Refresher.objects.exists()
    client.post(url)
    assert not Refresher.objects.exists()
    assert "Din adresse er slettet" in client.get(url).text
    wrong = url[:-2] + ("0" if url[-2] != "0" else "1") + "/"
    assert client.get(wrong).status_code == 404


def test_stopped_in_time_no_mail_leaves() -> None:
    _made, registration = completed()
    row = refreshers.ask(registration)
    refreshers.remind_due(at(row))
    refreshers.stop(row)
    outbox.deliver_due()
    assert mail.outbox == []


def test_without_dates_it_says_so() -> None:
    made, registration = completed()
    assert sessions_of(made)
    row = refreshers.ask(registration)
    refreshers.remind_due(at(row))
    outbox.deliver_due()
    assert "Der er ingen åbne datoer lige nu" in mail.outbox[0].body


def test_it_outlives_the_registration() -> None:
    _made, registration = completed()
    row = refreshers.ask(registration)
    Registration.objects.all().delete()
    assert refreshers.remind_due(at(row)) == 1

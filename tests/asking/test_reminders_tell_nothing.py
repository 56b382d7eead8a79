"""Nothing that staff can see tells who was reminded, or how many: that is who has not answered."""

import logging
import smtplib
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from events import outbox
from events.enums import OutboxState
from events.models import Activity, OutboxMessage, Registration, Survey, SurveyInvitation
from events.surveys.invitations import open_surveys, remind_due, remind_unspent, reminder_times
from events.surveys.responses import submit
from tests.factories import UserFactory
from tests.surveys.makers import HELP, attend, make_day, make_instrument, token_of

pytestmark = pytest.mark.django_db
SENDING = "django.core.mail.backends.locmem.EmailBackend.send_messages"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Activity:
    """A day whose survey four were asked in, of whom one has answered; no mail is waiting."""
    monkeypatch.setattr("events.notifications.start_delivery", lambda: None)
    make_instrument()
    activity = make_day()
    attend(activity, 4)
    open_surveys(activity)
    outbox.deliver_due()
    mail.outbox.clear()
    row = SurveyInvitation.objects.order_by("pk")[0]
    submit(row.pk, token_of(row), {HELP: 5})
    return activity


@pytest.fixture
def staff() -> Client:
    """An organiser, who may see participants and outbox."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def answered() -> Registration:
    return Registration.objects.get(survey_invitations__spent=True)


def test_only_who_has_not_answered_gets_a_mail(day: Activity) -> None:
    assert remind_unspent(Survey.objects.get()) == 4  # as many as were asked
    outbox.deliver_due()
    assert len(mail.outbox) == 3
    assert answered().email not in [one.to[0] for one in mail.outbox]
    assert len({row.state for row in OutboxMessage.objects.all()}) == 1


def test_the_two_go_out_by_the_clock_to_all_at_once(day: Activity) -> None:
    survey = Survey.objects.get()
    first, second = reminder_times(survey)
    sent = [remind_due(first), remind_due(first + timedelta(hours=1)), remind_due(second)]
    assert (*sent, remind_due(second + timedelta(hours=1))) == (4, 0, 4, 0)
    assert remind_unspent(Survey.objects.get()) == 0


def test_no_page_of_a_person_tells(day: Activity, staff: Client) -> None:
    people = list(day.registrations.order_by("pk"))

    def said() -> set[str]:
        pages = (
            staff.get(reverse("activity:participant", args=[day.pk, one.pk])).text for one in people
        )
        return {str("Mail på vej" in page) for page in pages}

    remind_unspent(Survey.objects.get())
    assert said() == {"False"}
    outbox.deliver_due()
    assert said() == {"False"}


def test_the_outbox_lists_no_reminder_while_mail_stands_still(day: Activity, staff: Client) -> None:
    remind_unspent(Survey.objects.get())
    with mock.patch(SENDING, side_effect=OSError):
        outbox.deliver_due()
    assert OutboxMessage.objects.filter(state=OutboxState.QUEUED, attempts=1).count() == 3
    html = staff.get(reverse("outbox_report")).text
    assert "Mails om spørgeskemaer står ikke her" in html
    assert "Prøv 3 mails igen nu" not in html
    assert "OSError" not in html


def test_an_address_that_refuses_a_reminder_is_not_marked_for_it(day: Activity) -> None:
    refused = smtplib.SMTPRecipientsRefused({"x@y.example": (550, b"no")})
    remind_unspent(Survey.objects.get())
    with mock.patch(SENDING, side_effect=refused):
        outbox.deliver_due()
    assert OutboxMessage.objects.filter(state=OutboxState.BOUNCED).count() == 3
    assert not Registration.objects.exclude(bounced_on=None).exists()


def test_no_log_counts_them(day: Activity, caplog: pytest.LogCaptureFixture) -> None:
    remind_unspent(Survey.objects.get())
    with caplog.at_level(logging.INFO):
        outbox.deliver_due()
    assert "survey" not in caplog.text


def test_a_reminder_is_in_the_language_of_the_booking(day: Activity) -> None:
    person = day.registrations.filter(survey_invitations__spent=False).first()
    person.booking.language = "en"
    person.booking.save()
    remind_unspent(Survey.objects.get())
    outbox.deliver_due()
    (theirs,) = [one for one in mail.outbox if one.to == [person.email]]
    assert theirs.extra_headers["Content-Language"] == "en"
    assert "/en/s/" in theirs.body

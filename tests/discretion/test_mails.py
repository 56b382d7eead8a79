"""Every mail about a discreet activity: neutral words, sender, links and files, in her language."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from icalendar import Calendar

from courses import neutral_mails
from courses.models import NeutralNeeds
from events import calendar, messages, notifications, outbox
from events.enums import OutboxState, RegistrationStatus
from events.models import Booking, CallTask, OutboxMessage, Registration
from events.notifications import Mail
from tests.factories import RegistrationFactory, make_discreet

pytestmark = pytest.mark.django_db

LANGUAGES = ("da", "en", "ar", "so", "ur", "tr")
# Whatever tells who sends it or what it is about, in any language; and the row's own title.
FORBIDDEN = re.compile(
    r"vink|radikal|ekstrem|extrem|terror|forebyg|bekymr|kommune|parent|forældre|pårørende"
    r"|trekant|level|rådgivning",
    re.IGNORECASE,
)


def someone(kind: Mail, language: str = "da", **kwargs: Any) -> Registration:
    status = next(iter(messages.SHAPES[kind].statuses & {_status(kind)}))
    kwargs.setdefault("activity", make_discreet(languages=LANGUAGES[1:]))
    person = RegistrationFactory(status=status, name="Nour", **kwargs)
    Booking.objects.filter(pk=person.booking_id).update(language=language)
    return Registration.objects.get(pk=person.pk)


def _status(kind: Mail) -> str:
    return {
        Mail.WAITING: RegistrationStatus.WAITING,
        Mail.PENDING: RegistrationStatus.PENDING,
        Mail.OFFERED: RegistrationStatus.OFFERED,
        Mail.WITHDRAWN: RegistrationStatus.CANCELLED,
        Mail.ACTIVITY_CANCELLED: RegistrationStatus.CANCELLED,
        Mail.NOT_APPROVED: RegistrationStatus.CANCELLED,
        Mail.OFFER_EXPIRED: RegistrationStatus.CANCELLED,
    }.get(kind, RegistrationStatus.CONFIRMED)


def mail_for(person: Registration, kind: Mail, **params: Any) -> EmailMultiAlternatives:
    return messages.render(
        OutboxMessage.objects.create(kind=kind, registration=person, params=params)
    )


def parts(mail: EmailMultiAlternatives) -> tuple[str, str]:
    return str(mail.body), str(mail.alternatives[0].content)


@pytest.mark.usefixtures("all_checked")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(neutral_mails.SHAPES))
def test_no_mail_tells_what_it_is_about(kind: Mail, language: str, settings: Any) -> None:
    person = someone(kind, language)
    mail = mail_for(person, kind)
    raw = mail.message().as_string()
    for text in (mail.subject, *parts(mail)):
        assert not FORBIDDEN.search(text), text
        assert person.activity.title not in text
    assert not FORBIDDEN.search(raw.partition("\n\n")[0].replace(person.email or "-", ""))
    assert mail.from_email == settings.VINK_NEUTRAL_FROM_EMAIL
    assert mail.reply_to == [settings.VINK_NEUTRAL_FROM_EMAIL]
    assert mail.extra_headers["Message-ID"].endswith("@kurser.testserver>")
    assert mail.extra_headers["Content-Language"] == language
    for link in re.findall(r"https?://[^\s\"<]+", "".join(parts(mail))):
        assert link.startswith("http://kurser.testserver/")
    bare = "".join(parts(mail)).replace("\N{NO-BREAK SPACE}", " ")
    assert settings.VINK_NEUTRAL_PHONE in bare
    direction = "rtl" if language in {"ar", "ur"} else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in parts(mail)[1]


def test_all_kinds_have_one_and_the_same_subject() -> None:
    subjects = {mail_for(someone(kind), kind).subject for kind in neutral_mails.SHAPES}
    assert subjects == {"Om din aftale"}


def test_a_language_that_nobody_checked_gives_danish_with_the_telephone(settings: Any) -> None:
    mail = mail_for(someone(Mail.CONFIRMED, "so"), Mail.CONFIRMED)
    assert mail.extra_headers["Content-Language"] == "da"
    assert "Aftener for voksne (da)" in mail.body
    assert "Der er plads til dig." in mail.body


@pytest.mark.usefixtures("all_checked")
def test_words_that_nobody_checked_give_a_mail_in_danish_throughout() -> None:
    person = someone(Mail.CONFIRMED, "so")
    person.activity.neutral_texts.filter(language="so").update(checked_by="", checked_on=None)
    mail = mail_for(person, Mail.CONFIRMED)
    assert mail.extra_headers["Content-Language"] == "da"
    assert "Aftener for voksne (da)" in mail.body


@pytest.mark.parametrize(
    "kind", [Mail.THANKS, Mail.MESSAGE, Mail.SURVEY, Mail.QUESTIONS, Mail.REPLACED]
)
def test_kinds_without_neutral_words_never_leave(kind: Mail) -> None:
    over = RegistrationStatus.CONFIRMED not in messages.SHAPES[kind].statuses
    status = RegistrationStatus.CANCELLED if over else RegistrationStatus.CONFIRMED
    person = RegistrationFactory(activity=make_discreet(), status=status)
    with pytest.raises(messages.DiscreetMail):
        mail_for(person, kind)


def test_what_is_no_longer_true_is_not_sent() -> None:
    person = someone(Mail.WAITING)
    with pytest.raises(messages.NoLongerTrue):
        mail_for(person, Mail.CONFIRMED)


def test_a_companion_hears_it_from_the_one_she_comes_with() -> None:
    host = someone(Mail.CONFIRMED)
    other = RegistrationFactory(activity=host.activity, email=None, name="Ledsager (Nour)")
    NeutralNeeds.objects.create(registration=other, comes_with=host)
    with pytest.raises(messages.NoLongerTrue):
        mail_for(other, Mail.CONFIRMED)
    assert "Der er plads til jer begge." in mail_for(host, Mail.CONFIRMED).body
    notifications.enqueue(Mail.CONFIRMED, [host, other])
    assert not CallTask.objects.exists()


def test_a_mail_waits_while_there_is_no_neutral_sender(settings: Any) -> None:
    settings.VINK_NEUTRAL_FROM_EMAIL = ""
    row = OutboxMessage.objects.create(kind=Mail.CONFIRMED, registration=someone(Mail.CONFIRMED))
    outbox.deliver_due()
    row.refresh_from_db()
    assert row.state == OutboxState.QUEUED


def test_the_file_holds_days_and_neutral_words_alone() -> None:
    activity = make_discreet(days=3)
    person = RegistrationFactory(activity=activity, name="Nour", email="nour@hjem.example")
    mail = mail_for(person, Mail.CONFIRMED)
    (file,) = mail.attachments
    data = file.get_payload(decode=True)
    assert file.get_filename() == "aftale.ics"
    assert not FORBIDDEN.search(data.decode())
    assert b"Nour" not in data
    assert b"nour@" not in data
    assert b"http" not in data
    found = Calendar.from_ical(data)
    assert found["method"] == "PUBLISH"
    assert next(c.name for c in found.subcomponents) == "VTIMEZONE"
    events = found.walk("VEVENT")
    assert {str(e["uid"]) for e in events} == {
        f"{session.pk}@kurser.testserver" for session in activity.sessions.all()
    }
    assert {str(e["summary"]) for e in events} == {"Aftener for voksne (da)"}
    assert {str(e["organizer"]) for e in events} == {"mailto:kurser@kurser.example"}
    again = Calendar.from_ical(neutral_mails.calendar_file(person))
    assert [e["uid"] for e in again.walk("VEVENT")] == [e["uid"] for e in events]


def test_a_day_taken_off_is_struck_out_in_the_file() -> None:
    person = someone(Mail.ACTIVITY_MOVED)
    gone = person.activity.sessions.get()
    removed = [
        {
            "id": "7b0c3c1e-0000-4000-8000-000000000001",
            "start": (gone.start - timedelta(days=7)).isoformat(),
            "end": (gone.end - timedelta(days=7)).isoformat(),
            "title": "Radikalisering",
        }
    ]
    mail = mail_for(person, Mail.ACTIVITY_MOVED, removed=removed)
    assert "Disse dage gælder ikke længere" in mail.body
    assert "Radikalisering" not in mail.body
    events = Calendar.from_ical(mail.attachments[0].get_payload(decode=True)).walk("VEVENT")
    assert sorted(str(e["status"]) for e in events) == ["CANCELLED", "CONFIRMED"]


def test_the_floor_makes_no_file_of_it() -> None:
    with pytest.raises(calendar.DiscreetActivity):
        calendar.registration_calendar(someone(Mail.CONFIRMED))


def test_an_offer_says_until_when_and_runs_as_for_others() -> None:
    person = someone(Mail.OFFERED)
    person.expires_at = datetime(2030, 5, 3, 7, 0, tzinfo=timezone.get_default_timezone())
    person.save()
    assert "Svar senest fredag 3.5.2030 kl. 7.00." in mail_for(person, Mail.OFFERED).body
    person.expires_at = timezone.now() - timedelta(minutes=1)
    person.save()
    with pytest.raises(messages.NoLongerTrue):
        mail_for(person, Mail.OFFERED)


def test_a_mail_that_comes_back_is_known_without_a_telling_header() -> None:
    mail = mail_for(someone(Mail.CONFIRMED), Mail.CONFIRMED)
    assert messages.NEUTRAL_REFERENCE in mail.extra_headers
    assert messages.REFERENCE not in mail.extra_headers


@pytest.mark.usefixtures("all_checked")
def test_figures_run_from_the_left_in_arabic() -> None:
    body = str(mail_for(someone(Mail.CONFIRMED, "ar"), Mail.CONFIRMED).body)
    session = re.search(r"\u2066\d+:\d\d–\d+:\d\d\u2069", body)
    assert session is not None

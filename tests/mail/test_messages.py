"""Every kind of mail: both languages, text and HTML, the right link, code and calendar file."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from icalendar import Calendar

from events import links, messages
from events.enums import RegistrationSource, RegistrationStatus, SurveyStatus
from events.models import (
    Registration,
    Survey,
    SurveyInvitation,
)
from events.notifications import Mail
from tests.factories import RegistrationFactory
from tests.mail.makers import KINDS, OVER, STATUS, queued

pytestmark = pytest.mark.django_db

METHOD = {
    Mail.CONFIRMED: "REQUEST",
    Mail.MOVED_UP: "REQUEST",
    Mail.ACTIVITY_MOVED: "REQUEST",
    Mail.CHOICE_SEATED: "REQUEST",
    Mail.CHOICE_SEATED: "REQUEST",
    Mail.WITHDRAWN: "CANCEL",
    Mail.ACTIVITY_CANCELLED: "CANCEL",
    Mail.REPLACED: "CANCEL",
}


def html_of(mail: EmailMultiAlternatives) -> str:
    (alternative,) = mail.alternatives
    assert alternative.mimetype == "text/html"
    return str(alternative.content)


def calendar_parts(mail: EmailMultiAlternatives) -> list[EmailMessage]:
    return [
        part  # type: ignore[misc]
        for part in mail.message().walk()
        if part.get_content_type() == "text/calendar"
    ]


class Links(HTMLParser):
    """Collects addresses and pictures of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.hrefs.append(found["href"] or "")
        if tag == "img":
            self.images.append(found)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_whole_in_both_languages(kind: Mail, language: str) -> None:
    row = queued(kind, language=language)
    registration = row.registration
    assert registration is not None
    mail = messages.render(row)
    html = html_of(mail)
    title = "Tegn & <bekymring>" if language == "da" else "Signs & <concern>"

    assert mail.to == [registration.email]
    assert "\n" not in mail.subject
    # The organiser's own words, or the workshop's.
    assert title in mail.subject or kind in {Mail.MESSAGE, Mail.CHOICE_SEATED}
    assert title in mail.body
    assert "Åse Ørum & Søn" in mail.body
    assert "Åse Ørum &amp; Søn" in html
    assert "<bekymring>" not in html
    assert "<concern>" not in html
    assert f'<html lang="{language}"' in html
    for text in (mail.subject, mail.body, html):
        assert not re.search(r"\{[{%]|[}%]\}|None|%\(", text)
    assert "&amp;" not in mail.body
    assert "\n\n\n" not in mail.body
    assert mail.message()["Content-Language"] == language


@pytest.mark.parametrize("kind", KINDS)
def test_the_link_is_the_persons_own_and_the_same_in_text_and_html(kind: Mail) -> None:
    row = queued(kind, language="en")
    registration = row.registration
    assert registration is not None
    mail = messages.render(row)
    if kind == Mail.SURVEY:
        invitation = SurveyInvitation.objects.get()
        expected = links.survey_url(invitation.pk, invitation.link_version, "en")
        assert "/t/" not in mail.body  # the way to the answers names no registration
        assert str(registration.pk) not in html_of(mail)
    elif kind in OVER:
        expected = "http://testserver/en/"
    else:
        expected = links.self_service_url(registration.pk, registration.link_version, "en")
    assert expected in mail.body.split()
    assert expected in Links(html_of(mail)).hrefs


@pytest.mark.parametrize("kind", KINDS)
def test_calendar_files_have_the_method_that_fits(kind: Mail) -> None:
    parts = calendar_parts(messages.render(queued(kind, days=2)))
    assert len(parts) == (2 if kind in METHOD else 0)
    uids = set()
    for part in parts:
        assert part["Content-Type"].params["method"] == METHOD[kind]
        parsed = Calendar.from_ical(part.get_content())
        assert isinstance(parsed, Calendar)
        assert parsed["METHOD"] == METHOD[kind]
        uids.add(parsed.events[0].uid)
    assert len(uids) == len(parts)


@pytest.mark.parametrize("kind", [Mail.CONFIRMED, Mail.MOVED_UP, Mail.ACTIVITY_MOVED])
def test_the_code_is_a_picture_with_a_text_and_in_words(kind: Mail) -> None:
    row = queued(kind)
    assert row.registration is not None
    code = row.registration.checkin_code
    mail = messages.render(row)
    (picture,) = Links(html_of(mail)).images
    (part,) = [p for p in mail.message().walk() if p.get_content_type() == "image/png"]
    assert picture["src"] == "cid:" + part["Content-ID"].strip("<>")
    assert code in (picture["alt"] or "")
    assert code in mail.body
    assert part.get_payload(decode=True)[:8] == b"\x89PNG\r\n\x1a\n"  # type: ignore[index]


def test_survey_mail_says_what_is_and_is_not_kept() -> None:
    promise = "Dit navn gemmes ikke sammen med dit svar. Vi viser kun samlede resultater."
    mail = messages.render(queued(Mail.SURVEY))
    assert promise in mail.body
    assert promise in html_of(mail)
    assert "fuldstændig anonym" not in mail.body


def test_answers_go_to_the_organisers_mailbox(settings: Any) -> None:
    mail = messages.render(queued(Mail.CONFIRMED, contact_email="temadag@vink.example"))
    assert mail.reply_to == ["temadag@vink.example"]
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    mail = messages.render(queued(Mail.CONFIRMED))
    assert mail.reply_to == [settings.VINK_CONTACT_EMAIL]


def test_message_id_belongs_to_the_row() -> None:
    row = queued(Mail.CONFIRMED)
    ids = {messages.render(row).message()["Message-ID"] for _i in range(2)}
    assert ids == {f"<{row.pk}@testserver>"}


def test_a_colleague_who_signed_you_up_is_named() -> None:
    row = queued(Mail.CONFIRMED)
    assert row.registration is not None
    booking = row.registration.booking
    assert "har tilmeldt dig" not in messages.render(row).body
    booking.contact_name, booking.contact_email = "Lone Leder", "lone@skole.example"
    booking.save()
    mail = messages.render(row)
    assert "Lone Leder har tilmeldt dig" in mail.body
    assert "Lone Leder har tilmeldt dig" in html_of(mail)
    booking.source = RegistrationSource.STAFF
    booking.save()
    assert "VINK har skrevet dig på listen" in messages.render(row).body


def test_cancellation_carries_the_organisers_words() -> None:
    row = queued(Mail.ACTIVITY_CANCELLED, cancel_message="Oplægsholderen er syg <3")
    mail = messages.render(row)
    assert "Oplægsholderen er syg <3" in mail.body
    assert "Oplægsholderen er syg &lt;3" in html_of(mail)


def test_mail_says_when_the_details_are_deleted() -> None:
    row = queued(Mail.CONFIRMED)
    assert row.registration is not None
    session = row.registration.activity.sessions.get()
    session.start = datetime(2027, 3, 4, 8, tzinfo=UTC)
    session.end = session.start + timedelta(hours=6)
    session.save()
    assert "senest den 3. marts 2028" in messages.render(row).body


@pytest.mark.parametrize("kind", [k for k in KINDS if k != Mail.SURVEY])
def test_a_mail_overtaken_by_events_is_not_sent(kind: Mail) -> None:
    """A retry hours later must not promise a seat that was given up, or the other way round."""
    row = queued(kind)
    now_has_seat = kind in STATUS
    Registration.objects.update(
        status=RegistrationStatus.CONFIRMED if now_has_seat else RegistrationStatus.CANCELLED,
        place_in_line=None,
    )
    row.refresh_from_db()
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)


def test_a_survey_that_has_closed_is_not_asked_about() -> None:
    row = queued(Mail.SURVEY)
    Survey.objects.update(closes_at=timezone.now())
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)
    Survey.objects.update(closes_at=timezone.now() + timedelta(days=1), status=SurveyStatus.CLOSED)
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)


def test_a_reminder_says_so_and_goes_to_nobody_who_has_answered() -> None:
    row = queued(Mail.SURVEY)
    row.params["reminder"] = True
    mail = messages.render(row)
    assert mail.subject.startswith("Påmindelse")
    assert "dit link ikke er brugt" in mail.body
    SurveyInvitation.objects.update(spent=True)
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)


def test_nobody_gets_a_mail_with_a_link_to_anothers_survey() -> None:
    row = queued(Mail.SURVEY)
    SurveyInvitation.objects.update(registration=RegistrationFactory())
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)


def test_a_discreet_activity_sends_none_of_these() -> None:
    """Its own are in other words (``tests/discretion``); kinds without them never leave."""
    with pytest.raises(messages.DiscreetMail):
        messages.render(queued(Mail.THANKS, discreet=True))


def test_an_unknown_language_falls_back_to_danish() -> None:
    assert messages.render(queued(Mail.CONFIRMED, language="xx")).subject.startswith("Du er")


@pytest.mark.parametrize("kind", [Mail.WITHDRAWN, Mail.ACTIVITY_CANCELLED])
def test_who_stood_in_line_has_nothing_to_take_out_of_her_calendar(kind: Mail) -> None:
    row = queued(kind)
    row.params = {"had_seat": False}
    mail = messages.render(row)
    assert calendar_parts(mail) == []
    assert "vedhæftede fil" not in mail.body + html_of(mail)

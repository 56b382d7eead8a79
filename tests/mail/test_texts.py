"""What organisers write in the mails: names in braces put in, nothing else, and back again."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events import letters, mailexample, mailtexts, messages
from events.models import MailText
from events.notifications import Mail
from tests.factories import UserFactory
from tests.mail.makers import queued

pytestmark = pytest.mark.django_db

KINDS = list(mailtexts.PLACEHOLDERS)


def own(kind: Mail = Mail.CONFIRMED, language: str = "da", **words: str) -> MailText:
    row: MailText = MailText.objects.create(
        **{"kind": kind, "language": language, "subject": "Emne", "body": "Tekst", **words}
    )
    return row


def html_of(mail: Any) -> str:
    return str(mail.alternatives[0].content)


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def test_every_kind_is_rendered_somewhere() -> None:
    rendered = set(messages.SHAPES) | set(letters.LETTERS)
    assert set(Mail) == rendered
    assert not set(messages.SHAPES) & set(letters.LETTERS)


def test_an_organisers_words_take_the_place_of_ours() -> None:
    own(subject="Vi ses, {navn}!", body="Kom til {aktivitet} {tid}.\n\nVi er på {sted}.")
    row = queued(Mail.CONFIRMED)
    assert row.registration is not None
    mail = messages.render(row)
    html = html_of(mail)
    assert mail.subject == "Vi ses, Åse Ørum & Søn!"
    assert "Kom til Tegn & <bekymring> " in mail.body
    assert "Vi er på Rådhuset, 1599 København V." in mail.body
    assert "<p>Vi er på Rådhuset, 1599 København V.</p>" in html
    assert "Kom til Tegn &amp; &lt;bekymring&gt; " in html
    assert "Vi glæder os" not in mail.body
    assert row.registration.checkin_code in mail.body  # facts and code stay
    assert "slettes" in mail.body or "sletter" in mail.body


def test_each_language_has_words_of_its_own() -> None:
    own(language="en", subject="See you", body="Bring a pen.")
    assert "Bring a pen." in messages.render(queued(Mail.CONFIRMED, language="en")).body
    assert "Vi glæder os" in messages.render(queued(Mail.CONFIRMED)).body


def test_what_is_put_in_is_not_looked_at_again() -> None:
    own(body="Hej {navn}")
    row = queued(Mail.CONFIRMED)
    assert row.registration is not None
    row.registration.name = "{aktivitet} {{ activity.contact_email }}\r\nBcc: x@y.example"
    mail = messages.render(row)
    assert "Hej {aktivitet} {{ activity.contact_email }}" in mail.body
    own(Mail.REMINDER, subject="Til {navn}")
    row.kind = Mail.REMINDER
    assert "\n" not in messages.render(row).subject


def test_a_template_tag_is_just_text() -> None:
    own(body="{{ registration.email }} {% now 'Y' %}")
    assert "{{ registration.email }} {% now 'Y' %}" in messages.render(queued(Mail.CONFIRMED)).body


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        (Mail.CONFIRMED, "Nr. {nummer}", "{nummer}"),
        (Mail.WAITING, "{frist}", "{frist}"),
        (Mail.CONFIRMED, "{navn.email} {0}", "{navn.email}, {0}"),
        (Mail.CONFIRMED, "{}", "{}"),
    ],
)
def test_unknown_names_are_refused_and_named(kind: Mail, text: str, named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mailtexts.check(kind, text)
    assert f"kender ikke {named}." in refused.value.messages[0]
    assert "{navn}" in refused.value.messages[0]


def test_known_names_pass() -> None:
    for kind, names in mailtexts.PLACEHOLDERS.items():
        mailtexts.check(kind, " ".join(f"{{{name}}}" for name in names) + " { alene")


def test_numbers_and_deadlines_are_put_in() -> None:
    own(Mail.WAITING, body="Du er nummer {nummer}.")
    assert "Du er nummer 1." in messages.render(queued(Mail.WAITING)).body
    own(Mail.SURVEY, body="Svar til og med {frist}.")
    assert "Svar til og med {" not in messages.render(queued(Mail.SURVEY)).body


def test_a_reminder_of_the_survey_keeps_our_words() -> None:
    own(Mail.SURVEY, body="Tak for i dag.")
    row = queued(Mail.SURVEY)
    assert "Tak for i dag." in messages.render(row).body
    row.params["reminder"] = True
    mail = messages.render(row)
    assert "Tak for i dag." not in mail.body
    assert mail.subject.startswith("Påmindelse")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_our_words_can_be_taken_over_unchanged(kind: Mail, language: str) -> None:
    """The text to begin from says with names in braces what the mail said before."""
    words = mailtexts.standard_to_edit(kind, language)
    for text in (words.subject, words.opening):
        mailtexts.check(kind, text)
    row = queued(kind, language=language)
    before = messages.render(row)
    own(kind, language, subject=words.subject, body=words.opening)
    after = messages.render(row)
    assert after.subject == before.subject
    if kind != Mail.WAITING:  # says the place in line only to those who have one
        assert after.body == before.body


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_shows_the_whole_mail_about_nobody(
    kind: Mail, django_assert_max_num_queries: Any
) -> None:
    words = mailtexts.Words("Til {navn}", "Om {aktivitet}\n\n<b>{sted}</b>")
    with django_assert_max_num_queries(4):
        shown = mailexample.preview(kind, "en", words)
    assert shown.subject == "Til Anne Eksempel"
    assert "Om Theme day on concern" in shown.text
    assert "&lt;b&gt;Rådhuset" in shown.html
    assert "cid:" not in shown.html


class TestAdmin:
    """The pages for the texts."""

    def edit_url(self, kind: str = "confirmed", language: str = "da") -> str:
        return reverse("mailtext_edit", args=[kind, language])

    def test_write_look_and_go_back(self) -> None:
        client = client_of("Arrangør")
        assert "Standard" in client.get(reverse("mailtexts")).text
        page = client.get(self.edit_url()).text
        assert "Du er tilmeldt: {aktivitet}" in page
        words = {"subject": "Hej {navn}", "body": "Kom glad."}
        looked = client.post(self.edit_url(), {**words, "preview": ""}).text
        assert "Hej Anne Eksempel" in looked
        assert not MailText.objects.exists()
        client.post(self.edit_url(), {**words, "save": ""})
        assert MailText.objects.get().subject == "Hej {navn}"
        assert "Ændret" in client.get(reverse("mailtexts")).text
        client.post(self.edit_url(), {"reset": ""})
        assert not MailText.objects.exists()
        actions = ModelLogEntry.objects.filter(content_type__model="mailtext")
        assert list(actions.order_by("pk").values_list("action", flat=True)) == [
            "wagtail.create",
            "wagtail.delete",
        ]

    def test_an_unknown_name_is_said_beside_the_field_and_what_was_typed_is_kept(self) -> None:
        response = client_of("Arrangør").post(
            self.edit_url(), {"subject": "Hej {nanv}", "body": "Kom glad.", "save": ""}
        )
        assert "Mailen kender ikke {nanv}." in response.text
        assert 'value="Hej {nanv}"' in response.text
        assert not MailText.objects.exists()

    def test_a_cpr_number_is_refused(self) -> None:
        response = client_of("Arrangør").post(
            self.edit_url(), {"subject": "Hej", "body": "Det er 010190-1234", "save": ""}
        )
        assert "CPR" in response.text
        assert not MailText.objects.exists()

    @pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Kursusleder"])
    def test_closed_to_the_others(self, role: str) -> None:
        client = client_of(role)
        for address in (reverse("mailtexts"), self.edit_url(), self.edit_url("nothing", "xx")):
            assert client.get(address).status_code in {302, 403}
        client.post(self.edit_url(), {"subject": "x", "body": "y", "save": ""})
        assert not MailText.objects.exists()

    def test_only_kinds_and_languages_there_are(self) -> None:
        client = client_of("Administrator")
        assert client.get(self.edit_url("message")).status_code == 404
        assert client.get(self.edit_url("confirmed", "fr")).status_code == 404

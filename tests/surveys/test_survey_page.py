"""The page behind the link: reads without spending, refuses kindly, leaves no trace."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from events.enums import SurveyStatus
from events.models import (
    OutboxMessage,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from tests.factories import UserFactory
from tests.surveys.makers import HELP, KEYS, make_instrument, make_survey, path_of, token_of

pytestmark = pytest.mark.django_db
PROMISE = "Dit navn gemmes ikke sammen med dit svar. Vi viser kun samlede resultater."


@pytest.fixture
def invitation() -> SurveyInvitation:
    """One open invitation."""
    return SurveyInvitation.objects.get(survey=make_survey())


def post(client: Client, invitation: SurveyInvitation, **data: object) -> object:
    """Send the form with answers by question key, and a comment."""
    comment = data.pop("comment", "")
    fields = {f"q-{key}": value for key, value in data.items()}
    return client.post(path_of(invitation), {**fields, "comment": comment})


def unspent(invitation: SurveyInvitation) -> bool:
    invitation.refresh_from_db()
    return invitation.spent is False and not SurveyResponse.objects.exists()


def test_reading_never_spends(client: Client, invitation: SurveyInvitation) -> None:
    for method in (client.get, client.head, client.get):
        assert method(path_of(invitation)).status_code == 200
    assert client.put(path_of(invitation)).status_code == 405
    assert unspent(invitation)


def test_the_page_asks_every_question_in_a_group_of_its_own(
    client: Client, invitation: SurveyInvitation
) -> None:
    page = client.get(path_of(invitation)).content.decode()
    assert page.count("<fieldset") == page.count("</legend>") == len(KEYS)
    assert page.count('type="radio"') == len(KEYS) * 6
    assert PROMISE in page
    assert "Skriv ikke om konkrete personer" in page
    assert "anonym" not in page.lower()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_the_page_is_in_english_under_its_prefix(
    client: Client, invitation: SurveyInvitation
) -> None:
    page = client.get(path_of(invitation, "en")).content.decode()
    assert '<html lang="en"' in page
    assert f"To what degree {HELP}?" in page
    assert f"I hvor høj grad {HELP}?" not in page
    # Switching language keeps the link.
    assert f'href="{path_of(invitation)}"' in page
    response = client.post(path_of(invitation, "en"), {f"q-{HELP}": "4"})
    assert response["Location"] == "/en/s/tak/"


def test_an_answer_is_stored_and_thanked_for_without_a_receipt(
    client: Client, invitation: SurveyInvitation
) -> None:
    response = post(client, invitation, **{HELP: "5", KEYS[1]: "0"}, comment="Mere tid")
    assert (response.status_code, response["Location"]) == (302, "/s/tak/")
    assert dict(SurveyAnswer.objects.values_list("question__key", "value")) == {
        HELP: 5,
        KEYS[1]: 0,
    }
    assert SurveyComment.objects.get().text == "Mere tid"
    thanks = client.get("/s/tak/").content.decode()
    assert "Tak for dit svar" in thanks
    assert str(invitation.pk) not in thanks


def test_the_second_use_is_refused_kindly(client: Client, invitation: SurveyInvitation) -> None:
    post(client, invitation, **{HELP: "5"})
    response = post(client, invitation, **{HELP: "1"})
    assert response.status_code == 200
    assert "Der er allerede svaret med dette link" in response.content.decode()
    assert SurveyAnswer.objects.get().value == 5


def test_a_closed_survey_and_an_unknown_link_are_explained(
    client: Client, invitation: SurveyInvitation
) -> None:
    page = client.get(f"/s/{invitation.pk}/{'0' * 32}/").content.decode()
    assert "Vi kender ikke linket" in page
    Survey.objects.update(status=SurveyStatus.SEALED)
    SurveyInvitation.objects.update(spent=None, token_hash="")
    assert "Spørgeskemaet er lukket" in client.get(path_of(invitation)).content.decode()


def test_a_blank_sheet_is_asked_about(client: Client, invitation: SurveyInvitation) -> None:
    page = post(client, invitation, comment="  ").content.decode()
    assert "Svar på mindst ét af spørgsmålene" in page
    assert unspent(invitation)


def test_a_cpr_number_is_refused_and_nothing_typed_is_lost(
    client: Client, invitation: SurveyInvitation
) -> None:
    page = post(client, invitation, **{HELP: "4"}, comment="Ring om 010203-1234").content.decode()
    assert "Fjern CPR-nummeret" in page
    assert "Ring om 010203-1234" in page
    assert re.search(rf'name="q-{HELP}" value="4"[^>]*checked', page)
    assert unspent(invitation)


@pytest.mark.parametrize("value", ["6", "-1", "x", "5; DROP"])
def test_an_invented_value_is_an_error_not_an_answer(
    client: Client, invitation: SurveyInvitation, value: str
) -> None:
    assert post(client, invitation, **{HELP: value}).status_code == 200
    assert unspent(invitation)


def test_the_form_wants_its_token(invitation: SurveyInvitation) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_of(invitation), {f"q-{HELP}": "5"}).status_code == 403
    assert unspent(invitation)


def test_no_cookie_but_the_form_s_and_no_session(
    client: Client, invitation: SurveyInvitation
) -> None:
    client.get(path_of(invitation))
    post(client, invitation, **{HELP: "5"})
    client.get("/s/tak/")
    assert set(client.cookies) == {"csrftoken"}
    assert not Session.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_someone_signed_in_is_not_looked_at(client: Client, invitation: SurveyInvitation) -> None:
    user = UserFactory(email="laerer@skole.example")
    client.force_login(user)
    before = Session.objects.get()
    page = client.get(path_of(invitation)).content.decode()
    assert "laerer@skole.example" not in page
    assert "Min side" not in page
    post(client, invitation, **{HELP: "5"})
    after = Session.objects.get()
    assert (after.session_data, after.expire_date) == (before.session_data, before.expire_date)


@pytest.mark.parametrize("path", ["link", "/s/tak/"])
def test_the_page_is_kept_out_of_caches_indexes_and_referrers(
    client: Client, invitation: SurveyInvitation, path: str
) -> None:
    response = client.get(path_of(invitation) if path == "link" else path)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_no_log_names_the_link(
    client: Client, invitation: SurveyInvitation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        client.get(path_of(invitation))
        post(client, invitation)
        post(client, invitation, **{HELP: "5"})
        client.get(path_of(invitation))
        client.get(f"/s/{invitation.pk}/forkert/")
    assert token_of(invitation) not in caplog.text
    assert str(invitation.pk) not in caplog.text


def test_queries_do_not_grow_with_the_questions(
    client: Client, django_assert_max_num_queries: object
) -> None:
    def queries(path: str) -> int:
        with django_assert_max_num_queries(20) as context:  # type: ignore[operator]
            client.get(path)
        return len(context)

    few = SurveyInvitation.objects.get(survey=make_survey())
    client.get(path_of(few))
    instrument = make_instrument(version=2)
    instrument.items.all().delete()
    one_question = make_survey(instrument=instrument)
    from events.models import InstrumentQuestion, Question

    InstrumentQuestion.objects.create(
        instrument=instrument, question=Question.objects.get(key=HELP), position=1
    )
    other = SurveyInvitation.objects.get(survey=one_question)
    assert queries(path_of(few)) == queries(path_of(other))


def test_a_help_text_is_text_whatever_stands_in_it(client: Client) -> None:
    instrument = make_instrument(first={"help": "Tænk på unge <25 år</fieldset>"})
    invitation = SurveyInvitation.objects.get(survey=make_survey(instrument=instrument))
    html = client.get(path_of(invitation)).text
    assert "unge &lt;25 år&lt;/fieldset&gt;" in html


def test_words_that_are_there_in_danish_only_are_marked_as_danish(
    client: Client, invitation: SurveyInvitation
) -> None:
    html = client.get(path_of(invitation, "tr")).text
    assert f'<span lang="da" dir="ltr">I hvor høj grad {HELP}?</span>' in html
    assert '<span lang="da"' not in client.get(path_of(invitation)).text

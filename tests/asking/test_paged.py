"""One question a page without JavaScript: each step carries the answers; nothing is stored."""

import re

import pytest
from django.test import Client

from events.models import SurveyAnswer, SurveyComment, SurveyInvitation, SurveyResponse
from tests.asking.makers import BEFORE, FITS, HELP, NOW, paged
from tests.surveys.makers import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> SurveyInvitation:
    """One open invitation of a paged survey: three questions (one a pair), and the comment."""
    return paged()


class Reader:
    """Goes through the pages as a browser without scripts does: it sends the fields it was sent."""

    def __init__(self, client: Client, invitation: SurveyInvitation, language: str = "da") -> None:
        self.client, self.path = client, path_of(invitation, language)
        self.html = client.get(self.path).text

    def press(self, move: str, **answers: str) -> "Reader":
        """Press a button of the page shown."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.html))
        checked = dict(re.findall(r'name="(q-[^"]+)" value="(\d)"[^>]*checked', self.html))
        typed = re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", self.html)
        comment = {"comment": typed[1]} if typed else {}
        given = {name if name == "comment" else f"q-{name}": v for name, v in answers.items()}
        self.response = self.client.post(
            self.path, {**hidden, **checked, **comment, **given, "gaa": move}
        )
        self.html = self.response.content.decode()
        return self

    def heading(self) -> str:
        """Return how far it says one is, in words."""
        return re.search(r'class="vk-survey__step"[^>]*>([^<]+)<', self.html)[1]  # type: ignore[index]


@pytest.fixture
def reader(client: Client, invitation: SurveyInvitation) -> Reader:
    """Someone who has opened the link."""
    return Reader(client, invitation)


def test_each_page_has_one_question_and_says_how_far_it_is(reader: Reader) -> None:
    seen = [(reader.heading(), reader.html.count("<fieldset"))]
    bars = [re.search(r'<progress[^>]*max="(\d)" value="(\d)"', reader.html).groups()]  # type: ignore[union-attr]
    for _step in range(3):
        reader.press("frem")
        seen.append((reader.heading(), reader.html.count("<fieldset")))
        bars.append(re.search(r'<progress[^>]*max="(\d)" value="(\d)"', reader.html).groups())  # type: ignore[union-attr]
    assert seen == [
        ("Spørgsmål 1 af 3", 1),
        ("Spørgsmål 2 af 3", 2),  # the halves of a pair stand together
        ("Spørgsmål 3 af 3", 1),
        ("Til sidst", 0),
    ]
    assert bars == [("4", "1"), ("4", "2"), ("4", "3"), ("4", "4")]
    assert "<title>Til sidst · Fortæl os om dagen" in reader.html
    assert "autofocus>Til sidst</h1>" in reader.html


def test_a_pair_has_one_heading_and_its_halves_are_before_and_now(reader: Reader) -> None:
    reader.press("frem")
    assert re.search(r"<h2[^>]*>Hvor sikker er du\?</h2>", reader.html)
    legends = re.findall(r"<legend[^>]*>([^<]+)</legend>", reader.html)
    assert [one.strip() for one in legends] == ["Før", "Nu"]


def test_nothing_is_stored_before_the_last_press(
    reader: Reader, invitation: SurveyInvitation
) -> None:
    reader.press("frem", **{HELP: "5"}).press("frem", **{BEFORE: "2", NOW: "4"})
    reader.press("frem", **{FITS: "6"}).press("tilbage").press("frem")
    invitation.refresh_from_db()
    assert invitation.spent is False
    assert not SurveyResponse.objects.exists()
    assert set(reader.client.cookies) == {"csrftoken"}

    reader.press("send", comment="Mere tid")

    assert reader.response["Location"] == "/s/tak/"
    stored = dict(SurveyAnswer.objects.values_list("question__key", "value"))
    assert stored == {HELP: 5, BEFORE: 2, NOW: 4, FITS: 6}
    assert SurveyComment.objects.get().text == "Mere tid"


def test_going_back_shows_what_was_answered_and_lets_it_be_changed(reader: Reader) -> None:
    reader.press("frem", **{HELP: "5"}).press("tilbage", **{BEFORE: "1"})
    assert re.search(rf'name="q-{HELP}" value="5"[^>]*checked', reader.html)
    reader.press("frem", **{HELP: "3"})
    assert re.search(rf'name="q-{BEFORE}" value="1"[^>]*checked', reader.html)
    reader.press("frem").press("frem").press("send")
    assert dict(SurveyAnswer.objects.values_list("question__key", "value")) == {HELP: 3, BEFORE: 1}


def test_an_error_keeps_everything(reader: Reader) -> None:
    reader.press("frem", **{HELP: "5"}).press("frem").press("frem")
    reader.press("send", comment="Ring om 010203-1234")
    assert "Fjern CPR-nummeret" in reader.html
    assert "<title>Fejl: Til sidst" in reader.html
    # Back asks nothing of what is wrong, and loses nothing of it.
    reader.press("tilbage")
    assert "Fjern CPR-nummeret" not in reader.html
    reader.press("frem")
    assert "Ring om 010203-1234" in reader.html
    reader.press("send", comment="Ring")
    assert SurveyAnswer.objects.get().value == 5


def test_a_blank_sheet_is_asked_about_on_the_last_page(reader: Reader) -> None:
    reader.press("frem").press("frem").press("frem").press("send")
    assert "Svar på mindst ét af spørgsmålene" in reader.html
    assert reader.heading() == "Til sidst"


def test_what_someone_invents_is_no_answer_and_no_error_page(reader: Reader) -> None:
    for step in ("-1", "99999999", "x", "²"):
        assert reader.client.post(reader.path, {"trin": step, "gaa": "frem"}).status_code == 200
    reader.client.post(reader.path, {"trin": "3", "gaa": "send", f"q-{HELP}": "7"})
    assert not SurveyResponse.objects.exists()


def test_the_last_question_sends_where_no_closing_text_is_asked(client: Client) -> None:
    reader = Reader(client, paged(asks_comment=False))
    reader.press("frem").press("frem")
    assert 'value="send"' in reader.html
    assert "<textarea" not in reader.html
    reader.press("send", **{FITS: "5"})
    assert reader.response["Location"] == "/s/tak/"


def test_the_words_on_the_page_are_in_its_language(
    client: Client, invitation: SurveyInvitation
) -> None:
    reader = Reader(client, invitation, "en")
    reader.press("frem", **{HELP: "5"})
    assert '<html lang="en" dir="ltr"' in reader.html
    assert "2" in reader.heading()
    assert '<legend class="form-label">Can you help?' in reader.press("tilbage").html

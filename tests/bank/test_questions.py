"""A question is worded, and once it was asked only succeeded."""

from collections.abc import Mapping

import pytest

from events.models import Question
from events.surveys import bank, sheets
from events.surveys.bank import Words
from events.surveys.instruments import put_to_use
from events.surveys.standard import ensure_standard

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ABOUT = {"scale": "extent", "purpose": "outcome", "pair": "", "moment": ""}
DANISH = {"da": Words("I hvor høj grad passede det?")}


def make(key: str = "suited", words: Mapping[str, Words] = DANISH, **about: str) -> Question:
    return bank.create_question(key, {**ABOUT, **about}, words)


def ask(question: Question) -> None:
    """Put a question to use, as a survey does that opens."""
    sheet = sheets.create(f"sheet-{question.pk}", {"title": "Skema"})
    sheets.add(sheet, question)
    put_to_use(sheet)
    question.refresh_from_db()


def test_a_later_version_serves_the_same_purpose() -> None:
    question = make()
    ask(question)
    later = bank.succeed_question(question)
    with pytest.raises(bank.OtherPurpose):
        bank.change_question(later, {**ABOUT, "purpose": "support"}, DANISH)
    bank.change_question(later, {**ABOUT, "scale": "agree"}, DANISH)


def test_a_key_is_for_one_question_and_for_ever() -> None:
    make()
    with pytest.raises(bank.KeyTaken):
        make()
    with pytest.raises(bank.KeyTaken):
        make("support_to_leave")  # the parents' questionnaire, entered or not


@pytest.mark.parametrize(
    ("key", "words", "about", "refusal"),
    [
        ("suited", {"en": Words("Did it?")}, {}, bank.NoDanish),
        ("suited", {**DANISH, "en": Words("", "Help")}, {}, bank.HelpAlone),
        ("suited", DANISH, {"pair": "p", "purpose": "support"}, bank.HalfPair),
        ("suited", DANISH, {"moment": "now", "purpose": "support"}, bank.HalfPair),
        ("suited", DANISH, {"pair": "p", "moment": "now"}, bank.HalfPair),
        ("suited", DANISH, {"purpose": "speaker"}, bank.WrongSpeaker),
        ("speaker_6", {"da": Words("{speaker}?")}, {"purpose": "speaker"}, bank.WrongSpeaker),
        ("speaker_1", DANISH, {"purpose": "speaker"}, bank.WrongSpeaker),
        ("speaker_1", {"da": Words("{speaker}?")}, {}, bank.WrongSpeaker),
        ("suited", {"da": Words("{speaker}?")}, {}, bank.WrongSpeaker),
        (
            "speaker_1",
            {"da": Words("{speaker}?"), "en": Words("How?")},
            {"purpose": "speaker"},
            bank.WrongSpeaker,
        ),
    ],
)
def test_refused(
    key: str, words: dict[str, Words], about: dict[str, str], refusal: type[bank.BankRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        make(key, words, **about)
    assert str(refused.value.message)
    assert not Question.objects.exists()


class TestBeforeItIsAsked:
    """Everything may be mended."""

    def test_reworded_added_emptied(self) -> None:
        question = make(words={**DANISH, "en": Words("Did it?")})
        told = {"da": Words("Passede det?", "Hjælp"), "en": Words(), "tr": Words("Uygun muydu?")}
        bank.change_question(question, {**ABOUT, "scale": "agree"}, told)
        fresh = Question.objects.get()
        assert fresh.scale == "agree"
        assert bank.words_of(fresh) == {code: one for code, one in told.items() if one.text}

    def test_deleted_unless_a_sheet_asks_it(self) -> None:
        question = make()
        sheet = sheets.create("sheet", {"title": "Skema"})
        sheets.add(sheet, question)
        with pytest.raises(bank.OnASheet):
            bank.delete_question(question)
        sheets.remove(sheet, question)
        bank.delete_question(question)
        assert not Question.objects.exists()

    def test_not_succeeded(self) -> None:
        with pytest.raises(bank.NewerWaits):
            bank.succeed_question(make())


class TestOnceItWasAsked:
    """The words stay; a language may come; anything else is a new version."""

    def test_neither_reworded_nor_rescaled_nor_deleted(self) -> None:
        question = make()
        ask(question)
        with pytest.raises(bank.InUse):
            bank.change_question(question, ABOUT, {"da": Words("Passede det?")})
        with pytest.raises(bank.InUse):
            bank.change_question(question, ABOUT, {"da": Words()})
        with pytest.raises(bank.InUse):
            bank.change_question(question, {**ABOUT, "scale": "agree"}, DANISH)
        with pytest.raises(bank.InUse):
            bank.delete_question(question)

    def test_a_missing_language_comes_and_stays(self) -> None:
        question = make()
        ask(question)
        bank.change_question(question, ABOUT, {**DANISH, "so": Words("Ma ku habboonayd?")})
        with pytest.raises(bank.InUse):
            bank.change_question(question, ABOUT, {**DANISH, "so": Words("Maya?")})
        assert question.texts.get(language="so").in_use

    def test_succeeded_with_the_same_words(self) -> None:
        question = make(words={**DANISH, "en": Words("Did it?", "Help")})
        ask(question)
        newer = bank.succeed_question(question)
        assert (newer.version, newer.in_use) == (2, False)
        assert bank.words_of(newer) == bank.words_of(question)
        bank.change_question(newer, ABOUT, {"da": Words("Passede det?")})
        assert question.texts.get(language="da").text == DANISH["da"].text
        with pytest.raises(bank.NewerWaits):
            bank.succeed_question(question)


def test_the_parents_words_are_not_changed_here() -> None:
    ensure_standard()
    question = Question.objects.get(key="support_to_leave")
    for step in (bank.succeed_question, bank.delete_question):
        with pytest.raises(bank.FixedWords):
            step(question)
    with pytest.raises(bank.FixedWords):
        bank.change_question(question, ABOUT, DANISH)

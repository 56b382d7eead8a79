"""A questionnaire is loaded from data, and keeps its wording once it has been asked."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from events.models import Instrument, InstrumentQuestion, Question, QuestionText
from events.surveys.instruments import (
    SCALE,
    SUCCESSES,
    WordingChanged,
    ensure_instrument,
    instrument_for,
    put_to_use,
    questions_for,
)
from tests.surveys.makers import KEYS, make_day, make_instrument, make_survey

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing() -> None:
    assert make_instrument() == make_instrument()
    assert Question.objects.count() == len(KEYS)


def test_free_text_is_no_question() -> None:
    content = {
        "key": "kort",
        "title": "Kort",
        "questions": [
            {"key": "a", "text": "A?", "help": "Hjælp"},
            {"key": "b", "kind": "text", "text": "B?"},
        ],
    }
    (question,) = questions_for(ensure_instrument(content), "da")
    assert (question.key, question.text, question.help) == ("a", "A?", "Hjælp")


def test_wording_may_be_mended_until_it_has_been_asked() -> None:
    make_instrument()
    instrument = make_instrument(first={"text": "Føler du dig i stand til at hjælpe?"})
    assert questions_for(instrument, "da")[0].text == "Føler du dig i stand til at hjælpe?"

    make_survey(instrument=instrument)
    with pytest.raises(WordingChanged):
        make_instrument(first={"text": "Kan du hjælpe?"})
    with pytest.raises(WordingChanged):
        make_instrument(
            version=2, first={"text": "Kan du hjælpe?"}
        )  # the question's own version is 1


def test_questions_cannot_be_taken_out_once_asked() -> None:
    make_survey()
    with pytest.raises(WordingChanged):
        ensure_instrument({"key": "temadag", "title": "Temadag", "questions": []})


def test_the_newest_version_is_asked() -> None:
    make_instrument()
    newest = make_instrument(version=2, first={"text": "Kan du hjælpe?", "version": 2})
    assert instrument_for(make_day()) == newest


def test_the_scale_is_fixed() -> None:
    assert [value for value, _label in SCALE] == [5, 4, 3, 2, 1, 0]
    assert sorted(SUCCESSES) == [4, 5]


def test_a_language_that_staff_added_stays() -> None:
    question = make_instrument().questions.get(key=KEYS[0])
    QuestionText.objects.create(question=question, language="tr", text="Türkçe?")
    make_survey(instrument=make_instrument())
    make_instrument()
    assert question.texts.get(language="tr").text == "Türkçe?"


def test_a_language_that_comes_later_may_not_change_either() -> None:
    make_survey()
    make_instrument(first={"text_so": "Soomaali?"})
    with pytest.raises(WordingChanged):
        make_instrument(first={"text_so": "Maya?"})


def test_a_speaker_is_asked_about_by_name_and_only_as_many_as_there_are() -> None:
    rows = [
        {"key": f"speaker_{n}", "purpose": "speaker", "text": "Hvordan var {speaker}?"}
        for n in (1, 2, 3)
    ]
    sheet = ensure_instrument({"key": "oplaeg", "title": "Oplæg", "questions": rows})
    asked = questions_for(sheet, "da", ["Anne", "Bo"])
    assert [one.text for one in asked] == ["Hvordan var Anne?", "Hvordan var Bo?"]
    assert questions_for(sheet, "da") == []


def only(sheet: Instrument) -> Question:
    return sheet.questions.get(key=KEYS[0])


TAMPERING: dict[str, Callable[[Instrument], object]] = {
    "reword": lambda sheet: QuestionText.objects.filter(question=only(sheet)).update(text="X?"),
    "free the words": lambda sheet: QuestionText.objects.update(in_use=False),
    "drop a language": lambda sheet: QuestionText.objects.filter(language="en")._raw_delete(
        "default"
    ),
    "change the scale": lambda sheet: Question.objects.filter(pk=only(sheet).pk).update(
        scale="agree"
    ),
    "free the question": lambda sheet: Question.objects.update(in_use=False),
    "drop a question": lambda sheet: Question.objects.filter(pk=only(sheet).pk)._raw_delete(
        "default"
    ),
    "change the order": lambda sheet: InstrumentQuestion.objects.filter(
        question=only(sheet)
    ).update(position=99),
    "take it off the sheet": lambda sheet: sheet.items.all()._raw_delete("default"),
}


@pytest.mark.postgres
@pytest.mark.parametrize("how", TAMPERING)
def test_the_database_itself_keeps_what_was_asked(how: str) -> None:
    sheet = make_instrument()
    put_to_use(sheet)
    before = [list(model.objects.order_by("pk").values()) for model in (Question, QuestionText)]
    with pytest.raises(DatabaseError), transaction.atomic():
        TAMPERING[how](sheet)
    after = [list(model.objects.order_by("pk").values()) for model in (Question, QuestionText)]
    assert after == before


@pytest.mark.postgres
def test_what_nobody_was_asked_yet_is_free() -> None:
    sheet = make_instrument()
    TAMPERING["reword"](sheet)
    TAMPERING["change the order"](sheet)
    TAMPERING["take it off the sheet"](sheet)
    assert questions_for(sheet, "da") == []

"""A questionnaire is loaded from data, and keeps its wording once it has been asked."""

import pytest

from events.models import Question
from events.surveys.instruments import (
    SCALE,
    SUCCESSES,
    WordingChanged,
    ensure_instrument,
    instrument_for,
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

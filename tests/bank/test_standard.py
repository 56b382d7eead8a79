"""The standard questionnaires: six languages, short, entered once, never reworded once asked."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses import neutral_survey
from events.enums import ActivityKind
from events.models import Instrument, InstrumentQuestion, Question, QuestionText
from events.surveys import sheet_checks, standard
from events.surveys.instruments import (
    NOT_RELEVANT,
    SCALES,
    WordingChanged,
    newest_for,
    put_to_use,
)
from events.surveys.standard import contents, ensure_standard
from portal.demo.content import read

LANGUAGES = ("da", "en", "ar", "so", "ur", "tr")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ALL = {content["key"]: content for content in (*contents(), neutral_survey.INSTRUMENT)}
ROWS = [(key, row) for key, content in ALL.items() for row in content["questions"]]


def words(row: Mapping[str, Any], field: str) -> list[str | None]:
    return [row.get(field if code == "da" else f"{field}_{code}") for code in LANGUAGES]


@pytest.mark.parametrize(("sheet", "row"), ROWS, ids=[f"{k}-{r['key']}" for k, r in ROWS])
def test_every_question_is_worded_in_six_languages(sheet: str, row: Mapping[str, Any]) -> None:
    texts = words(row, "text")
    assert all(texts), row["key"]
    assert len(set(texts)) == len(LANGUAGES)
    assert sum(text is None for text in words(row, "help")) in {0, len(LANGUAGES)}
    for code, text in zip(LANGUAGES, texts, strict=True):
        assert bool(ARABIC.search(text or "")) is (code in {"ar", "ur"})
        assert ("{speaker}" in (text or "")) is row["key"].startswith("speaker_")


def test_the_same_version_of_a_question_has_the_same_words_everywhere() -> None:
    known: dict[tuple[str, int], Mapping[str, Any]] = {}
    first = [row for row in read("survey")["questions"] if row["kind"] == "scale"]
    for row in [*(row for _key, row in ROWS), *first]:
        said = {name: value for name, value in row.items() if name not in {"kind", "target"}}
        assert known.setdefault((row["key"], row.get("version", 1)), said) == said


def test_no_word_has_come_into_what_was_asked_of_theme_days_first() -> None:
    (able,) = [row for row in ALL["temadag"]["questions"] if row["key"] == "able_to_help"]
    assert able.get("version", 1) == 1
    assert able["text"] == (
        "I hvor høj grad oplever du dig i stand til at hjælpe unge, der er udfordret af "
        "ekstremistiske fællesskabers påvirkning?"
    )


def test_each_kind_that_is_asked_has_exactly_one() -> None:
    kinds = [kind for content in ALL.values() for kind in content["activity_kinds"]]
    assert sorted(kinds) == sorted(
        {
            ActivityKind.TEMADAG, ActivityKind.OPLAEG, ActivityKind.NETVAERKSMOEDE,
            ActivityKind.KONFERENCE, ActivityKind.KURSUS, ActivityKind.FORUMMOEDE,
            ActivityKind.HOERING, ActivityKind.FORAELDREKURSUS,
        }
    )  # fmt: skip


@pytest.mark.django_db
class TestEntering:
    """Once, and never over what has been asked or what staff have made of it."""

    def test_they_are_ready_and_under_a_minute(self) -> None:
        for instrument in ensure_standard().values():
            questions = sheet_checks.questions_of(instrument)
            assert sheet_checks.problems(instrument, questions) == []
            assert sheet_checks.warnings(questions) == []
            assert len(questions) <= sheet_checks.MOST
            assert sheet_checks.seconds(questions) <= 60

    def test_again_changes_nothing(self) -> None:
        def rows() -> list[list[Any]]:
            models = (Instrument, Question, QuestionText, InstrumentQuestion)
            return [list(model.objects.order_by("pk").values()) for model in models]

        ensure_standard()
        before = rows()
        ensure_standard()
        ensure_standard(keep=True)
        assert rows() == before
        assert set(Instrument.objects.values_list("key", flat=True)) == set(ALL)

    def test_words_of_one_in_use_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        put_to_use(ensure_standard()["oplaeg"])
        changed = {**ALL["oplaeg"]}
        first, *rest = changed["questions"]
        changed["questions"] = [{**first, "text": "Lærte du noget?"}, *rest]
        monkeypatch.setattr(standard, "contents", lambda: (changed,))
        with pytest.raises(WordingChanged):
            ensure_standard()
        with pytest.raises(CommandError):
            call_command("standard_surveys")
        ensure_standard(keep=True)
        assert not QuestionText.objects.filter(text="Lærte du noget?").exists()

    def test_the_button_keeps_what_staff_have_reworded_and_brings_what_is_missing(self) -> None:
        ensure_standard()
        text = QuestionText.objects.get(question__key="talk_can_use", language="da")
        QuestionText.objects.filter(pk=text.pk).update(text="Kan du bruge det?")
        QuestionText.objects.filter(question=text.question, language="tr").delete()
        ensure_standard(keep=True)
        text.refresh_from_db()
        assert text.text == "Kan du bruge det?"
        assert text.question.texts.filter(language="tr").exists()

    def test_a_questionnaire_of_our_own_goes_on_being_asked(self) -> None:
        mine = Instrument.objects.create(
            key="vores-temadag", title="Vores", activity_kinds=["temadag"]
        )
        made = ensure_standard(keep=True)
        assert newest_for("temadag") == mine
        assert not made["temadag"].published
        assert made["oplaeg"].published

    def test_the_command_says_what_is_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("standard_surveys")
        assert len(capsys.readouterr().out.splitlines()) == len(ALL)


class TestParents:
    """Asked about a young person one cares for, and nobody is marked as anything."""

    def test_whoever_it_does_not_fit_says_so(self) -> None:
        for row in neutral_survey.INSTRUMENT["questions"]:
            assert (row["version"], row["scale"]) == (2, "extent_na")
            assert "en ung, du har omsorg for" in row["text"]
            assert "a young person you care for" in row["text_en"]
        assert NOT_RELEVANT in dict(SCALES["extent_na"])

    def test_the_scale_is_among_the_sentences_that_are_translated_and_checked(self) -> None:
        labels = tuple(label for _value, label in SCALES["extent_na"])
        assert labels == neutral_survey.SCALE_WORDS

    @pytest.mark.parametrize(
        "word",
        ["radikal", "ekstrem", "extrem", "terror", "vold", "violen", "bekymr", "worr", "risiko",
         "risk", "تطرف", "متطرف", "xagjir", "انتہا پسند", "aşırı", "islam"],
    )  # fmt: skip
    def test_no_word_tells_what_it_is_about(self, word: str) -> None:
        said = " ".join(
            str(text)
            for row in neutral_survey.INSTRUMENT["questions"]
            for field in ("text", "help")
            for text in words(row, field)
        )
        assert word not in said.lower()

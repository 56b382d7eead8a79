"""Names go out of a remark for good; nothing else can be done to it."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from events.models import SurveyComment
from events.surveys import redaction
from events.surveys.redaction import pieces, redact, version_of, without
from tests.surveys.makers import answered

TEXT = "Tak til Bente-Marie (tlf. 12 34 56 78), skriv til bente@skole.example!"


def place(text: str, word: str) -> int:
    return next(p.place for p in pieces(text) if p.text == word)  # type: ignore[return-value]


def test_the_pieces_are_the_text_and_words_hold_together() -> None:
    assert "".join(p.text for p in pieces(TEXT)) == TEXT
    words = [p.text for p in pieces(TEXT) if p.place is not None]
    assert {"Bente-Marie", "bente@skole.example", "12"} <= set(words)
    gone = without(TEXT, {place(TEXT, "Bente-Marie"), place(TEXT, "bente@skole.example")})
    assert gone == "Tak til [fjernet] (tlf. 12 34 56 78), skriv til [fjernet]!"
    assert all(p.place is None for p in pieces(gone) if p.text == redaction.REMOVED)


@given(st.text(max_size=120), st.sets(st.integers(0, 40)))
def test_words_can_only_be_removed(text: str, places: set[int]) -> None:
    assert "".join(p.text for p in pieces(text)) == text
    after = without(text, places)
    left = [p.text for p in pieces(text) if p.place not in places]
    assert after.replace(redaction.REMOVED, "") == "".join(left).replace(redaction.REMOVED, "")


@pytest.mark.parametrize("number", ["010190-1234", "010190 1234", "01 01 90 1234", "0101901234"])
def test_what_reads_as_a_cpr_number_is_marked(number: str) -> None:
    found = [p for p in pieces(f"Ring 12 34 56 78, jeg er {number} og glad") if p.suspect]
    assert " ".join(p.text for p in found).replace(" ", "") == number.replace(" ", "")
    assert not any(p.suspect for p in pieces("Den 12.3. kl. 10 kom 1234 mennesker"))


@pytest.mark.django_db
class TestStored:
    """The row itself."""

    @pytest.fixture
    def comment(self) -> SurveyComment:
        return SurveyComment.objects.create(survey=answered([5] * 5), text=TEXT)

    def test_the_old_text_is_overwritten_and_stands_nowhere(self, comment: SurveyComment) -> None:
        assert redact(comment, {place(TEXT, "Bente-Marie")}, version_of(TEXT)) == 1
        comment.refresh_from_db()
        assert "Bente-Marie" not in comment.text
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                assert "Bente-Marie" not in str(cursor.fetchall())

    def test_not_of_a_text_one_has_not_seen(self, comment: SurveyComment) -> None:
        redact(comment, {0}, version_of(TEXT))
        with pytest.raises(redaction.Changed):
            redact(comment, {1}, version_of(TEXT))

    @pytest.mark.parametrize("places", [set(), {99}])
    def test_not_without_a_word(self, comment: SurveyComment, places: set[int]) -> None:
        with pytest.raises(redaction.NothingMarked):
            redact(comment, places, version_of(TEXT))

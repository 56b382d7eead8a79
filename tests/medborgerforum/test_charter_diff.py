"""The difference between two versions, said paragraph by paragraph and word by word."""

from medborgerforum.charter_diff import Difference, Mark, difference

OLD = "## Værdier\n\nVi hører på hinanden i ro.\n\nIngen bestemmer over andre.\n\n- Tal pænt\n- Kom"


def told(found: Difference) -> list[str]:
    """Return each paragraph as text, what came in braces and what went in brackets."""
    shape = {Mark.SAME: "{}", Mark.ADDED: "+{}+", Mark.REMOVED: "-{}-"}
    return [
        " ".join(shape[part.mark].format(part.text) for part in paragraph.parts)
        for paragraph in found.paragraphs
    ]


def test_words_within_a_paragraph_that_stays() -> None:
    new = OLD.replace("i ro", "med respekt").replace("- Kom", "- Kom til tiden")
    found = difference("Charter", OLD, "Charter", new)
    assert told(found) == [
        "Charter",
        "Værdier",
        "Vi hører på hinanden -i ro.- +med respekt.+",
        "Ingen bestemmer over andre.",
        "Tal pænt",
        "Kom +til tiden+",
    ]
    assert (found.changed, found.added, found.removed) == (2, 0, 0)


def test_paragraphs_that_came_and_went_are_whole() -> None:
    new = OLD.replace("Ingen bestemmer over andre.", "Møder er åbne for alle medlemmer.")
    found = difference("Charter", OLD, "Charter", new + "\n\nNyt afsnit til sidst.")
    assert "-Ingen bestemmer over andre.-" in told(found)
    assert "+Møder er åbne for alle medlemmer.+" in told(found)
    assert told(found)[-1] == "+Nyt afsnit til sidst.+"
    assert (found.changed, found.added, found.removed) == (0, 2, 1)


def test_only_blanks_are_no_difference() -> None:
    assert difference("Charter", OLD, "Charter ", OLD.replace("i ro", "i\nro")).is_empty


def test_the_title_counts() -> None:
    assert told(difference("Charter 1", OLD, "Charter 2", OLD))[0] == "Charter -1- +2+"

"""When something is, in words."""

from datetime import datetime

import pytest
from django.utils import translation

from events import when


def at(text: str) -> datetime:
    """Return the moment on Copenhagen's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=when.COPENHAGEN)


@pytest.mark.parametrize(
    ("start", "end", "sessions", "text"),
    [
        ("2026-12-03 09:30", "2026-12-03 15:00", 1, "Torsdag den 3. december 2026 kl.~9.30–15.00"),
        ("2027-01-20 09:00", "2027-01-27 12:00", 2, "20. januar til 27. januar 2027, 2~mødegange"),
        ("2026-12-28 09:00", "2027-01-04 12:00", 1, "28. december 2026 til 4. januar 2027"),
    ],
)
def test_a_time_is_never_parted_from_its_word(
    start: str, end: str, sessions: int, text: str
) -> None:
    with translation.override("da"):
        assert when.span(at(start), at(end), sessions) == text.replace("~", "\N{NO-BREAK SPACE}")


def test_the_year_is_said_once_in_english_too() -> None:
    with translation.override("en"):
        assert when.span(at("2027-01-20 09:00"), at("2027-01-27 12:00")).count("2027") == 1

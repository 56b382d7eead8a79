"""A report as it is read in one language: the gathered content laid out for page and paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from events.surveys.likert import Likert
from events.when import plain_day

from . import report_charts
from .report_content import Content
from .report_words import figure_words

type Words = Mapping[str, Any]


@dataclass(frozen=True)
class TargetPart:
    """One target: its words, its numbers, its charts and the editor's comment."""

    code: str
    words: Words
    numbers: Words
    comment: str
    interval: report_charts.Interval | None
    meter: report_charts.Meter | None
    answers: Likert | None
    history: report_charts.History | None
    readings: tuple[Words, ...]

    @property
    def status(self) -> str:
        """The verdict's key: it chooses the shape."""
        return str(self.numbers["status"])

    @property
    def first(self) -> Words:
        """The oldest reading."""
        return self.readings[0]

    @property
    def last(self) -> Words:
        """The newest reading."""
        return self.readings[-1]


@dataclass(frozen=True)
class TrackPart:
    """One track with its targets."""

    words: Words
    targets: tuple[TargetPart, ...]

    @property
    def number(self) -> int:
        """The track's number in its plan."""
        return int(self.words["number"])


@dataclass(frozen=True)
class Edition:
    """The whole report in one language. The editor's own words are Danish in all of them."""

    language: str
    year: int
    title: str
    foreword: str
    made: str
    is_draft: bool
    words: Words
    tracks: tuple[TrackPart, ...]

    @property
    def targets(self) -> list[TargetPart]:
        """Every target, in order."""
        return [target for track in self.tracks for target in track.targets]

    @property
    def sources(self) -> list[str]:
        """Where plan and targets come from, each once."""
        named = [self.words["plan"]["source"], *(t.words["source"] for t in self.targets)]
        return [source for source in dict.fromkeys(named) if source]


def edition(content: Content, language: str) -> Edition:
    """Return the content in a language."""
    words = content["words"][language]
    with translation.override(language):
        return Edition(
            language=language,
            year=content["year"],
            title=content["title"],
            foreword=content["foreword"],
            made=plain_day(date.fromisoformat(content["made"])),
            is_draft=content["draft"],
            words=words,
            tracks=tuple(
                TrackPart(track, tuple(_target(content, words, code) for code in track["codes"]))
                for track in words["tracks"]
            ),
        )


def _target(content: Content, words: Words, code: str) -> TargetPart:
    said, numbers = words["targets"][code], content["numbers"][code]
    history = content["history"].get(code, [])
    return TargetPart(
        code=code,
        words=said,
        numbers=numbers,
        comment=content["comments"].get(code, ""),
        interval=report_charts.interval(numbers),
        meter=report_charts.meter(numbers),
        answers=report_charts.answers(said["distribution"]),
        history=report_charts.history(numbers, history),
        readings=tuple(
            {
                **row,
                "day_text": plain_day(date.fromisoformat(row["day"])),
                "figure": figure_words(row["value"], numbers["threshold"], numbers["is_share"]),
            }
            for row in history
        ),
    )

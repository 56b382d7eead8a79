"""Searching the published minutes: points, what was said, decisions, follow-ups.

Every word has to be found, in any order, in one point (with its decisions, its follow-ups and
the title of its meeting) or in the introduction of one meeting. A word also finds longer ones:
"ung" finds "ungdomsklub". Capitals do not count, and "aa" is "å". Neither database folds æ, ø
and å by itself (SQLite's LIKE folds ASCII alone), so the spellings are tried one by one.

Who may read is for the caller to ask (``membership.may_read``); what is searched starts from
``minutes_comments.published``, so nothing unpublished is found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import islice, product

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import when
from medborgerforum import minutes_comments
from medborgerforum.enums import PointState
from medborgerforum.models import AgendaPoint, Decision, FollowUp, Meeting

LONGEST = 100  # characters that are read of what was typed
MOST_WORDS = 6
MOST_FOLDED = 3  # letters such as æ of which both cases are tried, in every combination
MOST_HITS = 6  # points shown of one meeting
AROUND = 110  # characters shown on each side of what was found


class Only(StrEnum):
    """What a search can be narrowed to."""

    DECISIONS = "beslutninger"
    FOLLOW_UPS = "opfoelgninger"


@dataclass(frozen=True)
class Query:
    """What is looked for: words, the Copenhagen year of the meeting, only one kind of line."""

    words: tuple[str, ...] = ()
    year: int | None = None
    only: Only | None = None

    @classmethod
    def of(cls, typed: str, year: int | None = None, only: Only | None = None) -> "Query":
        """Return the query for what was typed, of which the beginning counts."""
        text = unicodedata.normalize("NFC", typed[:LONGEST])
        words = dict.fromkeys(re.findall(r"[\w-]*\w", text))
        return cls(tuple(words)[:MOST_WORDS], year, only)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What is marked in the text; None without words."""
        spelled = sorted({s for word in self.words for s in variants(word)}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, spelled)), re.IGNORECASE) if spelled else None


@dataclass(frozen=True)
class Part:
    """A piece of text, and whether it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True)
class Line:
    """One text that is shown of a point; ``language`` is what it is written in."""

    label: str | Promise
    parts: tuple[Part, ...]
    language: str = "da"


@dataclass(frozen=True)
class Hit:
    """A point, or a meeting's introduction (no title), with the lines that fit."""

    title: tuple[Part, ...]
    language: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Found:
    """One meeting with what was found in it; ``more`` points were found than are shown."""

    meeting: Meeting
    hits: tuple[Hit, ...]
    more: int


# --- In the database ---------------------------------------------------------------------------
def search(query: Query) -> QuerySet[Meeting]:
    """Return the meetings in which something fits, the newest first."""
    rows = minutes_comments.published().annotate(held_at=Max("activity__sessions__end"))
    if query.year is not None:
        rows = rows.filter(
            held_at__gte=_new_year(query.year), held_at__lt=_new_year(query.year + 1)
        )
    if query.words or query.only:
        fits = Exists(_points(query).filter(meeting=OuterRef("pk")))
        rows = rows.filter(fits | _introduces(query) if not query.only else fits)
    return rows.select_related("activity").order_by("-held_at", "pk")


def years() -> list[int]:
    """Return the Copenhagen years that have published minutes, newest first; one query."""
    rows = minutes_comments.published().annotate(held_at=Max("activity__sessions__end"))
    moments = rows.exclude(held_at=None).values_list("held_at", flat=True)
    return sorted({when.local(moment).year for moment in moments}, reverse=True)


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=when.COPENHAGEN)


def _points(query: Query) -> QuerySet[AgendaPoint]:
    points = AgendaPoint.objects.filter(state=PointState.ON_AGENDA)
    of_point = {"point": OuterRef("pk")}
    if query.only == Only.DECISIONS:
        rows = Decision.objects.filter(**of_point)
        return points.filter(Exists(rows.filter(_all(query, "text", "point__title"))))
    if query.only == Only.FOLLOW_UPS:
        promised = FollowUp.objects.filter(**of_point, done_on=None)
        return points.filter(Exists(promised.filter(_all(query, "text", "point__title"))))
    for word in query.words:
        points = points.filter(
            _any(word, "title", "body", "minutes", "meeting__activity__title")
            | Exists(Decision.objects.filter(_any(word, "text"), **of_point))
            | Exists(FollowUp.objects.filter(_any(word, "text"), **of_point))
        )
    return points


def _introduces(query: Query) -> Q:
    return _all(query, "minutes_intro", "activity__title")


def _all(query: Query, *fields: str) -> Q:
    found = Q()
    for word in query.words:
        found &= _any(word, *fields)
    return found


def _any(word: str, *fields: str) -> Q:
    found = Q()
    for field in fields:
        for spelling in spellings(word):
            found |= Q(**{f"{field}__icontains": spelling})
    return found


def spellings(word: str) -> list[str]:
    """Return the spellings of a word that ``icontains`` has to be asked for."""
    return list(dict.fromkeys(s for variant in variants(word) for s in _cases(variant)))


def variants(word: str) -> tuple[str, ...]:
    """Return a word in lower case, with aa and with å."""
    low = word.lower()
    return tuple(dict.fromkeys((low, low.replace("aa", "å"), low.replace("å", "aa"))))


def _cases(low: str) -> Iterator[str]:
    """Yield a lower-case word with its letters beyond ASCII in either case."""
    if sum(not char.isascii() for char in low) > MOST_FOLDED:
        yield from (low, low.upper(), low.capitalize())
        return
    choices = (
        (char,) if char.isascii() or len(char.upper()) > 1 else (char, char.upper()) for char in low
    )
    yield from ("".join(chars) for chars in product(*choices))


# --- What is shown -----------------------------------------------------------------------------
def found_in(meetings: Iterable[Meeting], query: Query) -> list[Found]:
    """Return what to show of these meetings; three queries, however many there are."""
    rows = list(meetings)
    points: dict[object, list[AgendaPoint]] = {}
    found = AgendaPoint.objects.filter(meeting__in=rows, state=PointState.ON_AGENDA)
    for point in found.prefetch_related("decisions", "follow_ups__association"):
        points.setdefault(point.meeting_id, []).append(point)
    return [_found(meeting, points.get(meeting.pk, []), query) for meeting in rows]


def _found(meeting: Meeting, points: list[AgendaPoint], query: Query) -> Found:
    hits = _hits(meeting, points, query)
    shown = tuple(islice(hits, MOST_HITS))
    return Found(meeting, shown, more=sum(1 for _hit in hits))


def _hits(meeting: Meeting, points: list[AgendaPoint], query: Query) -> Iterator[Hit]:
    title = meeting.activity.title
    if query.words and not query.only and _fits(query, title, meeting.minutes_intro):
        parts = excerpt(meeting.minutes_intro, query)
        yield Hit((), "da", (Line(_("Indledning"), parts),) if parts else ())
    for point in points:
        if query.only:
            lines = _only_lines(point, query)
            if lines:
                yield Hit(excerpt(point.title, query), point.language, lines)
        elif _fits(query, title, *(text for _label, text, _language in _texts(point)), point.title):
            yield Hit(excerpt(point.title, query), point.language, _lines(point, query))


def _texts(point: AgendaPoint) -> Iterator[tuple[Promise | str, str, str]]:
    yield _("Om punktet"), point.body, point.language
    yield _("Referat"), point.minutes, "da"
    for decision in point.decisions.all():
        yield _("Beslutning"), decision.text, "da"
    for row in point.follow_ups.all():
        yield _("Opfølgning"), row.text, "da"


def _lines(point: AgendaPoint, query: Query) -> tuple[Line, ...]:
    """Return the texts in which a word stands; none when nothing was looked for."""
    if query.pattern is None:
        return ()
    return tuple(
        Line(label, excerpt(text, query), language)
        for label, text, language in _texts(point)
        if query.pattern.search(_plain(text))
    )


def _only_lines(point: AgendaPoint, query: Query) -> tuple[Line, ...]:
    texts: list[tuple[str | Promise, str]]
    if query.only == Only.DECISIONS:
        texts = [(_("Beslutning"), row.text) for row in point.decisions.all()]
    else:
        rows = [row for row in point.follow_ups.all() if row.done_on is None]
        texts = [(promise_label(row), row.text) for row in rows]
    return tuple(
        Line(label, excerpt(text, query))
        for label, text in texts
        if _fits(query, text, point.title)
    )


def promise_label(row: FollowUp) -> str:
    """Return who does it by when, such as "VINK, 3. december 2026"."""
    who = row.association.name if row.association else "VINK"
    return f"{who}, {when.plain_day(row.due)}"


def _fits(query: Query, *texts: str) -> bool:
    whole = "\n".join(map(_plain, texts)).lower()
    return all(any(v in whole for v in variants(word)) for word in query.words)


def excerpt(text: str, query: Query) -> tuple[Part, ...]:
    """Return the text around what is found in it first, whole words, what fits marked."""
    plain = " ".join(_plain(text).split())
    first = query.pattern.search(plain) if query.pattern else None
    middle = (first.start(), first.end()) if first else (0, 0)
    start, end = max(0, middle[0] - AROUND), min(len(plain), middle[1] + AROUND)
    if start:
        start = plain.find(" ", start, middle[0]) + 1 or start
    if end < len(plain):
        end = max(plain.rfind(" ", middle[1], end), middle[1]) or end
    shown = ("… " if start else "") + plain[start:end] + (" …" if end < len(plain) else "")
    return tuple(_parts(shown, query.pattern))


def _parts(text: str, pattern: re.Pattern[str] | None) -> Iterator[Part]:
    at = 0
    for match in pattern.finditer(text) if pattern else ():
        if match.start() > at:
            yield Part(text[at : match.start()], found=False)
        yield Part(match.group(), found=True)
        at = match.end()
    if at < len(text):
        yield Part(text[at:], found=False)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)

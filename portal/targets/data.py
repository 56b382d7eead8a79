"""A target's figures as data for others to use: CSV, JSON, and what each column means.

Shares are exact fractions, a numerator and a denominator; nothing is rounded. Names of columns
are for ever: a new meaning gets a new name.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.confidence import INTERVAL_DECIMALS
from events.exports import csv_cell
from events.models import Outcome

from .explained import Asked
from .measurement import Measurement
from .models import Target
from .timeline import Point

SCHEMA = "vink-target-1"

type Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the kind of value ("integer", "text", "date", …), what it means."""

    name: str
    type: str
    meaning: Promise
    read: Callable[["_Row"], Value]


@dataclass(frozen=True, slots=True)
class _Row:
    target: Target
    point: Point
    current: bool

    @property
    def measured(self) -> Measurement:
        return self.point.measured

    def counted(self, outcome: int) -> int | None:
        """How many gave one outcome; 0 of those nobody gave, None where nothing is shown."""
        counts = self.measured.counts
        return None if counts is None else counts.get(outcome, 0)


def _numerator(value: Fraction | int | None) -> int | None:
    return None if value is None else Fraction(value).numerator


def _denominator(value: Fraction | int | None) -> int | None:
    return None if value is None else Fraction(value).denominator


def _decimals(value: Fraction | None) -> str | None:
    """Write an end of an interval, which has so many decimals and no more."""
    if value is None:
        return None
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{INTERVAL_DECIMALS}f}"


def _reason(row: _Row) -> str | None:
    return str(row.measured.assessment.reason) if row.measured.assessment else None


def _source(row: _Row) -> str:
    return row.measured.figure.source if row.measured.figure else ""


def _outcome(name: str, outcome: Outcome, meaning: Promise) -> Column:
    return Column(name, "integer", meaning, lambda row: row.counted(outcome))


WHAT = (
    Column("code", "text", _("Målets kode."), lambda r: r.target.code),
    Column(
        "day",
        "date",
        _("Dagen, tallet er opgjort (ISO 8601, dansk tid)."),
        lambda r: r.point.day.isoformat(),
    ),
    Column(
        "current",
        "boolean",
        _("true for den nyeste opgørelse, som siden viser; ellers false."),
        lambda r: r.current,
    ),
    Column(
        "period_first_day",
        "date",
        _("Periodens første dag."),
        lambda r: r.measured.period.first_day.isoformat(),
    ),
    Column(
        "period_last_day",
        "date",
        _("Periodens sidste dag. Ældre opgørelser kan gælde perioden til og med opgørelsens dag."),
        lambda r: r.measured.period.last_day.isoformat(),
    ),
    Column(
        "preliminary",
        "boolean",
        _("true, så længe perioden løber."),
        lambda r: r.measured.is_preliminary,
    ),
    Column(
        "kind",
        "text",
        _(
            "Slags mål: survey_share, conjunctive_survey_share, distinct_attenders, head_count, "
            "activities_held, active_associations eller published_figure."
        ),
        lambda r: r.target.kind,
    ),
    Column(
        "status",
        "text",
        _(
            "Vurdering: met (nået), not_met (ikke nået), too_little (for lidt grundlag), "
            "under_way (ikke nået endnu), not_started, no_threshold, no_figure, no_data, not_yet."
        ),
        lambda r: str(r.measured.status),
    ),
    Column(
        "reason",
        "text",
        _(
            "Hvorfor en andel er vurderet sådan: small_n, certain, low_response, statistical "
            "eller interval_covers."
        ),
        _reason,
    ),
)
FIGURES = (
    Column(
        "value_numerator",
        "integer",
        _("Resultatets tæller. Et antal har nævneren 1. Tom, hvor intet kan vises."),
        lambda r: _numerator(r.measured.value),
    ),
    Column(
        "value_denominator",
        "integer",
        _("Resultatets nævner, forkortet."),
        lambda r: _denominator(r.measured.value),
    ),
    Column(
        "threshold_numerator",
        "integer",
        _("Tærsklens tæller på opgørelsens dag. Tom, hvor kilden intet tal har."),
        lambda r: _numerator(r.measured.threshold),
    ),
    Column(
        "threshold_denominator",
        "integer",
        _("Tærsklens nævner, forkortet."),
        lambda r: _denominator(r.measured.threshold),
    ),
    Column(
        "interval_low",
        "decimal",
        _("Nederste ende af Wilsons 95 %-interval, som andel af 1, afskåret til 12 decimaler."),
        lambda r: _decimals(r.measured.low),
    ),
    Column(
        "interval_high",
        "decimal",
        _("Øverste ende af intervallet."),
        lambda r: _decimals(r.measured.high),
    ),
)
ANSWERS = (
    Column(
        "successes",
        "integer",
        _("Svar i de to øverste trin; ved flere spørgsmål besvarelser, hvor alle er det."),
        lambda r: r.measured.successes,
    ),
    Column(
        "answered",
        "integer",
        _("Svar i grundlaget. »Ved ikke« er med; et sprunget spørgsmål er ikke."),
        lambda r: r.measured.answered,
    ),
    Column(
        "eligible",
        "integer",
        _("Inviterede i grundlaget, også til undersøgelser, hvis svar ikke kan vises endnu."),
        lambda r: r.measured.eligible,
    ),
    Column(
        "surveys",
        "integer",
        _("Undersøgelser, der er talt med."),
        lambda r: r.measured.surveys if r.measured.assessment else None,
    ),
    Column(
        "waiting_surveys",
        "integer",
        _("Undersøgelser, der venter, til der er svar nok til, at ingen kan kendes."),
        lambda r: r.measured.waiting_surveys if _is_survey(r) else None,
    ),
    _outcome("answers_5", Outcome.HIGHEST, _("Svar i øverste trin (kun ét spørgsmål).")),
    _outcome("answers_4", Outcome.HIGH, _("Svar i næstøverste trin.")),
    _outcome("answers_3", Outcome.MIDDLE, _("Svar i midterste trin.")),
    _outcome("answers_2", Outcome.LOW, _("Svar i næstnederste trin.")),
    _outcome("answers_1", Outcome.LOWEST, _("Svar i nederste trin.")),
    _outcome("answers_dont_know", Outcome.DONT_KNOW, _("»Ved ikke«.")),
    _outcome(
        "answers_not_relevant",
        Outcome.NOT_RELEVANT,
        _("»Ikke relevant for mig«; ved flere spørgsmål besvarelser med mindst ét sådant svar."),
    ),
    _outcome(
        "sheets_all_met",
        Outcome.ALL_MET,
        _("Besvarelser, hvor alle spørgsmålene er i de to øverste trin (kun flere spørgsmål)."),
    ),
    _outcome(
        "sheets_not_all_met",
        Outcome.NOT_ALL_MET,
        _("Besvarelser, hvor ikke alle spørgsmålene er i de to øverste trin."),
    ),
)
OTHERS = (
    Column(
        "members",
        "integer",
        _("Medlemmer af medborgerforum på dagen (kun active_associations)."),
        lambda r: r.measured.reach.members if r.measured.reach else None,
    ),
    Column("figure_source", "text", _("Kilden til et tal offentliggjort andetsteds."), _source),
)
COLUMNS: tuple[Column, ...] = (*WHAT, *FIGURES, *ANSWERS, *OTHERS)
"""Every column in the order of the file."""


def _is_survey(row: _Row) -> bool:
    return row.measured.is_share and row.measured.figure is None


def rows_of(target: Target, points: Iterable[Point]) -> list[dict[str, Value]]:
    """Return one row for each point, oldest first; the last is the current one."""
    ordered = list(points)
    rows = [_Row(target, point, point is ordered[-1]) for point in ordered]
    return [{column.name: column.read(row) for column in COLUMNS} for row in rows]


def csv_lines(rows: Iterable[dict[str, Value]]) -> Iterator[bytes]:
    """Yield the file line by line: commas, UTF-8 without a mark, no text that runs as a formula."""

    class Echo:
        def write(self, line: str) -> bytes:
            return line.encode()

    writer = csv.writer(Echo())
    yield writer.writerow([column.name for column in COLUMNS])
    for row in rows:
        yield writer.writerow([_cell(row[column.name]) for column in COLUMNS])


def _cell(value: Value) -> str | int:
    return str(value).lower() if isinstance(value, bool) else csv_cell(value)


def as_json(target: Target, asked: Iterable[Asked], points: Iterable[Point]) -> dict[str, Any]:
    """Return the target, the questions that were asked, and its figures as JSON has them."""
    rows = rows_of(target, points)
    return {
        "schema": SCHEMA,
        "target": {
            "code": target.code,
            "plan": target.track.plan.key,
            "track": target.track.number,
            "title": target.title,
            "title_en": target.title_en,
            "definition": target.definition,
            "definition_en": target.definition_en,
            "kind": target.kind,
            "unit": target.unit,
            "threshold_numerator": target.threshold_numerator,
            "threshold_denominator": target.threshold_denominator,
            "activity_kinds": target.activity_kinds,
            "roles": target.roles,
            "audiences": target.audiences,
            "workplace_kinds": target.workplace_kinds,
            "population": target.population,
            "questions": [
                {"key": one.key, "version": one.version, "text": one.text, "scale": one.scale}
                for one in asked
            ],
            "not_relevant_counts": target.not_relevant_counts,
            "baseline": None if target.baseline is None else str(target.baseline),
            "baseline_note": target.baseline_note,
            "source": target.source,
        },
        "current": rows[-1],
        "history": rows,
    }


def dictionary() -> list[dict[str, str]]:
    """Return what each column means, in the language now active."""
    return [{"name": c.name, "type": c.type, "meaning": str(c.meaning)} for c in COLUMNS]

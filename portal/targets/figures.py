"""A measurement as plain data and back: what readings and reports keep of it.

Shares are written as fractions ("41/50"), so that nothing is rounded on the way; intervals and
verdicts of shares are computed anew from the numbers, by the same rule that made them.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from events.confidence import assess
from medborgerforum.enums import ActorKind
from medborgerforum.reach import KindReach, Reach

from .definitions import Period, Status
from .measurement import Measurement
from .models import PublishedFigure

type Figures = dict[str, Any]


def as_figures(measured: Measurement) -> Figures:
    """Return a measurement as JSON has it."""
    found: Figures = {
        "status": str(measured.status),
        "first_day": measured.period.first_day.isoformat(),
        "last_day": measured.period.last_day.isoformat(),
        "is_share": measured.is_share,
        "value": _written(measured.value),
        "threshold": _written(measured.threshold),
        "preliminary": measured.is_preliminary,
    }
    if measured.is_share and measured.figure is None:
        found |= {
            "measure": measured.measure,
            "counts": {str(key): number for key, number in (measured.counts or {}).items()},
            "successes": measured.successes,
            "answered": measured.answered,
            "eligible": measured.eligible,
            "not_relevant": measured.not_relevant,
            "other": _counted_other_way(measured),
            "surveys": measured.surveys,
            "waiting_surveys": measured.waiting_surveys,
        }
    if measured.figure is not None:
        found["figure"] = {
            "value": str(measured.figure.value),
            "as_of": measured.figure.as_of.isoformat(),
            "source": measured.figure.source,
        }
    if measured.reach is not None:
        found["reach"] = {
            "members": measured.reach.members,
            "active": measured.reach.active,
            "kinds": [[row.kind, row.members, row.active] for row in measured.reach.kinds],
        }
    return found


def _counted_other_way(measured: Measurement) -> list[int] | None:
    """Return answered and eligible with "ikke relevant for mig" read the other way."""
    if measured.other is None or measured.counts is None:
        return None
    asked, absent = measured.eligible or 0, measured.not_relevant
    answered = measured.answered or 0
    all_answered = sum(measured.counts.values())
    counted = answered == all_answered  # this reading has them among the answers
    return [answered - absent, asked - absent] if counted else [answered + absent, asked + absent]


def from_figures(figures: Mapping[str, Any]) -> Measurement:
    """Return the measurement that ``as_figures`` wrote down."""
    threshold = _read(figures["threshold"])
    kept: dict[str, Any] = {}
    if figures.get("answered") is not None and threshold is not None:
        successes = figures["successes"]
        kept = {
            "counts": {int(key): number for key, number in figures["counts"].items()},
            "successes": successes,
            "answered": figures["answered"],
            "eligible": figures["eligible"],
            "not_relevant": figures["not_relevant"],
            "assessment": _assessed(successes, figures["answered"], figures["eligible"], threshold),
            "other": (
                _assessed(successes, figures["other"][0], figures["other"][1], threshold)
                if figures["other"]
                else None
            ),
        }
    if "waiting_surveys" in figures:
        kept |= {name: figures[name] for name in ("measure", "surveys", "waiting_surveys")}
    if "figure" in figures:
        row = figures["figure"]
        kept["figure"] = PublishedFigure(
            value=Decimal(row["value"]),
            as_of=date.fromisoformat(row["as_of"]),
            source=row["source"],
        )
    if "reach" in figures:
        row = figures["reach"]
        kinds = tuple(KindReach(ActorKind(k), m, a) for k, m, a in row["kinds"])
        kept["reach"] = Reach(row["members"], row["active"], kinds)
    value = _read(figures["value"])
    return Measurement(
        status=Status(figures["status"]),
        period=Period(
            date.fromisoformat(figures["first_day"]), date.fromisoformat(figures["last_day"])
        ),
        is_share=figures["is_share"],
        value=value if figures["is_share"] or value is None else _whole(value),
        threshold=threshold,
        is_preliminary=figures["preliminary"],
        **kept,
    )


def _assessed(successes: int, answered: int, eligible: int, threshold: Fraction) -> Any:
    return assess(successes=successes, answered=answered, eligible=eligible, threshold=threshold)


def _whole(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _written(value: int | Fraction | None) -> str | None:
    return None if value is None else str(Fraction(value))


def _read(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)

"""All that a status report says, gathered once: what a draft prints and publishing freezes.

The result is plain JSON: numbers as exact fractions ("41/50"), words in every language of the
papers. Nothing that prints a report looks anywhere else.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Question

from . import readings
from .definitions import SHARE_KINDS, STATUS_WORDS, period_of
from .effects import Effect, effects_of
from .figures import as_figures, from_figures
from .measurement import Measurement, Measurements, measure, survey_shares
from .models import Plan, StatusReport, Target, TargetReading, Track
from .overview import GLANCE
from .report_words import (
    METHOD,
    Words,
    day_text,
    method,
    number,
    percent,
    references,
    target_words,
)

LANGUAGES = ("da", "en")
"""Languages of the papers."""

FORMAT = 1
"""Number of the frozen data's form, for whoever reads old ones."""

READING_HOLDS = timedelta(days=31)
"""A day gone by is told by the last reading before it, if that is no older than this."""

type Content = dict[str, Any]


def day_of(year: int, today: date) -> date:
    """Return the day a report of a year is made up on: its last, or today while it runs."""
    return min(date(year, 12, 31), today)


def targets_of(plan: Plan) -> list[Target]:
    """Return a plan's targets in the order in which they are told."""
    return list(
        Target.objects.filter(track__plan=plan)
        .select_related("track__plan")
        .order_by("track__number", "position", "code")
    )


def measured_on(targets: Iterable[Target], day: date, today: date) -> Measurements:
    """Return what the targets had come to on a Copenhagen day, today or before."""
    rows = list(targets)
    if day >= today:
        return readings.current(rows, day)
    kept = TargetReading.objects.filter(target__in=rows, day__lte=day, day__gt=day - READING_HOLDS)
    found = {row.target_id: from_figures(row.figures) for row in kept.order_by("day")}
    return found | _counted_until([t for t in rows if t.pk not in found], day)


def _counted_until(targets: list[Target], day: date) -> Measurements:
    """Count anew what was there on a day of which no reading tells, from what is there still."""
    cut = [_until(target, day) for target in targets]
    shares = [t for t in cut if t.kind in SHARE_KINDS]
    figures = measure([t for t in cut if t.kind not in SHARE_KINDS], day)
    measured = {**figures, **survey_shares(shares, day, until=day)}
    of_target = {target.pk: target for target in targets}
    return {pk: _whole_period(of_target[pk], one, day) for pk, one in measured.items()}


def _until(target: Target, day: date) -> Target:
    then = copy(target)
    if period_of(target).last_day > day:
        then.period_end = max(day, period_of(target).first_day)
    return then


def _whole_period(target: Target, measured: Measurement, day: date) -> Measurement:
    period = period_of(target)
    return replace(measured, period=period, is_preliminary=not period.is_over(day))


def gather(report: StatusReport, today: date | None = None) -> Content:
    """Return all that the report says as of its day. Queries do not grow with the targets."""
    today = today or timezone.localdate()
    day = day_of(report.year, today)
    targets = targets_of(report.plan)
    measured = measured_on(targets, day, today)
    scales = _scales(targets)
    tracks = list(Track.objects.filter(plan=report.plan).select_related("plan"))
    comments = {c.target_id: c.text for c in report.comments.all() if c.text}
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = _words(report, day, tracks, targets, measured, scales)
    return {
        "format": FORMAT,
        "method": METHOD,
        "year": report.year,
        "as_of": day.isoformat(),
        "made": today.isoformat(),
        "draft": True,  # until it is published
        "title": report.title,
        "foreword": report.foreword,
        "plan": report.plan.key,
        "figures": {t.code: _public(measured[t.pk]) for t in targets},
        "numbers": {t.code: numbers(t, measured[t.pk]) for t in targets},
        "history": _history(targets, measured, day),
        "comments": {t.code: comments[t.pk] for t in targets if t.pk in comments},
        "words": words,
    }


def _public(measured: Measurement) -> Content:
    """Return the figures; of a share too small to be shown, without the numbers it is made of."""
    found = as_figures(measured)
    if measured.value is None:
        hidden: Content = {"counts": {}, "successes": None, "answered": None, "eligible": None,
                  "not_relevant": 0, "other": None}  # fmt: skip
        found |= {name: value for name, value in hidden.items() if name in found}
    return found


def numbers(target: Target, measured: Measurement) -> Content:
    """Return what is drawn and calculated with: exact, and empty where it may not be shown."""
    shown = measured.value is not None
    return {
        "kind": target.kind,
        "status": str(measured.status),
        "is_share": measured.is_share,
        "value": _written(measured.value),
        "threshold": _written(measured.threshold),
        "low": _written(measured.low) if shown else None,
        "high": _written(measured.high) if shown else None,
        "successes": measured.successes if shown else None,
        "answered": measured.answered if shown else None,
        "eligible": measured.eligible if shown else None,
        "not_relevant": measured.not_relevant if shown else 0,
        "surveys": measured.surveys,
        "preliminary": measured.is_preliminary,
        "first_day": measured.period.first_day.isoformat(),
        "last_day": measured.period.last_day.isoformat(),
    }


def _written(value: Fraction | int | None) -> str | None:
    return None if value is None else str(Fraction(value))


def _history(targets: list[Target], measured: Measurements, day: date) -> dict[str, list[Content]]:
    """Return each target's figures over time, oldest first, the report's own last. One query."""
    codes: dict[UUID, str] = {target.pk: target.code for target in targets}
    found: dict[str, list[Content]] = {code: [] for code in codes.values()}
    rows = TargetReading.objects.filter(target__in=codes, day__lt=day).order_by("day")
    for row in rows:
        then = from_figures(row.figures)
        # What was once a number and is now a share cannot be told in one line.
        if then.is_share == measured[row.target_id].is_share:
            _note(found[codes[row.target_id]], row.day, then)
    for target in targets:
        _note(found[target.code], day, measured[target.pk])
    return found


def _note(history: list[Content], day: date, then: Measurement) -> None:
    """Add what may be shown of a day."""
    if then.value is None:
        return
    history.append(
        {
            "day": day.isoformat(),
            "value": _written(then.value),
            "low": _written(then.low),
            "high": _written(then.high),
            "status": str(then.status),
            "successes": then.successes,
            "answered": then.answered,
            "eligible": then.eligible,
        }
    )


def _scales(targets: Iterable[Target]) -> dict[str, str]:
    """Return the scale of each version of the questions that the targets count. One query."""
    keys = {key for target in targets for key in target.question_keys}
    return {row.measure: row.scale for row in Question.objects.filter(key__in=keys)}


def _words(
    report: StatusReport,
    day: date,
    tracks: list[Track],
    targets: list[Target],
    measured: Measurements,
    scales: dict[str, str],
) -> Words:
    plan = report.plan
    effects = effects_of(tracks, day, until=day)
    said = {t.code: target_words(t, measured[t.pk], scales) for t in targets}
    return {
        "name": _("Statusrapport %(year)s") % {"year": report.year},
        "as_of": day_text(day),
        "plan": {
            "title": plan.display_title,
            "summary": plan.display_summary,
            "period": f"{day_text(plan.period_start)} – {day_text(plan.period_end)}",
            "source": plan.source,
        },
        "tracks": [
            {
                "number": track.number,
                "title": track.display_title,
                "effect": track.display_effect,
                "survey": _effect_words(effects[track.pk]) if track.pk in effects else None,
                "codes": [t.code for t in targets if t.track_id == track.pk],
            }
            for track in tracks
        ],
        "glance": _glance(measured.values()),
        "targets": said,
        "method": method(),
        "references": references(),
    }


def _effect_words(effect: Effect) -> Words:
    return {
        "question": effect.question,
        "year": effect.year,
        "share": percent(effect.share),
        "interval": f"{percent(effect.low)} – {percent(effect.high)}",
        "answered": number(effect.answered),
        "exact": [
            str(effect.share), str(effect.low), str(effect.high), effect.answered,
        ],
    }  # fmt: skip


def _glance(measured: Iterable[Measurement]) -> list[Words]:
    """Count the targets by verdict, leaving out what no target has."""
    statuses = [one.status for one in measured]
    return [
        {
            "status": str(status),
            "words": str(STATUS_WORDS[status]),
            "number": statuses.count(status),
        }
        for status in GLANCE
        if status in statuses
    ]

"""The action plans with all their targets, as data."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.targets.models import Budget, Plan, Target, TargetKind, Track

from .content import Entry, entries
from .dates import today

# Which population a survey target asks, by the kind of activity; keys as the surveys have them.
POPULATIONS = {"temadag": "theme_day", "foraeldrekursus": "relatives"}
SURVEYED = {TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE}
LISTS = ("activity_kinds", "roles", "audiences", "question_keys", "workplace_kinds")


def load_plans() -> None:
    """Enter the published plans and the fictitious one that today's activities fall in."""
    _load(entries("plans", "plans"), entries("plans", "tracks"), entries("plans", "targets"))
    targets = [_like(target) for target in entries("demo_plan", "targets")]
    plans = [_around_today(plan) for plan in entries("demo_plan", "plans")]
    _load(plans, entries("demo_plan", "tracks"), targets)


def _around_today(plan: Entry) -> Entry:
    year = today().year
    start = date(year - plan["starts_years_ago"], 1, 1)
    return {**plan, "period_start": start, "period_end": date(year, 12, 31)}


def _like(target: Entry) -> Entry:
    """Return a target of the fictitious plan: the published one it repeats, with its own words."""
    published = {entry["code"]: entry for entry in entries("plans", "targets")}[target["like"]]
    left_out = {"period_start", "period_end", "threshold_missing", "threshold_note", "group"}
    own = {"source": "Opdigtet til demonstration", **target}
    return {key: value for key, value in published.items() if key not in left_out} | own


def _load(plans: list[Entry], tracks: list[Entry], targets: list[Entry]) -> None:
    by_key = {plan["key"]: _plan(plan) for plan in plans}
    by_number = {
        (entry["plan"], entry["number"]): Track.objects.create(
            plan=by_key[entry["plan"]],
            **_texts(entry, "title", "effect"),
            number=entry["number"],
            effect_question=entry.get("effect_question", ""),
            effect_population=entry.get("effect_population", ""),
        )
        for entry in tracks
    }
    for position, entry in enumerate(targets, start=1):
        track = by_number[entry["plan"], entry["track"]]
        _target(entry, track, by_key[entry["plan"]], position)


def _texts(entry: Entry, *names: str) -> dict[str, str]:
    """Return the named texts in both languages, "" where the content has none."""
    return {key: entry.get(key, "") for name in names for key in (name, f"{name}_en")}


def _plan(entry: Entry) -> Plan:
    plan = Plan.objects.create(
        key=entry["key"],
        **_texts(entry, "title", "summary"),
        period_start=entry["period_start"],
        period_end=entry["period_end"],
        source=entry["source"],
    )
    for position, line in enumerate(entry["budget"], start=1):
        Budget.objects.create(
            plan=plan,
            year=line["year"],
            **_texts(line, "label"),
            amount=Decimal(line["million_kr"]),
            # Said once, beside the first total.
            note=entry.get("budget_note", "") if position == 1 else "",
            position=position,
        )
    return plan


def _target(entry: Entry, track: Track, plan: Plan, position: int) -> Target:
    numerator, denominator = _threshold(entry.get("threshold"))
    lists: dict[str, list[Any]] = {name: entry.get(name, []) for name in LISTS}
    kinds = entry.get("activity_kinds", [])
    surveyed = entry["kind"] in SURVEYED
    return Target.objects.create(
        track=track,
        code=entry["code"],
        **_texts(entry, "title", "unit", "threshold_note"),
        definition=_definition(entry, ""),
        definition_en=_definition(entry, "_en"),
        kind=entry["kind"],
        threshold_numerator=numerator,
        threshold_denominator=denominator,
        **lists,
        population=POPULATIONS.get(kinds[0], "") if surveyed else "",
        period_start=entry.get("period_start", plan.period_start),
        period_end=entry.get("period_end", plan.period_end),
        source=entry["source"],
        position=position,
    )


def _threshold(value: int | str | None) -> tuple[int | None, int]:
    """Return numerator and denominator of 150, "80/100", or of a figure that is missing."""
    if value is None:
        return None, 1
    numerator, _slash, denominator = str(value).partition("/")
    return int(numerator), int(denominator or 1)


def _definition(entry: Entry, language: str) -> str:
    """Return who is counted, and how."""
    parts = (entry.get(f"{name}{language}", "") for name in ("population", "definition"))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)

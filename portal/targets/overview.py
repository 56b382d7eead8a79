"""The action-plan page: one plan, its tracks and targets, as they stand today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import Promise

from . import readings
from .charts import CountChart, ShareChart, count_chart, share_chart
from .definitions import MISSING_THRESHOLD, REASON_WORDS, STATUS_WORDS, Status
from .effects import Effect, effects_of
from .measurement import Measurement
from .models import ActionPlanPage, Budget, Plan, Target, TargetKind, Track

# At a glance: what is settled first, then what is open, then what cannot be said.
GLANCE = (
    Status.MET,
    Status.NOT_MET,
    Status.UNDER_WAY,
    Status.TOO_LITTLE,
    Status.NO_THRESHOLD,
    Status.NO_FIGURE,
    Status.NO_DATA,
    Status.NOT_YET,
    Status.NOT_STARTED,
)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with what it has come to and how that is drawn."""

    target: Target
    measurement: Measurement
    share_chart: ShareChart | None
    count_chart: CountChart | None

    @property
    def verdict(self) -> Promise:
        """The verdict in words."""
        return STATUS_WORDS[self.measurement.status]

    @property
    def reason(self) -> Promise | None:
        """Why a survey's verdict is what it is."""
        assessment = self.measurement.assessment
        return REASON_WORDS[assessment.reason] if assessment else None

    @property
    def threshold_note(self) -> str | Promise:
        """Why there is nothing to measure against; empty where there is."""
        if not self.measurement.missing_threshold:
            return ""
        return self.target.display_threshold_note or MISSING_THRESHOLD


@dataclass(frozen=True, slots=True)
class TrackRows:
    """A track with its targets, and what the yearly surveys say of its effect, if anything."""

    track: Track
    rows: list[TargetRow]
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """Published sums: one line for each post, one column for each year, in million kroner."""

    years: list[int]
    lines: list[tuple[str, list[Decimal | None]]]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Glance:
    """How many of the plan's targets stand where."""

    status: Status
    words: Promise
    number: int


def plan_context(request: HttpRequest) -> dict[str, Any]:
    """Return the plan asked for by ``?plan=key``, measured; the newest begun otherwise."""
    plans = list(Plan.objects.all())
    today = timezone.localdate()
    plan = chosen_plan(plans, request.GET.get("plan", ""), today)
    if plan is None:
        return {"plans": [], "plan": None}
    rows = measured_targets(plan, today)
    return {
        "plans": plans,
        "plan": plan,
        "plan_is_running": plan.period_start <= today <= plan.period_end,
        "tracks": tracks_of(plan, rows, today),
        "rows": rows,
        "glance": at_a_glance(rows),
        "budget": budget_table(list(plan.budgets.all())),
        "today": today,
    }


def chosen_plan(plans: Sequence[Plan], key: str, today: date) -> Plan | None:
    """Return the plan of that key, else the newest that has begun, else the first to come."""
    by_key = {plan.key: plan for plan in plans}
    if key in by_key:
        return by_key[key]
    begun = [plan for plan in plans if plan.period_start <= today]
    return max(begun, key=lambda p: p.period_start) if begun else (plans[-1] if plans else None)


def measured_targets(plan: Plan, today: date) -> list[TargetRow]:
    """Return the plan's targets in their order, measured as of ``today``."""
    targets = list(
        Target.objects.filter(track__plan=plan)
        .select_related("track__plan")
        .order_by("track__number", "position", "code")
    )
    return rows_of(targets, today)


def rows_of(targets: list[Target], today: date) -> list[TargetRow]:
    """Return targets (with track and plan selected) as they stand ``today``, drawn."""
    measured = readings.current(targets, today)
    return [
        TargetRow(t, measured[t.pk], share_chart(measured[t.pk]), count_chart(measured[t.pk]))
        for t in targets
    ]


def tracks_of(plan: Plan, rows: list[TargetRow], today: date) -> list[TrackRows]:
    """Return the plan's tracks with their rows, also a track that has no target."""
    tracks = list(plan.tracks.all())
    effects = effects_of(tracks, today)
    return [
        TrackRows(
            track,
            [row for row in rows if row.target.track_id == track.pk],
            effects.get(track.pk),
        )
        for track in tracks
    ]


def at_a_glance(rows: list[TargetRow]) -> list[Glance]:
    """Count the targets by status, leaving out what no target has."""
    numbers = dict.fromkeys(GLANCE, 0)
    for row in rows:
        numbers[row.measurement.status] += 1
    return [Glance(s, STATUS_WORDS[s], n) for s, n in numbers.items() if n]


def plan_page() -> ActionPlanPage | None:
    """Return the plans' page in the active language, else in Danish. One query."""
    wanted = translation.get_language() or settings.LANGUAGE_CODE
    pages = {
        page.locale.language_code: page
        for page in ActionPlanPage.objects.live().select_related("locale").order_by("-pk")
    }
    return pages.get(wanted) or pages.get(settings.LANGUAGE_CODE)


def budget_table(budgets: list[Budget]) -> BudgetTable | None:
    """Lay the sums out by post and year, as they stand in the source; None without any."""
    if not budgets:
        return None
    years = sorted({b.year for b in budgets})
    posts: dict[str, dict[int, Decimal]] = {}
    for budget in budgets:
        posts.setdefault(budget.display_label, {})[budget.year] = budget.amount
    lines = [(label, [sums.get(year) for year in years]) for label, sums in posts.items()]
    notes = list(dict.fromkeys(b.note for b in budgets if b.note))
    return BudgetTable(years, lines, notes)


def headline(today: date | None = None) -> TargetRow | None:
    """Return the theme days' survey target of the plan now in force, for the front page."""
    day = today or timezone.localdate()
    plan = chosen_plan(list(Plan.objects.all()), "", day)
    if plan is None:
        return None
    target = (
        Target.objects.filter(track__plan=plan, kind=TargetKind.SURVEY_SHARE)
        .select_related("track__plan")
        .order_by("track__number", "position")
        .first()
    )
    return rows_of([target], day)[0] if target else None

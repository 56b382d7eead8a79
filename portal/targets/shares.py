"""Survey results of many targets at once, as far as they may be published.

What may be shown is decided by ``events.surveys.results``; here the surveys are chosen:
the activity's kind, the population, and the day on which its last session ended.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max

from events.enums import SurveyStatus
from events.models import Survey
from events.surveys.results import PublicResult, Tally, published, tallies

from .definitions import period_of
from .models import Target

type _Tallies = dict[tuple[str, int], dict[UUID, Tally]]


def public_results(targets: Iterable[Target]) -> dict[UUID, PublicResult]:
    """Return the published result of each target that has a threshold to be held against.

    Three queries, however many targets.
    """
    rows = [t for t in targets if t.question_keys and t.threshold_numerator]
    if not rows:
        return {}
    kinds = {kind for t in rows for kind in t.activity_kinds}
    surveys = Survey.objects.filter(status=SurveyStatus.SEALED, activity__kind__in=kinds)
    facts = list(
        surveys.annotate(last_end=Max("activity__sessions__end")).values_list(
            "pk", "activity__kind", "population", "last_end"
        )
    )
    counted = tallies(surveys, {t.question_keys[0] for t in rows})
    return {
        target.pk: published(_newest(target, _chosen(target, facts), counted), target.threshold)
        for target in rows
        if target.threshold is not None
    }


def _chosen(target: Target, facts: list[tuple]) -> set[UUID]:
    period = period_of(target)
    return {
        pk
        for pk, kind, population, last_end in facts
        if kind in target.activity_kinds
        and target.population in ("", population)
        and last_end is not None
        and period.start <= last_end < period.end
    }


def _newest(target: Target, chosen: set[UUID], counted: _Tallies) -> list[Tally]:
    """Return the chosen surveys' tallies of the newest wording; an older one is not pooled."""
    versions = {
        version: [tally for pk, tally in each.items() if pk in chosen]
        for (key, version), each in counted.items()
        if key == target.question_keys[0]
    }
    asked = [version for version, members in versions.items() if members]
    return versions[max(asked)] if asked else []

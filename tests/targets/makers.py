"""Plans and targets for the tests, made with as little as possible."""

import itertools
from datetime import date
from typing import Any

from portal.targets.models import Plan, Target, TargetKind, Track

_numbers = itertools.count(1)


def make_plan(**kwargs: Any) -> Plan:
    """Return a plan around the whole of this century unless told otherwise."""
    defaults = {
        "key": f"plan-{next(_numbers)}",
        "title": "Handleplan",
        "period_start": date(2001, 1, 1),
        "period_end": date(2099, 12, 31),
    }
    return Plan.objects.create(**{**defaults, **kwargs})


def make_target(kind: str = TargetKind.ACTIVITIES_HELD, **kwargs: Any) -> Target:
    """Return a target in the first track of its plan."""
    plan = kwargs.pop("plan", None) or make_plan()
    track, _created = Track.objects.get_or_create(plan=plan, number=1, defaults={"title": "Spor"})
    defaults: dict[str, Any] = {
        "code": f"M{next(_numbers)}",
        "title": "Et mål",
        "threshold_numerator": 10,
        "unit": "stk.",
    }
    if kind in (TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE):
        defaults |= {
            "threshold_numerator": 80,
            "threshold_denominator": 100,
            "activity_kinds": ["temadag"],
            "question_keys": ["able_to_help"],
            "population": "theme_day",
        }
    return Target.objects.create(track=track, kind=kind, **{**defaults, **kwargs})

"""Who may sign up: a small registry of rules. Unknown keys refuse (fail closed)."""

from collections.abc import Callable

from events.models import Activity
from events.permissions import Viewer

type Rule = Callable[[Activity, Viewer], bool]

_rules: dict[str, Rule] = {}


def register_rule(key: str, rule: Rule) -> None:
    """Add a rule under a key; raises ValueError when the key is taken by another rule."""
    if _rules.setdefault(key, rule) is not rule:
        raise ValueError(f"Eligibility rule {key!r} is taken.")


def is_eligible(activity: Activity, user: Viewer) -> bool:
    """Whether the activity's rule lets this user sign people up; unknown rules say no."""
    rule = _rules.get(activity.eligibility)
    return rule is not None and rule(activity, user)


def can_be_met(activity: Activity) -> bool:
    """Whether there is a rule at all: without one the form could but refuse."""
    return activity.eligibility in _rules


def _anyone(activity: Activity, user: Viewer) -> bool:
    return True


register_rule("anyone", _anyone)

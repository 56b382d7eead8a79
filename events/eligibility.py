"""Who may sign up: a small registry of rules. Unknown keys refuse (fail closed)."""

from collections.abc import Callable

from events.enums import Eligibility
from events.models import Activity
from events.permissions import Viewer, may_run

type Rule = Callable[[Activity, Viewer], bool]

NETWORK_MEMBER = Eligibility.NETWORK_MEMBER
"""Only members of the activity's network, by their personal invitation."""

_rules: dict[str, Rule] = {}
_without_form: set[str] = set()


def register_rule(key: str, rule: Rule, *, by_form: bool = True) -> None:
    """Add a rule under a key; raises ValueError when the key is taken by another rule.

    ``by_form`` is False where people do not come in by the public form.
    """
    if _rules.setdefault(key, rule) is not rule:
        raise ValueError(f"Eligibility rule {key!r} is taken.")
    if not by_form:
        _without_form.add(key)


def is_eligible(activity: Activity, user: Viewer, *, invited: bool = False) -> bool:
    """Whether the activity's rule lets this user sign people up; unknown rules say no.

    ``invited`` says that the caller has checked the personal invitation of whoever is signed
    up (``networks.accept``); it opens what is for members of a network, and nothing else.
    """
    if invited and activity.eligibility == NETWORK_MEMBER:
        return activity.network_id is not None
    rule = _rules.get(activity.eligibility)
    return rule is not None and rule(activity, user)


def can_be_met(activity: Activity) -> bool:
    """Whether the public form has a rule to ask: without one it could but refuse."""
    return activity.eligibility in _rules and activity.eligibility not in _without_form


def _anyone(activity: Activity, user: Viewer) -> bool:
    return True


def _staff(activity: Activity, user: Viewer) -> bool:
    return may_run(user)


register_rule(Eligibility.ANYONE, _anyone)
register_rule(Eligibility.BY_AGREEMENT, _anyone)
# Members have their invitation; staff may sign one up who rings.
register_rule(NETWORK_MEMBER, _staff, by_form=False)

"""Who may sign up: a small registry of rules. Unknown keys refuse (fail closed)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from events.enums import Eligibility
from events.models import Activity, Registration
from events.permissions import Viewer, may_run

type Rule = Callable[[Activity, Viewer], bool]
type PeopleRule = Callable[[Activity, Sequence[Any], Viewer], None]
type Barred = Callable[[Activity, Sequence[Registration]], Mapping[UUID, str | Promise]]

NETWORK_MEMBER = Eligibility.NETWORK_MEMBER
"""Only members of the activity's network, by their personal invitation."""

_rules: dict[str, Rule] = {}
_without_form: set[str] = set()
_people_rules: dict[str, PeopleRule] = {}
_barred: dict[str, Barred] = {}
_of_kind: dict[str, str] = {}


class NotAdmitted(Exception):
    """These people may not be signed up; ``message`` says why and what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__("not admitted")
        self.message = message


def register_rule(key: str, rule: Rule, *, by_form: bool = True) -> None:
    """Add a rule under a key; raises ValueError when the key is taken by another rule.

    ``by_form`` is False where people do not come in by the public form.
    """
    if _rules.setdefault(key, rule) is not rule:
        raise ValueError(f"Eligibility rule {key!r} is taken.")
    if not by_form:
        _without_form.add(key)


def register_people_rule(
    key: str, rule: PeopleRule, *, kinds: Sequence[str] = (), barred: Barred | None = None
) -> None:
    """Have a rule of another app judge the very people who are to be signed up.

    Under such a key only ``register`` and the door let people in, with what their ``extras``
    say of them; every other way (seats by number, substitutes, another date) stays shut. The
    rule runs under the activity's lock and raises NotAdmitted. ``kinds`` of activity always
    follow this key, whatever stands on their row: an editor cannot open them by mistake.
    ``barred`` says who of those in line, pending or offered a seat may not be given one now.
    """
    if _people_rules.setdefault(key, rule) is not rule:
        raise ValueError(f"Eligibility rule {key!r} is taken.")
    if barred is not None:
        _barred[key] = barred
    _of_kind.update(dict.fromkeys(map(str, kinds), key))


def key_of(activity: Activity) -> str:
    """Return the key of the rule that holds for an activity."""
    return _of_kind.get(activity.kind, activity.eligibility)


def judges_people(activity: Activity) -> bool:
    """Whether another app's rule has to see the very people."""
    return key_of(activity) in _people_rules


def admit(activity: Activity, people: Sequence[Any], by: Viewer) -> bool:
    """Have the people judged where the activity's rule asks for it; True when it let them in.

    ``people`` are ``registration.Person`` of a locked activity. Raises NotAdmitted.
    """
    rule = _people_rules.get(key_of(activity))
    if rule is None:
        return False
    rule(activity, people, by)
    return True


def barred(activity: Activity, rows: Sequence[Registration]) -> Mapping[UUID, str | Promise]:
    """Return who of an activity's people may not be given a seat now, each with the reason.

    They were let in once; whether they still may have a seat is asked each time one is given.
    No query where no other app's rule judges people.
    """
    find = _barred.get(key_of(activity))
    return find(activity, rows) if find and rows else {}


def is_eligible(
    activity: Activity, user: Viewer, *, invited: bool = False, admitted: bool = False
) -> bool:
    """Whether the activity's rule lets this user sign people up; unknown rules say no.

    ``invited`` says that the caller has checked the personal invitation of whoever is signed
    up (``networks.accept``); it opens what is for members of a network, and nothing else.
    ``admitted`` is the answer of ``admit`` for those people.
    """
    key = key_of(activity)
    if key in _people_rules:
        return admitted
    if invited and key == NETWORK_MEMBER:
        return activity.network_id is not None
    rule = _rules.get(key)
    return rule is not None and rule(activity, user)


def can_be_met(activity: Activity) -> bool:
    """Whether the public form has a rule to ask: without one it could but refuse."""
    key = key_of(activity)
    return key in _rules and key not in _without_form


def _anyone(activity: Activity, user: Viewer) -> bool:
    return True


def _staff(activity: Activity, user: Viewer) -> bool:
    return may_run(user)


register_rule(Eligibility.ANYONE, _anyone)
register_rule(Eligibility.BY_AGREEMENT, _anyone)
# Members have their invitation; staff may sign one up who rings.
register_rule(NETWORK_MEMBER, _staff, by_form=False)

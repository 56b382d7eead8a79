"""Sign-ups that are applications: another app takes them in, and answers them all together.

The floor knows only which activities take applications and which sign-ups are some. It words
its pages and mails by it, leaves their approval to that app, and tells it when one ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from events.enums import EndReason
from events.models import Activity, Registration

type Rows = Sequence[Registration]


@dataclass(frozen=True)
class Applications:
    """What the app that takes applications tells the floor.

    ``taken`` may cost no query where the kind of activity tells already. ``keys`` selects
    the keys of the activity's sign-ups that are applications. ``ended`` hears, inside the
    transaction, of sign-ups that ended, and why. ``list_url`` is where staff weigh them.
    """

    taken: Callable[[Activity], bool]
    keys: Callable[[Activity], QuerySet[Any, Any]]
    ended: Callable[[Activity, Rows, EndReason], None]
    list_url: Callable[[Activity], str]


_known: list[Applications] = []


def register(applications: Applications) -> None:
    """Take part; the last word counts."""
    _known[:] = [applications]


def takes_applications(activity: Activity) -> bool:
    """Whether one applies for a seat there, with reasons, instead of signing up."""
    return any(known.taken(activity) for known in _known)


def applied(activity: Activity) -> QuerySet[Any, Any] | None:
    """Return the keys of the activity's applications as a subquery; None where it takes none."""
    return next((known.keys(activity) for known in _known if known.taken(activity)), None)


def has_applied(registration: Registration) -> bool:
    """Whether this sign-up is an application, and so answered together with the others."""
    keys = applied(registration.activity)
    return keys is not None and keys.filter(pk=registration.pk).exists()


def list_url(activity: Activity) -> str:
    """Return where staff weigh the activity's applications; "" where it takes none."""
    return next((known.list_url(activity) for known in _known if known.taken(activity)), "")


def note_ended(activity: Activity, rows: Rows, reason: EndReason) -> None:
    """Say that sign-ups of a locked activity have ended."""
    for known in _known:
        known.ended(activity, rows, reason)

"""A planned activity in few words: for a visit that a host asked for, or a network's meeting.

It has one session and no page, and stays planned: nothing about it is public.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from events import preparation
from events.models import Activity, Audience, Session
from events.permissions import Viewer


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one has to know of a day before it can be planned. Times are aware."""

    kind: str
    title: str
    start: datetime
    end: datetime
    place: str


@transaction.atomic
def draft(
    wanted: Draft,
    *,
    audiences: Iterable[Audience] = (),
    with_checklist: bool = True,
    by: Viewer = None,
    **fields: Any,
) -> Activity:
    """Save and return the activity; ``fields`` are further ones of its row.

    ``with_checklist`` gives it the standard list of its kind.
    """
    activity = Activity(kind=wanted.kind, title=wanted.title, place=wanted.place, **fields)
    activity.audiences = list(audiences)
    activity.sessions = [Session(start=wanted.start, end=wanted.end)]
    activity.save()
    log(activity, "wagtail.create", user=by)
    if with_checklist:
        preparation.add_standard_list(activity)
    return activity

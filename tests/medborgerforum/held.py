"""Meetings that were held, with points and those who came, for the tests of minutes."""

from typing import Any
from uuid import uuid4

from django.urls import reverse

from events.enums import ActivityStatus
from events.links import Purpose
from events.models import Activity
from medborgerforum import links, minutes
from medborgerforum.models import (
    AgendaPoint,
    Association,
    Meeting,
    MeetingAttendance,
    Representative,
)
from tests.factories.forum import make_meeting


def held_meeting(*there: Association, points: int = 1, **fields: Any) -> Meeting:
    """Return a meeting held yesterday at which these associations were, with points."""
    activity = make_meeting(
        **{"status": ActivityStatus.HELD, "starts_in_days": -1, "with_page": False, **fields}
    )
    meeting = Meeting.objects.get(activity=activity)
    for association in there:
        MeetingAttendance.objects.create(meeting=meeting, association=association, people=2)
    for number in range(points):
        AgendaPoint.objects.create(
            meeting=meeting, state="on_agenda", title=f"Punkt {number}", position=number
        )
    return meeting


def write(meeting: Meeting, text: str = "Vi talte om lys i parken.", **fields: Any) -> None:
    """Save a draft with this text under the first point."""
    first = minutes.on_agenda(meeting)[0]
    part = minutes.PointDraft(first.pk, text, **fields)
    minutes.save(meeting, minutes.Draft(intro=fields.pop("intro", ""), points=[part]))
    meeting.refresh_from_db()


def decision(text: str) -> minutes.DecisionDraft:
    """Return a decision under a new key."""
    return minutes.DecisionDraft(uuid4(), text)


def own_url(name: str, person: Representative, *more: Any) -> str:
    """Return the address of one of a representative's pages."""
    return links.own_path(name, Purpose.FORUM, person, *more)


def admin_url(name: str, activity: Activity | Meeting) -> str:
    """Return the address of one of the admin's pages about a meeting."""
    return reverse(f"forum_admin:{name}", args=[activity.pk])

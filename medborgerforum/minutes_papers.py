"""The minutes as they are read: one content for the page and for the PDF."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.text import capfirst

from events import when
from events.documents import pdf
from medborgerforum import attendance_of_members, follow_ups
from medborgerforum.enums import MinutesState, PointKind, PointState
from medborgerforum.models import AgendaPoint, FollowUp, Meeting

LANGUAGE = "da"  # minutes are written and kept in Danish


@dataclass(frozen=True)
class Promise:
    """One follow-up as it is shown; ``who`` is a name, or "VINK"."""

    row: FollowUp
    who: str
    due: str
    status: str
    is_overdue: bool


@dataclass(frozen=True)
class PointContent:
    """One point with its part of the minutes."""

    number: int
    point: AgendaPoint
    kind: str
    decisions: tuple[str, ...]
    follow_ups: tuple[Promise, ...]


@dataclass(frozen=True)
class Content:
    """The minutes of one meeting; ``there`` are the names of the associations that came."""

    meeting: Meeting
    title: str
    when: str
    place: str
    there: tuple[str, ...]
    intro: str
    points: tuple[PointContent, ...]
    published: str


def promise(row: FollowUp, now: datetime | None = None) -> Promise:
    """Return a follow-up as it is shown, in the active language."""
    return Promise(
        row=row,
        who=row.association.name if row.association else "VINK",
        due=when.plain_day(row.due),
        status=follow_ups.status(row, now),
        is_overdue=follow_ups.is_overdue(row, now),
    )


def content(meeting: Meeting, now: datetime | None = None) -> Content:
    """Return what is read, in the active language; a fixed number of queries.

    The caller has checked that the reader may read it.
    """
    now = now or timezone.now()
    activity = meeting.activity
    published = meeting.minutes_published_at
    is_out = meeting.minutes_state == MinutesState.PUBLISHED and published is not None
    return Content(
        meeting=meeting,
        title=activity.title,
        when=capfirst(when.span(activity.first_start, activity.last_end)),
        place=activity.place,
        there=tuple(row.name for row in attendance_of_members.associations_at(meeting)),
        intro=meeting.minutes_intro,
        points=tuple(_points(meeting, now)),
        published=when.plain_day(published) if is_out and published else "",
    )


def _points(meeting: Meeting, now: datetime) -> list[PointContent]:
    rows = AgendaPoint.objects.filter(meeting=meeting, state=PointState.ON_AGENDA)
    rows = rows.prefetch_related("decisions", "follow_ups__association")
    return [
        PointContent(
            number=number,
            point=point,
            kind=str(PointKind(point.kind).label),
            decisions=tuple(decision.text for decision in point.decisions.all()),
            follow_ups=tuple(promise(row, now) for row in point.follow_ups.all()),
        )
        for number, point in enumerate(rows, start=1)
    ]


def minutes_pdf(meeting: Meeting) -> bytes:
    """Return the minutes as tagged PDF in Danish. Slow: never inside a transaction."""
    with translation.override(LANGUAGE):
        return pdf("forum_minutes", {"content": content(meeting)})

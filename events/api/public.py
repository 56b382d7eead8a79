"""Activities and calendar, for anyone: what the public pages show, no more."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field

from events import queries
from events.api.auth import Anyone
from events.api.schemas import ActivityOut, CalendarEntryOut
from events.availability import availability
from events.enums import ActivityKind, ActivityStatus, Level
from events.links import absolute
from events.models import Activity, Session
from events.when import local

router = Router(tags=["activities"], auth=Anyone())

LONGEST_CALENDAR = timedelta(days=400)
# With room to count days on from it, and for a time zone.
type Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]


class ActivityFilters(Schema):
    """Narrow the list. Days are Copenhagen's; ``to`` is included."""

    kind: ActivityKind | None = None
    level: Level | None = None
    status: ActivityStatus | None = None
    audience: str | None = Field(None, max_length=60)
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None


class CalendarFilters(Schema):
    """Which days, Copenhagen's; ``to`` is included."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None


class Page(LimitOffsetPagination):
    """A hundred at most; ``count`` tells how many there are."""

    class Input(LimitOffsetPagination.Input):
        """Where to begin and how many."""

        limit: int = Field(50, ge=1, le=100)
        offset: int = Field(0, ge=0, le=1_000_000)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class Rendered:
    """A queryset that renders the rows of the slice it is asked for: constant queries."""

    def __init__(self, rows: Any, render: Any) -> None:
        self.rows, self.render = rows, render

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        """Return the rendered rows of one page."""
        return self.render(list(self.rows[part]))

    def count(self) -> int:
        """Return how many rows there are in all."""
        return self.rows.count()

    def all(self) -> "Rendered":
        """Return itself, as a queryset would."""
        return self


@router.get("/activities", response=list[ActivityOut], summary="List activities")
@paginate(Page)
def list_activities(request: HttpRequest, filters: Query[ActivityFilters]) -> Any:
    """Activities with a published page, by first session. Discreet ones are never here."""
    rows = queries.listed().order_by("starts_at", "pk")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.audience:
        rows = rows.filter(audiences__key=filters.audience)
    if filters.from_:
        rows = rows.filter(ends_at__gte=_midnight(filters.from_))
    if filters.to:
        rows = rows.filter(starts_at__lt=_midnight(filters.to + timedelta(days=1)))
    return Rendered(rows, lambda chosen: [*_activities(request, chosen)])


@router.get("/activities/{activity_id}", response=ActivityOut, summary="One activity")
def one_activity(request: HttpRequest, activity_id: UUID) -> Any:
    """The same, for one."""
    activity = get_object_or_404(queries.listed(), pk=activity_id)
    return next(_activities(request, [activity]))


@router.get("/calendar", response=list[CalendarEntryOut], summary="Sessions by time")
@paginate(Page)
def calendar(request: HttpRequest, filters: Query[CalendarFilters]) -> Any:
    """Sessions from a day (default: today) to another (default: 400 days on, the longest)."""
    first = filters.from_ or timezone.localdate()
    last = min(filters.to or first + LONGEST_CALENDAR, first + LONGEST_CALENDAR)
    rows = (
        Session.objects.filter(
            activity__in=queries.listed().values("pk"),
            end__gte=_midnight(first),
            start__lt=_midnight(last + timedelta(days=1)),
        )
        .select_related("activity")
        .order_by("start", "pk")
    )
    return Rendered(rows, lambda chosen: _entries(request, chosen))


def session_out(session: Session) -> dict[str, Any]:
    """Return one session as the API says it; the link to an online meeting is not in it."""
    return {
        "id": session.pk,
        "start": local(session.start),
        "end": local(session.end),
        "title": session.title,
        "place": session.place,
    }


def _activities(request: HttpRequest, activities: list[Activity]) -> Any:
    ids = [activity.pk for activity in activities]
    pages = queries.page_addresses(ids, request)
    audiences = queries.audience_labels(ids)
    sessions: dict[UUID, list[Session]] = {}
    for session in Session.objects.filter(activity__in=ids):
        sessions.setdefault(session.activity_id, []).append(session)
    for activity in activities:
        state = availability(activity)
        page = pages.get(activity.pk)
        yield {
            **{
                name: getattr(activity, name)
                for name in ("kind", "level", "status", "title", "title_en", "place", "capacity")
            },
            "id": activity.pk,
            "summary": page.summary if page else "",
            "audiences": [term.key for term in audiences.get(activity.pk, [])],
            "sessions": [session_out(s) for s in sessions.get(activity.pk, [])],
            "free_seats": state.seats if state.has_seats else 0,
            "has_waiting_list": getattr(activity, "has_line", False),
            "signup_open": state.is_open and page is not None,
            "url": absolute(page.url) if page else "",
        }


def _entries(request: HttpRequest, sessions: list[Session]) -> list[dict[str, Any]]:
    pages = queries.page_addresses({s.activity_id for s in sessions}, request)
    return [
        {
            "session": session_out(session),
            "activity": session.activity_id,
            "title": session.activity.title,
            "title_en": session.activity.title_en,
            "kind": session.activity.kind,
            "status": session.activity.status,
            "place": session.place or session.activity.place,
            "url": absolute(pages[session.activity_id].url) if session.activity_id in pages else "",
        }
        for session in sessions
    ]

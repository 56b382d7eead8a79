"""Who comes in on the day: staff, and helpers with a day pass where a page is for them too."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from events import checklist, daypass, queries, when
from events.daypass import Door
from events.enums import HEADS_ONLY, ActivityStatus
from events.models import Activity, Session
from events.permissions import may_run

type DayView = Callable[..., HttpResponse]


def staff_only(view: DayView) -> DayView:
    """Let in who may run activities; others sign in or are refused. Never cached."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_run(request.user):
            return _turn_away(request)
        return view(request, **kwargs)

    return checked


def of_activity(view: DayView) -> DayView:
    """Hand a page for staff its activity and session: the one asked for, else the nearest."""

    @staff_only
    @wraps(view)
    def found(request: HttpRequest, activity_id: UUID, **kwargs: Any) -> HttpResponse:
        activity, session = _find(request, activity_id, Door(request.user))
        return view(request, activity, session, **kwargs)

    return found


def at_the_door(view: DayView) -> DayView:
    """Hand a page for staff and helpers its activity, session and who is asking.

    A helper gets the sessions of her pass's day only.
    """

    @wraps(view)
    @never_cache
    def found(request: HttpRequest, activity_id: UUID) -> HttpResponse:
        door = daypass.door(request, activity_id)
        if door is None:
            return _turn_away(request)
        activity, session = _find(request, activity_id, door)
        return view(request, activity, session, door)

    return found


def _turn_away(request: HttpRequest) -> HttpResponse:
    """Send a helper whose pass has ended to the codes, a stranger to sign in; refuse others."""
    if request.user.is_authenticated or daypass.current(request.session):
        raise PermissionDenied
    if daypass.has_ended(request.session):
        return redirect("events:day_pass")
    return redirect_to_login(request.get_full_path())


def _find(request: HttpRequest, activity_id: UUID, door: Door) -> tuple[Activity, Session]:
    visible = Activity.objects.visible_to(door.user)
    activity = get_object_or_404(queries.with_facts(visible), pk=activity_id)
    sessions = sessions_for(activity, door)
    wanted = request.POST.get("session") or request.GET.get("session")
    chosen = [s for s in sessions if str(s.pk) == wanted] if wanted else []
    session = chosen[0] if chosen else queries.nearest_session(sessions)
    if session is None:
        raise Http404
    return activity, session


def sessions_for(activity: Activity, door: Door) -> list[Session]:
    """Return the sessions whose list may be seen."""
    sessions = list(activity.sessions.all())
    if door.day_pass is None:
        return sessions
    day = door.day_pass.day
    return [s for s in sessions if when.today(s.start) == day]


def list_url(activity: Activity, session: Session, anchor: str = "") -> str:
    """Return the path of the session's list; ``anchor`` is a row on it."""
    path = reverse("events:checkin", args=[activity.pk])
    return f"{path}?session={session.pk}{'#' + anchor if anchor else ''}"


def frame(activity: Activity, session: Session) -> dict[str, Any]:
    """Return what every page of the day shows: the activity, the session, the counters."""
    return {
        "activity": activity,
        "session": session,
        "session_text": when.session_time(session),
        "counts": checklist.counts(activity, session),
        "is_open": is_running(activity),
        "list_url": list_url(activity, session),
    }


def is_running(activity: Activity) -> bool:
    """Whether people can still be ticked off: neither closed after the day nor cancelled."""
    return activity.status not in {ActivityStatus.HELD, ActivityStatus.CANCELLED}


def refuse_unless_running(activity: Activity) -> None:
    """Raise PermissionDenied once the day is closed: attendance is settled then."""
    if not is_running(activity):
        raise PermissionDenied


def counts_heads(activity: Activity) -> bool:
    """Whether heads are counted there, and nobody is ticked off by name."""
    return activity.kind in HEADS_ONLY


def only_by_name(activity: Activity) -> None:
    """Raise Http404 where heads are counted: there is no list of names."""
    if counts_heads(activity):
        raise Http404


def may_be_kept(response: HttpResponse, activity: Activity | None = None) -> HttpResponse:
    """Mark a page that the phone may show without a connection: names at most, no address.

    Who comes to a discreet activity is kept on no phone.
    """
    if activity is None or not activity.discreet:
        response["X-Checkin-Copy"] = "keep"
    return response

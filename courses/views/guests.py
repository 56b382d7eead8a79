"""At the door: guests from a parallel course, who make a missed session up."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from courses import makeup
from events.addons import Section
from events.enums import ActivityKind
from events.models import Activity, Session
from events.urls_day import DAY
from events.views.checkin import as_state, as_uuid
from events.views.door import is_running, list_url, of_activity, refuse_unless_running


def section(request: HttpRequest, session: Session) -> Section | None:
    """Return the guests of a session with their ticks; None where none is expected."""
    activity = session.activity
    if activity.kind != ActivityKind.KURSUS or activity.discreet:
        return None
    guests = list(makeup.guests(session))
    if not guests:
        return None
    context: dict[str, Any] = {
        "guests": guests,
        "activity": activity,
        "session": session,
        "is_open": is_running(activity),
    }
    return Section("courses/checkin/guests.html", context)


@require_POST
@of_activity
def checkin_guest(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Tick one guest off, note her as absent, or take the note away. Staff only."""
    refuse_unless_running(activity)
    row = makeup.guests(session).filter(pk=as_uuid(request.POST.get("guest"))).first()
    if row is None:
        raise Http404
    makeup.tick(row, as_state(request.POST.get("state")))
    return redirect(list_url(activity, session, f"g-{row.pk}"))


urlpatterns = [path(f"{DAY}gaest/", checkin_guest, name="checkin_guest")]

"""The QR code of a confirmation: read by the camera, from a picture, or typed. Staff only."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from events import attendance, checklist, queries, waitlist
from events.enums import AttendanceState
from events.forms import posted
from events.forms.checkin import CodeForm
from events.models import Activity, Registration, Session
from events.permissions import Viewer
from events.views.door import (
    counts_heads,
    frame,
    of_activity,
    only_by_name,
    refuse_unless_running,
    staff_only,
)


def _owner(user: Viewer, code: str) -> Registration | None:
    """Return whose code it is, if the user may see her."""
    visible = Registration.objects.visible_to(user).select_related("activity")
    return visible.filter(checkin_code=code.strip().upper()).first()


def _card(row: Registration, session: Session) -> dict[str, Any]:
    """Return what the card of one person shows."""
    return {
        "registration": row,
        "state": checklist.state_of(row, session),
        "waiting_number": waitlist.position(row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def checkin_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show whose code was scanned; only the button ticks her off, never the scan."""
    row = _owner(request.user, code)
    session = queries.nearest_session(row.activity.sessions.all()) if row else None
    if row is None or session is None or counts_heads(row.activity):
        return render(request, "events/checkin/unknown_code.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        refuse_unless_running(row.activity)
        if not row.is_confirmed:
            raise PermissionDenied
        attendance.mark(row, session, AttendanceState.PRESENT, by=request.user)
        return redirect("events:checkin_code", code=row.checkin_code)
    context = {**frame(row.activity, session), **_card(row, session)}
    return render(request, "events/checkin/code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_scan(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Ask for a code, one after the other; by POST, show whose it is, with the button.

    With ``tick`` the button was pressed: she is ticked off and the next code can come.
    """
    only_by_name(activity)
    form = CodeForm(posted(request))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        row = _owner(request.user, form.cleaned_data["code"])
        if row is None:
            context["unknown"] = True
        elif row.activity_id != activity.pk:
            context["elsewhere"] = row.activity
        else:
            if "tick" in request.POST and row.is_confirmed:
                refuse_unless_running(activity)
                attendance.mark(row, session, AttendanceState.PRESENT, by=request.user)
            context = _card(row, session)
        form = CodeForm()
    # The counters last: they count whom this request ticked off.
    context |= {**frame(activity, session), "form": form}
    return render(request, "events/checkin/scan.html", context)

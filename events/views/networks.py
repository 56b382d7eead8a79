"""A network member's private pages: answer an invitation, see the next dates, leave."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import networks, when
from events.enums import ActivityStatus
from events.links import Purpose
from events.models import NetworkMember
from events.networks import Meeting
from events.registration import RegistrationRefused
from events.views.own_page import back_to, by_own_link, own_path
from events.views.personal import form_page, own_url

OWN = "t/netvaerk/<uuid:row_id>/<str:token>/"

_by_link = by_own_link(
    lambda: NetworkMember.objects.filter(left_on=None).select_related("network"), Purpose.NETWORK
)


def _shown(row: NetworkMember, meeting: Meeting) -> dict[str, Any]:
    activity, registration = meeting.activity, meeting.registration
    return {
        "activity": activity,
        "title": activity.display_title,
        "called_off": activity.status == ActivityStatus.CANCELLED,
        "sessions": [
            {"title": session.title, "time": capfirst(when.session_time(session))}
            for session in activity.sessions.all()
        ],
        "open": meeting.open,
        "declined": meeting.invitation.declined,
        "registration": registration,
        "own_url": own_url("self_service", registration) if registration else "",
        "url": own_path("invitation", Purpose.NETWORK, row, activity.pk),
        "answer_url": own_path("invitation_answer", Purpose.NETWORK, row, activity.pk),
    }


def _context(row: NetworkMember) -> dict[str, Any]:
    return {
        "row": row,
        "network": row.network,
        "leave_url": own_path("network_leave", Purpose.NETWORK, row),
        "contact_email": row.network.contact_email or settings.VINK_CONTACT_EMAIL,
    }


@require_safe
@_by_link
def invitation(request: HttpRequest, row: NetworkMember, activity_id: UUID) -> HttpResponse:
    """Show one invitation with its answers; opening it answers nothing."""
    shown = [_shown(row, meeting) for meeting in networks.meetings(row)]
    this = [one for one in shown if one["activity"].pk == activity_id]
    others = [one for one in shown if one["activity"].pk != activity_id]
    context = {**_context(row), "meeting": this[0] if this else None, "others": others}
    return form_page(request, "events/networks/invitation.html", context)


@require_POST
@_by_link
def invitation_answer(request: HttpRequest, row: NetworkMember, activity_id: UUID) -> HttpResponse:
    """Sign up with one tap, or say "not this time"."""
    meetings = {meeting.activity.pk: meeting for meeting in networks.meetings(row)}
    meeting = meetings.get(activity_id)
    said = request.POST.get("answer")
    if meeting is None or said not in {"yes", "no"}:
        raise Http404
    if said == "no":
        networks.decline(row, meeting.activity)
        messages.success(request, _("Tak for svaret. Du hører fra os, når der er en ny dato."))
    else:
        try:
            registration = networks.accept(row, meeting.activity)
        except RegistrationRefused as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _said_yes(registration))
    return back_to("invitation", Purpose.NETWORK, row, activity_id)


def _said_yes(registration: Any) -> str:
    if registration.has_seat:
        return _("Du er tilmeldt. Vi har sendt en bekræftelse.")
    return _("Tak. Du har ingen plads endnu: se mailen fra os.")


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def network_leave(request: HttpRequest, row: NetworkMember) -> HttpResponse:
    """Ask once more, then take her off the list for good."""
    if request.method == "POST":
        networks.leave(row)
        return redirect("events:network_left")
    signed_up = [m for m in networks.meetings(row) if m.registration]
    context = {**_context(row), "signed_up": [_shown(row, meeting) for meeting in signed_up]}
    return form_page(request, "events/networks/leave.html", context)


@require_safe
def network_left(request: HttpRequest) -> HttpResponse:
    """Say goodbye; the page names nobody and no network."""
    return render(request, "events/networks/left.html")


urlpatterns = [
    path("netvaerk/farvel/", network_left, name="network_left"),
    path(f"{OWN}forlad/", network_leave, name="network_leave"),
    path(f"{OWN}<uuid:activity_id>/", invitation, name="invitation"),
    path(f"{OWN}<uuid:activity_id>/svar/", invitation_answer, name="invitation_answer"),
]

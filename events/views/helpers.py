"""A helper's private page: when, where, what to bring, and her yes or no."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events import calendar, helpers, when
from events.enums import SEATED, ActivityStatus
from events.links import Purpose
from events.models import ActivityHelper, Registration
from events.views.feeds import ics_response
from events.views.own_page import back_to, by_own_link, own_path

OWN = "t/medvirkende/<uuid:row_id>/<str:token>/"
PAGES = ("helper", "helper_answer", "helper_slides", "helper_ics")

# Discreet activities have no helpers' pages: the link finds nothing.
_by_link = by_own_link(
    lambda: ActivityHelper.objects.filter(activity__discreet=False).select_related(
        "activity", "slides"
    ),
    Purpose.HELPER,
)


def _context(row: ActivityHelper) -> dict[str, Any]:
    activity = row.activity
    seated = Registration.objects.filter(activity=activity, status__in=SEATED)
    return {
        "row": row,
        "activity": activity,
        "called_off": activity.status == ActivityStatus.CANCELLED,
        "sessions": [
            {
                "title": session.title,
                "time": capfirst(when.session_time(session)),
                "place": session.place,
                "online_url": session.online_url if row.answer == helpers.Answer.YES else "",
            }
            for session in activity.sessions.all()
        ],
        "number": seated.count(),
        "can_answer": helpers.is_open(activity),
        "page_url": calendar.page_address(activity),
        "urls": {name: own_path(name, Purpose.HELPER, row) for name in PAGES},
        "contact_email": activity.contact_email or settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE,
    }


@require_safe
@_by_link
def helper(request: HttpRequest, row: ActivityHelper) -> HttpResponse:
    """Show all she has to know. Both answers are forms: opening the page answers nothing."""
    response = render(request, "events/helpers/page.html", _context(row))
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
@_by_link
def helper_answer(request: HttpRequest, row: ActivityHelper) -> HttpResponse:
    """Note yes or no."""
    said = request.POST.get("answer")
    if said not in {"yes", "no"}:
        raise Http404
    try:
        helpers.answer(row, yes=said == "yes")
    except helpers.HelperRefused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(
            request,
            _("Tak, fordi du er med.") if said == "yes" else _("Tak, fordi du svarede."),
        )
    return back_to("helper", Purpose.HELPER, row)


@require_safe
@_by_link
def helper_slides(request: HttpRequest, row: ActivityHelper) -> Any:
    """Serve the slides, from whichever collection they lie in."""
    if row.slides is None:
        raise Http404
    return FileResponse(
        row.slides.file.open("rb"), as_attachment=True, filename=row.slides.filename
    )


@require_safe
@_by_link
def helper_ics(request: HttpRequest, row: ActivityHelper) -> HttpResponse:
    """Serve the day for her calendar."""
    return ics_response(calendar.activity_calendar(row.activity), "vink-aktivitet.ics")


urlpatterns = [
    path(OWN, helper, name="helper"),
    path(f"{OWN}svar/", helper_answer, name="helper_answer"),
    path(f"{OWN}slides/", helper_slides, name="helper_slides"),
    path(f"{OWN}kalender.ics", helper_ics, name="helper_ics"),
]

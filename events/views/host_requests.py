"""Ask VINK for a talk, an advice course or a youth dialogue, and follow what becomes of it."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import calendar, queries, ratelimit, requests, stepup, when
from events.enums import ActivityStatus
from events.forms import posted
from events.forms.host_requests import HeadsForm, HostRequestForm
from events.labels import vocabulary
from events.links import Purpose
from events.models import Audience, HostRequest
from events.views.feeds import ics_response
from events.views.own_page import back_to, by_own_link, own_path
from events.views.personal import form_page

OWN = "t/vaert/<uuid:row_id>/<str:token>/"
PAGES = ("host_request_own", "host_request_withdraw", "host_request_heads", "host_request_ics")
Status = HostRequest.Status

_by_link = by_own_link(lambda: HostRequest.objects.select_related("activity"), Purpose.HOST_REQUEST)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def host_request(request: HttpRequest) -> HttpResponse:
    """Show the form; save the request and go on to the thank-you page."""
    form = HostRequestForm(posted(request), initial=_wanted(request))
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    email = form.cleaned_data["contact_email"].lower()
    client = (ratelimit.client_address(request),)
    if not stepup.check(request, limit=ratelimit.HOST_REQUEST, key=client, form=form, email=email):
        return _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    if not ratelimit.HOST_REQUEST_PER_ADDRESS.allows(email):
        form.add_error(
            None, _("Der er sendt mange forespørgsler herfra. Vent lidt, eller ring til os.")
        )
        return _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    requests.receive(form.request)
    return redirect("events:host_request_thanks")


def _wanted(request: HttpRequest) -> dict[str, str]:
    """Return the kind that a link elsewhere on the site asks for."""
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in requests.PUBLIC_KINDS else {}


def _form(
    request: HttpRequest, form: HostRequestForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"form": form, "contact_phone": settings.VINK_CONTACT_PHONE}
    return render(request, "events/hosts/form.html", context, status=status)


@require_safe
def host_request_thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what comes now."""
    context = {"calendar_url": queries.calendar_url(request)}
    return render(request, "events/hosts/thanks.html", context)


def _context(row: HostRequest) -> dict[str, Any]:
    audiences = {term.pk: term.title for term in vocabulary(Audience)}
    # A discreet activity is not there for anyone: no host is told of one.
    activity = row.activity if row.activity and not row.activity.discreet else None
    until = requests.heads_until(row)
    return {
        "row": row,
        "audience": audiences.get(row.audience_id, ""),
        "activity": activity,
        "called_off": activity is not None and activity.status == ActivityStatus.CANCELLED,
        "sessions": [capfirst(when.session_time(s)) for s in activity.sessions.all()]
        if activity
        else [],
        "can_withdraw": requests.can_withdraw(row),
        "can_count": requests.can_count(row),
        "heads_until": when.plain_day(until) if until else "",
        "urls": {name: own_path(name, Purpose.HOST_REQUEST, row) for name in PAGES},
        "contact_email": (activity.contact_email if activity else "")
        or settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE,
    }


@require_safe
@_by_link
def host_request_own(request: HttpRequest, row: HostRequest) -> HttpResponse:
    """Show how far it is."""
    return render(request, "events/hosts/own.html", _context(row))


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def host_request_withdraw(request: HttpRequest, row: HostRequest) -> HttpResponse:
    """Ask once more, then take the request back; opening the link alone takes nothing back."""
    if request.method == "POST":
        try:
            requests.withdraw(row)
        except requests.RequestRefused as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Forespørgslen er trukket tilbage. Tak for besked."))
        return back_to("host_request_own", Purpose.HOST_REQUEST, row)
    if not requests.can_withdraw(row):
        return back_to("host_request_own", Purpose.HOST_REQUEST, row)
    return form_page(request, "events/hosts/withdraw.html", _context(row))


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def host_request_heads(request: HttpRequest, row: HostRequest) -> HttpResponse:
    """Enter, or correct, how many came."""
    if row.activity is None or not requests.can_count(row):
        return back_to("host_request_own", Purpose.HOST_REQUEST, row)
    form = HeadsForm(posted(request), activity=row.activity)
    if request.method == "POST" and form.is_valid():
        try:
            requests.count_heads(row, form.heads)
        except requests.RequestRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Tak. Tallene er gemt."))
            return back_to("host_request_own", Purpose.HOST_REQUEST, row)
    return form_page(request, "events/hosts/heads.html", {**_context(row), "form": form})


@require_safe
@_by_link
def host_request_ics(request: HttpRequest, row: HostRequest) -> HttpResponse:
    """Serve what was agreed for the host's calendar; never a discreet activity."""
    agreed = row.status in {Status.ACCEPTED, Status.COUNTED}
    if row.activity is None or row.activity.discreet or not agreed:
        raise Http404
    return ics_response(calendar.activity_calendar(row.activity), "vink-besoeg.ics")


urlpatterns = [
    path("bestil/", host_request, name="host_request"),
    path("bestil/tak/", host_request_thanks, name="host_request_thanks"),
    path(OWN, host_request_own, name="host_request_own"),
    path(f"{OWN}traek-tilbage/", host_request_withdraw, name="host_request_withdraw"),
    path(f"{OWN}antal/", host_request_heads, name="host_request_heads"),
    path(f"{OWN}kalender.ics", host_request_ics, name="host_request_ics"),
]

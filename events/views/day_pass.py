"""Day passes: staff make them and take them back; a helper opens the list of the day."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events import daypass, when
from events.forms import posted
from events.forms.checkin import CodeForm, DayPassForm
from events.links import absolute
from events.models import Activity, DayPass, Session
from events.permissions import may_run
from events.ratelimit import DAY_PASS, client_address
from events.views.door import frame, of_activity

SHOWN = 50  # passes of one activity; more than anyone makes
TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_passes(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """List the passes of one activity; by POST make one and show its code, this once."""
    if activity.discreet:
        raise Http404
    form = DayPassForm(posted(request), days=daypass.days(activity))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        made, code = daypass.issue(activity, form.cleaned_data["day"], by=request.user)
        link = absolute(reverse("events:day_pass_open", args=[code]))
        context = {
            "made": made,
            "made_day": when.day(made.day),
            "code": daypass.spaced(code),
            "link": link,
            # Safe to print unescaped: segno draws it, the link is only its pattern.
            "picture": segno.make_qr(link, error="m").svg_inline(scale=5, border=4, omitsize=True),
        }
    today = when.today(timezone.now())
    context |= {
        **frame(activity, session),
        "form": form,
        "passes": [
            {"row": row, "day": when.day(row.day), "ended": bool(row.revoked_at) or row.day < today}
            for row in activity.day_passes.all()[:SHOWN]
        ],
    }
    return render(request, "events/checkin/passes.html", context)


@require_POST
@of_activity
def checkin_pass_end(
    request: HttpRequest, activity: Activity, session: Session, pass_id: UUID
) -> HttpResponse:
    """Take a pass back; whoever has it open is out with the next tap."""
    day_pass = get_object_or_404(activity.day_passes, pk=pass_id)
    daypass.revoke(day_pass, by=request.user)
    messages.success(request, _("Dagspasset er trukket tilbage."))
    return redirect("events:checkin_passes", activity.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def day_pass(request: HttpRequest, code: str = "") -> HttpResponse:
    """Ask for a code, or with a link only for the tap; the POST opens the list.

    Nothing is looked up before: a link that is opened by a mail program opens nothing.
    """
    form = CodeForm(posted(request), initial={"code": code})
    status = 200
    if request.method == "POST" and form.is_valid():
        if DAY_PASS.allows(client_address(request)):
            found = daypass.find(form.cleaned_data["code"])
            if found is not None:
                return _let_in(request, found)
            form.add_error("code", _("Koden gælder ikke i dag. Spørg den, du har fået den af."))
        else:
            form.add_error("code", _("Det var mange forsøg. Vent ti minutter, og prøv igen."))
            status = TOO_MANY
    response = render(
        request, "events/checkin/pass.html", {"form": form, "code": code}, status=status
    )
    return _forget(request, response) if daypass.has_ended(request.session) else response


def _let_in(request: HttpRequest, found: DayPass) -> HttpResponse:
    if not may_run(request.user):
        # The phone is a helper's now, not a participant's: her own pages are closed on it.
        if request.user.is_authenticated:
            logout(request)
        daypass.open_in(request.session, found)
    return redirect("events:checkin", found.activity_id)


@require_POST
@never_cache
def day_pass_leave(request: HttpRequest) -> HttpResponse:
    """Close the list on this phone, and let it forget what it kept."""
    return _forget(request, redirect("events:day_pass"))


def _forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.session.pop(daypass.SESSION_KEY, None)
    # The names that the browser kept for when there is no connection.
    response["Clear-Site-Data"] = '"storage"'
    return response

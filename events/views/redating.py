"""Behind a personal link: move to another date of the same activity."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import cancellation, queries, ratelimit, redating, standing
from events.forms import OtherDateForm, posted
from events.models import Activity, Registration
from events.registration import RegistrationRefused
from events.views.personal import by_personal_link, form_page, own_url, personal_context

TEMPLATE = "events/self_service/dates.html"
REFUSALS = (redating.MoveRefused, RegistrationRefused, cancellation.PastDeadline)


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_dates(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the other dates; move to one with a free seat, or stand in line for a full one."""
    context = personal_context(request, registration)
    if not context["can_change"]:
        return redirect(own_url("self_service", registration))
    dates = redating.other_dates(registration)
    form = OtherDateForm(posted(request), dates=dates)
    if request.method == "POST":
        answer = _choose(request, registration, form)
        if answer is not None:
            return answer
        # What was free a moment ago may be gone.
        dates = redating.other_dates(registration)
    late = not standing.may_withdraw(registration)
    context |= {
        "dates": _choices(request, dates, movable=not late),
        "is_late": late,
        **standing.phone(),
        "key": uuid4(),
    }
    return form_page(request, TEMPLATE, context)


def _choose(
    request: HttpRequest, registration: Registration, form: OtherDateForm
) -> HttpResponse | None:
    """Do what was asked and lead to the page of the outcome; None with a message if refused."""
    if not form.is_valid():
        messages.warning(request, str(redating.MoveRefused.message))
        return None
    # Each move makes a new registration, so a brake on that alone would hold nobody back.
    if not (
        ratelimit.CORRECTION.allows(registration.pk)
        and ratelimit.SIGNUP.allows(ratelimit.client_address(request), registration.activity.series)
    ):
        messages.warning(request, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
        return None
    try:
        if form.cleaned_data["keep"]:
            new = redating.stand_in_line(
                registration, form.activity, idempotency_key=form.cleaned_data["key"]
            )
            messages.success(request, _("Du er skrevet op. Det, du har i forvejen, er uændret."))
        else:
            new = redating.move(registration, form.activity)
            messages.success(request, _("Du er flyttet. Vi har sendt en ny bekræftelse."))
    except REFUSALS as refusal:
        messages.warning(request, str(refusal.message))
        return None
    return redirect(own_url("self_service", new))


def _choices(request: HttpRequest, dates: list[Activity], *, movable: bool) -> list[dict[str, Any]]:
    """Return the dates as cards, each with what can be done: move there, or stand in line."""
    return [
        {"card": card, "can_move": movable and redating.has_seat_at_once(date)}
        for card, date in zip(queries.cards(dates, request), dates, strict=True)
    ]

"""Behind a personal link: see, answer, change and cancel one's own registration."""

import base64
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import (
    addons,
    calendar,
    cancellation,
    certificate_of_attendance,
    decisions,
    history,
    offers,
    qr,
    queries,
    questions,
    ratelimit,
    redating,
    standing,
    when,
    workshops,
)
from events.changes import ChangeRefused, change_details, resend_links
from events.forms import DetailsForm, LostLinkForm, posted
from events.models import Registration
from events.views.feeds import ics_response
from events.views.personal import by_personal_link, form_page, own_url, personal_context

YES, NO = "ja", "nej"


@require_safe
@by_personal_link
def self_service(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show how one stands, what one can do now, and one's details; a look changes nothing."""
    context = personal_context(request, registration)
    context |= {
        "standing": standing.standing(registration, context["activity"]),
        "story": decisions.own_story(registration),
        "was_moved_up": context["can_change"] and standing.was_moved_up(registration),
        "sessions": [
            {"title": session.title, "when": capfirst(when.session_time(session))}
            for session in registration.activity.sessions.all()
        ],
        "workshops": workshops.chosen(registration),
        "more": addons.sections(addons.Place.SELF_SERVICE, request, registration),
        "can_choose": workshops.can_choose(registration),
        "certificate": bool(certificate_of_attendance.attended(registration)),
        "can_withdraw": standing.may_withdraw(registration),
        **standing.phone(),
        **_ways(registration, can_change=context["can_change"]),
        **_code(registration, can_change=context["can_change"]),
        **_dates(request, registration),
    }
    if registration.is_offered or context["was_moved_up"]:
        return form_page(request, "events/self_service/overview.html", context)
    return render(request, "events/self_service/overview.html", context)


def _ways(registration: Registration, *, can_change: bool) -> dict[str, Any]:
    """Return which of the further pages lead anywhere now."""
    activity = registration.activity
    begun = activity.starts_within(timedelta(0))
    return {
        "has_questions": can_change
        and registration.is_confirmed
        and questions.asks_later(activity),
        "can_substitute": can_change and registration.name and not activity.discreet and not begun,
    }


def _code(registration: Registration, *, can_change: bool) -> dict[str, str]:
    """Return the code to show at the door, for those with a seat."""
    if not (can_change and registration.is_confirmed and qr.shown_code(registration)):
        return {}
    picture = qr.checkin_png(registration.checkin_code)
    return {
        "code": registration.checkin_code,
        "code_picture": base64.b64encode(picture).decode(),
    }


def _dates(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """Return where else in the series one goes already, and whether there are more dates."""
    also = history.with_times(redating.also_signed_up(registration)).order_by("starts_at", "pk")
    dates = redating.other_dates(registration)
    return {
        "has_other_dates": bool(dates),
        # Whoever has no place here any more signs up for another date like anyone else.
        "sign_up_dates": [
            {
                "label": when.span(date.first_start, date.last_end),
                "url": reverse("events:signup", args=[date.pk]),
            }
            for date in dates[:3]
        ],
        "calendar_url": queries.calendar_url(request),
        "also": [
            {
                "when": when.span(row.starts_at, row.ends_at),
                "status": row.get_status_display(),
                "url": own_url("self_service", row),
            }
            for row in also[: redating.SHOWN]
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say yes or no to an offered seat; opening the address answers nothing."""
    answer = request.POST.get("answer")
    if request.method == "POST" and answer in {YES, NO}:
        try:
            if answer == YES:
                offers.accept(registration)
                messages.success(request, _("Pladsen er din. Vi har sendt en bekræftelse."))
            else:
                offers.decline(registration)
                messages.success(request, _("Du har sagt nej tak. Tak, fordi du svarede."))
        except offers.OfferOver as refusal:
            messages.warning(request, str(refusal.message))
    return redirect(own_url("self_service", registration))


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Correct one's details."""
    context = personal_context(request, registration)
    if not context["can_change"]:
        return redirect(own_url("self_service", registration))
    form = DetailsForm(posted(request), registration=registration)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.CORRECTION.allows(registration.pk):
            form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
            return form_page(
                request,
                "events/self_service/change.html",
                {**context, "form": form},
                HTTPStatus.TOO_MANY_REQUESTS,
            )
        try:
            changed = change_details(registration, form.person)
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Dine oplysninger er gemt."))
            return redirect(own_url("self_service", changed))
    return form_page(request, "events/self_service/change.html", {**context, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw; opening the link alone withdraws nobody.

    An offer has its own yes and no; after the organiser's deadline one rings.
    """
    context = personal_context(request, registration)
    if registration.is_offered or not standing.may_withdraw(registration):
        return redirect(own_url("self_service", registration))
    if request.method == "POST":
        try:
            cancellation.withdraw_by_self(registration)
        except (cancellation.TooLate, cancellation.PastDeadline) as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Du er meldt fra. Tak, fordi du gav besked."))
        return redirect(own_url("self_service", registration))
    return form_page(request, "events/self_service/cancel.html", context)


@require_safe
@by_personal_link
def self_service_ics(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Serve the activity for one's own calendar, with the way into an online meeting.

    Only to those with a seat, and not for a discreet activity.
    """
    if registration.activity.discreet or not registration.is_confirmed:
        raise Http404
    return ics_response(
        calendar.registration_calendar(registration, "PUBLISH"), "vink-aktivitet.ics"
    )


@require_safe
@by_personal_link
def self_service_certificate(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Serve the certificate of attendance, to whoever was there, once the activity is held."""
    if not certificate_of_attendance.attended(registration):
        raise Http404
    if not ratelimit.CERTIFICATE.allows(registration.pk):
        messages.warning(request, _("Beviset er hentet mange gange. Vent ti minutter."))
        return redirect(own_url("self_service", registration))
    response = HttpResponse(
        certificate_of_attendance.certificate_pdf(registration), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'inline; filename="deltagerbevis.pdf"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Mail someone her personal links again; the answer is the same for everyone."""
    form = LostLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.LOST_LINK.allows(ratelimit.client_address(request)):
            form.add_error(None, _("Der er spurgt mange gange. Vent lidt, og prøv igen."))
            return form_page(
                request,
                "events/self_service/lost_link.html",
                {"form": form},
                HTTPStatus.TOO_MANY_REQUESTS,
            )
        email = form.cleaned_data["email"]
        # Past the brake nothing is sent, and nothing is said: it would tell who is known.
        if ratelimit.LOST_LINK_PER_ADDRESS.allows(email.lower()):
            resend_links(email)
        return redirect("events:lost_link_sent")
    return form_page(request, "events/self_service/lost_link.html", {"form": form})


@never_cache
@require_safe
def lost_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way if the address was known."""
    return render(request, "events/self_service/lost_link_sent.html")

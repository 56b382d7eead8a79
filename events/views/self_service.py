"""Behind a personal link: see, change and cancel one's own registration."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import calendar, queries, ratelimit, waitlist, when
from events.cancellation import TooLate, withdraw
from events.changes import ChangeRefused, change_details, resend_links
from events.enums import ActivityStatus
from events.forms import DetailsForm, LostLinkForm, posted
from events.labels import vocabulary
from events.links import Purpose, token_for, token_is_valid
from events.models import Activity, Registration, WorkplaceKind
from events.views.feeds import ics_response

PAGES = ("self_service", "self_service_change", "self_service_cancel", "self_service_ics")

type PersonalView = Callable[[HttpRequest, Registration], HttpResponse]


def by_personal_link(view: PersonalView) -> Callable[..., HttpResponse]:
    """Hand the view its registration if the link is right; else say how to get a new one.

    The answer is never stored, never indexed, and its address goes to no other site.
    """

    @wraps(view)
    def opened(request: HttpRequest, registration_id: UUID, token: str) -> HttpResponse:
        registration = (
            Registration.objects.select_related("activity", "booking", "workplace_kind")
            .filter(pk=registration_id)
            .first()
        )
        if registration and token_is_valid(
            token, Purpose.SELF_SERVICE, registration.pk, registration.link_version
        ):
            response = view(request, registration)
        else:
            response = _wrong_link(request)
        return _private(response)

    return opened


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    # A page with a form keeps the site's own "same-origin": under "no-referrer" browsers
    # send a null origin with the form, and the CSRF check has to refuse it.
    response.setdefault("Referrer-Policy", "no-referrer")
    return response


def _form_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def own_url(name: str, registration: Registration) -> str:
    """Return the path of one of the pages behind the registration's personal link."""
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def _context(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    activity = queries.with_facts(Activity.objects.all()).get(pk=registration.activity_id)
    ended = activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    kinds = {term.pk: term.title for term in vocabulary(WorkplaceKind)}
    return {
        "registration": registration,
        "activity": activity,
        "card": queries.cards([activity], request)[0],
        "workplace_kind": kinds.get(registration.workplace_kind_id or 0, ""),
        "can_change": registration.is_active and not ended,
        "urls": {name: own_url(name, registration) for name in PAGES},
    }


@require_safe
@by_personal_link
def self_service(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show status, place in line and details."""
    context = _context(request, registration)
    context["position"] = waitlist.position(registration)
    context["sessions"] = [
        {"title": session.title, "when": capfirst(when.session_time(session))}
        for session in registration.activity.sessions.all()
    ]
    return render(request, "events/self_service/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Correct one's details."""
    context = _context(request, registration)
    if not context["can_change"]:
        return redirect(own_url("self_service", registration))
    form = DetailsForm(posted(request), registration=registration)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.CORRECTION.allows(registration.pk):
            form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
            return _form_page(
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
    return _form_page(request, "events/self_service/change.html", {**context, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw; opening the link alone withdraws nobody."""
    context = _context(request, registration)
    if not context["can_change"]:
        return redirect(own_url("self_service", registration))
    if request.method == "POST":
        try:
            withdraw(registration)
        except TooLate as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Du er meldt fra. Tak, fordi du gav besked."))
        return redirect(own_url("self_service", registration))
    return _form_page(request, "events/self_service/cancel.html", context)


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


def _wrong_link(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {"form": LostLinkForm()}
    if not ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request)):
        context["is_pause"] = True
        return _form_page(
            request, "events/self_service/wrong_link.html", context, HTTPStatus.TOO_MANY_REQUESTS
        )
    return _form_page(request, "events/self_service/wrong_link.html", context, HTTPStatus.NOT_FOUND)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Mail someone her personal links again; the answer is the same for everyone."""
    form = LostLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.LOST_LINK.allows(ratelimit.client_address(request)):
            form.add_error(None, _("Der er spurgt mange gange. Vent lidt, og prøv igen."))
            return _form_page(
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
    return _form_page(request, "events/self_service/lost_link.html", {"form": form})


@never_cache
@require_safe
def lost_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way if the address was known."""
    return render(request, "events/self_service/lost_link_sent.html")

"""Sign up for an activity."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import applying, entrances, queries, ratelimit, stepup, when, workshops
from events.availability import availability
from events.forms import SignupForm, posted
from events.models import Activity, Booking, Registration
from events.registration import (
    AlreadyRegistered,
    RegistrationRefused,
    has_live_page,
    register,
    resend_confirmation,
)

THANKS = "signup_thanks"


@dataclass(frozen=True)
class Thanks:
    """What the thank-you page says. It is kept in the session and names nobody."""

    has_seat: bool
    line: int = 0
    pending: bool = False  # the organiser has still to approve


def _or_elsewhere(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send the browser on where the kind of activity has its own page to sign up on."""

    @wraps(view)
    def shown(request: HttpRequest, activity_id: UUID) -> HttpResponse:
        activity = get_object_or_404(queries.listed(), pk=activity_id)
        own_page = entrances.elsewhere(activity)
        return redirect(own_page) if own_page else view(request, activity)

    return shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_or_elsewhere
def signup(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Show the form, or why there is none; sign up and go on to the thank-you page."""
    if not (availability(activity).is_open and has_live_page(activity)):
        return _closed(request, activity)
    form = SignupForm(posted(request), activity=activity, initial=_from_account(request))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, activity, form)
    client = (ratelimit.client_address(request), activity.pk)
    limit, email = ratelimit.SIGNUP, form.person.email
    if not stepup.check(request, limit=limit, key=client, form=form, email=email):
        return _form_page(request, activity, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        thanks = _sign_up(request, activity, form)
    except RegistrationRefused as refusal:
        activity.refresh_from_db()
        if not availability(activity).is_open:
            return _closed(request, activity)
        form.add_error(None, str(refusal.message))
        return _form_page(request, activity, form)
    request.session[THANKS] = {str(activity.pk): asdict(thanks)}
    return redirect("events:signup_thanks", activity_id=activity.pk)


def _sign_up(request: HttpRequest, activity: Activity, form: SignupForm) -> Thanks:
    """Sign up; whoever is on the list already gets her mail again and reads the same page."""
    try:
        booking = register(
            activity=activity,
            people=[form.person],
            contact=form.contact,
            idempotency_key=form.key,
            by=request.user if request.user.is_authenticated else None,
        )
    except AlreadyRegistered as refusal:
        # Past the brake nothing is sent, and nothing is said: as for a lost link.
        if ratelimit.LOST_LINK_PER_ADDRESS.allows(form.person.email.lower()):
            resend_confirmation(refusal.existing)
        return _as_for_someone_new(activity)
    return _as_it_went(booking)


def _as_it_went(booking: Booking) -> Thanks:
    registration = booking.registrations.get(replaces=None)
    if registration.is_confirmed:
        return Thanks(has_seat=True)
    if registration.is_pending:
        return Thanks(has_seat=False, pending=True)
    return Thanks(has_seat=False, line=_line(registration.activity_id))


def _as_for_someone_new(activity: Activity) -> Thanks:
    """Nobody may learn from this page who is signed up already: the mail alone tells."""
    fresh = queries.listed().get(pk=activity.pk)
    if fresh.needs_approval:
        return Thanks(has_seat=False, pending=True)
    if availability(fresh).has_seats:
        return Thanks(has_seat=True)
    return Thanks(has_seat=False, line=_line(activity.pk))


def _line(activity_id: UUID) -> int:
    return Registration.objects.filter(activity_id=activity_id).in_line().count()


@never_cache
@require_safe
def signup_thanks(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Say thank you, and what comes now."""
    activity = get_object_or_404(queries.listed(), pk=activity_id)
    kept = request.session.get(THANKS, {}).get(str(activity.pk))
    context = {
        "card": queries.cards([activity], request)[0],
        "thanks": Thanks(**kept) if kept else None,
        "by_application": applying.takes_applications(activity),
        "has_workshops": workshops.has_workshops(activity),
        "calendar_url": queries.calendar_url(request),
    }
    return render(request, "events/signup/thanks.html", context)


def _from_account(request: HttpRequest) -> dict[str, str]:
    """Return name and address of whoever is signed in."""
    user = request.user
    if not user.is_authenticated:
        return {}
    name = f"{getattr(user, 'first_name', '')} {getattr(user, 'last_name', '')}".strip()
    return {"name": name, "email": user.email}


def _form_page(
    request: HttpRequest,
    activity: Activity,
    form: SignupForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "activity": activity,
        "card": queries.cards([activity], request)[0],
        "by_application": applying.takes_applications(activity),
    }
    return render(request, "events/signup/form.html", context, status=status)


def _closed(request: HttpRequest, activity: Activity) -> HttpResponse:
    others = queries.open_for_signup().exclude(pk=activity.pk)[:3]
    context = {
        "activity": activity,
        "card": queries.cards([activity], request)[0],
        "opens_text": when.moment(activity.opens_at) if activity.opens_at else "",
        "contact_email": activity.contact_email or settings.VINK_CONTACT_EMAIL,
        "others": queries.cards(list(others), request),
        "calendar_url": queries.calendar_url(request),
    }
    return render(request, "events/signup/closed.html", context)

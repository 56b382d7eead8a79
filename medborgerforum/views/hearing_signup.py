"""Say that one comes to an open hearing. Nobody has to: everyone may just come."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import needs, queries, ratelimit, stepup
from events.availability import availability
from events.forms import posted
from events.models import Activity
from events.registration import (
    AlreadyRegistered,
    RegistrationRefused,
    has_live_page,
    register,
    resend_confirmation,
)
from medborgerforum import hearings
from medborgerforum.forms.hearings import HearingSignupForm
from medborgerforum.views import frame


class Full(RegistrationRefused):
    """All chairs are counted already; there is no line, since everyone may come."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hearing_signup(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show the form, or that one may just come; note who comes and go on to thank."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    state = availability(activity)
    if not (state.has_seats and has_live_page(activity)):
        return _no_form(request, activity)
    form = HearingSignupForm(posted(request), activity=activity)
    if request.method != "POST":
        return _page(request, activity, form)
    if not form.is_valid():
        return _page(request, activity, form)
    if brake(request, activity, form):
        return _page(request, activity, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        _note(activity, form)
    except AlreadyRegistered as refusal:
        # Nobody may learn from this page who has said so already: the mail alone tells.
        if ratelimit.LOST_LINK_PER_ADDRESS.allows(form.person.email.lower()):
            resend_confirmation(refusal.existing)
    except RegistrationRefused:
        return _no_form(request, get_object_or_404(hearings.listed(), pk=activity.pk))
    return redirect("forum:hearing_signup_thanks", activity_id=activity.pk)


def brake(request: HttpRequest, activity: Activity, form: HearingSignupForm) -> bool:
    """Whether a sign-up is held back; then the form says what to do. The one place for it."""
    email = form.person.email.lower()
    key = (ratelimit.client_address(request), activity.pk)
    if not stepup.check(request, limit=ratelimit.SIGNUP, key=key, form=form, email=email):
        return True
    return bool(email) and not stepup.check(
        request, limit=hearings.PER_MAILBOX, key=(email,), form=form, email=email
    )


@transaction.atomic
def _note(activity: Activity, form: HearingSignupForm) -> None:
    """Note that she comes, with what she needs. Raises RegistrationRefused."""
    booking = register(
        activity=activity,
        people=[form.person],
        contact=form.contact,
        idempotency_key=form.key,
    )
    (row,) = booking.registrations.all()
    if row.is_waiting:
        raise Full  # the last chair went meanwhile: nothing of this is kept
    if form.access:
        needs.state(row, food=[], access=form.access)


@require_safe
def hearing_signup_thanks(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Say thank you. The page is the same for everyone."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    context = {"card": queries.cards([activity], request)[0], "activity": activity}
    return frame.page(request, "medborgerforum/hearing_signup_thanks.html", context)


def _page(
    request: HttpRequest,
    activity: Activity,
    form: HearingSignupForm | None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "activity": activity,
        "card": queries.cards([activity], request)[0],
        "is_over": hearings.is_over(activity),
    }
    return frame.page(request, "medborgerforum/hearing_signup.html", context, status)


def _no_form(request: HttpRequest, activity: Activity) -> HttpResponse:
    return _page(request, activity, None)


urlpatterns = [
    path(
        "medborgerforum/hoeringer/<uuid:activity_id>/tilmeld/",
        hearing_signup,
        name="hearing_signup",
    ),
    path(
        "medborgerforum/hoeringer/<uuid:activity_id>/tilmeld/tak/",
        hearing_signup_thanks,
        name="hearing_signup_thanks",
    ),
]

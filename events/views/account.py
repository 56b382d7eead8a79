"""What someone who is signed in has signed up for, has been to, and her calendar's address."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import certificate_of_attendance, history, queries, standing, subscriptions, when
from events.enums import ActivityStatus
from events.models import Registration
from events.views.personal import own_url

PER_PAGE = 20


@login_required
@never_cache
@require_safe
def my_registrations(request: HttpRequest) -> HttpResponse:
    """List one's own coming sign-ups with what can be done about each."""
    page_obj = Paginator(history.coming(_user(request)), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "rows": [_coming_row(registration) for registration in page_obj],
        "calendar_url": queries.calendar_url(request),
        "feed_url": subscriptions.address(_user(request)),
        "webcal_url": subscriptions.webcal(subscriptions.address(_user(request))),
    }
    return render(request, "events/my_registrations.html", context)


@login_required
@never_cache
@require_safe
def my_history(request: HttpRequest) -> HttpResponse:
    """List what one had a seat at, which sessions one came to, and the certificates."""
    page_obj = Paginator(history.attended(_user(request)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    elsewhere = certificate_of_attendance.given_elsewhere(r.activity_id for r in page_obj)
    context = {
        "page_obj": page_obj,
        "rows": [_past_row(registration, elsewhere) for registration in page_obj],
        "calendar_url": queries.calendar_url(request),
    }
    return render(request, "events/my_history.html", context)


@login_required
@never_cache
@require_POST
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Give one's calendar a new address and end the old one."""
    subscriptions.renew(_user(request))
    messages.success(
        request, _("Din kalender har fået en ny adresse. Den gamle virker ikke længere.")
    )
    return redirect(f"{reverse('events:my_registrations')}#kalender")


def _user(request: HttpRequest) -> AbstractBaseUser:
    assert isinstance(request.user, AbstractBaseUser)  # ``login_required`` has seen to it
    return request.user


def _row(registration: Registration) -> dict[str, Any]:
    # Annotated by ``history``; None for an activity without a session.
    starts_at: datetime | None = vars(registration)["starts_at"]
    ends_at: datetime | None = vars(registration)["ends_at"]
    return {
        "registration": registration,
        "activity": registration.activity,
        "title": registration.activity.display_title,
        "when_text": when.span(starts_at, ends_at),
        "url": own_url("self_service", registration),
    }


def _coming_row(registration: Registration) -> dict[str, Any]:
    called_off = registration.activity.status == ActivityStatus.CANCELLED
    active = registration.is_active and not called_off
    # Known from the list's own query; a query for each row otherwise.
    known = registration.activity.__dict__
    known["starts_at"] = vars(registration)["starts_at"]
    can_withdraw = standing.may_withdraw(registration) and not registration.is_offered
    return {
        **_row(registration),
        "is_called_off": called_off,
        "is_active": active,
        # No query for what has ended; the rest is said from the row.
        "over": "" if active else standing.standing(registration, registration.activity).heading,
        "place": vars(registration)["position"] if registration.is_waiting else 0,
        "deadline": when.deadline(registration.expires_at) if registration.expires_at else "",
        "cancel_url": own_url("self_service_cancel", registration) if can_withdraw else "",
        "ics_url": own_url("self_service_ics", registration)
        if active and registration.is_confirmed
        else "",
    }


def _past_row(registration: Registration, elsewhere: Collection[UUID]) -> dict[str, Any]:
    """Return one line. Certificates given ``elsewhere`` are found on one's own page."""
    sessions = [row.session for row in vars(registration)["present_at"]]
    held = registration.activity.status == ActivityStatus.HELD
    here = registration.activity_id not in elsewhere
    return {
        **_row(registration),
        "sessions": [capfirst(when.session_time(session)) for session in sessions],
        "duration": certificate_of_attendance.duration(sessions),
        "certificate_url": own_url("self_service_certificate", registration)
        if held and here and sessions
        else "",
    }


urlpatterns = [
    path("mine-tilmeldinger/", my_registrations, name="my_registrations"),
    path("mine-tilmeldinger/tidligere/", my_history, name="my_history"),
    path("mine-tilmeldinger/kalender/", renew_calendar, name="renew_calendar"),
]

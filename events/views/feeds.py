"""iCalendar: feeds to subscribe to, and one activity to put into one's calendar."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events import calendar, queries, ratelimit, subscriptions
from events.links import Purpose
from events.models import Activity

AHEAD = timedelta(days=365)
FRESH = 300  # seconds in which a calendar program need not ask again


def ics_response(content: bytes, filename: str) -> HttpResponse:
    """Return an iCalendar answer that phones and calendar programs open by themselves."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


@require_safe
@cache_control(public=True, max_age=900)
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Serve the public activities of the next year; cancelled ones say that they are."""
    ahead = timezone.now() + AHEAD
    activities = queries.coming().filter(starts_at__lt=ahead).prefetch_related("sessions")
    return ics_response(calendar.feed(activities), "vink.ics")


@require_safe
@cache_control(public=True, max_age=300)
def activity_ics(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Serve one public activity; a planned or discreet one is not found."""
    activity = get_object_or_404(Activity.objects.public(), pk=activity_id)
    return ics_response(calendar.activity_calendar(activity), "vink-aktivitet.ics")


@require_safe
@cache_control(private=True, max_age=FRESH)
def private_feed(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    """Serve one account's own sign-ups to whoever has the secret address."""
    return _by_secret_address(request, user_id, token, Purpose.CALENDAR, subscriptions.private_feed)


@require_safe
@cache_control(private=True, max_age=FRESH)
def staff_feed(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    """Serve all activities, without a name, to the calendars of those who run them."""
    return _by_secret_address(
        request, user_id, token, Purpose.STAFF_CALENDAR, lambda _user: subscriptions.staff_feed()
    )


def _by_secret_address(
    request: HttpRequest,
    user_id: UUID,
    token: str,
    purpose: Purpose,
    feed: Callable[[AbstractBaseUser], bytes],
) -> HttpResponse:
    user = subscriptions.subscriber(user_id, token, purpose)
    if user is None:
        if not ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request)):
            return _later()
        raise Http404
    if not ratelimit.CALENDAR.allows(purpose, user.pk):
        return _later()
    return _if_changed(request, ics_response(feed(user), "vink.ics"))


def _if_changed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 to a program that has the same entries already."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    # DTSTAMP is the time of the fetch: it makes no difference to what the entries say.
    lines = (line for line in response.content.splitlines() if not line.startswith(b"DTSTAMP"))
    etag = f'"{hashlib.sha256(b"\n".join(lines)).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _later() -> HttpResponse:
    minutes = ratelimit.CALENDAR.window
    return HttpResponse(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        headers={"Retry-After": str(int(minutes.total_seconds()))},
    )


# Below a letter of their own, so that logs can leave them out: see ``portal.logs``.
urlpatterns = [
    path("k/<uuid:user_id>/<str:token>.ics", private_feed, name="private_feed"),
    path("k/alle/<uuid:user_id>/<str:token>.ics", staff_feed, name="staff_feed"),
]

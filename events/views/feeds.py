"""iCalendar: the feed to subscribe to, and one activity to put into one's calendar."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events import calendar, queries
from events.models import Activity

AHEAD = timedelta(days=365)


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

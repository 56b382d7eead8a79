"""A leader's overview of the teams she signed up. No attendance, no completions."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import leaders, queries, when
from events.enums import ActivityStatus
from events.leaders import Period
from events.links import Purpose
from events.models import Booking
from events.views.team_desk import booking_path

PER_PAGE = 10
YEAR = "aar"
PERIODS = {Period.THIS_YEAR: _("I år og senere"), Period.LAST_YEAR: _("Sidste år")}


@login_required
@never_cache
@require_safe
def my_teams(request: HttpRequest) -> HttpResponse:
    """Show the teams of a year with their seats and cancellations, and the counts."""
    assert isinstance(request.user, AbstractBaseUser)  # ``login_required`` has seen to it
    asked = request.GET.get(YEAR)
    period = Period.LAST_YEAR if asked == Period.LAST_YEAR else Period.THIS_YEAR
    own = leaders.bookings(request.user, period)
    page_obj = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "rows": [_row(booking) for booking in page_obj],
        "periods": [(key, label, key == period) for key, label in PERIODS.items()],
        "tables": _tables(own) if page_obj.paginator.count else [],
        "calendar_url": queries.calendar_url(request),
    }
    return render(request, "events/leaders.html", context)


def _tables(own: Any) -> list[dict[str, Any]]:
    return [
        {"title": _("Efter hold"), "head": _("Arbejdsplads"), "rows": leaders.by_workplace(own)},
        {"title": _("Efter kursus"), "head": _("Aktivitet"), "rows": leaders.by_activity(own)},
    ]


def _row(booking: Booking) -> dict[str, Any]:
    activity, known = booking.activity, vars(booking)
    return {
        "title": activity.display_title,
        "kind": activity.get_kind_display(),
        "when_text": when.span(known["starts_at"], known["ends_at"]),
        "workplace": booking.workplace,
        "is_called_off": activity.status == ActivityStatus.CANCELLED,
        "people": [
            {
                "name": person.name,
                "state": leaders.state_in_words(person),
                "is_active": person.is_active,
            }
            for person in known["people"]
        ],
        "url": booking_path(booking, Purpose.BOOKING, "team"),
    }


urlpatterns = [path("mine/hold/", my_teams, name="leaders")]

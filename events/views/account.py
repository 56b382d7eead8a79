"""What someone who is signed in has signed up for."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, F, Max, Min, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import queries, when
from events.models import Registration
from events.models.registration import RegistrationQuerySet
from events.views.self_service import own_url

PER_PAGE = 20


def own_registrations(request: HttpRequest) -> RegistrationQuerySet:
    """Return the registrations under the user's verified addresses.

    What comes stands first, the next date at the top; then what is over, the latest first.

    An address that nobody has shown to be hers opens nothing.
    """
    over = Case(When(ends_at__lt=timezone.now(), then=1), default=0)
    still_to_come = Case(When(ends_at__gte=timezone.now(), then=F("starts_at")))
    verified = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
    return (
        Registration.objects.visible_to(request.user)
        .filter(email__in=[address.lower() for address in verified.values_list("email", flat=True)])
        .select_related("activity")
        .annotate(
            starts_at=Min("activity__sessions__start"), ends_at=Max("activity__sessions__end")
        )
        .order_by(over, still_to_come, "-starts_at", "pk")
    )


@login_required
@never_cache
@require_safe
def my_registrations(request: HttpRequest) -> HttpResponse:
    """List one's own registrations, each with its personal page."""
    page_obj = Paginator(own_registrations(request), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [_row(registration, now) for registration in page_obj]
    context = {
        "page_obj": page_obj,
        "rows": rows,
        "calendar_url": queries.calendar_url(request),
    }
    return render(request, "events/my_registrations.html", context)


def _row(registration: Registration, now: datetime) -> dict[str, Any]:
    # Annotated by ``own_registrations``; None for an activity without a session.
    starts_at: datetime | None = vars(registration)["starts_at"]
    ends_at: datetime | None = vars(registration)["ends_at"]
    return {
        "registration": registration,
        "title": registration.activity.display_title,
        "when_text": when.span(starts_at, ends_at),
        "is_over": ends_at is not None and ends_at < now,
        "url": own_url("self_service", registration),
    }

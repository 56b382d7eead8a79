"""What all pages behind a personal link share: the check of the link, the frame, the headers."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from events import applying, queries, ratelimit
from events.enums import ActivityStatus
from events.forms import LostLinkForm
from events.labels import vocabulary
from events.links import Purpose, token_for, token_is_valid
from events.models import Activity, Registration, WorkplaceKind

PAGES = (
    "self_service",
    "self_service_change",
    "self_service_cancel",
    "self_service_answer",
    "self_service_dates",
    "self_service_ics",
    "self_service_certificate",
    "self_service_questions",
    "self_service_workshops",
    "substitute",
    "not_me",
)

type PersonalView = Callable[[HttpRequest, Registration], HttpResponseBase]


def by_personal_link(view: PersonalView) -> Callable[..., HttpResponseBase]:
    """Hand the view its registration if the link is right; else say how to get a new one.

    A discreet registration has its pages on the neutral host: here it is as if it were not.
    The answer is never stored, never indexed, and its address goes to no other site.
    """

    @wraps(view)
    def opened(request: HttpRequest, registration_id: UUID, token: str) -> HttpResponseBase:
        registration = (
            Registration.objects.select_related("activity", "booking", "workplace_kind")
            .filter(pk=registration_id, activity__discreet=False)
            .first()
        )
        if registration and token_is_valid(
            token, Purpose.SELF_SERVICE, registration.pk, registration.link_version
        ):
            response: HttpResponseBase = view(request, registration)
        else:
            response = wrong_link(request)
        return private(response)

    return opened


def private[R: HttpResponseBase](response: R) -> R:
    """Keep a personal page out of caches, search engines and other sites' logs."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    # A page with a form keeps the site's own "same-origin": under "no-referrer" browsers
    # send a null origin with the form, and the CSRF check has to refuse it.
    response.setdefault("Referrer-Policy", "no-referrer")
    return response


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render a personal page that has a form (see ``private`` on its referrer policy)."""
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def own_url(name: str, registration: Registration) -> str:
    """Return the path of one of the pages behind the registration's personal link."""
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"events:{name}", args=[registration.pk, token])


def personal_context(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """Return what each of the pages shows: the registration, its activity, the addresses."""
    activity = queries.with_facts(Activity.objects.all()).get(pk=registration.activity_id)
    ended = activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    kinds = {term.pk: term.title for term in vocabulary(WorkplaceKind)}
    return {
        "registration": registration,
        "activity": activity,
        "by_application": applying.takes_applications(activity),
        "card": queries.cards([activity], request)[0],
        "workplace_kind": kinds.get(registration.workplace_kind_id or 0, ""),
        "can_change": registration.is_active and not ended,
        "urls": {name: own_url(name, registration) for name in PAGES},
    }


def wrong_link(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing (any more), and offer a new one by mail."""
    context: dict[str, Any] = {"form": LostLinkForm()}
    if not ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request)):
        context["is_pause"] = True
        return form_page(
            request, "events/self_service/wrong_link.html", context, HTTPStatus.TOO_MANY_REQUESTS
        )
    return form_page(request, "events/self_service/wrong_link.html", context, HTTPStatus.NOT_FOUND)

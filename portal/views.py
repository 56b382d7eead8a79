"""Views that belong to no app."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from courses.views import neutral_frame
from events.models import ClockLease


def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and when the clock last ticked (UTC, ISO 8601)."""
    lease = ClockLease.objects.filter(name="tick").first()
    last = lease.last_tick if lease else None
    late = last is None or timezone.now() - last > timedelta(minutes=5)
    return JsonResponse(
        {
            "database": "ok",
            "last_tick": last.isoformat() if last else None,
            "clock": "late" if late else "ok",
        }
    )


def forgetting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the browser forget, when someone signs out, what it kept of the day's lists."""

    @wraps(view)
    def signed_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    return signed_out


def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off personal links and staff pages."""
    lines = ["User-agent: *"]
    closed = ("/admin/", "/t/", "/s/", "/c/", "/d/", "/b/", "/g/", "/tjek-ind/", "/konto/")
    lines += [f"Disallow: {p}" for p in closed]
    lines += [f"Disallow: /en{p}" for p in closed[1:]]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def robots_neutral(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off the neutral host: whoever is to find it is given the address."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def neutral_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say on the neutral host that there is no such page, without the portal's frame."""
    return neutral_frame.not_found(request)


def neutral_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refusal on the neutral host as if nothing were there."""
    return neutral_not_found(request, exception)


def neutral_broken(request: HttpRequest) -> HttpResponse:
    """Say on the neutral host that something is wrong, and whom to ring; asks nothing of anyone."""
    context = {"phone": settings.VINK_NEUTRAL_PHONE}
    return render(request, "neutral/500.html", context, status=HTTPStatus.INTERNAL_SERVER_ERROR)


class _AdminCatalog(JavaScriptCatalog):
    """Wagtail's strings for scripts, with the portal's own Danish over them."""

    packages = ["wagtail.admin"]

    def get_paths(self, packages: list[str]) -> list[str]:
        """Add the portal's catalogues, which belong to no app."""
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


def admin_javascript_catalog(request: HttpRequest) -> HttpResponse:
    """Return what the admin's scripts say, in the language the user has chosen there."""
    return get_localized_response(_AdminCatalog.as_view(), request)

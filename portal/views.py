"""Views that belong to no app."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

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


def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off personal links and staff pages."""
    lines = ["User-agent: *"]
    closed = ("/admin/", "/t/", "/s/", "/c/", "/tjek-ind/", "/konto/")
    lines += [f"Disallow: {p}" for p in closed]
    lines += [f"Disallow: /en{p}" for p in closed[1:]]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")

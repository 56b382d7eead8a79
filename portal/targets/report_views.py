"""Published status reports on the web: the list, the report as a page, and its files."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import report_jobs
from .models import ReportFile, StatusReport
from .overview import plan_page
from .report_content import LANGUAGES
from .report_edition import edition

PER_PAGE = 20
FRESH = 300  # seconds
A_YEAR = 365 * 24 * 60 * 60  # seconds
LANGUAGE_LABELS = {"da": "Dansk", "en": "English"}


def _published() -> Any:
    return StatusReport.objects.filter(published_at__isnull=False).select_related("plan")


@require_safe
@cache_control(public=True, max_age=FRESH)
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports, the newest year first."""
    language = _language(request)
    # Of the frozen words only those of the list: the rest may be large.
    rows = (
        _published()
        .defer("figures", "foreword")
        .annotate(words=F(f"figures__words__{language}__plan"))
        .order_by("-year", "-published_at", "pk")
    )
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "breadcrumbs": _crumbs(request),
    }
    return render(request, "targets/reports.html", context)


@require_safe
@cache_control(public=True, max_age=FRESH)
def report(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """Show one report as it was frozen."""
    found = get_object_or_404(_published(), plan__key=plan, year=year)
    shown = edition(found.figures, _language(request))
    title = f"{shown.words['name']}: {shown.words['plan']['title']}"
    context = {
        "report": shown,
        "title": title,
        "files": files_of(found, shown.language),
        "breadcrumbs": [*_crumbs(request), {"title": title, "url": ""}],
    }
    return render(request, "targets/report.html", context)


@require_safe
def report_file(
    request: HttpRequest, plan: str, year: int, language: str, kind: str
) -> HttpResponse:
    """Hand out a paper, as it was made when the report was published."""
    published = Q(report__published_at__isnull=False, report__plan__key=plan, report__year=year)
    rows = ReportFile.objects.filter(published, language=language, kind=kind)
    found = rows.select_related("report__plan").defer("report__figures").first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=report_jobs.TYPES[kind])
    way = "inline" if kind == "pdf" else "attachment"
    name = report_jobs.filename(found.report, language, kind)
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    # It never changes: a trigger sees to that.
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def files_of(found: StatusReport, language: str) -> list[dict[str, Any]]:
    """Return the papers with their sizes in bytes, those in the reader's language first."""
    rows = found.files.annotate(size=Length("content")).values("language", "kind", "size")
    return [
        {
            **row,
            "label": LANGUAGE_LABELS.get(row["language"], row["language"]),
            "url": reverse(
                "targets:report_file",
                args=[found.plan.key, found.year, row["language"], row["kind"]],
            ),
        }
        for row in sorted(rows, key=lambda r: (r["language"] != language, r["language"], r["kind"]))
    ]


def _language(request: HttpRequest) -> str:
    code = request.LANGUAGE_CODE
    return code if code in LANGUAGES else LANGUAGES[0]


def _crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """Lead back to the list, and from there to the action plans where they have a page."""
    page = plan_page()
    url = (page.get_url(request) or "") if page else ""
    above = [{"title": page.title, "url": url}] if page and url else []
    return [*above, {"title": _("Statusrapporter"), "url": reverse("targets:reports")}]

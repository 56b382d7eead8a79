"""What is made of a status report in the background: a draft's papers, and the publishing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from events import jobs
from events.permissions import Viewer

from . import report_pdf, report_xlsx, status_reports
from .models import StatusReport, Target
from .report_content import LANGUAGES, gather

PDF, XLSX, PUBLISH = "statusrapport-pdf", "statusrapport-xlsx", "statusrapport-udgiv"
KINDS = {PDF: _("Udkast som PDF"), XLSX: _("Udkast som regneark (XLSX)"), PUBLISH: _("Udgivelse")}
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FRAME_PAGES = 6
TARGETS_A_PAGE = 2


def filename(report: StatusReport, language: str, kind: str) -> str:
    """Return the name under which a paper is saved."""
    draft = "" if report.is_published else "-udkast"
    return f"vink-statusrapport-{report.plan.key}-{report.year}{draft}-{language}.{kind}"


def ask(report: StatusReport, kind: str, *, by: Viewer, language: str) -> jobs.DocumentJob:
    """Have a draft's paper made. Raises KeyError for other kinds, PermissionError for others."""
    ending = {PDF: "pdf", XLSX: "xlsx"}[kind]
    return jobs.ask_for(
        kind,
        by=by,
        language=language,
        pages=_pages(report),
        filename=filename(report, language, ending),
        report=str(report.pk),
    )


def ask_to_publish(report: StatusReport, *, by: Viewer) -> jobs.DocumentJob:
    """Have the report published. Raises PermissionError for who may not."""
    publisher: Any = by
    return jobs.ask_for(
        PUBLISH,
        by=by,
        language="da",
        pages=_pages(report) * len(LANGUAGES),
        filename=filename(report, "da", "pdf"),
        report=str(report.pk),
        by_whom=str(publisher.pk),
    )


def _pages(report: StatusReport) -> int:
    targets = Target.objects.filter(track__plan=report.plan).count()
    return FRAME_PAGES + targets // TARGETS_A_PAGE


def _make_pdf(params: Mapping[str, Any], tell: Callable[[int], None]) -> bytes:
    return report_pdf.make(gather(_draft(params)), params["language"], tell=tell)


def _make_xlsx(params: Mapping[str, Any], tell: Callable[[int], None]) -> bytes:
    tell(1)
    return report_xlsx.make(gather(_draft(params)), params["language"])


def _draft(params: Mapping[str, Any]) -> StatusReport:
    report = StatusReport.objects.select_related("plan").get(pk=params["report"])
    status_reports.require_draft(report)
    return report


def _publish(params: Mapping[str, Any], tell: Callable[[int], None]) -> bytes:
    by = get_user_model().objects.get(pk=params["by_whom"])
    status_reports.publish(_draft(params), by, tell=tell)
    return b""  # the papers are kept with the report


def register() -> None:
    """Let the worker know how they are made."""
    jobs.register(PDF, jobs.Maker(may=status_reports.may_edit, make=_make_pdf))
    jobs.register(XLSX, jobs.Maker(may=status_reports.may_edit, make=_make_xlsx))
    jobs.register(PUBLISH, jobs.Maker(may=status_reports.may_publish, make=_publish))

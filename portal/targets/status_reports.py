"""The yearly status report: a draft that follows the figures, then published and frozen.

Publishing makes the papers first, outside any transaction, and then writes everything in one: a
worker that dies on the way has published nothing. The database keeps what is published
(``immutable``).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.permissions import Viewer, storable
from events.validators import validate_no_cpr

from . import report_pdf, report_xlsx
from .models import Plan, ReportComment, ReportFile, StatusReport, Target
from .report_content import LANGUAGES, Content, gather

KINDS = ("pdf", "xlsx")
CHANGE = "targets.change_statusreport"
PUBLISH = "targets.delete_statusreport"
"""Who may throw a report away may also end the work on it."""

type Files = dict[tuple[str, str], bytes]
type Tell = Callable[[int], None]


class ReportRefused(Exception):
    """What was asked of a report cannot be done; ``message`` says why."""

    message: str | Promise = ""


class ThereIsOneAlready(ReportRefused):
    """A plan has one report a year."""

    message = _("Planen har allerede en rapport for det år.")


class OutsideThePlan(ReportRefused):
    """The year does not belong to the plan, or has not begun."""

    message = _("Vælg et år, der hører til planen og er begyndt.")


class IsPublished(ReportRefused):
    """A published report is neither edited nor deleted."""

    message = _("Rapporten er udgivet og kan ikke længere rettes eller slettes.")


class NothingToTell(ReportRefused):
    """A report without targets says nothing."""

    message = _("Planen har ingen mål, så der er ikke noget at udgive.")


class ChangedMeanwhile(ReportRefused):
    """The words that were laid out are no longer the draft's."""

    message = _("Rapporten blev rettet, mens den blev lavet. Se den igennem, og udgiv den igen.")


def may_edit(user: Viewer) -> bool:
    """Whether the user may write drafts."""
    return _holds(user, CHANGE)


def may_publish(user: Viewer) -> bool:
    """Whether the user may publish them."""
    return _holds(user, CHANGE) and _holds(user, PUBLISH)


def _holds(user: Viewer, permission: str) -> bool:
    someone: Any = user
    return someone is not None and someone.is_authenticated and someone.has_perm(permission)


def require_year(plan: Plan, year: int) -> None:
    """Raise OutsideThePlan for a year without a day of the plan, or one still to come."""
    today = timezone.localdate()
    if not plan.period_start.year <= year <= min(plan.period_end.year, today.year):
        raise OutsideThePlan


def require_new(plan: Plan, year: int) -> None:
    """Raise OutsideThePlan or ThereIsOneAlready where no report can be begun."""
    require_year(plan, year)
    if StatusReport.objects.filter(plan=plan, year=year).exists():
        raise ThereIsOneAlready


def usual_title(year: int) -> str:
    """Return what a report is called unless someone calls it something else."""
    with translation.override("da"):
        return str(_("Statusrapport %(year)s")) % {"year": year}


@transaction.atomic
def start(plan: Plan, year: int, *, title: str = "") -> StatusReport:
    """Begin a plan's draft for a year. Raises OutsideThePlan or ThereIsOneAlready."""
    require_new(plan, year)
    named = title or usual_title(year)
    validate_no_cpr(named)
    return StatusReport.objects.create(plan=plan, year=year, title=named)


def require_draft(report: StatusReport) -> None:
    """Raise IsPublished for a report that is frozen."""
    if StatusReport.objects.filter(pk=report.pk, published_at__isnull=False).exists():
        raise IsPublished


@transaction.atomic
def comment(report: StatusReport, texts: Mapping[Target, str]) -> None:
    """Keep the editor's words about targets; empty ones are taken away.

    Raises IsPublished, and ValidationError for a CPR number.
    """
    hold_draft(report)
    for target, text in texts.items():
        words = text.strip()
        validate_no_cpr(words)
        if target.track.plan_id != report.plan_id:
            raise ValidationError("The target belongs to another plan.")
        if words:
            ReportComment.objects.update_or_create(
                report=report, target=target, defaults={"text": words}
            )
        else:
            ReportComment.objects.filter(report=report, target=target).delete()


@transaction.atomic
def rewrite(report: StatusReport, *, title: str, foreword: str) -> None:
    """Give the draft other words. Raises IsPublished, and ValidationError for a CPR number."""
    found = hold_draft(report)
    validate_no_cpr(title)
    validate_no_cpr(foreword)
    found.title, found.foreword = title, foreword
    found.save(update_fields=["title", "foreword"])


@transaction.atomic
def throw_away(report: StatusReport) -> None:
    """Delete a draft with its comments. Raises IsPublished."""
    hold_draft(report).delete()


def hold_draft(report: StatusReport) -> StatusReport:
    """Lock the draft until the transaction ends, so that nobody publishes it meanwhile.

    Raises IsPublished.
    """
    found = StatusReport.objects.select_for_update().get(pk=report.pk)
    if found.is_published:
        raise IsPublished
    return found


def publish(report: StatusReport, by: Viewer, *, tell: Tell | None = None) -> StatusReport:
    """Freeze the report with its figures, words and papers; return it as it is from now on.

    Slow: makes four files, telling how many pages are laid out. Raises IsPublished,
    NothingToTell and ChangedMeanwhile; whatever else fails, nothing is published.
    """
    draft = StatusReport.objects.select_related("plan").get(pk=report.pk)
    if draft.is_published:
        raise IsPublished
    words = _own_words(draft)
    content = gather(draft)
    if not content["figures"]:
        raise NothingToTell
    content["draft"] = False
    files = make_files(content, tell=tell)
    return _seal(draft, words, content, files, by)


@transaction.atomic
def _seal(
    draft: StatusReport, words: Any, content: Content, files: Files, by: Viewer
) -> StatusReport:
    found = hold_draft(draft)
    if _own_words(found) != words:
        raise ChangedMeanwhile
    for (language, kind), paper in files.items():
        ReportFile.objects.create(report=found, language=language, kind=kind, content=paper)
    found.figures = content
    found.as_of = content["as_of"]
    found.published_at = timezone.now()
    found.published_by = storable(by)
    found.save()
    found.refresh_from_db()
    return found


def _own_words(report: StatusReport) -> tuple[Any, ...]:
    """Return what editors write in a report."""
    comments = report.comments.order_by("target").values_list("target", "text")
    return (report.title, report.foreword, report.plan_id, report.year, list(comments))


def make_files(content: Content, *, tell: Tell | None = None) -> Files:
    """Return the papers by language and kind. Slow: never inside a transaction."""
    made: Files = {}
    laid_out = 0
    for language in LANGUAGES:
        latest = 0

        def count(page: int) -> None:
            nonlocal latest
            latest = page
            if tell:
                tell(laid_out + page)  # noqa: B023 - called before the loop goes on

        made[language, "pdf"] = report_pdf.make(content, language, tell=count)
        made[language, "xlsx"] = report_xlsx.make(content, language)
        laid_out += latest
    return made


def content_of(report: StatusReport) -> Content:
    """Return what the report says: frozen if it is published, else as of today."""
    return report.figures if report.is_published else gather(report)

"""A published report says for ever what it said, whatever becomes of what it was made of."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from events.models import PooledCount, Survey
from portal.targets import report_pdf, report_xlsx, status_reports
from portal.targets.models import (
    PublishedFigure,
    ReportComment,
    ReportFile,
    StatusReport,
    Target,
    TargetKind,
    TargetReading,
)
from tests.factories import UserFactory
from tests.knowledge.small_site import make_site
from tests.surveys.makers import answered
from tests.targets.makers import make_plan, make_target

from .makers import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make papers of a few bytes: what they look like is read elsewhere."""

    def paper(content: Any, language: str, **kwargs: Any) -> bytes:
        return f"%PDF {language} {content['title']}".encode()

    monkeypatch.setattr(report_pdf, "make", paper)


@pytest.fixture
def draft() -> StatusReport:
    plan = make_plan(key="plan", title="Planen", title_en="The plan")
    answered([5] * 55 + [2] * 5, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, plan=plan, code="T1", title="80 % kan hjælpe")
    figure = make_target(TargetKind.PUBLISHED_FIGURE, plan=plan, code="T2", title="Henvendelser")
    PublishedFigure.objects.create(
        target=figure, value=12, as_of=timezone.localdate(), source="Notat"
    )
    report = make_report(plan, title="Året, der gik")
    status_reports.comment(report, {figure: "Flere end ventet."})
    return report


def published(draft: StatusReport) -> StatusReport:
    return status_reports.publish(draft, UserFactory(role="Redaktør"))


def seen(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.text


def everything(report: StatusReport) -> dict[str, Any]:
    """Return what anyone can read of a published report."""
    base = f"/statusrapporter/plan/{report.year}/"
    found: dict[str, Any] = {path: seen(path) for path in (base, f"/en{base}")}
    for language in ("da", "en"):
        for kind in ("pdf", "xlsx"):
            path = f"{base}vink-statusrapport-{language}.{kind}"
            found[path] = Client().get(path).content
    return found


@pytest.mark.slow
def test_nothing_changes_when_everything_behind_it_does(draft: StatusReport) -> None:
    make_site()
    report = published(draft)
    before = everything(report)
    assert before[f"/statusrapporter/plan/{report.year}/vink-statusrapport-da.pdf"].startswith(
        b"%PDF"
    )
    assert "91,7" in before[f"/statusrapporter/plan/{report.year}/"]
    PublishedFigure.objects.update(value=99, source="Rettet")
    PooledCount.objects.all().delete()
    TargetReading.objects.all().delete()
    Survey.objects.all().delete()
    ReportComment.objects.update(text="Omskrevet")
    ReportComment.objects.all().delete()
    Target.objects.filter(code="T2").update(title="Et andet mål", threshold_numerator=3)
    Target.objects.get(code="T1").delete()
    plan = report.plan
    plan.title, plan.title_en = "En anden plan", "Another plan"
    plan.save()
    plan.tracks.update(title="Et andet spor")
    assert everything(report) == before


def test_the_figures_are_stored_with_the_words(quick: None, draft: StatusReport) -> None:
    report = published(draft)
    stored = StatusReport.objects.get(pk=report.pk)
    assert stored.as_of == timezone.localdate()
    assert stored.figures["figures"]["T1"]["successes"] == 55
    assert stored.figures["numbers"]["T1"]["value"] == "11/12"
    assert stored.figures["words"]["en"]["plan"]["title"] == "The plan"
    assert stored.figures["comments"] == {"T2": "Flere end ventet."}
    assert stored.figures["method"]
    assert {(f.language, f.kind) for f in stored.files.all()} == {
        ("da", "pdf"), ("da", "xlsx"), ("en", "pdf"), ("en", "xlsx"),
    }  # fmt: skip


def test_too_few_answers_leave_no_number_behind(quick: None) -> None:
    plan = make_plan()
    answered([5] * 9)
    make_target(TargetKind.SURVEY_SHARE, plan=plan, code="T1")
    report = published(make_report(plan))
    kept = report.figures
    assert kept["figures"]["T1"]["answered"] is None
    assert kept["numbers"]["T1"]["successes"] is None
    assert kept["history"]["T1"] == []
    assert kept["words"]["da"]["targets"]["T1"]["distribution"] == []


class TestRefused:
    """By the rules with a sentence, by the database whatever asks."""

    def test_every_rule_says_no(self, quick: None, draft: StatusReport) -> None:
        report = published(draft)
        target = Target.objects.get(code="T1")
        acts: list[Callable[[], Any]] = [
            lambda: status_reports.comment(report, {target: "Bagefter"}),
            lambda: status_reports.rewrite(report, title="Nyt", foreword=""),
            lambda: status_reports.throw_away(report),
            lambda: status_reports.publish(report, None),
        ]
        for act in acts:
            with pytest.raises(status_reports.IsPublished) as refused:
                act()
            assert "kan ikke længere rettes" in str(refused.value.message)

    def test_the_database_says_no(self, quick: None, draft: StatusReport) -> None:
        report = published(draft)
        rows = StatusReport.objects.filter(pk=report.pk)
        files = ReportFile.objects.filter(report=report)
        acts: list[Callable[[], Any]] = [
            lambda: rows.update(title="Nyt"),
            lambda: rows.update(figures={}),
            lambda: rows.update(published_at=None),
            rows.delete,
            report.delete,
            lambda: files.update(content=b"andet"),
            files.delete,
            report.save,
        ]
        for act in acts:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
        if connection.vendor == "sqlite":
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "REPLACE INTO targets_reportfile (id, report_id, language, kind, content) "
                    "SELECT id, report_id, language, kind, X'00' FROM targets_reportfile LIMIT 1"
                )
        assert files.count() == 4

    def test_who_published_may_still_leave(self, quick: None, draft: StatusReport) -> None:
        by = UserFactory(role="Redaktør")
        report = status_reports.publish(draft, by)
        assert report.published_by == by
        by.delete()
        report.refresh_from_db()
        assert report.published_by is None
        assert report.is_published

    def test_a_draft_can_be_changed_and_thrown_away(self, draft: StatusReport) -> None:
        status_reports.rewrite(draft, title="Nyt", foreword="Ord")
        assert StatusReport.objects.get().title == "Nyt"
        status_reports.throw_away(draft)
        assert not StatusReport.objects.exists()
        assert not ReportComment.objects.exists()


class TestAllOrNothing:
    """Papers first, then one transaction."""

    def test_a_failure_while_making_the_last_file_publishes_nothing(
        self, quick: None, draft: StatusReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make = report_xlsx.make

        def dies(content: Any, language: str) -> bytes:
            if language == "en":
                raise MemoryError
            return make(content, language)

        monkeypatch.setattr(report_xlsx, "make", dies)
        with pytest.raises(MemoryError):
            published(draft)
        draft.refresh_from_db()
        assert not draft.is_published
        assert draft.figures == {}
        assert not ReportFile.objects.exists()

    def test_a_failure_while_storing_publishes_nothing(
        self, quick: None, draft: StatusReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(self: StatusReport, *args: Any, **kwargs: Any) -> None:
            raise MemoryError

        monkeypatch.setattr(StatusReport, "save", dies)
        with pytest.raises(MemoryError):
            published(draft)
        assert not ReportFile.objects.exists()

    def test_words_changed_while_it_was_laid_out_are_not_published_unseen(
        self, draft: StatusReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def meanwhile(content: Any, language: str, **kwargs: Any) -> bytes:
            target = Target.objects.get(code="T1")
            status_reports.comment(draft, {target: "Skrevet imens."})
            return b"%PDF"

        monkeypatch.setattr(report_pdf, "make", meanwhile)
        with pytest.raises(status_reports.ChangedMeanwhile):
            published(draft)
        assert not ReportFile.objects.exists()

    def test_a_plan_without_targets_has_nothing_to_tell(self) -> None:
        with pytest.raises(status_reports.NothingToTell):
            published(make_report())


class TestDrafts:
    """One a plan and year; figures of the year."""

    def test_one_for_each_plan_and_year(self) -> None:
        plan = make_plan()
        make_report(plan)
        make_report(plan, year=2020)
        with pytest.raises(status_reports.ThereIsOneAlready):
            make_report(plan)

    @pytest.mark.parametrize("year", [1999, 2098])
    def test_only_years_of_the_plan_that_have_begun(self, year: int) -> None:
        with pytest.raises(status_reports.OutsideThePlan):
            make_report(year=year)

    def test_cpr_numbers_are_refused(self, draft: StatusReport) -> None:
        target = Target.objects.get(code="T1")
        with pytest.raises(ValidationError):
            status_reports.comment(draft, {target: "Om 010190-1234 er der at sige"})
        with pytest.raises(ValidationError):
            status_reports.rewrite(draft, title="Titel", foreword="0101901234")

"""What a report says of a year: as of its last day, or of today while it runs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityStatus
from portal.targets import report_pdf, status_reports
from portal.targets.figures import as_figures
from portal.targets.measurement import measure
from portal.targets.models import PublishedFigure, StatusReport, TargetKind, TargetReading, Track
from portal.targets.report_content import gather
from portal.targets.report_edition import edition
from tests.factories import ActivityFactory
from tests.surveys.makers import answered
from tests.targets.makers import make_plan, make_target

from .makers import make_report

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def hold(days_ago: int) -> None:
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-days_ago, with_page=False)


def test_a_draft_follows_the_figures() -> None:
    plan = make_plan()
    make_target(plan=plan, code="T1")
    report = make_report(plan)
    assert gather(report)["numbers"]["T1"]["value"] == "0"
    hold(2)
    assert gather(report)["numbers"]["T1"]["value"] == "1"
    assert gather(report)["as_of"] == TODAY().isoformat()


class TestAnEarlierYear:
    def test_its_last_reading_is_told(self) -> None:
        plan = make_plan()
        target = make_target(plan=plan, code="T1")
        last = date(TODAY().year - 1, 12, 31)
        hold(2)
        kept = as_figures(measure([target], last)[target.pk]) | {"value": "7"}
        TargetReading.objects.create(target=target, day=last.replace(day=30), figures=kept)
        TargetReading.objects.create(
            target=target, day=last.replace(month=11, day=1), figures=kept | {"value": "3"}
        )
        content = gather(make_report(plan, year=last.year))
        assert content["as_of"] == last.isoformat()
        assert content["numbers"]["T1"]["value"] == "7"

    def test_without_a_reading_only_what_was_there_is_counted(self) -> None:
        plan = make_plan()
        make_target(plan=plan, code="T1")
        hold(2)
        hold(800)
        content = gather(make_report(plan, year=TODAY().year - 1))
        assert content["numbers"]["T1"]["value"] == "1"
        assert content["numbers"]["T1"]["last_day"] == "2099-12-31"

    def test_figures_published_later_are_not_told(self) -> None:
        plan = make_plan()
        target = make_target(TargetKind.PUBLISHED_FIGURE, plan=plan, code="T1")
        year = TODAY().year - 1
        for day, value in ((date(year, 6, 1), 4), (TODAY(), 12)):
            PublishedFigure.objects.create(target=target, value=value, as_of=day, source="Notat")
        numbers = gather(make_report(plan, year=year))["numbers"]["T1"]
        assert (numbers["value"], numbers["status"]) == ("4", "not_met")
        assert gather(make_report(plan))["numbers"]["T1"]["status"] == "met"


def test_a_target_that_was_a_number_and_is_a_share_now_has_no_line_of_numbers() -> None:
    plan = make_plan()
    target = make_target(
        TargetKind.PUBLISHED_FIGURE, plan=plan, code="T1", threshold_numerator=70,
        threshold_denominator=100,
    )  # fmt: skip
    then = as_figures(measure([target])[target.pk]) | {"value": "62", "is_share": False}
    TargetReading.objects.create(target=target, day=TODAY() - timedelta(days=40), figures=then)
    PublishedFigure.objects.create(target=target, value=62, as_of=TODAY(), source="Notat")
    content = gather(make_report(plan))
    assert [one["value"] for one in content["history"]["T1"]] == ["31/50"]
    assert report_pdf.make(content, "da").startswith(b"%PDF")


def test_words_are_in_both_languages_and_the_editor_s_in_hers() -> None:
    plan = make_plan(title="Planen", title_en="The plan")
    target = make_target(plan=plan, code="T1", title="Et mål", title_en="A target")
    report = make_report(plan)
    status_reports.comment(report, {target: "Det går godt."})
    content = gather(report)
    danish, english = edition(content, "da"), edition(content, "en")
    assert danish.targets[0].words["title"] == "Et mål"
    assert english.targets[0].words["title"] == "A target"
    assert english.words["plan"]["title"] == "The plan"
    assert danish.targets[0].comment == english.targets[0].comment == "Det går godt."


def test_a_share_is_told_with_its_exact_fraction_and_distribution() -> None:
    plan = make_plan()
    answered([5] * 40 + [4] * 10 + [2] * 6 + [0] * 4, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, plan=plan, code="T1")
    content = gather(make_report(plan))
    assert content["numbers"]["T1"]["value"] == "5/6"
    rows = content["words"]["da"]["targets"]["T1"]["distribution"]
    assert {row["label"]: row["number"] for row in rows} == {
        "I meget høj grad": 40, "I høj grad": 10, "I nogen grad": 0, "I mindre grad": 6,
        "Slet ikke": 0, "Ved ikke": 4,
    }  # fmt: skip
    assert edition(content, "da").targets[0].interval is not None


def test_queries_do_not_grow_with_the_targets() -> None:
    plan = make_plan()

    def queries(report: StatusReport) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            gather(report)
        return len(caught)

    make_target(plan=plan)
    make_target(TargetKind.SURVEY_SHARE, plan=plan)
    report = make_report(plan)
    few = queries(report)
    Track.objects.create(plan=plan, number=2, title="Andet spor")
    for _number in range(6):
        make_target(plan=plan)
        make_target(TargetKind.SURVEY_SHARE, plan=plan)
    assert queries(report) == few

"""The public page of the action plans."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from events.enums import ActivityStatus
from portal.targets.models import ActionPlanPage, Budget, Plan, PublishedFigure, Target, TargetKind
from portal.targets.overview import chosen_plan, headline
from tests.factories import ActivityFactory
from tests.knowledge.small_site import make_site
from tests.surveys.makers import answered

from .makers import make_plan, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Client:
    make_site()
    return client


def html(client: Client, query: str = "", path: str = "/handleplan/") -> str:
    response = client.get(f"{path}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


class TestWhichPlan:
    def plans(self) -> list[Plan]:
        return [
            Plan(key="to-come", period_start=date(2030, 1, 1), period_end=date(2031, 1, 1)),
            Plan(key="new", period_start=date(2016, 1, 1), period_end=date(2017, 12, 31)),
            Plan(key="old", period_start=date(2014, 1, 1), period_end=date(2014, 12, 31)),
        ]

    @pytest.mark.parametrize(
        ("key", "today", "expected"),
        [
            ("", date(2016, 1, 1), "new"),
            ("", date(2015, 12, 31), "old"),
            ("old", date(2020, 1, 1), "old"),
            ("findes-ikke", date(2020, 1, 1), "new"),
            ("", date(2000, 1, 1), "old"),
        ],
    )
    def test_the_one_asked_for_else_the_newest_that_has_begun(self, key, today, expected):
        assert chosen_plan(self.plans(), key, today).key == expected

    def test_there_may_be_none(self, page):
        assert chosen_plan([], "", date(2020, 1, 1)) is None
        assert "Der er ingen handleplan endnu" in html(page)


def test_a_share_is_told_in_words_chart_and_table(page):
    answered([5] * 55 + [2] * 5, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="80 % kan hjælpe")
    text = html(page)
    assert "Målet er nået" in text
    assert "91,7 %" in text
    assert "91,7 % af de 60 svar" in text
    assert "60 af 64 inviterede" in text
    assert "93 %" in text
    assert 'role="img" aria-labelledby="chart-T4-title chart-T4-desc"' in text
    assert "foreløbig" in text


def test_english_writes_figures_its_own_way(page):
    danish = ActionPlanPage.objects.get()
    english = danish.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.slug = "action-plan"
    english.save_revision().publish()
    answered([5] * 55 + [2] * 5, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="80 % kan hjælpe", title_en="80 % can")
    text = html(page, path="/en/action-plan/")
    assert "80 % can" in text
    assert "91.7%" in text


def test_too_few_answers_show_no_percentage(page):
    answered([5] * 9)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="Målet")
    text = html(page)
    assert "For lidt grundlag" in text
    assert "100" not in text.split('id="T4"')[1].split("</article>")[0]


def test_a_lost_threshold_says_that_the_figure_is_missing_in_the_source(page):
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-1, with_page=False)
    make_target(code="T1", threshold_numerator=None)
    text = html(page)
    assert "tal mangler i kilden" in text
    assert "Kan ikke vurderes" in text


def test_a_plan_without_a_figure_says_so_in_its_own_words(page):
    make_target(code="P8", threshold_numerator=None, threshold_note="planen sætter intet tal")
    text = html(page)
    assert "planen sætter intet tal" in text
    assert "tal mangler i kilden" not in text


def test_a_plan_from_before_the_portal_claims_nothing(page):
    plan = make_plan(key="2014", period_start=date(2014, 1, 1), period_end=date(2014, 12, 31))
    make_target(plan=plan, code="P1")
    make_target(TargetKind.PUBLISHED_FIGURE, plan=plan, code="P6")
    text = html(page, "?plan=2014")
    assert "Ingen tal fra perioden" in text
    assert "Intet tal offentliggjort" in text
    assert "Målet er ikke nået" not in text
    assert "foreløbig" not in text


def test_a_published_figure_carries_date_and_source(page):
    target = make_target(
        TargetKind.PUBLISHED_FIGURE, threshold_numerator=60, threshold_denominator=100
    )
    PublishedFigure.objects.create(
        target=target, value=Decimal("59.99"), as_of=date(2017, 12, 31), source="Årsstatus 2017"
    )
    text = html(page)
    assert "59,9 %" in text
    assert "60,0 %" not in text
    assert "Opgjort 31. december 2017. Kilde: Årsstatus 2017" in text


def test_sums_stand_as_in_the_source(page):
    plan = make_plan()
    for year, label, amount in [
        (2016, "I alt", "4.1"),
        (2017, "I alt", "6.2"),
        (2017, "B", "2.45"),
    ]:
        Budget.objects.create(plan=plan, year=year, label=label, amount=Decimal(amount))
    text = html(page)
    assert (
        '<th scope="row">I alt</th><td class="vk-num">4,1</td><td class="vk-num">6,2</td>' in text
    )
    assert '<th scope="row">B</th><td class="vk-num">–</td><td class="vk-num">2,45</td>' in text


def test_a_larger_plan_takes_no_more_queries(page):
    plan = make_plan()

    def queries() -> int:
        html(page)
        with CaptureQueriesContext(connection) as captured:
            html(page)
        return len(captured)

    for kind in TargetKind.values:
        make_target(kind, plan=plan)
    answered([5] * 12)
    before = queries()
    for kind in TargetKind.values:
        make_target(kind, plan=plan)
        make_target(kind, plan=plan)
    answered([4] * 12)
    assert queries() == before
    assert Target.objects.count() == 3 * len(TargetKind.values)


def test_the_front_page_takes_the_survey_target_of_the_plan_in_force(page):
    assert headline() is None
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="80 % kan hjælpe")
    answered([5] * 60)
    row = headline(timezone.localdate())
    assert row is not None
    assert row.target.code == "T4"
    assert "80 % kan hjælpe" in html(page, path="/")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_page_is_accessible(live_server, browse, axe, width):
    site = make_site()
    site.home.sites_rooted_here.update(hostname="localhost")
    answered([5] * 55 + [2] * 5, eligible=64)
    plan = make_plan()
    Budget.objects.create(plan=plan, year=2016, label="I alt", amount=Decimal("4.1"))
    make_target(TargetKind.SURVEY_SHARE, plan=plan, code="T4", title="80 % kan hjælpe")
    for kind in TargetKind.values:
        make_target(kind, plan=plan)
    for scheme in ("light", "dark"):
        page = browse(width=width, color_scheme=scheme)
        page.goto(f"{live_server.url}/handleplan/")
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

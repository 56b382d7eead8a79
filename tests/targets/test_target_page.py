"""The public page of a target: the figure in words, what is missing, the answers, the history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityStatus
from portal.targets import readings
from portal.targets.models import PublishedFigure, Target, TargetKind, TargetReading
from tests.factories import ActivityFactory
from tests.knowledge.small_site import SmallSite, make_site
from tests.surveys.makers import answered

from .makers import BOTH, hand_in, make_joint_instrument, make_joint_target, make_plan, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db: None) -> SmallSite:
    return make_site()


def html(client: Client, code: str, prefix: str = "") -> str:
    response = client.get(f"{prefix}/maal/{code}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_share_tells_verdict_uncertainty_answers_and_how_it_is_counted(client: Client) -> None:
    answered([5] * 55 + [2] * 5, eligible=64)
    make_target(
        TargetKind.SURVEY_SHARE,
        code="T4",
        title="80 % kan hjælpe",
        source="Handleplan VINK",
        baseline=Decimal("62.50"),
        baseline_note="2015, statusrapport",
    )
    text = html(client, "T4")
    for words in (
        "Målet er nået",
        "foreløbig",
        "91,7 %",
        "60 af 64 inviterede",
        "I hvor høj grad able_to_help?",
        "ordlyd nr. 1",
        "Temadag",
        "Frontmedarbejder med kontakt til unge",
        "62,5 % (2015, statusrapport)",
        "Handleplan VINK",
        '<a href="/handleplan/?plan=',
    ):
        assert words in text
    assert text.count('class="vk-likert__svg"') == 1


def test_english_reads_in_english(client: Client) -> None:
    answered([5] * 55 + [2] * 5, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="80 % kan", title_en="80 % can")
    text = html(client, "T4", "/en")
    assert "80 % can" in text
    assert "91.7%" in text
    assert "To what degree able_to_help?" in text


def test_too_little_says_what_it_takes_to_know(client: Client) -> None:
    answered([5] * 43 + [2] * 7, eligible=60)
    make_target(TargetKind.SURVEY_SHARE, code="T4")
    text = html(client, "T4")
    assert "For lidt grundlag" in text
    assert "Mindst 7 svar til." in text
    assert "Omkring 130 svar til" in text


def test_few_answers_wait_and_no_number_of_theirs_is_told(client: Client) -> None:
    answered([5] * 7 + [1] * 2, eligible=23)
    make_target(TargetKind.SURVEY_SHARE, code="T4")
    text = html(client, "T4")
    assert "Mindst 10 svar til." in text
    assert "Svar fra 1 spørgeskema venter" in text
    main = text.split("<main")[1].split("</main>")[0]
    for number in ("23", "77", "39 %"):
        assert number not in main
    assert "vk-likert" not in main


def test_a_count_says_how_many_are_missing_and_the_days_left(client: Client) -> None:
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-1, with_page=False)
    today = timezone.localdate()
    make_target(code="T5", unit="oplæg", period_end=today + timedelta(days=9))
    text = html(client, "T5")
    assert "Der mangler <strong>9 oplæg</strong>." in text
    assert "Der er 10 dage tilbage af perioden." in text


def test_both_readings_of_not_relevant_stand_there_and_one_decides(client: Client) -> None:
    both = dict.fromkeys(BOTH, 5)
    sheets = [both] * 45 + [both | {BOTH[0]: 2}] * 2 + [both | {BOTH[0]: 6}] * 10
    hand_in(sheets, 60, make_joint_instrument())
    make_joint_target(code="T8", not_relevant_counts=True)
    text = html(client, "T8")
    assert "10 har svaret »ikke relevant for mig«" in text
    without, including = text.split("Uden »ikke relevant for mig«")[1].split("</tr>")[:2]
    assert "95,7 %" in without
    assert "bedømmes" not in without
    assert "78,9 %" in including
    assert "bedømmes" in including
    assert text.count('class="vk-likert__svg"') == 3  # together, and each question alone


def test_the_history_is_drawn_against_the_threshold(client: Client) -> None:
    target = make_target(code="T5")
    for number in range(3):
        ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-1, with_page=False)
        readings.take(date(2016, 1 + number, 15))
    text = html(client, "T5")
    assert TargetReading.objects.filter(target=target).count() == 3
    assert text.count('class="vk-history__dot" cx') == 4 + 1  # three, today's, and the key's
    assert 'aria-labelledby="history-chart-title history-chart-desc"' in text
    assert "Mål 10 stk." in text
    assert "15. februar 2016" in text


def test_a_published_figure_has_its_own_dates(client: Client) -> None:
    target = make_target(
        TargetKind.PUBLISHED_FIGURE, code="S1", threshold_numerator=60, threshold_denominator=100
    )
    for year, value in ((2016, "41.00"), (2017, "59.99")):
        PublishedFigure.objects.create(
            target=target, value=Decimal(value), as_of=date(year, 12, 31), source="Årsstatus"
        )
    text = html(client, "S1")
    assert "31. december 2016" in text
    assert "59,9 %" in text
    assert "60,0 %" not in text


def test_anyone_may_keep_the_page_for_some_minutes(client: Client) -> None:
    make_target(code="T5")
    response = client.get("/maal/T5/")
    assert response["Cache-Control"] == "public, max-age=300"
    assert client.get("/maal/findes-ikke/").status_code == 404
    assert client.post("/maal/T5/").status_code == 405


def test_history_answers_and_neighbours_cost_no_more_queries(client: Client) -> None:
    plan = make_plan()

    def cost(code: str) -> int:
        html(client, code)
        with CaptureQueriesContext(connection) as queries:
            html(client, code)
        return len(queries)

    both = dict.fromkeys(BOTH, 5)
    instrument = make_joint_instrument()
    hand_in([both] * 12, 12, instrument)
    make_joint_target(code="T8", plan=plan)
    make_target(code="T5", plan=plan)
    before = cost("T8"), cost("T5")
    for _more in range(3):
        hand_in([both] * 12, 14, instrument)
        make_target(plan=plan)
    for month in range(1, 12):
        readings.take(date(2016, month, 15))
    readings.take(timezone.localdate())
    assert (cost("T8"), cost("T5")) <= before
    assert max(before) <= 40


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_page_is_accessible(live_server, browse, axe, site, width):
    site.home.sites_rooted_here.update(hostname="localhost")
    answered([5] * 43 + [2] * 7, eligible=64)
    make_target(TargetKind.SURVEY_SHARE, code="T4", title="80 % kan hjælpe")
    make_target(code="T5")
    for month in (1, 2, 3):
        readings.take(date(2016, month, 15))
    assert Target.objects.count() == 2
    for scheme in ("light", "dark"):
        page = browse(width=width, color_scheme=scheme)
        for path in ("/maal/T4/", "/maal/T5/", "/maal-data/"):
            page.goto(f"{live_server.url}{path}")
            axe(page)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

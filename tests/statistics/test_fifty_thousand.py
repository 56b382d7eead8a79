"""Every published figure of 50,000 answers, against a computation of our own.

The sheets are made with a known truth (``population``), sealed by the real rule, and what the
portal then publishes is compared with ``own``, which shares no code with it.
"""

import csv
import io
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from events.confidence import percent_text
from events.models import Outcome, Survey, SurveyAnswer, SurveyResponse
from events.surveys import counting
from events.surveys.pools import Cut, Pool, pools
from events.surveys.results import question_results
from portal.targets.measurement import measure
from portal.targets.models import Target, TargetKind
from tests.knowledge.small_site import make_site
from tests.targets.makers import make_plan, make_target

from . import own
from .pages import Tables
from .population import (
    ASKED,
    ENGAGE,
    HELP,
    JOINT,
    KNOWS,
    LEAVE,
    SHEETS,
    TALK,
    TRUTH,
    Asking,
    make,
    store,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.postgres]

TWO_YEARS = (date(2024, 1, 1), date(2025, 12, 31))
WORDS = {
    "met": "Målet er nået",
    "not_met": "Målet er ikke nået",
    "too_little": "For lidt grundlag",
}
SHARE, CONJUNCTIVE = TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE

# Code → what is counted. Together they reach every verdict, see below.
TARGETS: dict[str, dict[str, Any]] = {
    "A1": {"question_keys": [HELP], "activity_kinds": ["temadag"], "population": "theme_day"},
    "A2": {"question_keys": [HELP]},
    "A3": {"question_keys": [HELP], "activity_kinds": ["oplaeg"], "threshold_numerator": 75},
    "A4": {"question_keys": [HELP], "audiences": ["frontline"], "threshold_numerator": 82},
    "A5": {"question_keys": [HELP], "activity_kinds": ["temadag"], "threshold_numerator": 65,
           "period_start": date(2025, 7, 1), "period_end": date(2099, 12, 31)},
    "A6": {"question_keys": [HELP], "activity_kinds": ["temadag"], "threshold_numerator": 5,
           "threshold_denominator": 6, "population": "theme_day_others"},
    "A7": {"question_keys": [TALK], "activity_kinds": ["oplaeg"], "threshold_numerator": 50,
           "period_start": date(2024, 3, 15), "period_end": date(2024, 9, 15)},
    "A8": {"question_keys": [KNOWS], "threshold_numerator": 77},
    "A9": {"question_keys": [KNOWS], "activity_kinds": ["temadag"], "population": "theme_day",
           "period_end": date(2024, 12, 31), "threshold_numerator": 30},
    "B1": {"question_keys": list(JOINT)},
    "B2": {"question_keys": list(JOINT), "not_relevant_counts": True},
    "B3": {"question_keys": list(JOINT), "period_end": date(2024, 6, 30)},
    "B4": {"question_keys": [LEAVE], "threshold_numerator": 88},
    "B5": {"question_keys": [ENGAGE], "not_relevant_counts": True, "threshold_numerator": 60},
    "C1": {"question_keys": [HELP], "activity_kinds": ["konference"]},
    "C2": {"question_keys": [TALK], "threshold_numerator": 99},
}  # fmt: skip


@dataclass
class World:
    """The truth, our own blocks, and the time that sealing took."""

    askings: list[Asking]
    surveys: list[Survey]
    blocks: list[own.OwnBlock]
    seconds: float


@pytest.fixture(scope="module")
def truth() -> tuple[list[Asking], list[own.OwnBlock]]:
    askings = make()
    return askings, own.blocks_of(askings)


@pytest.fixture
def world(truth, db) -> World:
    askings, blocks = truth
    surveys = store(askings)
    began = time.perf_counter()
    for survey, asking in zip(surveys, askings, strict=True):
        counting.count(survey, asking.sealed_on)
    return World(askings, surveys, blocks, time.perf_counter() - began)


def cuts() -> Iterator[dict[str, Any]]:
    """Yield many ways to cut the answers: kinds, audiences, populations, periods, months."""
    months = [date(y, m, 1) for y in (2024, 2025) for m in range(1, 13)] + [date(2026, 1, 1)]
    halves = [(date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2025, 6, 30))]
    for keys in ([HELP], [KNOWS], [TALK], [LEAVE], [ENGAGE], JOINT):
        whole = {"keys": tuple(sorted(keys)), "first": TWO_YEARS[0], "last": TWO_YEARS[1]}
        yield whole
        for kind in ("temadag", "oplaeg", "foraeldrekursus", "konference"):
            yield {**whole, "kinds": frozenset({kind})}
        yield {
            **whole,
            "kinds": frozenset({"temadag", "oplaeg"}),
            "audiences": frozenset({"civil"}),
        }
        for groups in ({"frontline"}, {"frontline", "civil"}):
            yield {**whole, "audiences": frozenset(groups)}
        for population in ("theme_day", "theme_day_others", "relatives"):
            yield {**whole, "population": population}
        for first, last in [*halves, (date(2024, 1, 2), date(2025, 12, 30))]:
            yield {**whole, "first": first, "last": last}
        for first, after in pairwise(months):
            last = date.fromordinal(after.toordinal() - 1)
            yield {**whole, "first": first, "last": last}
            yield {**whole, "until": last}


OUTCOMES = {**{value: value for value in range(7)}, Outcome.ALL_MET: own.MET,
            Outcome.NOT_ALL_MET: own.NOT_MET}  # fmt: skip


def counted_alike(pool: Pool, expected: own.Figures) -> None:
    """Compare a published pool with our own figures, number by number."""
    assert pool.shown == expected.shown
    assert (pool.measure, pool.surveys, pool.waiting, pool.eligible) == (
        expected.measure, expected.surveys, expected.waiting, expected.eligible,
    )  # fmt: skip
    if pool.tally is None:
        return
    joint = "+" in pool.measure
    names = {**OUTCOMES, 6: own.MIXED_NA} if joint else OUTCOMES
    assert Counter({names[k]: n for k, n in pool.tally.counts.items() if n}) == expected.counts
    for counted in (False, True):
        reading = pool.tally.reading(not_relevant_counts=counted)
        numbers = expected.numbers(not_relevant_counts=counted)
        assert (reading.successes, reading.answered, reading.eligible) == numbers
        for threshold in (Fraction(4, 5), Fraction(3, 4), Fraction(5, 6), Fraction(9, 10)):
            judged_alike(pool.assess(threshold, not_relevant_counts=counted), numbers, threshold)


def judged_alike(found: Any, numbers: tuple[int, int, int], threshold: Fraction) -> None:
    """Compare an assessment with our own: verdict, reason, share, interval, bounds, words."""
    successes, answered, eligible = numbers
    assert (found.verdict.value, found.reason.value) == own.verdict(*numbers, threshold)
    assert found.bound_low == Fraction(successes, eligible)
    assert found.bound_high == Fraction(successes + eligible - answered, eligible)
    low, high = own.interval(successes, answered)
    assert found.share == Fraction(successes, answered)
    assert (found.low, found.high) == (Fraction(own.cut(low)), Fraction(own.cut(high)))
    for share in (found.share, found.low, found.high):
        written = percent_text(share, threshold=threshold).replace("\N{NO-BREAK SPACE}", " ")
        assert written == own.percent(share, threshold)


def make_targets() -> list[Target]:
    plan = make_plan(key="plan", period_start=TWO_YEARS[0], period_end=TWO_YEARS[1])
    return [
        make_target(
            CONJUNCTIVE if len(given["question_keys"]) > 1 else SHARE,
            plan=plan, code=code, title=f"Mål {code}", position=place,
            **{"activity_kinds": [], "population": "", **given},
        )
        for place, (code, given) in enumerate(TARGETS.items())
    ]  # fmt: skip


def own_figures(blocks: list[own.OwnBlock], given: dict[str, Any]) -> own.Figures:
    return own.figures(blocks, own.Choice(
        keys=tuple(sorted(given["question_keys"])),
        first=given.get("period_start", TWO_YEARS[0]),
        last=given.get("period_end", TWO_YEARS[1]),
        kinds=frozenset(given.get("activity_kinds", [])),
        population=given.get("population", ""),
        audiences=frozenset(given.get("audiences", [])),
    ))  # fmt: skip


def printed_alike(page: Tables, target: Target, expected: own.Figures) -> None:
    """Compare the table of figures that both pages print."""
    numbers = expected.numbers(not_relevant_counts=target.not_relevant_counts)
    successes, answered, eligible = numbers
    threshold = target.threshold
    low, high = (own.percent(own.cut(end), threshold) for end in own.interval(successes, answered))
    share = own.percent(Fraction(successes, answered), threshold)
    whole = (threshold * 100).denominator == 1
    assert page.value("Andel i de to øverste trin") == share
    assert page.value("Mål") == f"mindst {own.percent(threshold, None, 0 if whole else 1)}"
    assert page.value("Usikkerhed (95 %)") == f"{low} – {high}"
    assert page.value("Svar") == f"{answered} af {eligible} inviterede"
    assert page.value("Svarprocent") == own.percent(Fraction(answered, eligible), None, 0)
    assert page.value("Spørgeskemaer") == str(expected.surveys)
    assert page.value("Vurdering").startswith(WORDS[own.verdict(*numbers, threshold)[0]])
    assert f"{share} af de {answered} " in page.text
    assert (f"Svar fra {expected.waiting} spørgeskema" in page.text) == (expected.waiting > 0)


def readings_alike(page: Tables, target: Target, expected: own.Figures) -> None:
    """Compare the share with and without "ikke relevant for mig" on the target's page."""
    for heading, counted in (("Uden »ikke relevant", False), ("Med »ikke relevant", True)):
        numbers = expected.numbers(not_relevant_counts=counted)
        low, high = (own.percent(own.cut(e), target.threshold) for e in own.interval(*numbers[:2]))
        cells = page.row(heading)
        assert ("bedømmes" in cells[0]) == (counted == target.not_relevant_counts)
        assert cells[1:4] == [
            own.percent(Fraction(numbers[0], numbers[1]), target.threshold),
            f"{low} – {high}",
            str(numbers[1]),
        ]
        assert WORDS[own.verdict(*numbers, target.threshold)[0]] in cells[4]


def singles_alike(page: Tables, blocks: list[own.OwnBlock], given: dict[str, Any]) -> None:
    """Compare each item of a conjunctive target as it stands alone."""
    for key in given["question_keys"]:
        one = own_figures(blocks, {**given, "question_keys": [key]})
        successes, answered, _eligible = one.numbers(not_relevant_counts=False)
        low, high = (own.percent(own.cut(end), None) for end in own.interval(successes, answered))
        share = own.percent(Fraction(successes, answered), None)
        said = f"{share} af {answered} svar ligger i de to øverste trin"
        assert f"{said} (usikkerhed {low} til {high})" in page.text


def file_alike(row: dict[str, Any], target: Target, expected: own.Figures) -> None:
    """Compare the current row of the CSV or JSON."""
    numbers = expected.numbers(not_relevant_counts=target.not_relevant_counts)
    successes, answered, eligible = numbers
    share, threshold = Fraction(successes, answered), target.threshold
    verdict, reason = own.verdict(*numbers, threshold)
    low, high = own.interval(successes, answered)
    counts = expected.counts
    joint = len(target.question_keys) > 1
    wanted = {
        "status": verdict, "reason": reason, "current": True,
        "value_numerator": share.numerator, "value_denominator": share.denominator,
        "threshold_numerator": threshold.numerator,
        "threshold_denominator": threshold.denominator,
        "interval_low": f"{own.cut(low):.12f}", "interval_high": f"{own.cut(high):.12f}",
        "successes": successes, "answered": answered, "eligible": eligible,
        "surveys": expected.surveys, "waiting_surveys": expected.waiting,
        "answers_not_relevant": expected.not_relevant,
        **{f"answers_{value}": counts[value] for value in range(1, 6)},
        "answers_dont_know": counts[0],
        "sheets_all_met": counts[own.MET] if joint else 0,
        "sheets_not_all_met": counts[own.NOT_MET] if joint else 0,
    }  # fmt: skip
    found = {name: row[name] for name in wanted}
    assert {k: str(v).lower() for k, v in found.items()} == {
        k: str(v).lower() for k, v in wanted.items()
    }


def test_every_published_figure_is_what_the_raw_sheets_say(world, client: Client):
    assert SurveyResponse.objects.count() == SHEETS
    assert SurveyAnswer.objects.count() == sum(len(s) for a in world.askings for s in a.sheets)

    chosen = dict(enumerate(cuts()))
    published = pools({number: Cut(**given) for number, given in chosen.items()})
    for number, given in chosen.items():
        counted_alike(published[number], own.figures(world.blocks, own.Choice(**given)))
    assert sum(pool.shown for pool in published.values()) > 150

    targets = make_targets()
    measured = measure(targets, date(2026, 3, 1))
    reached = set()
    for target in targets:
        expected = own_figures(world.blocks, TARGETS[target.code])
        found = measured[target.pk]
        if not expected.shown:
            assert found.value is None
            continue
        numbers = expected.numbers(not_relevant_counts=target.not_relevant_counts)
        assert (found.successes, found.answered, found.eligible) == numbers
        assert found.response_rate == Fraction(numbers[1], numbers[2])
        judged_alike(found.assessment, numbers, target.threshold)
        if expected.not_relevant:
            other = expected.numbers(not_relevant_counts=not target.not_relevant_counts)
            judged_alike(found.other, other, target.threshold)
        reached.add((found.assessment.verdict.value, found.assessment.reason.value))
    assert reached == {
        ("met", "certain"), ("met", "statistical"),
        ("not_met", "certain"), ("not_met", "statistical"),
        ("too_little", "low_response"), ("too_little", "interval_covers"),
    }  # fmt: skip

    pages_alike(client, targets, world.blocks)
    staff_alike(world)


def pages_alike(client: Client, targets: list[Target], blocks: list[own.OwnBlock]) -> None:
    """Compare the action-plan page, each target's page, and its CSV and JSON."""
    make_site()
    cache.clear()
    plan_page = client.get("/handleplan/?plan=plan").content.decode()
    for target in targets:
        given = TARGETS[target.code]
        expected = own_figures(blocks, given)
        html = client.get(f"/maal/{target.code}/").content.decode()
        if not expected.shown:
            assert not re.search(r"\d+ af \d+ inviterede", html)
            continue
        article = plan_page.split(f'id="{target.code}"')[1].split("</article>")[0]
        printed_alike(Tables(article), target, expected)
        page = Tables(html)
        printed_alike(page, target, expected)
        if expected.not_relevant:
            readings_alike(page, target, expected)
        if len(target.question_keys) > 1:
            singles_alike(page, blocks, given)
        file_alike(
            json.loads(client.get(f"/maal/{target.code}.json").content)["current"], target, expected
        )
        lines = client.get(f"/maal/{target.code}.csv").getvalue().decode()
        file_alike(list(csv.DictReader(io.StringIO(lines)))[-1], target, expected)


def staff_alike(world: World) -> None:
    """Compare what staff see of single surveys: a whole distribution, or nothing."""
    for survey, asking in list(zip(world.surveys, world.askings, strict=True))[::9]:
        counts = own.counts_of(asking)
        for one in question_results(survey):
            versions = ASKED[asking.questionnaire][1]
            mine = counts[f"{one.question.key}.{versions[one.question.key]}"]
            tally = one.result.tally
            assert (tally is not None) == (own.answers_in(mine) >= (10 if asking.discreet else 5))
            if tally is not None:
                assert Counter({k: n for k, n in tally.counts.items() if n}) == mine
                assert [n for _label, n in one.rows] == [
                    mine[v] for v, _label in one.question.choices
                ]


def test_the_published_figures_agree_with_the_known_truth(truth):
    askings, blocks = truth
    assert sum(len(asking.sheets) for asking in askings) == SHEETS
    assert len(askings) > 350

    asked = [(asking, set(own.counts_of(asking))) for asking in askings]
    inside = []
    for (kind, key), share in TRUTH.items():
        choice = own.Choice((key,), *TWO_YEARS, kinds=frozenset({kind}))
        found = own.figures(blocks, choice)
        successes, answered, eligible = found.numbers(not_relevant_counts=False)
        low, high = own.interval(successes, answered)
        inside.append(float(low) <= share <= float(high))
        # Whatever was left blank or not handed in: the truth of all asked is within the bounds.
        minds = [
            mind[key]
            for asking, measures in asked
            if asking.kind == kind and found.measure in measures
            for mind in asking.minds
        ]
        assert len(minds) == found.eligible
        if own.NA not in minds:
            of_all = Fraction(sum(value in own.TOP for value in minds), len(minds))
            assert Fraction(successes, eligible) <= of_all
            assert of_all <= Fraction(successes + eligible - answered, eligible)
    # Seven intervals of 95 %: with this seed all of them hold the truth.
    assert inside == [True] * len(TRUTH)

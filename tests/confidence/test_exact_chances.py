"""The exact chance of each verdict: against sums of our own, against DESIGN, and in the docs.

Nothing is simulated. The sums here are whole numbers over every outcome, each judged by the
rule itself, and share nothing with ``events.power``.
"""

import importlib.util
import re
import sys
from fractions import Fraction
from math import ceil, comb, sqrt
from pathlib import Path
from statistics import NormalDist
from types import ModuleType

import pytest

from events.confidence import Verdict, assess, compare_with_threshold
from events.power import (
    QUICK_ERROR,
    SoFar,
    answers_for_power,
    needed_successes,
    quick_chances,
    successes_among,
    verdict_chances,
)

ROOT = Path(__file__).resolve().parents[2]
FOUR_FIFTHS = Fraction(4, 5)
ANSWERS = range(10, 401)


@pytest.fixture(scope="module")
def picture() -> ModuleType:
    path = ROOT / "scripts" / "verdict_picture.py"
    spec = importlib.util.spec_from_file_location("verdict_picture", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def chances(picture):
    return picture.table()


def verdict_of(successes: int, answered: int, eligible: int | None) -> Verdict:
    if eligible is not None:
        return assess(
            successes=successes, answered=answered, eligible=eligible, threshold=FOUR_FIFTHS
        ).verdict
    if answered < 10:
        return Verdict.TOO_LITTLE
    return compare_with_threshold(successes=successes, answered=answered, threshold=FOUR_FIFTHS)


def counted(answers: int, up: int, of: int, eligible: int | None) -> dict[Verdict, Fraction]:
    """Return the chance of each verdict, outcome by outcome, in whole numbers."""
    ways = dict.fromkeys(Verdict, 0)
    for k in range(answers + 1):
        if eligible is None:
            weight = comb(answers, k) * up**k * (of - up) ** (answers - k)
        else:
            weight = comb(up, k) * comb(eligible - up, answers - k)
        ways[verdict_of(k, answers, eligible)] += weight
    total = of**answers if eligible is None else comb(eligible, answers)
    assert sum(ways.values()) == total
    return {verdict: Fraction(number, total) for verdict, number in ways.items()}


def as_tuple(chances) -> tuple:
    return chances.met, chances.not_met, chances.too_little


# Every n from 10 to 400 at five shares, 0.7 s here; the critical values by the rule itself.
@pytest.mark.parametrize("percent", [70, 75, 80, 85, 90])
def test_each_verdict_in_an_endless_population(chances, percent):
    row = chances[Fraction(percent, 100)]
    assert list(row) == list(ANSWERS)
    up, of = Fraction(percent, 100).as_integer_ratio()
    for answers in (*range(10, 60), 99, 100, 101, 250, 400):
        found = counted(answers, up, of, None)
        assert as_tuple(row[answers]) == tuple(found[verdict] for verdict in Verdict)


def test_falsely_met_at_80_percent_is_at_most_three_in_a_hundred(chances):
    row = {answers: one.met for answers, one in chances[FOUR_FIFTHS].items()}
    worst = max(row, key=row.__getitem__)

    assert max(row.values()) <= Fraction(3, 100)
    assert worst == 47
    assert row[worst] == Fraction(4081875165786175447678318542848, 5**46)
    assert round(float(row[worst]), 4) == 0.0287
    # Up to 15 answers not even a clean sweep proves it.
    assert [answers for answers, chance in row.items() if not chance] == [*range(10, 16)]
    # At a smaller share it is rarer still: the sum of the upper tail grows with the share.
    below = [verdict_chances(47, Fraction(percent, 100), FOUR_FIFTHS).met for percent in (70, 79)]
    assert below[0] < below[1] < row[worst]


def test_falsely_not_met_at_80_percent_is_what_the_docs_say(chances):
    row = {answers: one.not_met for answers, one in chances[FOUR_FIFTHS].items()}
    worst = max(row, key=row.__getitem__)

    assert (worst, round(float(row[worst]), 4)) == (18, 0.0513)


@pytest.mark.parametrize(
    ("answers", "successes", "eligible"),
    [
        (50, 81, 90),
        (45, 81, 90),
        (44, 81, 90),
        (9, 18, 20),
        (30, 33, 40),
        (40, 32, 40),
        (40, 31, 40),
    ],
)
def test_each_verdict_in_a_finite_population(answers, successes, eligible):
    share = Fraction(successes, eligible)

    found = verdict_chances(answers, share, FOUR_FIFTHS, eligible)

    expected = counted(answers, successes, 1, eligible)
    assert as_tuple(found) == tuple(expected[verdict] for verdict in Verdict)


def test_in_a_finite_population_both_errors_are_far_rarer():
    """All of 10 to 400 asked were gone through once for the docs; here every third up to 100."""
    met, not_met = {}, {}
    for eligible in (*range(10, 101, 3), 50):
        missed = ceil(FOUR_FIFTHS * eligible) - 1
        for answers in range(max(10, (eligible + 1) // 2), eligible + 1):
            shares = Fraction(missed, eligible), Fraction(missed + 1, eligible)
            by_share = [quick_chances(answers, one, FOUR_FIFTHS, eligible) for one in shares]
            met[answers, eligible] = by_share[0].met
            not_met[answers, eligible] = by_share[1].not_met

    worst = max(met, key=met.__getitem__), max(not_met, key=not_met.__getitem__)
    assert worst == ((47, 94), (25, 50))
    assert (round(met[47, 94], 4), round(not_met[25, 50], 4)) == (0.0045, 0.0053)


@pytest.mark.parametrize("answers", [10, 25, 50, 100, 200, 400])
def test_the_interval_holds_the_true_share_about_95_times_in_100(answers):
    """Exact sums over every outcome, with an interval of our own, for shares from 70 to 90 %."""
    z = NormalDist().inv_cdf(0.975)
    covers = []
    for percent in range(70, 91):
        total = 0
        for k in range(answers + 1):
            root = z * sqrt(z**2 + 4 * k * (answers - k) / answers)
            ends = [(2 * k + z**2 + side * root) / (2 * (answers + z**2)) for side in (-1, 1)]
            if ends[0] <= percent / 100 <= ends[1]:
                total += comb(answers, k) * percent**k * (100 - percent) ** (answers - k)
        covers.append(float(Fraction(total, 100**answers)))
        own = verdict_chances(answers, Fraction(percent, 100), Fraction(percent, 100))
        assert own.too_little == Fraction(total, 100**answers)

    assert 0.92 <= min(covers) <= max(covers) <= 0.985
    assert sum(covers) / len(covers) == pytest.approx(0.95, abs=0.011)


def test_when_all_have_answered_nothing_is_left_to_chance():
    assert verdict_chances(40, FOUR_FIFTHS, FOUR_FIFTHS, 40).met == 1
    assert verdict_chances(40, Fraction(79, 100), FOUR_FIFTHS, 40).not_met == 1
    assert verdict_chances(40, Fraction(1), FOUR_FIFTHS).met == 1
    assert verdict_chances(40, Fraction(0), FOUR_FIFTHS).not_met == 1


def test_answers_that_are_in_are_added():
    so_far = SoFar(successes=55, answered=64, eligible=110)

    found = verdict_chances(72, Fraction(9, 10), FOUR_FIFTHS, 120, so_far)

    ways = dict.fromkeys(Verdict, 0)
    for k in range(73):
        verdict = verdict_of(55 + k, 136, 230)
        ways[verdict] += comb(108, k) * comb(12, 72 - k)
    assert as_tuple(found) == tuple(Fraction(n, comb(120, 72)) for n in ways.values())


@pytest.mark.parametrize("eligible", [None, "half", "all but one"])
def test_critical_values_are_where_the_verdict_turns(eligible):
    for answered in range(61):
        people = {None: None, "half": 2 * answered, "all but one": answered + 1}[eligible]
        verdicts = [verdict_of(k, answered, people) for k in range(answered + 1)]
        needed = needed_successes(answered, people, FOUR_FIFTHS)

        met = [k for k, one in enumerate(verdicts) if one is Verdict.MET]
        not_met = [k for k, one in enumerate(verdicts) if one is Verdict.NOT_MET]
        assert needed.met == (met[0] if met else None)
        assert needed.not_met == (not_met[-1] if not_met else None)
        assert needed.met_share == (Fraction(met[0], answered) if met else None)


@pytest.mark.parametrize("share", [Fraction(7, 10), Fraction(83, 100), Fraction(99, 100)])
@pytest.mark.parametrize(
    ("answers", "eligible"), [(10, None), (400, None), (3000, None), (40, 60), (3000, 5000)]
)
def test_the_quick_chances_are_as_near_as_they_say(share, answers, eligible):
    exact = verdict_chances(answers, share, FOUR_FIFTHS, eligible)
    quick = quick_chances(answers, share, FOUR_FIFTHS, eligible)

    for one, other in zip(as_tuple(exact), as_tuple(quick), strict=True):
        assert abs(one - Fraction(other)) < Fraction(QUICK_ERROR)


@pytest.mark.parametrize(
    ("percent", "expected"), [(70, 141), (75, 545), (85, 481), (90, 112), (95, 40)]
)
def test_answers_for_power_are_the_first_after_which_it_holds(percent, expected):
    share = Fraction(percent, 100)

    found = answers_for_power(share, FOUR_FIFTHS, FOUR_FIFTHS)

    assert found == expected
    chances = [quick_chances(n, share, FOUR_FIFTHS).clear for n in range(found - 1, found + 400)]
    assert chances[0] < 0.8 <= min(chances[1:])


def test_no_number_of_answers_tells_a_share_on_the_threshold():
    assert answers_for_power(FOUR_FIFTHS, FOUR_FIFTHS, FOUR_FIFTHS) is None


def test_among_whole_people_a_share_stays_on_its_side_of_the_threshold():
    assert successes_among(57, FOUR_FIFTHS, FOUR_FIFTHS) == 46
    assert successes_among(57, Fraction(799, 1000), FOUR_FIFTHS) == 45
    assert successes_among(40, Fraction(9, 10), FOUR_FIFTHS) == 36


@pytest.mark.parametrize(
    ("answers", "share", "eligible"),
    [(-1, "0.9", None), (10, "1.1", None), (10, "-0.1", 20), (21, "0.9", 20)],
)
def test_nonsense_is_refused(answers, share, eligible):
    with pytest.raises(ValueError, match="must"):
        verdict_chances(answers, Fraction(share), FOUR_FIFTHS, eligible)


def between(text: str, name: str) -> str:
    return text.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->", maxsplit=1)[0]


def rows_of(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if re.match(r"\| *\d", line)]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]


class TestDocs:
    @pytest.fixture
    def text(self) -> str:
        return (ROOT / "docs" / "confidence.md").read_text(encoding="utf-8")

    def test_the_table_is_the_computation(self, text, chances):
        rows = rows_of(between(text, "chances"))
        assert len(rows) == 30
        for percent, answers, *written in rows:
            one = chances[Fraction(int(percent.split()[0]), 100)][int(answers)]
            assert written == [f"{float(share) * 100:.1f} %" for share in as_tuple(one)]

    def test_the_powers_are_the_computation(self, text):
        rows = rows_of(between(text, "power"))
        assert len(rows) >= 5
        for percent, written in rows:
            share = Fraction(int(percent.split()[0]), 100)
            assert int(written.replace(",", "")) == answers_for_power(
                share, FOUR_FIFTHS, FOUR_FIFTHS
            )

    def test_the_error_rates_are_the_computation(self, text, chances):
        row = chances[FOUR_FIFTHS]
        met = max(row, key=lambda n: row[n].met)
        not_met = max(row, key=lambda n: row[n].not_met)
        assert f"**{float(row[met].met):.2%} at {met} answers**".replace("%", " %") in text
        assert f"{float(row[not_met].not_met):.2%} at {not_met} answers".replace("%", " %") in text

    def test_the_picture_is_the_one_the_script_draws(self, picture, chances):
        assert picture.PICTURE.read_text(encoding="utf-8") == picture.drawing(chances)

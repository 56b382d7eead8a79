"""The planner in the admin: what so many days and such a response rate would tell."""

from fractions import Fraction

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from events.confidence import Reason
from events.power import SoFar, verdict_chances
from portal.targets.forecast import (
    Assumptions,
    chance_text,
    days_enough,
    days_shown,
    outlook,
)
from portal.targets.models import TargetKind
from tests.factories import UserFactory
from tests.surveys.makers import answered

from .makers import make_plan, make_target

ASSUMED = Assumptions(40, 3, Fraction(3, 5), Fraction(9, 10), Fraction(4, 5))


def staff(*codenames: str) -> Client:
    user = UserFactory()
    wanted = ["access_admin", *codenames]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, **typed: str) -> str:
    response = client.get(reverse("planner"), typed)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_outlook_is_the_exact_one():
    found = outlook(ASSUMED)

    assert (found.asked, found.answers) == (120, 72)
    exact = verdict_chances(72, ASSUMED.share, ASSUMED.threshold, 120)
    assert found.chances.met == pytest.approx(float(exact.met), abs=1e-9)
    assert found.chances.not_met == pytest.approx(float(exact.not_met), abs=1e-9)


def test_enough_days_are_enough_from_there_on():
    enough = days_enough(ASSUMED)

    def chance(days: int) -> float:
        return outlook(Assumptions(40, days, Fraction(3, 5), *rest)).chances.clear

    rest = (ASSUMED.share, ASSUMED.threshold)
    assert enough is not None
    assert chance(enough - 1) < 0.8
    assert all(chance(days) >= 0.8 for days in range(enough, 61))
    assert days_enough(Assumptions(40, 3, Fraction(2, 5), *rest)) is None


@pytest.mark.parametrize(
    ("per_day", "rate", "obstacle"),
    [
        (3, "0.9", Reason.SMALL_N),
        (40, "0.4", Reason.LOW_RESPONSE),
        (40, "0.5", None),
        (13, "0.5", None),  # 19.5 of 39 answers: half an answer counts as one
    ],
)
def test_it_says_which_rule_stands_in_the_way(per_day, rate, obstacle):
    assumed = Assumptions(per_day, 3, Fraction(rate), Fraction(9, 10), Fraction(4, 5))

    assert outlook(assumed).obstacle is obstacle


def test_answers_that_are_in_are_counted_on():
    found = outlook(
        Assumptions(40, 3, Fraction(3, 5), Fraction(9, 10), Fraction(4, 5), SoFar(55, 64, 110))
    )

    assert (found.answered, found.eligible) == (136, 230)
    assert found.more_needed == found.needed.met - 55


@pytest.mark.parametrize("days", [1, 8, 9, 30, 60])
def test_the_days_asked_for_are_in_the_table(days):
    shown = days_shown(days)

    assert days in shown
    assert len(shown) <= 8
    assert shown == sorted(set(shown))
    assert 1 <= shown[0] <= shown[-1] <= 60


def test_a_chance_is_never_written_as_nothing_or_as_certain():
    with override("da"):
        assert chance_text(0.0) == "under 1\N{NO-BREAK SPACE}%"
        assert chance_text(0.614) == "61\N{NO-BREAK SPACE}%"
        assert chance_text(0.996) == "over 99\N{NO-BREAK SPACE}%"


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize("codename", ["view_results", "run_activity"])
    def test_those_who_run_activities_or_read_results_may_plan(self, codename):
        assert "Det kan I sige" in text_of(staff(codename))

    def test_nobody_else_may(self):
        response = staff().get(reverse("planner"))

        assert response.status_code in {302, 403}
        assert "Det kan I sige" not in response.content.decode()

    def test_it_speaks_in_words_first(self):
        text = text_of(staff("view_results"), per_day="50", days="2", rate="50", share="90")

        assert "For at sige »nået« skal mindst 46 af 50 svar (92 %) ligge i top." in text
        assert "Er den sande andel 90 %, er chancen for et klart svar" in text
        assert 'role="img"' in text
        assert "Chancen for et klart svar ved 80 % som tærskel" in text

    def test_too_few_answers_and_too_low_a_response_are_said(self):
        client = staff("view_results")

        assert "Det er under 10 svar." in text_of(client, per_day="4", days="2")
        assert "Under halvdelen svarer." in text_of(client, rate="40 %")

    def test_mistakes_say_what_to_do_and_keep_what_was_typed(self):
        text = text_of(staff("view_results"), per_day="mange", days="99")

        assert "Skriv et helt tal fra 1 til 1000." in text
        assert "Skriv et helt tal fra 1 til 60." in text
        assert 'value="mange"' in text
        assert "Det kan I sige" not in text

    def test_a_target_brings_its_threshold_and_its_published_answers(self):
        answered([5] * 55 + [2] * 9, eligible=110)
        target = make_target(TargetKind.SURVEY_SHARE, code="T4", threshold_numerator=75)

        text = text_of(staff("view_results"), target=str(target.pk))

        assert "Mål T4 har 64 svar fra 110 spurgte indtil nu, heraf 55 i top." in text
        assert "i alt 136 svar fra 230 spurgte" in text
        assert "ved 75 % som tærskel" in text

    def test_more_targets_cost_no_more_queries(self):
        client = staff("view_results")
        plan = make_plan()

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                text_of(client, target=str(chosen.pk))
            return len(seen)

        chosen = make_target(TargetKind.SURVEY_SHARE, plan=plan)
        text_of(client)  # what is kept from the first look on
        few = queries()
        for _number in range(6):
            make_target(TargetKind.SURVEY_SHARE, plan=plan)
        assert queries() == few

    def test_answers_that_may_not_be_shown_are_not_counted_on(self):
        answered([5] * 9, eligible=12)
        target = make_target(TargetKind.SURVEY_SHARE, code="T4")

        text = text_of(staff("view_results"), target=str(target.pk))

        assert "Der er endnu ingen offentliggjorte svar i perioden for mål T4." in text
        assert "9 svar" not in text

"""A plan with every kind of target is made in the admin; what cannot be measured is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Question
from portal.targets import readings
from portal.targets.models import Plan, PublishedFigure, Target, TargetKind
from tests.admin.conftest import as_role  # noqa: F401 - a fixture
from tests.factories import ActivityFactory, AudienceFactory
from tests.knowledge.small_site import make_site
from tests.surveys.makers import answered, make_instrument

from .makers import BOTH, make_joint_instrument, make_plan, make_target

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


@pytest.fixture
def analyst(as_role: Callable[[str], Client]) -> Client:  # noqa: F811
    make_site()
    return as_role("Analytiker")


def empty_formset(name: str) -> dict[str, Any]:
    return {f"{name}-{part}": n for part, n in
            (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0),
             ("MAX_NUM_FORMS", 1000))}  # fmt: skip


def plan_form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Handleplan 2030",
        "title_en": "",
        "key": "2030",
        "period_start": f"{YEAR}-01-01",
        "period_end": f"{YEAR}-12-31",
        "summary": "",
        "summary_en": "",
        "source": "Borgerrepræsentationen",
        **empty_formset("tracks"),
        **empty_formset("budgets"),
        **changes,
    }


def with_track() -> dict[str, Any]:
    words = {
        "number": 1,
        "title": "Viden",
        "effect": "Flere ved mere.",
        "effect_question": "able_to_help",
        "effect_population": "frontline",
        "id": "",
    }
    return {"tracks-TOTAL_FORMS": 1, **{f"tracks-0-{key}": v for key, v in words.items()}}


def target_form(plan: Plan, kind: str, **changes: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "title": f"Et mål: {kind}",
        "code": kind.replace("_", "-")[:20],
        "track": plan.tracks.first().pk,
        "position": 1,
        "kind": kind,
        "threshold_numerator": 5,
        "threshold_denominator": 1,
        "definition": "Sådan tæller vi.",
        "source": "Planen",
    }
    if kind == TargetKind.SURVEY_SHARE:
        form |= {
            "threshold_numerator": 80,
            "threshold_denominator": 100,
            "question_keys": ["able_to_help"],
            "population": "theme_day",
            "activity_kinds": ["temadag"],
        }
    if kind == TargetKind.CONJUNCTIVE_SURVEY_SHARE:
        form |= {
            "threshold_numerator": 80,
            "threshold_denominator": 100,
            "question_keys": list(BOTH),
            "population": "relatives",
            "not_relevant_counts": "on",
        }
    return {**form, **changes}


def test_a_new_plan_with_every_kind_of_target_needs_no_code(analyst: Client) -> None:
    AudienceFactory(key="foraeldre")
    make_joint_instrument()
    answered([5] * 30)
    assert analyst.post(reverse("plan:add"), plan_form(**with_track())).status_code == 302
    plan = Plan.objects.get(key="2030")
    track = plan.tracks.get()
    assert (track.effect_question, track.effect_population) == ("able_to_help", "frontline")
    for kind in TargetKind.values:
        response = analyst.post(reverse("target:add"), target_form(plan, kind))
        assert response.status_code == 302, response.context["form"].errors
    targets = {target.kind: target for target in Target.objects.filter(track__plan=plan)}
    assert set(targets) == set(TargetKind.values)
    assert targets[TargetKind.CONJUNCTIVE_SURVEY_SHARE].not_relevant_counts
    figure = {
        "target": targets[TargetKind.PUBLISHED_FIGURE].pk,
        "value": "7",
        "as_of": f"{YEAR}-01-31",
        "source": "Årsstatus",
    }
    assert analyst.post(reverse("publishedfigure:add"), figure).status_code == 302
    visitor = Client()
    overview = visitor.get("/handleplan/?plan=2030").content.decode()
    for target in targets.values():
        address = reverse("targets:target", args=[target.code])
        assert address in overview
        page = visitor.get(address)
        assert page.status_code == 200
        assert target.title in page.content.decode()
    survey_page = visitor.get("/maal/survey-share/").content.decode()
    assert "Målet er nået" in survey_page
    assert "Kilde: Årsstatus" in visitor.get("/maal/published-figure/").content.decode()


class TestRefused:
    @pytest.fixture(autouse=True)
    def plan(self, analyst: Client) -> None:
        self.client = analyst
        self.plan = make_plan(period_start=date(2016, 1, 1), period_end=date(2017, 12, 31))
        make_target(plan=self.plan)
        make_instrument(first={"purpose": "outcome"})
        make_joint_instrument()
        Question.objects.create(key="before", purpose="support", pair="par", moment="before")

    def errors(self, kind: str, **changes: Any) -> dict[str, list[str]]:
        response = self.client.post(reverse("target:add"), target_form(self.plan, kind, **changes))
        return response.context["form"].errors if response.status_code == 200 else {}

    def test_a_survey_target_runs_in_whole_months(self) -> None:
        share = TargetKind.SURVEY_SHARE
        for period in ({"period_start": "2016-02-02"}, {"period_end": "2016-02-28"}):
            (message,) = [e for errors in self.errors(share, **period).values() for e in errors]
            assert "begynde den første og slutte den sidste dag i en måned" in message
        assert not self.errors(TargetKind.HEAD_COUNT, period_start="2016-02-02")
        assert not self.errors(share, period_start="2016-02-01", period_end="2016-02-29")

    @pytest.mark.parametrize("top", [0, 100, 120])
    def test_a_share_is_held_against_something_between_none_and_all(self, top: int) -> None:
        for kind in (TargetKind.SURVEY_SHARE, TargetKind.CONJUNCTIVE_SURVEY_SHARE):
            assert "threshold_numerator" in self.errors(kind, threshold_numerator=top)

    def test_supporting_questions_are_never_in_a_target(self) -> None:
        found = self.errors(TargetKind.SURVEY_SHARE, question_keys=["before"])
        assert "question_keys" in found
        target = make_target(TargetKind.SURVEY_SHARE, plan=self.plan, question_keys=["before"])
        form = target_form(self.plan, target.kind, code=target.code, question_keys=["before"])
        response = self.client.post(reverse("target:edit", args=[target.pk]), form)
        (message,) = response.context["form"].errors["question_keys"]
        assert "må aldrig indgå i et mål" in message

    def test_several_answers_must_be_counted_together_by_a_questionnaire(self) -> None:
        kind = TargetKind.CONJUNCTIVE_SURVEY_SHARE
        found = self.errors(kind, question_keys=["able_to_help", "relevant"])
        assert "Lav en ny version af spørgeskemaet" in found["question_keys"][0]
        assert "question_keys" in self.errors(kind, question_keys=[BOTH[0]])
        assert "question_keys" in self.errors(TargetKind.SURVEY_SHARE, question_keys=list(BOTH))

    def test_a_plan_keeps_whole_months_for_the_targets_that_lean_on_it(self) -> None:
        make_target(TargetKind.SURVEY_SHARE, plan=self.plan)
        form = plan_form(period_start="2016-01-15", period_end="2017-12-31", key=self.plan.key)
        response = self.client.post(reverse("plan:edit", args=[self.plan.pk]), form)
        assert "period_start" in response.context["form"].errors

    def test_nobody_types_a_cpr_number(self) -> None:
        assert "definition" in self.errors(TargetKind.HEAD_COUNT, definition="010190-1234 kom")
        tracks = {**with_track(), "tracks-0-effect": "010190-1234 kom"}
        response = self.client.post(reverse("plan:add"), plan_form(**tracks))
        assert "CPR" in str(response.context["form"].formsets["tracks"].errors)

    def test_a_track_that_targets_stand_under_stays(self) -> None:
        track = self.plan.tracks.get()
        gone = with_track() | {
            "tracks-INITIAL_FORMS": 1, "tracks-0-id": track.pk, "tracks-0-DELETE": "on",
        }  # fmt: skip
        form = plan_form(key=self.plan.key, **gone)
        response = self.client.post(reverse("plan:edit", args=[self.plan.pk]), form)
        assert "Flyt målene" in str(response.context["form"].non_field_errors())
        assert self.plan.tracks.filter(pk=track.pk).exists()

    def test_a_published_figure_is_a_number_or_a_percentage(self) -> None:
        kind = TargetKind.PUBLISHED_FIGURE
        found = self.errors(kind, threshold_numerator=4, threshold_denominator=5)
        assert "threshold_denominator" in found
        target = make_target(kind, plan=self.plan)
        PublishedFigure.objects.create(target=target, value=120, as_of=date(2016, 5, 1), source="x")
        form = target_form(self.plan, kind, code=target.code, threshold_denominator=100)
        response = self.client.post(reverse("target:edit", args=[target.pk]), form)
        assert "over 100" in str(response.context["form"].errors["threshold_denominator"])


def test_what_the_pages_show_follows_an_edit_at_once(analyst: Client) -> None:
    plan = make_plan()
    target = make_target(plan=plan, threshold_numerator=1, code="T5")
    readings.take(timezone.localdate())
    ActivityFactory(status=ActivityStatus.HELD, starts_in_days=-1, with_page=False)
    form = target_form(plan, target.kind, code="T5", threshold_numerator=1)
    assert analyst.post(reverse("target:edit", args=[target.pk]), form).status_code == 302
    assert "Målet er nået" in Client().get("/maal/T5/").content.decode()
    edit = analyst.get(reverse("target:edit", args=[target.pk])).content.decode()
    assert "Målet er nået" in edit
    assert 'href="/maal/T5/"' in edit


def test_a_figure_taken_away_is_gone_from_the_page(analyst: Client) -> None:
    target = make_target(TargetKind.PUBLISHED_FIGURE, code="S1")
    figure = PublishedFigure.objects.create(
        target=target, value=7, as_of=date(2017, 1, 1), source="Årsstatus"
    )
    readings.take(timezone.localdate())
    assert analyst.post(reverse("publishedfigure:delete", args=[figure.pk])).status_code == 302
    assert "Intet tal offentliggjort" in Client().get("/maal/S1/").content.decode()


@pytest.mark.parametrize("role", ["Arrangør", "Kursusleder", "Forumkoordinator", ""])
def test_others_cannot_make_targets(as_role: Callable[[str], Client], role: str) -> None:  # noqa: F811
    assert as_role(role).get(reverse("target:add")).status_code in (302, 403)

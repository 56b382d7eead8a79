"""The yearly survey of frontline staff: codes handed on, no ledger, the tracks' effects."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import SurveyStatus
from events.links import Purpose, token_for
from events.models import Block, Survey, SurveyInvitation
from events.surveys import counting, yearly
from events.surveys.responses import submit
from portal.accounts.roles import set_up_roles
from portal.targets.effects import effects_of
from portal.targets.models import Track
from tests.factories import UserFactory
from tests.targets.makers import make_plan
from tests.yearly.makers import make_questionnaire

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=20)


def opened(number: int = 12) -> Survey:
    make_questionnaire(yearly.FRONTLINE)
    return yearly.open_year(yearly.FRONTLINE, TODAY.year, number, LATER)


def hand_in(survey: Survey, values: list[int]) -> None:
    codes = SurveyInvitation.objects.filter(survey=survey)
    for code, value in zip(codes, values, strict=False):
        token = token_for(Purpose.SURVEY, code.pk, code.link_version)
        submit(code.pk, token, {"not_alone": value})


def track_of(survey: Survey) -> Track:
    plan = make_plan(period_start=date(TODAY.year - 1, 1, 1))
    return Track.objects.create(
        plan=plan,
        number=1,
        title="Spor",
        effect_question="not_alone",
        effect_population=survey.population,
    )


def test_codes_lead_to_nobody_and_are_as_many_as_were_asked_for() -> None:
    survey = opened(12)
    invitations = SurveyInvitation.objects.filter(survey=survey)
    assert (invitations.count(), survey.eligible) == (12, 12)
    assert not invitations.filter(registration__isnull=False).exists()
    assert str(TODAY.year) in survey.title


@pytest.mark.parametrize(
    ("year", "number", "last_day", "refusal"),
    [
        (TODAY.year, 5, LATER, yearly.AlreadyAsked),
        (TODAY.year + 1, 0, LATER, yearly.NotSoMany),
        (TODAY.year + 1, 3001, LATER, yearly.NotSoMany),
        (TODAY.year + 1, 5, TODAY, yearly.TooSoon),
    ],
)
def test_what_cannot_be_is_refused(
    year: int, number: int, last_day: date, refusal: type[Exception]
) -> None:
    opened()
    with pytest.raises(refusal):
        yearly.open_year(yearly.FRONTLINE, year, number, last_day)
    assert Survey.objects.count() == 1


def test_without_a_questionnaire_there_is_nothing_to_ask() -> None:
    with pytest.raises(yearly.NoQuestionnaire):
        yearly.open_year(yearly.FRONTLINE, TODAY.year, 5, LATER)


def test_the_effect_is_told_from_ten_answers_on_and_once_it_is_sealed() -> None:
    survey = opened(12)
    track = track_of(survey)
    hand_in(survey, [5, 5, 4, 4, 4, 4, 4, 3, 2, 0])
    assert effects_of([track], TODAY) == {}
    Survey.objects.update(status=SurveyStatus.CLOSED)
    counting.count(survey)
    effect = effects_of([track], TODAY)[track.pk]
    assert (effect.share, effect.answered, effect.year) == (Fraction(7, 10), 10, TODAY.year)
    assert effect.question == "I hvor høj grad?"


@pytest.mark.parametrize("months_later", [-13, 0, 2, 13])
def test_it_counts_in_the_year_it_is_about_whenever_it_closes(months_later: int) -> None:
    survey = opened(12)
    closes = survey.closes_at + timedelta(days=30 * months_later)
    Survey.objects.update(status=SurveyStatus.CLOSED, closes_at=closes)
    counting.count(survey)
    assert Block.objects.get().year == TODAY.year


def test_who_comes_second_is_told_that_it_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both looked before either had opened it."""
    survey = opened(3)
    monkeypatch.setattr(yearly, "of_year", lambda *_about: None)
    with pytest.raises(yearly.AlreadyAsked):
        yearly.open_year(yearly.FRONTLINE, TODAY.year, 3, LATER)
    assert SurveyInvitation.objects.filter(survey=survey).count() == 3


def test_nine_answers_tell_no_effect() -> None:
    survey = opened(12)
    track = track_of(survey)
    hand_in(survey, [5] * 9)
    Survey.objects.update(status=SurveyStatus.CLOSED)
    counting.count(survey)
    assert effects_of([track], TODAY) == {}


@pytest.fixture
def client_of() -> Callable[[str], Client]:
    def signed_in(role: str) -> Client:
        set_up_roles()
        client = Client()
        client.force_login(UserFactory(role=role))
        return client

    return signed_in


def test_staff_open_it_and_hand_the_links_on(
    client_of: Callable[[str], Client], django_capture_on_commit_callbacks: Callable
) -> None:
    make_questionnaire(yearly.FRONTLINE)
    client = client_of("Arrangør")
    told = {"year": TODAY.year, "number": 3, "last_day": LATER.isoformat()}
    assert client.post(reverse("yearly_survey_open"), told).status_code == 302
    survey = Survey.objects.get()
    listed = client.get(reverse("yearly_surveys")).content.decode()
    assert survey.title in listed
    assert "Færre end 5" in listed
    links = client.get(reverse("yearly_survey_links", args=[survey.pk])).content.decode().split()
    assert len(set(links)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(reverse("yearly_survey_codes", args=[survey.pk]))
    assert client.get(made.url).status_code == 200
    file = client.get(made.url + "fil/")
    assert file.content.startswith(b"%PDF")


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker"])
@pytest.mark.parametrize("name", ["yearly_surveys", "yearly_survey_open"])
def test_only_those_who_run_activities(
    role: str, name: str, client_of: Callable[[str], Client]
) -> None:
    assert client_of(role).get(reverse(name)).status_code in (302, 403)


def test_the_list_asks_as_often_for_many_as_for_few(
    client_of: Callable[[str], Client], django_assert_max_num_queries: Callable
) -> None:
    make_questionnaire(yearly.FRONTLINE)
    client = client_of("Arrangør")
    client.get(reverse("yearly_surveys"))
    for year in range(2000, 2012):
        yearly.open_year(yearly.FRONTLINE, year, 1, LATER)
    with django_assert_max_num_queries(20):
        client.get(reverse("yearly_surveys"))

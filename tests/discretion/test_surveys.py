"""The questions after a parent course: printed codes alone, and no way from a code to a person."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from courses import discreet_surveys, neutral_survey
from events.attendance import mark
from events.enums import ActivityKind, ActivityStatus, AttendanceState, SurveyStatus
from events.models import (
    Activity,
    Instrument,
    QuestionText,
    Survey,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import counting
from events.surveys.instruments import SCALES, ensure_instrument, questions_for
from events.surveys.invitations import draw_codes, remind_due
from events.surveys.responses import submit
from events.surveys.results import comments_for, staff_results
from events.surveys.sealing import close_due
from tests.factories import RegistrationFactory, SessionFactory, UserFactory, make_discreet

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Activity:
    activity = make_discreet(starts_in_days=-7)
    for _number in range(4):
        RegistrationFactory(activity=activity)
    return activity


def codes_in(survey: Survey) -> set[tuple[str, str]]:
    """Return key and token of every printed address."""
    addresses = draw_codes(survey)
    assert all(a.startswith("http://kurser.testserver/s/") for a in addresses)
    return {tuple(a.rstrip("/").split("/")[-2:]) for a in addresses}  # type: ignore[misc]


def answer(survey: Survey, sheets: int, answers: Mapping[str, int], comment: str = "") -> None:
    for key, token in sorted(codes_in(survey))[:sheets]:
        submit(key, token, answers, comment)  # type: ignore[arg-type]


def seal(survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(status=SurveyStatus.CLOSED)
    counting.count(survey)
    survey.refresh_from_db()


@pytest.mark.postgres
class TestCodes:
    """As many as sit in the room, made once."""

    def test_one_for_each_seat_where_nobody_was_ticked_off(self, course: Activity) -> None:
        survey = discreet_surveys.open_codes(course)
        assert (survey.eligible, survey.population) == (4, "relatives")
        assert SurveyInvitation.objects.filter(survey=survey).count() == 4

    def test_one_for_each_who_came_to_the_last_evening_that_was_ticked_off(
        self, course: Activity
    ) -> None:
        first = course.sessions.get()
        later = SessionFactory(activity=course, start=timezone.now())
        people = list(course.registrations.all())
        for person in people:
            mark(person, first, AttendanceState.PRESENT, by=None)
        mark(people[0], later, AttendanceState.PRESENT, by=None)
        mark(people[1], later, AttendanceState.PRESENT, by=None)
        mark(people[2], later, AttendanceState.ABSENT, by=None)
        assert discreet_surveys.open_codes(course).eligible == 2

    def test_asking_again_and_printing_again_give_the_same_codes(self, course: Activity) -> None:
        survey = discreet_surveys.open_codes(course)
        before = codes_in(survey)
        RegistrationFactory(activity=course)
        assert discreet_surveys.open_codes(course) == survey
        assert codes_in(survey) == before
        assert len(before) == 4

    def test_no_row_leads_from_a_code_to_a_person(self, course: Activity) -> None:
        survey = discreet_surveys.open_codes(course)
        rows = SurveyInvitation.objects.filter(survey=survey).values()
        assert {row["registration_id"] for row in rows} == {None}
        assert set(rows[0]) == {
            "id", "survey_id", "registration_id", "link_version", "token_hash", "spent",
        }  # fmt: skip
        pointing = {
            field.remote_field.model
            for model in apps.get_app_config("courses").get_models()
            for field in model._meta.get_fields()
            if field.concrete and field.is_relation
        }
        assert not pointing & {Survey, SurveyInvitation, SurveyResponse}

    def test_nobody_is_reminded_since_nobody_is_known(self, course: Activity) -> None:
        survey = discreet_surveys.open_codes(course)
        assert remind_due(survey.closes_at - timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"kind": ActivityKind.FORAELDRENETVAERK}, discreet_surveys.NoQuestions),
            ({"discreet": False}, discreet_surveys.NoQuestions),
            ({"status": ActivityStatus.CANCELLED}, discreet_surveys.StepRefused),
        ],
    )
    def test_not_for_these(
        self, course: Activity, changes: dict[str, Any], refusal: type[Exception]
    ) -> None:
        Activity.objects.filter(pk=course.pk).update(**changes)
        with pytest.raises(refusal):
            discreet_surveys.open_codes(course)

    def test_not_before_it_began_nor_for_nobody(self) -> None:
        with pytest.raises(discreet_surveys.NotBegun):
            discreet_surveys.open_codes(make_discreet())
        with pytest.raises(discreet_surveys.NobodyToAsk):
            discreet_surveys.open_codes(make_discreet(starts_in_days=-1))


class TestQuestions:
    """The keys of T8 and T9, in six languages, in words that tell nothing."""

    def test_keys_and_languages(self) -> None:
        instrument = ensure_instrument(neutral_survey.INSTRUMENT)
        assert instrument.key == "foraeldrekursus"
        for language in ("da", "en", "ar", "so", "ur", "tr"):
            asked = questions_for(instrument, language)
            assert [q.key for q in asked] == ["understand_and_engage", "support_to_leave"]
            assert all(q.text for q in asked)
        assert QuestionText.objects.filter(language="ar").count() == 2
        ensure_instrument(neutral_survey.INSTRUMENT)
        assert Instrument.objects.count() == 1

    def test_the_labels_of_the_answers_are_those_that_are_translated(self) -> None:
        assert tuple(label for _v, label in SCALES["extent_na"]) == neutral_survey.SCALE_WORDS


class TestResults:
    """Ten answers everywhere, for staff too."""

    @pytest.fixture
    def crowd(self) -> Survey:
        activity = make_discreet(starts_in_days=-1, capacity=20)
        for _number in range(12):
            RegistrationFactory(activity=activity)
        return discreet_surveys.open_codes(activity)

    @pytest.mark.parametrize(("sheets", "shown"), [(9, False), (10, True)])
    def test_from_ten_on(self, crowd: Survey, sheets: int, shown: bool) -> None:
        answer(crowd, sheets, {"understand_and_engage": 5, "support_to_leave": 4}, "Tak")
        assert discreet_surveys.results(crowd) == []
        seal(crowd)
        # Each question, and both together.
        assert [bool(one.result.shown) for one in discreet_surveys.results(crowd)] == [shown] * 3
        assert staff_results([crowd], "support_to_leave")[crowd.pk].shown is shown
        assert bool(comments_for(crowd)) is shown

    def test_the_leader_sees_charts_with_and_without_ikke_relevant(
        self, crowd: Survey, leader: Client
    ) -> None:
        codes = sorted(codes_in(crowd))
        for number, (key, token) in enumerate(codes):
            value = 6 if number == 0 else 5
            sheet = {"understand_and_engage": value, "support_to_leave": 1 + number % 5}
            submit(key, token, sheet)  # type: ignore[arg-type]
        seal(crowd)
        page = leader.get(reverse("courses_admin:survey_codes", args=[crowd.activity_id])).text
        assert page.count('role="img"') == 3
        assert "100,0\xa0% af dem, spørgsmålet er relevant for" in page
        assert "med blandt svarene: 91,7\xa0%" in page
        assert "Begge spørgsmål på samme ark" in page

    def test_closing_is_the_clocks_as_for_others(self, crowd: Survey) -> None:
        assert close_due(crowd.closes_at) == 1


class TestPages:
    """Made, printed and read by the group alone."""

    def url(self, course: Activity) -> str:
        return reverse("courses_admin:survey_codes", args=[course.pk])

    def test_made_and_printed(self, course: Activity, leader: Client) -> None:
        assert "4 koder" in leader.get(self.url(course)).text
        leader.post(self.url(course))
        page = leader.get(self.url(course)).text
        assert "Kort på dansk (PDF)" in page
        sheet = reverse("courses_admin:survey_sheet", args=[course.pk, "da"])
        response = leader.get(sheet)
        assert response["Cache-Control"].startswith("no-store, private")
        reader = PdfReader(BytesIO(response.content))
        text = " ".join(" ".join(p.extract_text() for p in reader.pages).split())
        assert text.count("Aftener for voksne (da)") == 4
        for word in ("VINK", "radikal", "Kommune", course.title):
            assert word not in text
            assert word not in str(reader.metadata)

    def test_the_portals_own_host_knows_no_such_code(
        self, course: Activity, leader: Client
    ) -> None:
        ((key, token), *_rest) = codes_in(discreet_surveys.open_codes(course))
        page = Client().get(reverse("events:survey", args=[key, token]))
        assert course.title not in page.text
        assert "Vi kender ikke linket" in page.text

    @pytest.mark.parametrize("role", ["Arrangør", "Administrator"])
    def test_nobody_else(self, course: Activity, role: str) -> None:
        client = Client()
        client.force_login(UserFactory(role=role, is_superuser=True))
        discreet_surveys.open_codes(course)
        sheet = reverse("courses_admin:survey_sheet", args=[course.pk, "da"])
        assert client.get(self.url(course)).status_code == 404
        assert client.post(self.url(course)).status_code == 404
        assert client.get(sheet).status_code == 404

"""The organiser chooses how the survey is asked, and later sees only about how far it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import attendance
from events.enums import ActivityKind, SurveyStatus
from events.models import (
    Activity,
    DocumentJob,
    Layout,
    OutboxMessage,
    Survey,
    SurveyInvitation,
    SurveySetup,
)
from events.surveys import code_sheet, setup
from events.surveys.invitations import open_surveys
from tests.asking.makers import make_sheet
from tests.factories import (
    ActivityFactory,
    AudienceFactory,
    RegistrationFactory,
    UserFactory,
    make_discreet,
)
from tests.surveys.makers import attend, make_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.notifications.start_delivery", lambda: None)


@pytest.fixture
def staff() -> Client:
    """An organiser."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def url(activity: Activity, step: str = "survey_setup", *args: Any) -> str:
    return reverse(f"activity:{step}", args=[activity.pk, *args])


def coming() -> Activity:
    """Return a theme day in ten days that someone is signed up for."""
    make_sheet(
        questions=[
            {"key": "able_to_help", "text": "Kan du?"},
            {"key": "speaker_1", "text": "Hvordan var {speaker}?", "purpose": "speaker"},
            {"key": "speaker_2", "text": "Hvordan var {speaker}?", "purpose": "speaker"},
        ]
    )
    activity = ActivityFactory(starts_in_days=10)
    RegistrationFactory(activity=activity)
    return activity


def talk(heads: int = 0) -> Activity:
    """Return a talk of yesterday to people whose names nobody asked for."""
    make_sheet(activity_kinds=["oplaeg"])
    activity = make_day(kind=ActivityKind.OPLAEG)
    if heads:
        attendance.set_head_count(activity.sessions.get(), AudienceFactory(), heads)
    return activity


def test_what_is_chosen_is_what_is_asked(staff: Client) -> None:
    activity = coming()
    html = staff.get(url(activity)).text
    assert "Her spørges med «Temadag», version 1: 1 spørgsmål." in html
    last = setup.last_day_of(activity) + timedelta(days=3)  # type: ignore[operator]
    staff.post(
        url(activity),
        {"layout": "paged", "closes_on": f"{last:%d.%m.%Y}", "speaker_1": "Ada Test"},
    )
    stored = SurveySetup.objects.get(activity=activity)
    assert (stored.layout, stored.closes_on, stored.speakers) == (Layout.PAGED, last, ["Ada Test"])


def test_the_names_of_speakers_lie_with_the_survey_alone_once_it_is_open() -> None:
    make_sheet()
    day = make_day()
    SurveySetup.objects.create(activity=day, layout=Layout.PAGED, speakers=["Ada Test"])
    attend(day)
    (survey,) = open_surveys(day)
    assert (survey.layout, survey.speakers) == (Layout.PAGED, ["Ada Test"])
    assert SurveySetup.objects.get().speakers == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes_on": "day"}, "efter aktivitetens sidste dag"),
        ({"speaker_1": "Ada 010203-1234"}, "Fjern CPR-nummeret"),
        ({"layout": "matrix"}, "gyldig"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word(
    staff: Client, changed: dict[str, str], said: str
) -> None:
    activity = coming()
    if changed.get("closes_on"):
        changed = {"closes_on": f"{setup.last_day_of(activity):%d.%m.%Y}"}
    assert said in staff.post(url(activity), {"layout": "all", **changed}).text
    assert not SurveySetup.objects.exists()


def test_once_it_is_open_nothing_is_changed(staff: Client) -> None:
    make_sheet()
    day = make_day()
    attend(day)
    open_surveys(day)
    assert 'name="layout"' not in staff.get(url(day)).text
    staff.post(url(day), {"layout": "paged"})
    assert not SurveySetup.objects.exists()
    with pytest.raises(setup.AlreadyOpen):
        setup.choose(day, layout="paged", closes_on=None, speakers=[])


def test_staff_see_the_number_as_it_was_in_the_morning_and_never_the_number_now(
    staff: Client,
) -> None:
    make_sheet()
    day = make_day()
    attend(day, 24)
    open_surveys(day)
    today = timezone.localdate()
    for shown, said in ((0, "Færre end 5 af 24"), (10, "Mindst 10 af 24")):
        Survey.objects.update(shown_count=shown, counted_on=today)
        assert f"{said} havde svaret ved opgørelsen" in staff.get(url(day)).text
    assert "Påmindelse 1 sendes" in staff.get(url(day)).text


def test_staff_remind_all_at_once_and_twice_at_most(staff: Client) -> None:
    make_sheet()
    day = make_day()
    attend(day, 3)
    open_surveys(day)
    address = url(day, "survey_remind")
    assert "Ingen kan se, hvem" in staff.get(address).text
    for _time in range(3):
        staff.post(address)
    assert OutboxMessage.objects.filter(kind="survey").count() == 3 + 2 * 3
    html = staff.get(url(day)).text
    assert "Påmindelse 2 er sendt." in html
    assert address not in html


def test_where_heads_are_counted_codes_are_made_as_many_as_counted(staff: Client) -> None:
    activity = talk(heads=18)
    assert "der spørges med trykte koder" in staff.get(url(activity)).text
    address = url(activity, "survey_make_codes")
    assert 'value="18"' in staff.get(address).text
    staff.post(address, {"number": "19"})
    assert not Survey.objects.exists()
    staff.post(address, {"number": "18"})
    staff.post(address, {"number": "18"})
    survey = Survey.objects.get()
    rows = SurveyInvitation.objects.filter(survey=survey, registration=None)
    assert (survey.population, survey.eligible, rows.count()) == ("participants", 18, 18)
    html = staff.get(url(activity)).text
    assert url(activity, "survey_codes", survey.pk) in html
    assert address not in html  # nothing more to make, and nobody to remind
    assert url(activity, "survey_remind") not in html


def test_no_codes_before_the_day_nor_where_people_are_known() -> None:
    activity = talk()
    activity.sessions.update(
        start=timezone.now() + timedelta(days=2), end=timezone.now() + timedelta(days=2, hours=1)
    )
    with pytest.raises(setup.NotYet):
        setup.make_codes(activity, 5)
    by_name = make_day(kind=ActivityKind.OPLAEG)
    attend(by_name)
    with pytest.raises(setup.KnownByName):
        setup.make_codes(by_name, 5)
    Activity.objects.filter(pk=activity.pk).update(kind=ActivityKind.UNG_TIL_UNG)
    activity.refresh_from_db()
    with pytest.raises(setup.NoQuestionnaire):
        setup.make_codes(activity, 5)


def test_a_hearing_is_asked_by_codes_though_some_gave_an_alias() -> None:
    make_sheet(activity_kinds=["hoering"])
    hearing = make_day(kind=ActivityKind.HOERING)
    RegistrationFactory(activity=hearing)
    assert setup.make_codes(hearing, 30).population == "hearing"


def test_many_cards_are_made_in_the_background_for_the_one_who_asked(
    staff: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    drawn: list[str] = []
    activity = talk()
    survey = setup.make_codes(activity, code_sheet.MOST_AT_ONCE + 1)

    def draw(template: str, context: dict[str, Any], tell: object = None) -> bytes:
        drawn.append(f"{sum(map(len, context['sheets']))} {template}")
        return b"%PDF-"

    monkeypatch.setattr(code_sheet, "pdf", draw)
    address = url(activity, "survey_codes", survey.pk)
    assert staff.get(address)["Location"] == url(activity)
    assert not drawn
    with django_capture_on_commit_callbacks(execute=True):
        response = staff.post(address, {"sprog": "ar"})
    assert drawn == [f"{code_sheet.MOST_AT_ONCE + 1} survey_codes"]
    job = DocumentJob.objects.get()
    assert (job.params["language"], job.state) == ("ar", "done")
    assert "Hent PDF" in staff.get(response["Location"]).text
    file = url(activity, "survey_codes_file", job.pk)
    assert staff.get(file).content == b"%PDF-"
    other = Client()
    other.force_login(UserFactory(role="Arrangør"))
    assert other.get(file).status_code == 404


@pytest.mark.parametrize("step", ["survey_setup", "survey_remind", "survey_make_codes"])
def test_only_who_runs_activities_comes_in_and_never_to_a_discreet_one(
    staff: Client, step: str
) -> None:
    activity = talk()
    for role in ("Redaktør", "Analytiker", "Administrator"):
        client = Client()
        client.force_login(UserFactory(role=role))
        assert client.get(url(activity, step)).status_code in {302, 403}, role
    leader = Client()
    leader.force_login(UserFactory(role="Kursusleder"))
    assert leader.get(url(make_discreet(), step)).status_code == 404
    assert staff.get(url(make_discreet(), step)).status_code == 404


def test_queries_do_not_grow_with_the_answers(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    make_sheet()

    def queries(number: int) -> int:
        day = make_day()
        attend(day, number)
        open_surveys(day)
        with django_assert_max_num_queries(40) as context:
            staff.get(url(day))
        return len(context)

    queries(2)
    assert queries(2) == queries(12)


def test_a_sealed_survey_says_how_many_answered(staff: Client) -> None:
    survey = setup.make_codes(talk(), 9)
    Survey.objects.update(
        status=SurveyStatus.SEALED, responses_in=7, sealed_on=timezone.localdate()
    )
    html = staff.get(url(survey.activity)).text  # type: ignore[arg-type]
    assert "<dd>7</dd>" in html
    assert "Print koderne" not in html

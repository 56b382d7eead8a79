"""Everyone who came is asked once, in the survey of her population, and reminded twice at most."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pypdf import PdfReader

from events import planning
from events.enums import ActivityKind, AttendanceState, Role, SurveyStatus
from events.models import Activity, Attendance, OutboxMessage, Survey, SurveyInvitation
from events.surveys.code_sheet import code_sheet_pdf
from events.surveys.invitations import (
    closing_time,
    draw_codes,
    open_surveys,
    remind_due,
    remind_unspent,
    reminder_times,
)
from events.surveys.responses import submit
from tests.factories import RegistrationFactory, SessionFactory
from tests.surveys.makers import (
    HELP,
    attend,
    make_day,
    make_instrument,
    make_survey,
    path_of,
    token_of,
)

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.fixture(autouse=True)
def instrument() -> None:
    """The theme-day questionnaire."""
    make_instrument()


@pytest.fixture(autouse=True)
def _no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.notifications.start_delivery", lambda: None)


def mails(**params: object) -> list[OutboxMessage]:
    """Return the survey mails queued with these parameters."""
    return [
        mail
        for mail in OutboxMessage.objects.filter(kind="survey")
        if params.items() <= mail.params.items()
    ]


def test_closing_the_day_invites_those_who_came_and_nobody_else() -> None:
    day = make_day()
    came = attend(day, 3) + attend(day, 2, role=Role.CIVIL_SOCIETY)
    RegistrationFactory(activity=day)  # signed up, stayed away

    planning.hold(day)

    survey = Survey.objects.get(activity=day)
    invited = SurveyInvitation.objects.filter(survey=survey)
    assert (survey.population, survey.eligible, survey.status) == ("theme_day", 5, "open")
    assert {row.registration_id for row in invited} == {person.pk for person in came}
    assert {(mail.registration_id, mail.params["invitation"]) for mail in mails()} == {
        (row.registration_id, str(row.pk)) for row in invited
    }


def test_coming_to_one_of_two_days_is_coming_and_counts_once() -> None:
    day = make_day()
    (person,) = attend(day)
    start = timezone.now() - timedelta(hours=5)
    second = SessionFactory(activity=day, start=start, end=start + timedelta(hours=4))
    Attendance.objects.create(session=second, registration=person, state=AttendanceState.PRESENT)
    (survey,) = open_surveys(day)
    assert survey.eligible == 1


def test_others_are_asked_apart_from_ten_on() -> None:
    day = make_day()
    attend(day, 2)
    attend(day, 9, role=Role.OTHER)
    assert [(s.population, s.eligible) for s in open_surveys(day)] == [("theme_day", 2)]

    day = make_day()
    attend(day, 2)
    attend(day, 10, role=Role.OTHER)
    found = {s.population: s.eligible for s in open_surveys(day)}
    assert found == {"theme_day": 2, "theme_day_others": 10}


def test_opening_twice_changes_nothing() -> None:
    day = make_day()
    attend(day, 2)
    first = open_surveys(day)
    attend(day, 1)
    assert open_surveys(day) == first
    assert SurveyInvitation.objects.count() == 2
    assert Survey.objects.get().eligible == 2
    assert len(mails()) == 2


@pytest.mark.parametrize("change", [{"kind": ActivityKind.OPLAEG}, {"discreet": True}])
def test_without_a_questionnaire_nobody_is_asked(change: dict[str, object]) -> None:
    day = make_day()
    attend(day, 2)
    Activity.objects.filter(pk=day.pk).update(**change)
    day.refresh_from_db()
    assert open_surveys(day) == []
    assert not SurveyInvitation.objects.exists()


def test_queries_do_not_grow_with_the_people(django_assert_max_num_queries: object) -> None:
    def queries(number: int) -> int:
        day = make_day()
        attend(day, number)
        with django_assert_max_num_queries(20) as context:  # type: ignore[operator]
            open_surveys(day)
        return len(context)

    assert queries(2) == queries(12)


def test_those_without_mail_share_printed_codes() -> None:
    day = make_day()
    attend(day, 2)
    without = attend(day, 3, email=False)
    (survey,) = open_surveys(day)

    codes = draw_codes(survey)

    assert survey.eligible == 5
    assert len(codes) == len(set(codes)) == 3
    rows = SurveyInvitation.objects.filter(survey=survey, registration=None)
    assert set(codes) == {f"http://testserver{path_of(row)}" for row in rows}
    # Neither an answer, an erasure nor a second print-out changes what is printed.
    submit(rows[0].pk, token_of(rows[0]), {HELP: 5})
    without[0].delete()
    day.registrations.exclude(email=None).first().delete()
    assert set(draw_codes(survey)) == set(codes)


def test_the_printed_sheet_has_a_card_for_each_code_and_no_name() -> None:
    day = make_day()
    people = attend(day, 3, email=False)
    (survey,) = open_surveys(day)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(code_sheet_pdf(survey))).pages)
    assert text.count("Scan koden") == 3
    assert not any(person.name in text for person in people)


def test_codes_come_in_another_order_each_time() -> None:
    survey = make_survey(codes=30)
    assert len({tuple(draw_codes(survey)) for _time in range(3)}) == 3


def test_the_survey_closes_at_the_end_of_a_day_across_the_clock_change(settings: object) -> None:
    settings.VINK_SURVEY_OPEN_DAYS = 14  # type: ignore[attr-defined]
    opened = datetime(2026, 10, 20, 23, 30, tzinfo=COPENHAGEN)
    closes = closing_time(opened.astimezone(ZoneInfo("UTC")))
    assert closes.astimezone(COPENHAGEN).isoformat() == "2026-11-03T23:59:59+01:00"


def test_all_who_have_not_answered_are_reminded_together_and_twice_at_most() -> None:
    day = make_day()
    attend(day, 3)
    attend(day, 1, email=False)
    (survey,) = open_surveys(day)
    row = SurveyInvitation.objects.filter(survey=survey, registration__isnull=False)[0]
    submit(row.pk, token_of(row), {HELP: 5})

    # One for each who was asked by mail; who has answered is left out when it leaves
    # (tests/asking/test_reminders_tell_nothing.py), so that the outbox tells of nobody.
    assert remind_unspent(survey) == 3
    reminded = Counter(mail.params["invitation"] for mail in mails(reminder=True))
    assert set(reminded.values()) == {1}
    survey.refresh_from_db()
    assert remind_unspent(survey) == 3
    survey.refresh_from_db()
    assert remind_unspent(survey) == 0
    assert survey.reminders_sent == 2


def test_a_stale_copy_does_not_remind_again() -> None:
    day = make_day()
    attend(day, 2)
    (survey,) = open_surveys(day)
    assert remind_unspent(survey) == 2
    assert remind_unspent(survey) == 0


def test_the_clock_reminds_in_the_morning_and_never_twice_in_a_row() -> None:
    day = make_day()
    attend(day, 2)
    (survey,) = open_surveys(day)
    first, second = reminder_times(survey)
    local = first.astimezone(COPENHAGEN)
    assert (local.hour, local.minute) == (9, 0)

    assert remind_due(first - timedelta(minutes=1)) == 0
    assert remind_due(first) == 2
    assert remind_due(first + timedelta(minutes=1)) == 0
    assert remind_due(second) == 2
    assert remind_due(second + timedelta(minutes=1)) == 0


def test_a_missed_reminder_is_not_made_good_by_two() -> None:
    day = make_day()
    attend(day, 2)
    (survey,) = open_surveys(day)
    _first, second = reminder_times(survey)
    assert remind_due(second) == 2
    assert remind_due(second + timedelta(minutes=1)) == 0


def test_a_closed_survey_reminds_nobody() -> None:
    day = make_day()
    attend(day, 2)
    (survey,) = open_surveys(day)
    assert remind_due(survey.closes_at) == 0
    Survey.objects.update(status=SurveyStatus.CLOSED)
    assert remind_unspent(survey) == 0

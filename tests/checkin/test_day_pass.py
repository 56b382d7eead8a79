"""A day pass opens the names of one activity on one day, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import daypass, when
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus, Role
from events.models import Activity, Attendance, DayPass, Registration
from events.when import COPENHAGEN
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    cache.clear()
    return ActivityFactory(starts_in_days=0, capacity=5, with_page=False)


@pytest.fixture
def row(activity: Activity) -> Registration:
    return RegistrationFactory(
        activity=activity,
        name="Åse Sørensen",
        workplace="Tingbjerg Skole",
        email="aase@skole.example",
        phone="+4520202020",
        role=Role.FRONTLINE_YOUTH,
    )


def today(activity: Activity) -> Any:
    return when.today(activity.sessions.get().start)


def make(activity: Activity) -> tuple[DayPass, str]:
    return daypass.issue(activity, today(activity), by=None)


def enter(client: Client, code: str) -> Any:
    return client.post(reverse("events:day_pass"), {"code": code})


@pytest.fixture
def helper(activity: Activity) -> Client:
    """Return a helper's phone on which the pass is open."""
    client = Client()
    response = enter(client, make(activity)[1])
    assert response["Location"] == reverse("events:checkin", args=[activity.pk])
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


# --- Making one --------------------------------------------------------------------------------
def test_staff_make_one_and_see_its_code_once(activity: Activity) -> None:
    client = staff()
    address = url("checkin_passes", activity.pk)
    made = client.post(address, {"day": today(activity).isoformat()})
    code = made.context["code"]
    assert code in made.text
    assert made["Cache-Control"].count("no-store") == 1
    row = DayPass.objects.get()
    assert daypass.plain(code) not in str(row.__dict__)
    assert code not in client.get(address).text
    assert daypass.find(code.lower().replace("-", " ")) == row
    client.post(url("checkin_pass_end", activity.pk, row.pk))
    assert daypass.find(code) is None
    assert "Trukket tilbage" in client.get(address).text


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_only_for_a_day_on_which_something_happens(activity: Activity, days: int) -> None:
    with pytest.raises(daypass.NotADayOfIt):
        daypass.issue(activity, today(activity) + timedelta(days=days), by=None)


def test_not_for_a_day_that_is_past_nor_an_activity_that_is_over(activity: Activity) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    assert daypass.days(activity, tomorrow) == []
    activity.status = ActivityStatus.HELD
    assert daypass.days(activity) == []


def test_never_for_a_discreet_activity() -> None:
    discreet = ActivityFactory(discreet=True, starts_in_days=0, with_page=False)
    with pytest.raises(daypass.NotForDiscreet):
        daypass.issue(discreet, today(discreet), by=None)
    leader = Client()
    leader.force_login(UserFactory(role="Kursusleder"))
    address = url("checkin_passes", discreet.pk)
    assert leader.get(address).status_code == HTTPStatus.NOT_FOUND
    posted = leader.post(address, {"day": today(discreet).isoformat()})
    assert posted.status_code == HTTPStatus.NOT_FOUND
    assert "dagspas" not in leader.get(url("checkin", discreet.pk)).text


@pytest.mark.parametrize("name", ["checkin_passes"])
def test_nobody_else_makes_one(activity: Activity, helper: Client, name: str) -> None:
    for client in (Client(), helper):
        client.post(url(name, activity.pk), {"day": today(activity).isoformat()})
    plain = Client()
    plain.force_login(UserFactory(role="Redaktør"))
    assert plain.post(url(name, activity.pk)).status_code == HTTPStatus.FORBIDDEN
    assert DayPass.objects.count() == 1  # the helper's own


# --- Opening it --------------------------------------------------------------------------------
def test_the_link_opens_nothing_until_the_button_is_pressed(
    activity: Activity, row: Registration
) -> None:
    day_pass, code = make(activity)
    client = Client()
    page = client.get(url("day_pass_open", code))
    assert "Åbn dagens liste" in page.text
    assert "Åse" not in page.text
    assert client.get(url("checkin", activity.pk)).status_code == HTTPStatus.FOUND
    assert DayPass.objects.get().opened == 0
    assert enter(client, code).status_code == HTTPStatus.FOUND
    assert client.get(url("checkin", activity.pk)).status_code == HTTPStatus.OK
    assert DayPass.objects.get().opened == 1
    assert day_pass.day == today(activity)


def test_a_wrong_code_is_told_so_and_guessing_is_slowed(activity: Activity) -> None:
    code = make(activity)[1]
    client = Client()
    page = enter(client, "AAAAA-AAAAA")
    assert "gælder ikke i dag" in page.text
    for _i in range(19):
        enter(client, "AAAAA-AAAAA")
    blocked = enter(client, code)
    assert blocked.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert daypass.SESSION_KEY not in client.session


def test_a_pass_is_bound_to_the_browser_that_opened_it(helper: Client, activity: Activity) -> None:
    other = Client()
    assert other.get(url("checkin", activity.pk))["Location"].startswith("/konto/login/")
    assert helper.get(url("checkin", activity.pk)).status_code == HTTPStatus.OK
    left = helper.post(url("day_pass_leave"))
    assert left["Clear-Site-Data"] == '"storage"'
    assert helper.get(url("checkin", activity.pk)).status_code == HTTPStatus.FOUND


def test_a_participant_who_helps_is_signed_out_on_that_phone(activity: Activity) -> None:
    client = Client()
    client.force_login(UserFactory())
    enter(client, make(activity)[1])
    assert "_auth_user_id" not in client.session
    assert client.get(url("checkin", activity.pk)).status_code == HTTPStatus.OK


def test_staff_stay_staff(activity: Activity, row: Registration) -> None:
    client = staff()
    enter(client, make(activity)[1])
    assert "Tingbjerg Skole" in client.get(url("checkin", activity.pk)).text


# --- What it shows and does --------------------------------------------------------------------
def test_it_shows_names_and_nothing_more(
    helper: Client, activity: Activity, row: Registration
) -> None:
    RegistrationFactory(activity=activity, name="Vera", status=RegistrationStatus.WAITING)
    pages = helper.get(url("checkin", activity.pk)).text
    assert "Åse Sørensen" in pages
    pages += helper.post(url("checkin", activity.pk), {"q": "aase"}).text
    pages += helper.get(url("checkin_walk_in", activity.pk)).text
    pages += helper.get(url("checkin_live", activity.pk)).text
    for hidden in ("Tingbjerg", "aase@", "20202020", row.checkin_code, "Vera", "Venteliste"):
        assert hidden not in pages
    for door in (
        "checkin_close",
        "checkin_heads",
        "checkin_fill",
        "checkin_scan",
        "checkin_passes",
    ):
        assert url(door, activity.pk) not in pages
    assert "/vikar/" not in pages


@pytest.mark.parametrize("words", ["Tingbjerg", "code"])
def test_searching_does_not_tell_what_is_not_shown(
    helper: Client, activity: Activity, row: Registration, words: str
) -> None:
    asked = row.checkin_code if words == "code" else words
    page = helper.post(url("checkin", activity.pk), {"q": asked})
    assert list(page.context["page_obj"]) == []


def test_a_helper_ticks_off_and_adds_guests_and_it_is_counted(
    helper: Client, activity: Activity, row: Registration
) -> None:
    session = activity.sessions.get()
    helper.post(url("checkin_mark", activity.pk), {"registration": str(row.pk), "state": "present"})
    noted = Attendance.objects.get()
    assert (noted.state, noted.marked_by) == (AttendanceState.PRESENT, None)
    key = "6f1c1c5e-0000-4000-8000-000000000001"
    guest = {"name": "Gæst", "role": Role.OTHER, "idempotency_key": key}
    helper.post(url("checkin_walk_in", activity.pk), guest)
    batch = {
        "actions": [
            {
                "key": "6f1c1c5e-0000-4000-8000-000000000002",
                "kind": "mark",
                "session": str(session.pk),
                "registration": str(row.pk),
                "state": "absent",
            }
        ]
    }
    sent = helper.post(url("checkin_send", activity.pk), batch, content_type="application/json")
    assert sent.json()["answers"][0]["outcome"] == "done"
    assert Registration.objects.get(name="Gæst").attendances.get().marked_by is None
    assert DayPass.objects.get().marked == 3


def test_no_other_page_opens(helper: Client, activity: Activity, row: Registration) -> None:
    closed = [
        url(name, activity.pk)
        for name in (
            "checkin_fill", "checkin_heads", "checkin_close", "checkin_scan", "checkin_passes",
        )
    ]  # fmt: skip
    closed += [
        url("checkin_substitute", activity.pk, row.pk),
        url("checkin_code", row.checkin_code),
        reverse("activity:participants", args=[activity.pk]),
        reverse("activity:papers", args=[activity.pk]),
        reverse("wagtailadmin_home"),
    ]
    for address in closed:
        for method in (helper.get, helper.post):
            response = method(address)
            refused = response.status_code == HTTPStatus.FORBIDDEN
            sent_away = response.status_code == HTTPStatus.FOUND and "login" in response["Location"]
            assert refused or sent_away, (address, response.status_code)
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OPEN


def test_no_other_activity_opens(helper: Client) -> None:
    other = ActivityFactory(starts_in_days=0, with_page=False)
    RegistrationFactory(activity=other)
    for name in ("checkin", "checkin_walk_in", "checkin_live"):
        assert helper.get(url(name, other.pk)).status_code == HTTPStatus.FORBIDDEN
    for name in ("checkin_mark", "checkin_send"):
        assert helper.post(url(name, other.pk)).status_code == HTTPStatus.FORBIDDEN


def test_only_the_sessions_of_its_day_are_there() -> None:
    cache.clear()
    activity = ActivityFactory(starts_in_days=0, days=2, with_page=False)
    first, second = activity.sessions.all()
    client = Client()
    enter(client, daypass.issue(activity, when.today(first.start), by=None)[1])
    page = client.get(url("checkin", activity.pk), {"session": str(second.pk)})
    assert page.context["session"] == first
    assert page.context["sessions"] == [first]


# --- Its end -----------------------------------------------------------------------------------
def end_by_staff(activity: Activity) -> None:
    daypass.revoke(DayPass.objects.get(), by=None)


def next_day(activity: Activity) -> None:
    DayPass.objects.update(day=today(activity) - timedelta(days=1))


def close_day(activity: Activity) -> None:
    Activity.objects.update(status=ActivityStatus.HELD)


def cancel(activity: Activity) -> None:
    Activity.objects.update(status=ActivityStatus.CANCELLED)


def turn_discreet(activity: Activity) -> None:
    Activity.objects.update(discreet=True)


@pytest.mark.parametrize("end", [end_by_staff, next_day, close_day, cancel, turn_discreet])
def test_once_over_it_opens_nothing_and_the_phone_forgets(
    activity: Activity, row: Registration, helper: Client, end: Callable[[Activity], None]
) -> None:
    end(activity)
    for name in ("checkin", "checkin_walk_in", "checkin_live"):
        response = helper.get(url(name, activity.pk))
        assert response["Location"] == url("day_pass")
    helper.post(url("checkin_mark", activity.pk), {"registration": str(row.pk), "state": "present"})
    assert not Attendance.objects.exists()
    assert helper.get(url("day_pass"))["Clear-Site-Data"] == '"storage"'
    assert daypass.SESSION_KEY not in helper.session


def test_it_dies_at_midnight_in_copenhagen(activity: Activity) -> None:
    day_pass, code = make(activity)
    midnight = datetime.combine(
        day_pass.day + timedelta(days=1), datetime.min.time(), tzinfo=COPENHAGEN
    )
    assert daypass.find(code, midnight - timedelta(seconds=1)) == day_pass
    assert daypass.find(code, midnight) is None
    assert daypass.find(code, midnight - timedelta(days=1, seconds=1)) is None


def test_its_code_stands_in_no_log() -> None:
    from portal.logs import without_links

    assert "ABCDE" not in without_links("Not Found: /d/ABCDEFGHJK/")
    assert "ABCDE" not in without_links("Not Found: /en/d/ABCDEFGHJK/")

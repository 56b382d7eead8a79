"""The day itself."""

import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import attendance, checklist
from events.cancellation import withdraw
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus, Role
from events.models import Activity, Attendance, HeadCount, Registration, Session
from events.queries import nearest_session
from tests.factories import (
    ActivityFactory,
    AudienceFactory,
    RegistrationFactory,
    UserFactory,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    """Return a theme day that goes on now."""
    return ActivityFactory(title="Temadag", starts_in_days=0, capacity=5)


@pytest.fixture
def session(activity: Activity) -> Session:
    """Return the day's session."""
    return activity.sessions.get()


@pytest.fixture
def staff() -> Client:
    """Return the organiser's phone, signed in."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def url(activity: Activity, name: str = "checkin") -> str:
    """Return one of the day's addresses."""
    return reverse(f"events:{name}", args=[activity.pk])


def mark(client: Client, row: Registration, session: Session, state: str, **extra: Any) -> Any:
    """Send the mark of one row."""
    return client.post(
        url(row.activity, "checkin_mark"),
        {"registration": str(row.pk), "session": str(session.pk), "state": state},
        **extra,
    )


PAGES = [
    "checkin",
    "checkin_mark",
    "checkin_walk_in",
    "checkin_fill",
    "checkin_heads",
    "checkin_close",
]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_sign_in_and_plain_users_are_refused(activity: Activity, name: str) -> None:
    client, method = Client(), "post" if name in {"checkin_mark", "checkin_fill"} else "get"
    response = getattr(client, method)(url(activity, name))
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert getattr(client, method)(url(activity, name)).status_code == HTTPStatus.FORBIDDEN


def test_a_code_is_of_use_to_staff_alone(activity: Activity, staff: Client) -> None:
    row = RegistrationFactory(activity=activity)
    address = reverse("events:checkin_code", args=[row.checkin_code])
    client = Client()
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    assert client.post(address).status_code == HTTPStatus.FORBIDDEN
    assert staff.get(address).status_code == HTTPStatus.OK


def test_a_discreet_activity_is_not_found_by_other_staff(staff: Client) -> None:
    activity = ActivityFactory(discreet=True)
    row = RegistrationFactory(activity=activity)
    assert staff.get(url(activity)).status_code == HTTPStatus.NOT_FOUND
    code = reverse("events:checkin_code", args=[row.checkin_code])
    assert staff.get(code).status_code == HTTPStatus.NOT_FOUND


def test_the_list_is_in_danish_order(activity: Activity, staff: Client) -> None:
    for name in ("Åge", "Anna", "Zeki", "Ægir"):
        RegistrationFactory(activity=activity, name=name)
    RegistrationFactory(activity=activity, name="Venter", status=RegistrationStatus.WAITING)
    response = staff.get(url(activity))
    assert [row.name for row in response.context["page_obj"]] == ["Anna", "Zeki", "Ægir", "Åge"]


def test_marks_can_be_set_changed_and_taken_away(
    activity: Activity, session: Session, staff: Client
) -> None:
    row = RegistrationFactory(activity=activity)
    for state in (AttendanceState.PRESENT, AttendanceState.ABSENT, AttendanceState.PRESENT):
        response = mark(staff, row, session, state)
        assert response["Location"].endswith(f"#p-{row.pk}")
        assert Attendance.objects.get().state == state
    assert staff.get(url(activity)).context["counts"].present == 1
    mark(staff, row, session, "")
    assert Attendance.objects.count() == 0


def test_nobody_of_another_activity_can_be_marked(
    activity: Activity, session: Session, staff: Client
) -> None:
    stranger = RegistrationFactory()
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    for row_id in (str(stranger.pk), str(waiting.pk), "x"):
        response = staff.post(
            url(activity, "checkin_mark"), {"registration": row_id, "state": "present"}
        )
        assert response.status_code == HTTPStatus.NOT_FOUND
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("words", ["aase", "ÅSE", "søre", "Klub", "oestergaard"])
def test_search_does_not_mind_case_accents_or_double_a(
    activity: Activity, staff: Client, words: str
) -> None:
    RegistrationFactory(activity=activity, name="Åse Sørensen", workplace="Klub 1")
    RegistrationFactory(activity=activity, name="Bo", workplace="Skole")
    found = [row.name for row in staff.post(url(activity), {"q": words}).context["page_obj"]]
    assert found == ([] if words == "oestergaard" else ["Åse Sørensen"])


def test_a_name_that_is_searched_for_never_stands_in_an_address(
    activity: Activity, staff: Client
) -> None:
    html = staff.post(url(activity), {"q": "Åse"}).content.decode()
    assert "?q=" not in html
    assert "&amp;q=" not in html
    assert 'role="search"' in html
    assert staff.get(url(activity), {"q": "Åse"}).context["words"] == ""


def test_a_walk_in_is_added_and_ticked_off_once(
    activity: Activity, session: Session, staff: Client
) -> None:
    data = {
        "name": "Gæst",
        "role": Role.OTHER,
        "idempotency_key": str(uuid.uuid4()),
        "session": str(session.pk),
    }
    for _tap in range(2):
        assert staff.post(url(activity, "checkin_walk_in"), data).status_code == HTTPStatus.FOUND
    row = Registration.objects.get()
    assert row.attendances.get().state == AttendanceState.PRESENT
    assert Activity.objects.get().taken == 1


def test_a_walk_in_with_a_cpr_number_is_refused(activity: Activity, staff: Client) -> None:
    response = staff.post(
        url(activity, "checkin_walk_in"), {"name": "Ali 010190-1234", "role": Role.OTHER}
    )
    assert "CPR-nummer" in response.context["form"].errors["name"][0]


def test_staff_give_a_free_seat_to_the_first_in_line(activity: Activity, staff: Client) -> None:
    first = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    second = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    staff.post(url(activity, "checkin_fill"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_confirmed, second.is_waiting) == (True, True)


def test_heads_are_counted_by_audience(activity: Activity, session: Session, staff: Client) -> None:
    AudienceFactory(key="unge", title="Elever og unge")
    AudienceFactory(key="foraeldre", title="Forældre")
    address = url(activity, "checkin_heads")
    staff.post(address, {"audience_unge": "24", "audience_foraeldre": ""})
    assert list(HeadCount.objects.values_list("audience__key", "number")) == [("unge", 24)]
    assert 'value="24"' in staff.get(address).content.decode()
    staff.post(address, {"audience_unge": "0"})
    assert HeadCount.objects.count() == 0
    assert staff.post(address, {"audience_unge": "-1"}).context["form"].errors


def begin(activity: Activity) -> None:
    """Let the day have begun."""
    start = timezone.now() - timedelta(hours=1)
    activity.sessions.update(start=start, end=start + timedelta(hours=6))


def test_the_day_is_closed_once_someone_is_ticked_off(
    activity: Activity, session: Session, staff: Client
) -> None:
    begin(activity)
    came, stayed_away = (RegistrationFactory(activity=activity) for _person in range(2))
    address = url(activity, "checkin_close")
    assert "Ingen er krydset af" in staff.post(address).content.decode()
    assert Activity.objects.get().status == ActivityStatus.OPEN
    mark(staff, came, session, "present")
    assert "1 uden kryds" in staff.get(address).content.decode()
    staff.post(address)
    assert Activity.objects.get().status == ActivityStatus.HELD
    assert stayed_away.attendances.get().state == AttendanceState.ABSENT


def test_a_day_on_which_nobody_came_can_be_closed(activity: Activity, staff: Client) -> None:
    begin(activity)
    RegistrationFactory(activity=activity)
    address = url(activity, "checkin_close")
    assert "nobody_came" in staff.post(address).content.decode()
    staff.post(address, {"nobody_came": "on"})
    assert Activity.objects.get().status == ActivityStatus.HELD


def test_a_day_that_has_not_begun_stays_open(staff: Client) -> None:
    activity = ActivityFactory(starts_in_days=3)
    assert "ikke begyndt" in staff.post(url(activity, "checkin_close")).content.decode()
    assert Activity.objects.get().status == ActivityStatus.OPEN


@pytest.mark.parametrize("status", [ActivityStatus.HELD, ActivityStatus.CANCELLED])
def test_a_closed_day_is_only_looked_at(
    activity: Activity, session: Session, staff: Client, status: str
) -> None:
    row = RegistrationFactory(activity=activity)
    Activity.objects.update(status=status)
    html = staff.get(url(activity)).content.decode()
    assert "data-checkin-mark" not in html
    assert mark(staff, row, session, "present").status_code == HTTPStatus.FORBIDDEN
    code = reverse("events:checkin_code", args=[row.checkin_code])
    assert staff.post(code).status_code == HTTPStatus.FORBIDDEN
    assert Attendance.objects.count() == 0


def test_scanning_shows_and_only_the_button_marks(activity: Activity, staff: Client) -> None:
    row = RegistrationFactory(activity=activity, name="Bo Berg")
    address = reverse("events:checkin_code", args=[row.checkin_code])
    html = staff.get(address).content.decode()
    assert "Bo Berg" in html
    assert "Kryds af" in html
    assert Attendance.objects.count() == 0
    html = staff.post(address, follow=True).content.decode()
    assert "Krydset af" in html
    assert Attendance.objects.get().state == AttendanceState.PRESENT


def test_a_code_typed_in_small_letters_works(activity: Activity, staff: Client) -> None:
    row = RegistrationFactory(activity=activity)
    address = reverse("events:checkin_code", args=[row.checkin_code.lower()])
    assert staff.get(address).status_code == HTTPStatus.OK


def test_someone_in_line_has_no_seat_to_tick_off(activity: Activity, staff: Client) -> None:
    row = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    address = reverse("events:checkin_code", args=[row.checkin_code])
    assert "ventelisten som nummer 1" in staff.get(address).content.decode()
    assert staff.post(address).status_code == HTTPStatus.FORBIDDEN


def test_an_unknown_code_gets_a_kind_page(staff: Client) -> None:
    response = staff.get(reverse("events:checkin_code", args=["0000000000"]))
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Koden er ikke på nogen liste" in response.content.decode()


def test_the_nearest_session_is_the_one_going_on_or_the_next() -> None:
    now = timezone.now()

    def at(hours: int) -> Session:
        start = now + timedelta(hours=hours)
        return Session(start=start, end=start + timedelta(hours=2))

    yesterday, morning, evening = at(-24), at(-1), at(5)
    assert nearest_session([yesterday, morning, evening], now) is morning
    assert nearest_session([yesterday, evening], now) is evening
    assert nearest_session([], now) is None


def test_the_session_asked_for_is_shown(staff: Client) -> None:
    activity = ActivityFactory(days=3, starts_in_days=-1)
    first, _second, third = activity.sessions.all()
    assert staff.get(url(activity), {"session": str(third.pk)}).context["session"] == third
    assert staff.get(url(activity), {"session": "x"}).context["session"] != first


def test_long_lists_are_split_without_more_queries(staff: Client) -> None:
    activity = ActivityFactory(capacity=300)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            staff.get(url(activity))
        return len(captured)

    RegistrationFactory(activity=activity)
    staff.get(url(activity))
    few = queries()
    for _number in range(100):
        RegistrationFactory(activity=activity)
    # One more row than fits the page: the list is the same, with its numbers below.
    assert queries() <= few
    assert len(staff.get(url(activity), {"page": 2}).context["page_obj"]) == 1


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_staff_without_a_second_factor_are_stopped_in_every_language(
    activity: Activity, staff: Client, settings: Any, prefix: str
) -> None:
    settings.VINK_STAFF_MFA_REQUIRED = True
    for path in (f"/tjek-ind/{activity.pk}/", "/c/0000000000/"):
        response = staff.get(prefix + path)
        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == f"{prefix}/konto/2fa/"


def add_guest(activity: Activity, name: str) -> Registration:
    """Add a walk-in who gives her address."""
    person = make_person(name=name, email="gaest@klub.example")
    return attendance.add_walk_in(
        activity, activity.sessions.get(), person, idempotency_key=uuid.uuid4(), by=None
    )


def test_a_guest_who_signed_up_under_this_name_long_ago_keeps_that_row(activity: Activity) -> None:
    """Her active row counts, also where a withdrawn one of the same name is newer."""
    active = RegistrationFactory(activity=activity, name="Gæst", email="gaest@klub.example")
    RegistrationFactory(
        activity=activity,
        name="Gæst",
        email="gaest@klub.example",
        status=RegistrationStatus.CANCELLED,
    )
    assert add_guest(activity, "Gæst") == active


@pytest.mark.parametrize("status", [ActivityStatus.HELD, ActivityStatus.CANCELLED])
def test_nobody_is_added_once_the_day_is_over(activity: Activity, status: ActivityStatus) -> None:
    """The survey's number of invited is frozen then."""
    Activity.objects.filter(pk=activity.pk).update(status=status)
    with pytest.raises(attendance.DayIsOver):
        add_guest(activity, "Sen")
    assert Registration.objects.count() == 0


def test_who_withdrew_after_a_first_session_is_not_missing() -> None:
    activity = ActivityFactory(starts_in_days=0, days=2)
    first = activity.sessions.all()[0]
    gone, _stays = [RegistrationFactory(activity=activity) for _number in range(2)]
    attendance.mark(gone, first, AttendanceState.PRESENT, by=None)
    withdraw(gone)
    assert checklist.unmarked(activity) == 2

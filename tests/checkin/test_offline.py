"""What a phone kept and sends later: done once, and what happened meanwhile stands."""

import json
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

from events import offline
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus, Role
from events.models import Activity, Attendance, CheckinAction, Registration, Session
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return ActivityFactory(starts_in_days=0, capacity=3, with_page=False)


@pytest.fixture
def session(activity: Activity) -> Session:
    return activity.sessions.get()


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def mark(row: Registration, state: str = "present", **changed: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "kind": "mark",
        "session": str(row.activity.sessions.get().pk),
        "registration": str(row.pk),
        "state": state,
        "waited": 0,
        **changed,
    }


def guest(at: Session, **changed: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "kind": "walk_in",
        "session": str(at.pk),
        "name": "Gæst Gæstesen",
        "role": Role.OTHER,
        **changed,
    }


def send(client: Client, activity: Activity, *actions: Any) -> Any:
    address = reverse("events:checkin_send", args=[activity.pk])
    return client.post(address, json.dumps({"actions": actions}), content_type="application/json")


def outcomes(response: Any) -> list[str]:
    return [answer["outcome"] for answer in response.json()["answers"]]


def test_a_batch_is_done_and_counted(activity: Activity, session: Session, staff: Client) -> None:
    rows = [RegistrationFactory(activity=activity) for _i in range(2)]
    response = send(staff, activity, mark(rows[0]), mark(rows[1], "absent"), guest(session))
    assert outcomes(response) == ["done"] * 3
    assert response.json()["counts"] == {"expected": 3, "present": 2, "absent": 1}
    assert response.json()["open"] is True
    assert Activity.objects.get().taken == 3


def test_the_same_batch_again_changes_nothing(
    activity: Activity, session: Session, staff: Client
) -> None:
    row = RegistrationFactory(activity=activity)
    batch = [mark(row), guest(session)]
    first = send(staff, activity, *batch)
    Attendance.objects.filter(registration=row).delete()  # undone at another door meanwhile
    again = send(staff, activity, *batch)
    assert outcomes(first) == outcomes(again) == ["done", "done"]
    assert not Attendance.objects.filter(registration=row).exists()
    assert Registration.objects.count() == 2
    assert Activity.objects.get().taken == 2


@pytest.mark.parametrize("waited", ["Infinity", "1e999", "9" * 40])
def test_a_wait_beyond_all_measure_is_refused_with_words(
    activity: Activity, staff: Client, waited: str
) -> None:
    row = RegistrationFactory(activity=activity)
    body = json.dumps({"actions": [mark(row, waited="W")]}).replace('"W"', waited)
    address = reverse("events:checkin_send", args=[activity.pk])
    response = staff.post(address, body, content_type="application/json")
    assert outcomes(response) == ["refused"]


def test_two_guests_of_one_name_are_two(
    activity: Activity, session: Session, staff: Client
) -> None:
    send(staff, activity, guest(session), guest(session))
    assert Registration.objects.filter(name="Gæst Gæstesen").count() == 2


def test_a_full_day_takes_a_guest_as_overbooked_and_nobody_in_line_loses(
    activity: Activity, session: Session, staff: Client
) -> None:
    waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    for _i in range(3):
        RegistrationFactory(activity=activity)
    assert outcomes(send(staff, activity, guest(session))) == ["done"]
    waiting.refresh_from_db()
    assert waiting.is_waiting
    assert Activity.objects.get().overbooked == 1


def test_who_withdrew_meanwhile_is_not_marked_and_staff_are_told(
    activity: Activity, staff: Client
) -> None:
    row = RegistrationFactory(activity=activity, name="Bo Berg")
    Registration.objects.update(status=RegistrationStatus.CANCELLED)
    answer = send(staff, activity, mark(row)).json()["answers"][0]
    assert answer["outcome"] == "gone"
    assert "Bo Berg har ikke længere en plads" in answer["message"]
    assert not Attendance.objects.exists()


def test_a_later_note_of_another_stands(
    activity: Activity, session: Session, staff: Client
) -> None:
    row = RegistrationFactory(activity=activity, name="Bo Berg")
    Attendance.objects.create(session=session, registration=row, state=AttendanceState.ABSENT)
    minute = 60_000
    answer = send(staff, activity, mark(row, waited=minute)).json()["answers"][0]
    assert answer["outcome"] == "older"
    assert "noget andet" in answer["message"]
    assert Attendance.objects.get().state == AttendanceState.ABSENT
    Attendance.objects.update(marked_at=timezone.now() - timedelta(minutes=5))
    assert outcomes(send(staff, activity, mark(row, waited=minute))) == ["done"]
    noted = Attendance.objects.get()
    assert noted.state == AttendanceState.PRESENT
    assert noted.marked_at < timezone.now() - timedelta(seconds=50)  # when it was tapped


def test_taps_of_one_phone_come_in_their_order(activity: Activity, staff: Client) -> None:
    row = RegistrationFactory(activity=activity)
    taps = [mark(row, waited=3000), mark(row, "", waited=2000), mark(row, "absent", waited=1000)]
    assert outcomes(send(staff, activity, *taps)) == ["done"] * 3
    assert Attendance.objects.get().state == AttendanceState.ABSENT


@pytest.mark.parametrize("status", [ActivityStatus.HELD, ActivityStatus.CANCELLED])
def test_after_the_day_is_closed_everything_is_too_late(
    activity: Activity, session: Session, staff: Client, status: str
) -> None:
    row = RegistrationFactory(activity=activity)
    Activity.objects.update(status=status)
    response = send(staff, activity, mark(row), guest(session))
    assert outcomes(response) == ["closed", "closed"]
    assert response.json()["open"] is False
    assert "dagen var afsluttet" in response.json()["answers"][0]["message"]
    assert (Attendance.objects.count(), Registration.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "Ali 010190-1234"},
        {"role": "chef"},
        {"email": "ikke en mail"},
        {"key": "x"},
        {"session": str(uuid.uuid4())},
    ],
)
def test_what_the_form_would_refuse_is_refused(
    activity: Activity, session: Session, staff: Client, changed: dict[str, str]
) -> None:
    answer = send(staff, activity, guest(session, **changed)).json()["answers"][0]
    assert answer["outcome"] == "refused"
    assert answer["message"]
    assert not Registration.objects.exists()
    assert not CheckinAction.objects.exists()  # so that it can be put right under its key


@pytest.mark.parametrize(
    "changed", [{"state": "dansende"}, {"registration": "x"}, {"waited": "snart"}, {"kind": ""}]
)
def test_marks_that_no_page_makes_are_refused(
    activity: Activity, staff: Client, changed: dict[str, str]
) -> None:
    row = RegistrationFactory(activity=activity)
    assert outcomes(send(staff, activity, mark(row, **changed))) == ["refused"]
    assert not Attendance.objects.exists()


def test_another_activity_is_out_of_reach(activity: Activity, staff: Client) -> None:
    stranger = RegistrationFactory(activity=ActivityFactory(starts_in_days=0, with_page=False))
    own_session = str(activity.sessions.get().pk)
    assert outcomes(send(staff, activity, mark(stranger))) == ["refused"]
    assert outcomes(send(staff, activity, mark(stranger, session=own_session))) == ["gone"]
    assert not Attendance.objects.exists()
    used = CheckinAction.objects.create(
        key=uuid.uuid4(), activity=stranger.activity, outcome="done"
    )
    row = RegistrationFactory(activity=activity)
    assert outcomes(send(staff, activity, mark(row, key=str(used.key)))) == ["gone"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", '{"actions": {}}', '{"actions": [1]}'])
def test_nonsense_is_refused(activity: Activity, staff: Client, body: str) -> None:
    address = reverse("events:checkin_send", args=[activity.pk])
    response = staff.post(address, body, content_type="application/json")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    too_many = send(staff, activity, *[{}] * 101)
    assert too_many.status_code == HTTPStatus.BAD_REQUEST


def test_strangers_other_staff_and_forged_requests_get_nothing(activity: Activity) -> None:
    row = RegistrationFactory(activity=activity)
    assert send(Client(), activity, mark(row)).status_code == HTTPStatus.FOUND
    client = Client()
    client.force_login(UserFactory(role="Redaktør"))
    assert send(client, activity, mark(row)).status_code == HTTPStatus.FORBIDDEN
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory(role="Arrangør"))
    assert send(strict, activity, mark(row)).status_code == HTTPStatus.FORBIDDEN
    assert not Attendance.objects.exists()


def test_a_discreet_activity_is_not_there_for_others(staff: Client) -> None:
    row = RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))
    assert send(staff, row.activity, mark(row)).status_code == HTTPStatus.NOT_FOUND


def test_who_comes_to_a_discreet_activity_is_kept_on_no_phone() -> None:
    row = RegistrationFactory(
        activity=ActivityFactory(discreet=True, starts_in_days=0, with_page=False), name="Bo"
    )
    leader = Client()
    leader.force_login(UserFactory(role="Kursusleder"))
    for name in ("checkin", "checkin_walk_in"):
        page = leader.get(reverse(f"events:{name}", args=[row.activity_id]))
        assert page.status_code == HTTPStatus.OK
        assert "X-Checkin-Copy" not in page
        assert "checkin-queue" not in page.text
    assert send(leader, row.activity, mark(row)).status_code == HTTPStatus.NOT_FOUND


def test_a_tap_takes_few_queries(activity: Activity, staff: Client) -> None:
    rows = [RegistrationFactory(activity=activity) for _i in range(3)]
    send(staff, activity, mark(rows[0]))
    with CaptureQueriesContext(connection) as one:
        send(staff, activity, mark(rows[0]))
    with CaptureQueriesContext(connection) as three:
        send(staff, activity, *[mark(row) for row in rows])
    assert len(three) - len(one) <= 2 * 15


def test_keys_are_forgotten_after_two_days(activity: Activity) -> None:
    for _i in range(2):
        CheckinAction.objects.create(key=uuid.uuid4(), activity=activity, outcome="done")
    old = CheckinAction.objects.first()
    assert old is not None
    CheckinAction.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=3))
    assert offline.forget() == 1
    assert CheckinAction.objects.count() == 1


def test_only_pages_without_addresses_may_be_kept_on_the_phone(
    activity: Activity, staff: Client
) -> None:
    RegistrationFactory(activity=activity, name="Bo", phone="+4520202020")
    RegistrationFactory(
        activity=activity, status=RegistrationStatus.WAITING, name="Vera", phone="+4530303030"
    )
    address = reverse("events:checkin", args=[activity.pk])
    kept = staff.get(address)
    assert kept["X-Checkin-Copy"] == "keep"
    for private in ("@skole.example", "+4520202020", "+4530303030", "Vera"):
        assert private not in kept.text
    assert "X-Checkin-Copy" not in staff.post(address, {"q": "Bo"})
    line = staff.get(reverse("events:checkin_fill", args=[activity.pk]))
    assert "+4530303030" in line.text
    assert "X-Checkin-Copy" not in line
    Activity.objects.update(status=ActivityStatus.HELD)
    assert "X-Checkin-Copy" not in staff.get(address)


def test_the_worker_is_handed_out_within_its_path(client: Client) -> None:
    response = client.get(reverse("events:checkin_worker"))
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert "X-Checkin-Copy" in response.text
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert "Ingen forbindelse" in client.get(reverse("events:checkin_no_connection")).text


@pytest.mark.parametrize("address", ["/konto/logout/", "/admin/logout/"])
def test_signing_out_lets_the_browser_forget(staff: Client, address: str) -> None:
    assert staff.post(address)["Clear-Site-Data"] == '"storage"'
    assert "sessionid" not in staff.cookies or not staff.cookies["sessionid"].value

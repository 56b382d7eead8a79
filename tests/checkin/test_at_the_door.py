"""Codes one after the other, substitutes, figures for a screen, and how it went."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import (
    ActivityStatus,
    AttendanceState,
    EndReason,
    RegistrationStatus,
)
from events.models import Activity, Attendance, Registration, Session
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return ActivityFactory(starts_in_days=0, capacity=2, with_page=False)


@pytest.fixture
def session(activity: Activity) -> Session:
    return activity.sessions.get()


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"events:{name}", args=args)


def sign_up_rows(activity: Activity, number: int) -> list[Registration]:
    return [RegistrationFactory(activity=activity) for _i in range(number)]


class TestCodes:
    """The page of codes: find, look, tick, the next."""

    def test_a_code_is_shown_and_only_the_button_ticks_off(
        self, activity: Activity, staff: Client
    ) -> None:
        row = RegistrationFactory(activity=activity, name="Bo Berg")
        address = url("checkin_scan", activity.pk)
        found = staff.post(address, {"code": row.checkin_code.lower()})
        assert "Bo Berg" in found.text
        assert not Attendance.objects.exists()
        ticked = staff.post(address, {"code": row.checkin_code, "tick": "1"})
        assert "Krydset af" in ticked.text
        assert Attendance.objects.get().state == AttendanceState.PRESENT
        assert ticked.context["counts"].present == 1

    def test_a_code_never_stands_in_an_address(self, activity: Activity, staff: Client) -> None:
        row = RegistrationFactory(activity=activity, name="Bo Berg")
        page = staff.get(url("checkin_scan", activity.pk), {"code": row.checkin_code})
        assert "Bo Berg" not in page.text

    def test_unknown_codes_and_those_of_others_are_told_apart(
        self, activity: Activity, staff: Client
    ) -> None:
        other = RegistrationFactory(activity=ActivityFactory(title="Oplæg", with_page=False))
        hidden = RegistrationFactory(
            activity=ActivityFactory(discreet=True, title="Hemmelig", with_page=False)
        )
        address = url("checkin_scan", activity.pk)
        elsewhere = staff.post(address, {"code": other.checkin_code, "tick": "1"})
        assert "anden aktivitet: Oplæg" in elsewhere.text
        for code in ("0000000000", hidden.checkin_code):
            page = staff.post(address, {"code": code, "tick": "1"})
            assert "ikke på nogen liste" in page.text
            assert "Hemmelig" not in page.text
        assert not Attendance.objects.exists()

    def test_someone_in_line_cannot_be_ticked_off(self, activity: Activity, staff: Client) -> None:
        row = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
        page = staff.post(url("checkin_scan", activity.pk), {"code": row.checkin_code, "tick": "1"})
        assert "ventelisten som nummer 1" in page.text
        assert not Attendance.objects.exists()

    def test_a_closed_day_is_only_looked_at(self, activity: Activity, staff: Client) -> None:
        row = RegistrationFactory(activity=activity)
        Activity.objects.update(status=ActivityStatus.HELD)
        data = {"code": row.checkin_code, "tick": "1"}
        page = staff.post(url("checkin_scan", activity.pk), data)
        assert page.status_code == HTTPStatus.FORBIDDEN


class TestSubstitutes:
    """A colleague came in someone's stead."""

    def test_she_has_the_seat_and_is_ticked_off(self, activity: Activity, staff: Client) -> None:
        row = RegistrationFactory(activity=activity, name="Bo Berg", workplace="Tingbjerg Skole")
        waiting = RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
        address = url("checkin_substitute", activity.pk, row.pk)
        assert "Vikar for Bo Berg" in staff.get(address).text
        response = staff.post(address, {"name": "Ida Vikar", "email": ""})
        assert response.status_code == HTTPStatus.FOUND
        row.refresh_from_db()
        assert (row.status, row.ended) == (RegistrationStatus.CANCELLED, EndReason.REPLACED)
        new = Registration.objects.get(name="Ida Vikar")
        assert new.is_confirmed
        assert new.replaces == row
        assert new.workplace == "Tingbjerg Skole"
        assert new.attendances.get().state == AttendanceState.PRESENT
        waiting.refresh_from_db()
        assert waiting.is_waiting
        assert Activity.objects.get().taken == 1

    def test_what_is_wrong_is_said_and_nothing_done(
        self, activity: Activity, staff: Client
    ) -> None:
        row = RegistrationFactory(activity=activity, name="Bo", email="bo@skole.example")
        address = url("checkin_substitute", activity.pk, row.pk)
        for data in (
            {"name": ""},
            {"name": "Ali 010190-1234"},
            {"name": "Bo", "email": "bo@skole.example"},
        ):
            assert staff.post(address, data).context["form"].errors
        row.refresh_from_db()
        assert row.is_confirmed
        assert not Attendance.objects.exists()

    def test_not_after_the_day_and_not_where_discreet(
        self, activity: Activity, staff: Client
    ) -> None:
        row = RegistrationFactory(activity=activity)
        address = url("checkin_substitute", activity.pk, row.pk)
        Activity.objects.update(discreet=True)
        leader = Client()
        leader.force_login(UserFactory(role="Kursusleder"))
        for client in (staff, leader):
            assert client.post(address, {"name": "Ida"}).status_code == HTTPStatus.NOT_FOUND
        Activity.objects.update(discreet=False, status=ActivityStatus.HELD)
        assert staff.post(address, {"name": "Ida"}).status_code == HTTPStatus.FORBIDDEN
        assert Registration.objects.count() == 1


class TestFigures:
    """Counts for a screen, and for planning."""

    def test_the_screen_counts_every_session_and_names_nobody(self, staff: Client) -> None:
        activity = ActivityFactory(starts_in_days=0, days=2, with_page=False)
        rows = sign_up_rows(activity, 3)
        first, second = activity.sessions.all()
        for row in rows[:2]:
            Attendance.objects.create(session=first, registration=row, state="present")
        Attendance.objects.create(session=second, registration=rows[0], state="absent")
        page = staff.get(url("checkin_live", activity.pk), {"session": str(first.pk)})
        now, rest = page.context["now"].counts, page.context["rest"][0].counts
        assert (now.expected, now.present, now.missing) == (3, 2, 1)
        assert (rest.expected, rest.present, rest.missing) == (3, 0, 2)
        assert not any(row.name in page.text for row in rows)

    def test_it_takes_as_many_queries_for_many_as_for_few(
        self, activity: Activity, staff: Client
    ) -> None:
        address = url("checkin_live", activity.pk)
        staff.get(address)
        with CaptureQueriesContext(connection) as few:
            staff.get(address)
        Activity.objects.update(capacity=50)
        sign_up_rows(activity, 20)
        with CaptureQueriesContext(connection) as many:
            staff.get(address)
        assert len(many) == len(few)

    def test_a_closed_day_says_how_many_stayed_away_from_each_session(self, staff: Client) -> None:
        activity = ActivityFactory(starts_in_days=0, days=2, with_page=False)
        rows = sign_up_rows(activity, 2)
        for session in activity.sessions.all():
            for row in rows:
                Attendance.objects.create(session=session, registration=row, state="absent")
        Activity.objects.update(status=ActivityStatus.HELD)
        page = staff.get(url("checkin", activity.pk))
        assert [one.counts.absent for one in page.context["settled"]] == [2, 2]
        assert "<caption>Fremmøde</caption>" in page.text


class TestGuests:
    """Walk-ins who are known already."""

    def test_one_with_an_offer_takes_the_seat_that_is_kept_for_her(
        self, activity: Activity, staff: Client
    ) -> None:
        sign_up_rows(activity, 1)
        row = RegistrationFactory(
            activity=activity, name="Ida", email="ida@skole.example",
            status=RegistrationStatus.OFFERED,
        )  # fmt: skip
        Activity.objects.update(taken=2)
        data = {"name": "Ida", "email": "ida@skole.example", "role": "other"}
        data["idempotency_key"] = "6f1c1c5e-0000-4000-8000-000000000001"
        staff.post(url("checkin_walk_in", activity.pk), data)
        row.refresh_from_db()
        assert row.is_confirmed
        found = Activity.objects.get()
        assert (found.taken, found.overbooked) == (2, 0)

    def test_one_who_withdrew_is_back_and_no_longer_ended(
        self, activity: Activity, staff: Client
    ) -> None:
        row = RegistrationFactory(
            activity=activity, name="Ida", email="ida@skole.example",
            status=RegistrationStatus.CANCELLED, ended=EndReason.WITHDREW,
        )  # fmt: skip
        data = {"name": "Ida", "email": "ida@skole.example", "role": "other"}
        data["idempotency_key"] = "6f1c1c5e-0000-4000-8000-000000000001"
        staff.post(url("checkin_walk_in", activity.pk), data)
        row.refresh_from_db()
        assert (row.is_confirmed, row.ended) == (True, "")
        assert row.attendances.get().marked_at <= timezone.now()

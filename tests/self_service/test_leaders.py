"""What a leader sees of the teams she signed up: seats and cancellations, nothing more."""

import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import attendance, leaders
from events.cancellation import withdraw
from events.enums import ActivityStatus, AttendanceState, EndReason, RegistrationStatus
from events.leaders import Period
from events.models import Activity, Booking, Registration
from events.when import COPENHAGEN
from portal.accounts.models import User
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/mine/hold/"


@pytest.fixture
def user() -> User:
    """Return a leader with one verified address."""
    made: User = UserFactory(email="leder@skole.example")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def team(
    email: str = "leder@skole.example", *, workplace: str = "Tingbjerg Skole", **kwargs: Any
) -> Booking:
    """Return a team's booking of an activity of its own."""
    activity = kwargs.pop("activity", None) or ActivityFactory(**kwargs)
    return Booking.objects.create(
        activity=activity,
        idempotency_key=uuid.uuid4(),
        contact_email=email,
        workplace=workplace,
        is_team=True,
    )


def colleague(booking: Booking, name: str, **kwargs: Any) -> Registration:
    made: Registration = RegistrationFactory(
        booking=booking, activity=booking.activity, name=name, **kwargs
    )
    return made


def table(client: Client, number: int) -> dict[str, tuple[int, int, int, int]]:
    rows = client.get(URL).context["tables"][number]["rows"]
    return {r.label: (r.signed_up, r.seats, r.in_line, r.cancelled) for r in rows}


def test_only_for_those_signed_in(client: Client) -> None:
    response = client.get(URL)
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith(reverse("account_login"))


def test_her_own_teams_with_how_each_one_stands(signed_in: Client) -> None:
    booking = team(title="Temadag")
    colleague(booking, "Åse Ågård")
    colleague(booking, "Bo Berg", status=RegistrationStatus.WAITING)
    withdraw(colleague(booking, "Carl Carlsen"))
    response = signed_in.get(URL)
    (row,) = response.context["rows"]
    assert [(p["name"], p["state"]) for p in row["people"]] == [
        ("Bo Berg", "Plads"),  # moved up when a seat became free
        ("Carl Carlsen", "Afmeldt"),
        ("Åse Ågård", "Plads"),
    ]
    assert "no-store" in response["Cache-Control"]
    assert signed_in.get(row["url"]).status_code == HTTPStatus.OK  # the team's own page


def test_nobody_else_s_and_by_verified_address_alone(signed_in: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ikke@bekraeftet.example", verified=False)
    for email in ("en.anden@skole.example", "ikke@bekraeftet.example"):
        colleague(team(email, title="Ikke hendes"), "Fremmed Person")
    alone = team(title="Kun hende selv")
    Booking.objects.filter(pk=alone.pk).update(is_team=False)
    response = signed_in.get(URL)
    assert response.context["rows"] == []
    assert response.context["tables"] == []


def test_what_is_discreet_is_in_no_list_and_no_count(client: Client) -> None:
    """Not even for those who may see discreet activities elsewhere."""
    staff = UserFactory(role="Kursusleder", email="leder@skole.example")
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    colleague(team(title="Onsdagsgruppen", workplace="Hemmelig", discreet=True), "Mor Til En")
    series = ActivityFactory(title="Åben dag")
    colleague(team(activity=series), "Åse Ågård")
    twin = ActivityFactory(title="Torsdagsgruppen", series=series.series, discreet=True)
    colleague(team(activity=twin), "Far Til En")
    client.force_login(staff)
    html = client.get(URL).content.decode()
    for never in ("Onsdagsgruppen", "Torsdagsgruppen", "Hemmelig", "Mor Til En", "Far Til En"):
        assert never not in html
    assert table(client, 0) == {"Tingbjerg Skole": (1, 1, 0, 0)}
    assert table(client, 1) == {"Åben dag": (1, 1, 0, 0)}


def test_the_counts_by_team_and_by_course(signed_in: Client) -> None:
    first = team(title="Kursus", capacity=3)
    second = team(activity=ActivityFactory(title="Kursus", series=first.activity.series))
    club = team(title="Temadag", workplace="Klub Nord")
    for name in ("A", "B"):
        colleague(first, f"{name} Sen")
    withdraw(colleague(first, "C Sen"))
    colleague(second, "D Sen", status=RegistrationStatus.PENDING)
    replaced = colleague(club, "E Sen")
    colleague(club, "F Sen", replaces=replaced)
    Registration.objects.filter(pk=replaced.pk).update(
        status=RegistrationStatus.CANCELLED, ended=EndReason.REPLACED
    )
    assert table(signed_in, 0) == {"Tingbjerg Skole": (4, 2, 1, 1), "Klub Nord": (1, 1, 0, 0)}
    assert table(signed_in, 1) == {"Kursus": (4, 2, 1, 1), "Temadag": (1, 1, 0, 0)}


def test_nothing_tells_who_came(signed_in: Client) -> None:
    booking = team(title="Kursus", starts_in_days=-2, days=2)
    came, stayed_away = colleague(booking, "Åse Ågård"), colleague(booking, "Bo Berg")
    before = signed_in.get(URL)
    sessions = list(booking.activity.sessions.all())
    for session in sessions:
        attendance.mark(came, session, AttendanceState.PRESENT, by=None)
        attendance.mark(stayed_away, session, AttendanceState.ABSENT, by=None)
    Activity.objects.update(status=ActivityStatus.HELD)
    after = signed_in.get(URL)
    assert after.context["rows"] == before.context["rows"]
    assert [t["rows"] for t in after.context["tables"]] == [
        t["rows"] for t in before.context["tables"]
    ]


def test_this_year_and_what_comes_or_last_year_by_copenhagen_s_calendar(user: User) -> None:
    year = 2026
    moments = {
        "I forfjor": datetime(2024, 12, 31, 12, tzinfo=COPENHAGEN),
        "Nytår i fjor": datetime(2025, 1, 1, 0, 30, tzinfo=COPENHAGEN),  # 2024 in UTC
        "Nytår i år": datetime(2026, 1, 1, 0, 30, tzinfo=COPENHAGEN),
        "Næste år": datetime(2027, 2, 1, 12, tzinfo=COPENHAGEN),
    }
    for title, start in moments.items():
        booking = team(title=title, days=0)
        SessionFactory(activity=booking.activity, start=start)
    team(title="Uden dato", days=0)

    def titles(period: Period) -> list[str]:
        now = datetime(year, 6, 1, tzinfo=COPENHAGEN)
        return [row.activity.title for row in leaders.bookings(user, period, now)]

    assert titles(Period.THIS_YEAR) == ["Næste år", "Uden dato", "Nytår i år"]
    assert titles(Period.LAST_YEAR) == ["Nytår i fjor"]


def test_the_period_is_chosen_in_the_address(signed_in: Client) -> None:
    team(title="I år", starts_in_days=5)
    last = timezone.localtime().replace(month=6, day=1) - timedelta(days=365)
    booking = team(title="Sidste år", days=0)
    SessionFactory(activity=booking.activity, start=last)
    rows = {
        query: [row["title"] for row in signed_in.get(URL + query).context["rows"]]
        for query in ("", "?aar=i-aar", "?aar=sidste-aar", "?aar=xx")
    }
    assert rows == {
        "": ["I år"], "?aar=i-aar": ["I år"], "?aar=sidste-aar": ["Sidste år"], "?aar=xx": ["I år"],
    }  # fmt: skip


def test_unnamed_seats_are_named_as_such(signed_in: Client) -> None:
    booking = team()
    RegistrationFactory(
        booking=booking,
        activity=booking.activity,
        name="",
        email=None,
        identity=None,
        status=RegistrationStatus.HELD,
        expires_at=timezone.now() + timedelta(days=1),
    )
    html = signed_in.get(URL).content.decode()
    assert "Navn mangler" in html
    assert "Plads uden navn" in html


def test_ten_at_a_time_and_the_counts_of_all(signed_in: Client) -> None:
    activity = ActivityFactory(title="Temadag", capacity=20)
    for number in range(12):
        colleague(team(activity=activity), f"Person {number:02}")
    response = signed_in.get(URL)
    assert len(response.context["rows"]) == 10
    assert "page=2" in response.content.decode()
    assert table(signed_in, 1) == {"Temadag": (12, 12, 0, 0)}


def test_the_number_of_queries_does_not_grow(signed_in: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(URL).context["rows"]
        return len(captured)

    def more(workplace: str) -> None:
        booking = team(workplace=workplace)
        colleague(booking, "Åse Ågård")
        colleague(booking, "Bo Berg", status=RegistrationStatus.WAITING)

    more("Skole")
    signed_in.get(URL)
    few = queries()
    for number in range(3):
        more(f"Klub {number}")
    assert queries() == few

"""Calendars to subscribe to: whose they are, what is in them, and how they end."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import decisions, planning, ratelimit, subscriptions
from events.cancellation import withdraw
from events.enums import ActivityStatus, DecisionKind, RegistrationStatus
from events.links import Purpose
from events.models import Activity, Registration
from portal.accounts.models import User
from tests.calendar_files import independent
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    """Return a participant with one verified address."""
    made: User = UserFactory()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def path(user: User, purpose: Purpose = Purpose.CALENDAR) -> str:
    """Return the path of one of the user's calendars."""
    return urlsplit(subscriptions.address(user, purpose)).path


def seat(user: User, title: str, **kwargs: object) -> Registration:
    """Return a confirmed sign-up of the user's."""
    made: Registration = RegistrationFactory(
        activity=ActivityFactory(title=title, **kwargs), email=user.email
    )
    return made


def test_own_confirmed_sign_ups_and_nothing_else(client: Client, user: User) -> None:
    seat(user, "Min dag", days=2)
    seat(user, "Diskret", discreet=True)
    seat(user, "For længe siden", starts_in_days=-200)
    for status in (RegistrationStatus.WAITING, RegistrationStatus.PENDING):
        RegistrationFactory(
            activity=ActivityFactory(title="Ikke endnu"), email=user.email, status=status
        )
    RegistrationFactory(activity=ActivityFactory(title="Andres"))
    EmailAddress.objects.create(user=user, email="ikke@bekraeftet.example", verified=False)
    RegistrationFactory(
        activity=ActivityFactory(title="Ubekræftet"), email="ikke@bekraeftet.example"
    )
    response = client.get(path(user))
    assert response["Content-Type"].startswith("text/calendar")
    assert independent.read(response.content).method.value == "PUBLISH"
    assert independent.summaries(response.content) == ["Min dag", "Min dag"]
    assert user.email not in response.content.decode()


def test_what_is_called_off_stays_as_cancelled_and_what_was_never_hers_does_not(
    client: Client, user: User
) -> None:
    called_off, withdrawn = seat(user, "Aflyst"), seat(user, "Meldt fra")
    decisions.note(withdrawn, DecisionKind.SEATED)
    planning.cancel(called_off.activity)
    withdraw(withdrawn)
    left_the_line = RegistrationFactory(
        activity=ActivityFactory(title="Kø"), email=user.email, status=RegistrationStatus.WAITING
    )
    withdraw(left_the_line)
    found = independent.events(client.get(path(user)).content)
    assert {e.summary.value: e.status.value for e in found} == {
        "Aflyst": "CANCELLED",
        "Meldt fra": "CANCELLED",
    }
    # Signed up again: one entry, and it stands.
    RegistrationFactory(activity=withdrawn.activity, email=user.email)
    again = independent.events(client.get(path(user)).content)
    assert [e.status.value for e in again if e.summary.value == "Meldt fra"] == ["CONFIRMED"]
    Registration.objects.update(changed_at=timezone.now() - subscriptions.KEPT * 2)
    assert independent.summaries(client.get(path(user)).content) == ["Meldt fra"]


def test_a_program_that_asks_again_gets_304_until_something_changed(
    client: Client, user: User
) -> None:
    row = seat(user, "Min dag")
    first = client.get(path(user))
    assert "private" in first["Cache-Control"]
    assert "max-age=300" in first["Cache-Control"]
    headers = {"If-None-Match": first["ETag"]}
    again = client.get(path(user), headers=headers)
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    row.activity.sessions.update(place="Et andet sted")
    assert client.get(path(user), headers=headers).status_code == HTTPStatus.OK


def test_a_new_address_ends_the_old_one(client: Client, user: User) -> None:
    old = path(user)
    client.force_login(user)
    page = client.get("/mine-tilmeldinger/").content.decode()
    assert old in page
    answer = client.post("/mine-tilmeldinger/kalender/", follow=True)
    assert path(user) in answer.content.decode()
    assert path(user) != old
    client.logout()
    assert client.get(old).status_code == HTTPStatus.NOT_FOUND
    assert client.get(path(user)).status_code == HTTPStatus.OK
    assert client.get(path(user).replace("/k/", "/k/alle/")).status_code == HTTPStatus.NOT_FOUND
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(path(user)).status_code == HTTPStatus.NOT_FOUND


def test_the_feeds_are_braked(client: Client, user: User) -> None:
    for _try in range(ratelimit.CALENDAR.times):
        assert client.get(path(user)).status_code == HTTPStatus.OK
    answer = client.get(path(user))
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0


def test_staff_see_all_activities_with_seats_and_without_names(client: Client) -> None:
    staff = UserFactory(role="Arrangør")
    planned = ActivityFactory(title="Oplæg", status=ActivityStatus.PLANNED, with_page=False)
    row = RegistrationFactory(activity=ActivityFactory(title="Temadag", capacity=30), name="Bo B")
    planning.cancel(ActivityFactory(title="Høring", starts_in_days=40))
    ActivityFactory(title="Onsdage", discreet=True)
    ActivityFactory(title="Gammelt", starts_in_days=-200)
    response = client.get(path(staff, Purpose.STAFF_CALENDAR))
    found = {e.summary.value: e.status.value for e in independent.events(response.content)}
    assert found == {
        "Planlagt: Oplæg (0/10)": "TENTATIVE",
        "Temadag (1/30)": "CONFIRMED",
        "Aflyst: Høring (0/10)": "CANCELLED",
    }
    assert row.name not in response.content.decode()
    assert planned.place in response.content.decode().replace("\\,", ",").replace("\r\n ", "")


def test_the_staff_calendar_asks_for_the_role_at_each_fetch(client: Client, user: User) -> None:
    staff = UserFactory(role="Arrangør")
    leader = UserFactory(role="Kursusleder")
    ActivityFactory(title="Onsdage", discreet=True)
    assert client.get(path(user, Purpose.STAFF_CALENDAR)).status_code == HTTPStatus.NOT_FOUND
    assert independent.summaries(client.get(path(leader, Purpose.STAFF_CALENDAR)).content) == []
    assert client.get(path(staff, Purpose.STAFF_CALENDAR)).status_code == HTTPStatus.OK
    staff.groups.clear()
    assert client.get(path(staff, Purpose.STAFF_CALENDAR)).status_code == HTTPStatus.NOT_FOUND


def test_the_number_of_queries_does_not_grow(client: Client, user: User) -> None:
    staff = UserFactory(role="Arrangør")

    def queries(purpose: Purpose, who: User) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path(who, purpose))
        return len(captured)

    seat(user, "En", days=2)
    client.get(path(user))
    few = queries(Purpose.CALENDAR, user), queries(Purpose.STAFF_CALENDAR, staff)
    for number in range(5):
        seat(user, f"Nr. {number}", days=2)
    many = queries(Purpose.CALENDAR, user), queries(Purpose.STAFF_CALENDAR, staff)
    assert many == few
    assert max(many) <= 12


def test_nothing_is_kept_for_ever(user: User) -> None:
    row = seat(user, "Snart glemt", starts_in_days=-80)
    now = timezone.now()
    assert independent.summaries(subscriptions.private_feed(user)) == ["Snart glemt"]
    later = now + timedelta(days=30)
    assert independent.summaries(subscriptions.private_feed(user, later)) == []
    assert Activity.objects.filter(pk=row.activity_id).exists()


def test_the_staff_address_stands_on_the_admins_account_page_for_those_who_may(
    client: Client,
) -> None:
    staff, editor = UserFactory(role="Arrangør"), UserFactory(role="Redaktør")
    account = "/admin/account/"
    client.force_login(editor)
    assert "/k/alle/" not in client.get(account).content.decode()
    client.force_login(staff)
    old = path(staff, Purpose.STAFF_CALENDAR)
    page = client.get(account)
    assert old in page.content.decode()
    forms = [form for panels in page.context["panels_by_tab"].values() for form in panels]
    posted = {
        f"{panel.name}-{name}": value or ""
        for panel in forms
        for name, value in panel.get_form().initial.items()
    } | {"name_email-first_name": "Asger", "name_email-last_name": "Holst"}
    client.post(account, posted)
    assert path(staff, Purpose.STAFF_CALENDAR) == old
    client.post(account, posted | {"staff_calendar-renew": "on"})
    assert path(staff, Purpose.STAFF_CALENDAR) != old

"""The organiser's checklist: due days, ticks, the front page of the admin."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import planning, preparation
from events.enums import ActivityKind
from events.models import Activity, PreparationItem
from tests.factories import ActivityFactory, UserFactory

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PANEL = "Huskeliste: de næste to uger"


@pytest.fixture
def organiser(client: Client) -> Client:
    client.force_login(UserFactory(role="Arrangør", first_name="Asger", last_name="Holst"))
    return client


def item(activity: Activity, days: int, title: str = "Bestil tolk") -> PreparationItem:
    return PreparationItem.objects.create(activity=activity, title=title, days=days)


def checklist(activity: Activity) -> str:
    return reverse("activity:checklist", args=[activity.pk])


@pytest.mark.parametrize(
    ("days", "due"),
    [(-7, date(2026, 10, 19)), (0, date(2026, 10, 28)), (2, date(2026, 10, 30))],
)
def test_due_days_are_copenhagens_before_the_first_and_after_the_last(days: int, due: date) -> None:
    # Half past midnight in summer time is the day before in UTC; the clock changes between.
    first = datetime(2026, 10, 26, 0, 30, tzinfo=COPENHAGEN)
    last = datetime(2026, 10, 28, 0, 15, tzinfo=COPENHAGEN)
    assert preparation.due_day(days, first, last) == due
    assert preparation.due_day(days, None, None) is None


@pytest.mark.parametrize("kind", ActivityKind.values)
def test_each_kind_has_a_standard_list_that_is_added_once(kind: str) -> None:
    activity = ActivityFactory(kind=kind, with_page=False)
    assert preparation.add_standard_list(activity) > 2
    assert preparation.add_standard_list(activity) == 0


def test_ticking_says_who_and_when_and_overdue_is_said_in_words(organiser: Client) -> None:
    activity = ActivityFactory(starts_in_days=5, with_page=False)
    late = item(activity, -7)
    item(activity, -1, "Udskriv")
    page = organiser.get(checklist(activity)).text
    assert page.count("Over tid") == 1
    organiser.post(checklist(activity), {"item": late.pk, "done": "1"})
    organiser.post(checklist(activity), {"item": late.pk, "done": "1"})
    page = organiser.get(checklist(activity)).text
    assert "Over tid" not in page
    assert "af Asger Holst" in page
    assert "1 af 2 er klaret" in page
    organiser.post(checklist(activity), {"item": late.pk, "done": "0"})
    late.refresh_from_db()
    assert (late.done_at, late.done_by) == (None, None)


def test_one_click_adds_the_list_and_strangers_are_refused(organiser: Client) -> None:
    activity, other = ActivityFactory(with_page=False), ActivityFactory(with_page=False)
    organiser.post(reverse("activity:standard_list", args=[activity.pk]))
    task = activity.preparations.first()
    assert organiser.post(checklist(other), {"item": task.pk, "done": "1"}).status_code == 404
    assert organiser.post(checklist(other), {"item": "x", "done": "1"}).status_code == 404
    stranger = Client()
    stranger.force_login(UserFactory(role="Redaktør"))
    assert stranger.post(checklist(activity), {"item": task.pk, "done": "1"}).status_code != 200
    task.refresh_from_db()
    assert task.done_at is None


def test_a_discreet_activitys_list_is_for_its_group(organiser: Client) -> None:
    hidden = ActivityFactory(discreet=True, with_page=False, starts_in_days=5, title="Skjult")
    item(hidden, -1)
    assert organiser.get(checklist(hidden)).status_code == 404
    assert "Skjult" not in organiser.get("/admin/").text
    leader = Client()
    leader.force_login(UserFactory(role="Kursusleder"))
    assert leader.get(checklist(hidden)).status_code == 200
    assert "Skjult" in leader.get("/admin/").text


def test_the_copy_takes_the_list_along_unticked() -> None:
    activity = ActivityFactory(with_page=False)
    preparation.tick(item(activity, -7), done=True, by=UserFactory())
    copy = Activity.objects.exclude(pk=activity.pk)
    planning.duplicate(activity, by=UserFactory())
    task = copy.get().preparations.get()
    assert (task.title, task.days, task.done_at) == ("Bestil tolk", -7, None)


@pytest.mark.postgres
class TestTheFrontPage:
    def rows(self, user: Any) -> list[str]:
        return [row.title for row in preparation.coming(user)]

    def test_two_weeks_ahead_and_what_is_late(self) -> None:
        user = UserFactory(role="Arrangør")
        activity = ActivityFactory(starts_in_days=20, with_page=False)
        for days in (-25, -19, -7, -5, 3):
            item(activity, days, str(days))
        done = item(activity, -10, "klaret")
        preparation.tick(done, done=True, by=user)
        called_off = ActivityFactory(status="cancelled", starts_in_days=5, with_page=False)
        item(called_off, -1, "aflyst")
        long_ago = ActivityFactory(starts_in_days=-90, with_page=False)
        item(long_ago, 2, "for længst")
        past = ActivityFactory(starts_in_days=-3, with_page=False, status="held")
        item(past, 2, "tak")
        item(past, -5, "glemt")
        assert self.rows(user) == ["-25", "tak", "-19", "-7"]

    def test_the_panel_shows_it_and_costs_the_same(self, organiser: Client) -> None:
        activity = ActivityFactory(starts_in_days=5, with_page=False, title="Næste dag")
        item(activity, -1)
        page = organiser.get("/admin/").text
        assert PANEL in page
        assert "Bestil tolk" in page
        with CaptureQueriesContext(connection) as few:
            organiser.get("/admin/")
        for _number in range(4):
            item(ActivityFactory(starts_in_days=5, with_page=False), -1)
        with CaptureQueriesContext(connection) as many:
            organiser.get("/admin/")
        assert len(many) == len(few)

    def test_not_for_others(self, client: Client) -> None:
        client.force_login(UserFactory(role="Analytiker"))
        assert PANEL not in client.get("/admin/").text


def test_the_form_of_the_activity_has_it(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False)
    item(activity, -7)
    page = organiser.get(reverse("activity:edit", args=[activity.pk])).text
    assert 'value="Bestil tolk"' in page

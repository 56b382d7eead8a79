"""Laying dates in the admin: seen before saved, with what speaks against them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import planning
from events.models import Activity, Session
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Client:
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def url(activity: Activity, step: str = "dates") -> str:
    return reverse(f"activity:{step}", args=[activity.pk])


def week(number: int) -> date:
    """Return the Tuesday of a week of next year."""
    return date.fromisocalendar(timezone.localdate().year + 1, number, 2)


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def filled(**kwargs: Any) -> dict[str, Any]:
    return {
        "rhythm": "weekly",
        "first_day": written(week(41)),
        "number": "3",
        "start": "17.00",
        "end": "19.30",
        **kwargs,
    }


def days_of(activity: Activity) -> list[date]:
    return [timezone.localtime(s.start).date() for s in activity.sessions.order_by("start")]


def test_nothing_is_saved_before_it_was_seen(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False)
    RegistrationFactory(activity=activity)
    before = days_of(activity)
    page = organiser.post(url(activity), filled(save="1"))
    assert "skoleferie: efterårsferie" in page.text
    assert "1 person har plads" in page.text
    assert days_of(activity) == before
    # The number was changed after the preview: the new days are shown first.
    seen = page.context["seen"]
    page = organiser.post(url(activity), filled(save="1", seen=seen, number="2"))
    assert days_of(activity) == before
    done = organiser.post(
        url(activity), filled(save="1", seen=page.context["seen"], number="2"), follow=True
    )
    assert set(days_of(activity)) - set(before) == {week(41), week(42)}
    assert "2 mødegange er lagt. 1 person får besked." in done.text


def test_ticked_days_are_left_out_and_skipping_keeps_the_number(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False, days=0)
    data = filled(skip="on")
    page = organiser.post(url(activity), data)
    assert [line.key for line in page.context["lines"]] == [
        week(41).isoformat(), week(43).isoformat(), week(44).isoformat()
    ]  # fmt: skip
    data |= {"save": "1", "seen": page.context["seen"], "leave_out": week(43).isoformat()}
    organiser.post(url(activity), data)
    assert days_of(activity) == [week(41), week(44)]


def test_to_leave_out_everything_saves_nothing(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False, days=0)
    data = filled(number="1")
    seen = organiser.post(url(activity), data).context["seen"]
    data |= {"save": "1", "seen": seen, "leave_out": week(41).isoformat()}
    assert "udeladt alle dage" in organiser.post(url(activity), data).text
    assert days_of(activity) == []


def test_a_clash_is_warned_of_and_ticked_from_the_start(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False, days=0)
    noon = timezone.make_aware(timezone.datetime(*week(41).timetuple()[:3], 18))
    SessionFactory(activity=activity, start=noon)
    lines = organiser.post(url(activity), filled(number="2")).context["lines"]
    assert [line.left_out for line in lines] == [True, False]
    assert "allerede en mødegang" in lines[0].warnings[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rhythm": "picked"}, "Skriv datoerne."),
        ({"rhythm": "picked", "picked": "24.12.2090\nengang"}, "«engang» er ikke en dato"),
        ({"rhythm": "picked", "picked": "3.1.2001"}, "ikke er gået"),
        ({"first_day": ""}, "Vælg den første dag."),
        ({"first_day": "3.1.2001"}, "ikke er gået"),
        ({"number": ""}, "hvor mange gange"),
        ({"number": "61"}, "60"),
        ({"end": "16.00"}, "efter at det er begyndt"),
        ({"start": "aften"}, "17.00"),
        ({"rhythm": "daily"}, "daily"),
    ],
)
def test_what_is_missing_is_said(organiser: Client, change: dict[str, str], sentence: str) -> None:
    activity = ActivityFactory(with_page=False, days=0)
    page = organiser.post(url(activity), filled(**change))
    assert sentence in page.text
    assert not page.context["lines"]


def test_a_closed_activity_gets_no_dates(organiser: Client) -> None:
    activity = ActivityFactory(with_page=False)
    planning.close_signup(activity)
    assert "planlagt eller åben" in organiser.get(url(activity), follow=True).text


class TestCopies:
    """The copy gets new days in a rhythm; each session stays what it was."""

    @pytest.fixture
    def course(self) -> Activity:
        activity = ActivityFactory(with_page=False, days=0)
        first = timezone.localtime() + timedelta(days=10)
        # Two sessions on the second day, in no rhythm.
        for days, hour, title in (
            (0, 9, "Start"),
            (3, 9, "Tegn"),
            (3, 13, "Øvelse"),
            (20, 10, "Slut"),
        ):
            start = (first + timedelta(days=days)).replace(
                hour=hour, minute=0, second=0, microsecond=0
            )
            SessionFactory(
                activity=activity, title=title, start=start, end=start + timedelta(hours=2)
            )
        return activity

    def copied(self, course: Activity) -> list[tuple[str, date, int]]:
        copy = Activity.objects.exclude(pk=course.pk).get()
        starts = [(s.title, timezone.localtime(s.start)) for s in copy.sessions.order_by("start")]
        return [(title, start.date(), start.hour) for title, start in starts]

    def test_weekly_past_the_holiday(self, organiser: Client, course: Activity) -> None:
        data = {"first_day": written(week(41)), "rhythm": "weekly", "skip": "on"}
        organiser.post(url(course, "duplicate"), data)
        assert self.copied(course) == [
            ("Start", week(41), 9), ("Tegn", week(43), 9), ("Øvelse", week(43), 13),
            ("Slut", week(44), 10),
        ]  # fmt: skip

    def test_by_hand_as_many_as_there_are_days(self, organiser: Client, course: Activity) -> None:
        data = {"rhythm": "picked", "picked": f"{written(week(20))}\n{written(week(10))}"}
        page = organiser.post(url(course, "duplicate"), data)
        assert "Skriv 3 datoer" in page.text
        data["picked"] += f"\n{written(week(12))}"
        organiser.post(url(course, "duplicate"), data)
        assert [day for _title, day, _hour in self.copied(course)] == [
            week(10), week(12), week(12), week(20)
        ]  # fmt: skip

    def test_the_preview_warns_and_copies_nothing(
        self, organiser: Client, course: Activity
    ) -> None:
        data = {"first_day": written(week(42)), "rhythm": "fortnightly", "preview": "1"}
        page = organiser.post(url(course, "duplicate"), data)
        assert [bool(line.warnings) for line in page.context["lines"]] == [True, False, False]
        assert Activity.objects.count() == 1
        del data["preview"]
        assert (
            "skoleferie: efterårsferie"
            in organiser.post(url(course, "duplicate"), data, follow=True).text
        )

    def test_other_apps_get_the_sessions_by_those_of_the_original(
        self, course: Activity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        got: dict[str, str] = {}

        def copier(original: Activity, copy: Activity, sessions: Any) -> None:
            assert all(
                Session.objects.filter(pk=s.pk, activity=copy).exists() for s in sessions.values()
            )
            titles = dict(original.sessions.values_list("pk", "title"))
            got.update({titles[key]: s.title for key, s in sessions.items()})

        monkeypatch.setattr(planning, "_copiers", [copier])
        days = {timezone.localtime(s.start).date() for s in course.sessions.all()}
        moves = {day: week(10) + timedelta(weeks=turn) for turn, day in enumerate(sorted(days))}
        planning.duplicate(course, moves=moves)
        assert got == {title: title for title in ("Start", "Tegn", "Øvelse", "Slut")}


def test_staff_keep_the_list_of_school_holidays(organiser: Client) -> None:
    add = reverse("schoolholiday:add")
    data = {"title": "Efterårsferie", "first": "2027-10-18", "last": "2027-10-17"}
    assert "slutte, efter at den er begyndt" in organiser.post(add, data).text
    with_number = data | {"last": "2027-10-24", "title": "010190-1234"}
    assert "Fjern CPR-nummeret" in organiser.post(add, with_number).text
    organiser.post(add, data | {"last": "2027-10-24"})
    assert "Efterårsferie" in organiser.get(reverse("schoolholiday:index")).text

"""Calendar files: right times over both clock changes, one UID for ever, a rising sequence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from icalendar import Calendar, Event
from wagtail.models import Site

from events import calendar, planning
from events.models import Activity, ActivityIndexPage, Session
from tests.factories import ActivityFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def parse(data: bytes) -> Calendar:
    parsed = Calendar.from_ical(data)
    assert isinstance(parsed, Calendar)
    return parsed


def events(data: bytes) -> list[Event]:
    return list(parse(data).events)


def at(activity: Activity, start: datetime, end: datetime) -> Session:
    activity.sessions.all().delete()
    session: Session = SessionFactory(activity=activity, start=start, end=end)
    return session


@pytest.mark.parametrize(
    ("start", "wall_clock", "offset_hours"),
    [
        # 2027: summer time from 28 March to 31 October, 01:00 UTC.
        (datetime(2027, 3, 26, 8, 0, tzinfo=UTC), "20270326T090000", 1),
        (datetime(2027, 3, 29, 7, 0, tzinfo=UTC), "20270329T090000", 2),
        (datetime(2027, 10, 29, 7, 0, tzinfo=UTC), "20271029T090000", 2),
        (datetime(2027, 11, 1, 8, 0, tzinfo=UTC), "20271101T090000", 1),
    ],
)
def test_nine_in_copenhagen_is_nine_on_both_sides_of_the_clock_changes(
    start: datetime, wall_clock: str, offset_hours: int
) -> None:
    activity = ActivityFactory(with_page=False)
    at(activity, start, start.replace(hour=start.hour + 6))
    data = calendar.activity_calendar(activity)
    assert f"DTSTART;TZID=Europe/Copenhagen:{wall_clock}".encode() in data
    found = events(data)[0].start
    assert isinstance(found, datetime)
    assert found.astimezone(UTC) == start
    offset = found.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == offset_hours * 3600


def test_a_session_over_the_night_of_the_change_keeps_its_true_length() -> None:
    activity = ActivityFactory(with_page=False)
    start, end = datetime(2027, 10, 30, 20, tzinfo=UTC), datetime(2027, 10, 31, 6, tzinfo=UTC)
    at(activity, start, end)
    event = events(calendar.activity_calendar(activity))[0]
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (start, end)


def test_the_rules_of_copenhagen_time_travel_with_the_file() -> None:
    """Someone who knows no Europe/Copenhagen reads the offsets out of the VTIMEZONE."""
    zone = parse(calendar.activity_calendar(ActivityFactory(with_page=False))).timezones[0]
    assert zone.tz_name == "Europe/Copenhagen"
    tz = zone.to_tz(lookup_tzid=False)
    offsets = {
        month: tz.utcoffset(datetime(2027, month, 15, 12))  # noqa: DTZ001 - wall time
        for month in (1, 7)
    }
    assert {m: o.total_seconds() / 3600 for m, o in offsets.items() if o} == {1: 1, 7: 2}


def test_uid_is_the_sessions_for_ever_and_the_sequence_rises() -> None:
    activity = ActivityFactory(days=2)
    RegistrationFactory(activity=activity)
    before = events(calendar.activity_calendar(activity))
    assert [e.sequence for e in before] == [0, 0]
    assert {e.uid for e in before} == {f"{s.pk}@vink" for s in activity.sessions.all()}

    first = activity.sessions.first()
    assert first is not None
    first.place = "Et andet sted"
    first.save()
    planning.announce_move(activity)
    activity.refresh_from_db()
    moved = events(calendar.activity_calendar(activity))
    assert [e.uid for e in moved] == [e.uid for e in before]
    assert [e.sequence for e in moved] == [1, 1]
    assert moved[0].location == "Et andet sted"

    planning.cancel(activity)
    activity.refresh_from_db()
    cancelled = events(calendar.activity_calendar(activity))
    assert [e.uid for e in cancelled] == [e.uid for e in before]
    assert [(e.sequence, str(e.status)) for e in cancelled] == [(2, "CANCELLED")] * 2


def test_a_public_file_names_nobody_and_hides_the_meeting_link() -> None:
    registration = RegistrationFactory(activity=ActivityFactory(place="", title="Webinar"))
    activity = registration.activity
    activity.sessions.update(online_url="https://moede.example/hemmeligt")
    data = calendar.activity_calendar(activity)
    assert parse(data)["METHOD"] == "PUBLISH"
    assert b"ATTENDEE" not in data
    assert b"hemmeligt" not in data
    assert events(data)[0].location == "Online"


def test_title_is_in_the_language_asked_for() -> None:
    activity = ActivityFactory(title="Temadag", title_en="Theme day")
    with translation.override("en"):
        assert events(calendar.activity_calendar(activity))[0].summary == "Theme day"
    with translation.override("da"):
        assert events(calendar.activity_calendar(activity))[0].summary == "Temadag"


def test_an_invitation_names_organiser_and_attendee_and_asks_for_no_answer() -> None:
    activity = ActivityFactory(contact_email="temadag@vink.example")
    activity.sessions.update(online_url="https://moede.example/x")
    registration = RegistrationFactory(activity=activity, name="Åse Ørum", email="aase@s.example")
    data = calendar.registration_calendar(registration, "REQUEST")
    event = events(data)[0]
    assert parse(data)["METHOD"] == "REQUEST"
    assert event.organizer == "mailto:temadag@vink.example"
    attendee = event.attendees[0]
    assert attendee == "mailto:aase@s.example"
    assert attendee.params["CN"] == "Åse Ørum"
    assert attendee.params["RSVP"] == "FALSE"
    assert attendee.params["PARTSTAT"] == "ACCEPTED"
    assert "https://moede.example/x" in str(event.description)


def test_a_cancellation_takes_the_same_uid_out_again() -> None:
    registration = RegistrationFactory()
    request = events(calendar.registration_calendar(registration, "REQUEST"))[0]
    data = calendar.registration_calendar(registration, "CANCEL")
    cancel = events(data)[0]
    assert parse(data)["METHOD"] == "CANCEL"
    assert (cancel.uid, str(cancel.status)) == (request.uid, "CANCELLED")
    assert cancel.sequence >= request.sequence
    assert cancel.stamp >= request.stamp


def test_a_download_carries_no_attendee() -> None:
    data = calendar.registration_calendar(RegistrationFactory(), "PUBLISH")
    assert b"ATTENDEE" not in data
    assert b"ORGANIZER" not in data


def test_one_file_can_hold_one_session_alone() -> None:
    registration = RegistrationFactory(activity=ActivityFactory(days=3))
    one = list(registration.activity.sessions.all())[1:2]
    found = events(calendar.registration_calendar(registration, sessions=one))
    assert [e.uid for e in found] == [calendar.uid(one[0])]


def test_the_feed_holds_every_session_in_constant_queries(
    django_assert_num_queries: Any,
) -> None:
    for _i in range(3):
        ActivityFactory(days=2)
    calendar.feed(Activity.objects.public())  # fills the cache of sites
    with django_assert_num_queries(3):
        few = events(calendar.feed(Activity.objects.public()))
    for _i in range(5):
        ActivityFactory()
    with django_assert_num_queries(3):
        many = events(calendar.feed(Activity.objects.public()))
    assert (len(few), len(many)) == (6, 11)
    assert {e.transparency for e in many} == {"TRANSPARENT"}


def test_the_address_is_the_live_pages_in_the_readers_language() -> None:
    activity = ActivityFactory()
    index = ActivityIndexPage.objects.get()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": index, "hostname": "vink.example"}
    )
    page = activity.pages.get()
    expected = f"http://testserver/{page.slug}/"
    assert events(calendar.activity_calendar(activity))[0].url == expected
    with translation.override("en"):  # no English page: the Danish one is better than none
        assert events(calendar.feed([activity]))[0].url == expected
    page.unpublish()
    assert events(calendar.feed([Activity.objects.get()]))[0].get("url") is None


def test_the_feed_shows_a_cancelled_activity_as_cancelled() -> None:
    planning.cancel(ActivityFactory())
    event = events(calendar.feed(Activity.objects.public()))[0]
    assert str(event.status) == "CANCELLED"


def test_a_discreet_activity_is_in_no_calendar() -> None:
    activity = ActivityFactory(discreet=True)
    assert events(calendar.feed(Activity.objects.public())) == []
    with pytest.raises(calendar.DiscreetActivity):
        calendar.activity_calendar(activity)
    with pytest.raises(calendar.DiscreetActivity):
        calendar.feed([activity])

"""What the group sees of a discreet activity, and that nobody else does."""

import re
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex

from courses import discretion, interface
from courses.models import InterfaceCheck, NeutralNeeds, NeutralText
from events import notifications
from events.enums import ActivityStatus, RegistrationStatus
from events.models import Activity, ActivityLogEntry, Booking, Registration
from events.notifications import Mail
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory, make_discreet

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Aftener for voksne",
    "place": "Sted 1",
    "summary": "Vi taler om hverdagen.",
    "practical": "Der er kaffe.",
    "before_signup": "Kun to medarbejdere ser det.",
}


def client_of(role: str, **kwargs: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **kwargs))
    return client


def url(name: str, activity: Activity, *args: str) -> str:
    return reverse(f"courses_admin:{name}", args=[activity.pk, *args])


def pages(activity: Activity) -> list[str]:
    return [
        url("neutral", activity),
        url("neutral_text", activity, "da"),
        url("neutral_text", activity, "ar"),
        url("neutral_needs", activity),
        url("survey_codes", activity),
    ]


def with_needs(activity: Activity, name: str, language: str = "da", **needs: Any) -> Registration:
    person = RegistrationFactory(activity=activity, name=name)
    Booking.objects.filter(pk=person.booking_id).update(language=language)
    NeutralNeeds.objects.create(registration=person, **needs)
    return Registration.objects.select_related("booking").get(pk=person.pk)


class TestDoors:
    """Found by the group, by nobody else, and for discreet activities alone."""

    def test_the_group(self, leader: Client) -> None:
        for address in pages(make_discreet()):
            assert leader.get(address).status_code == 200

    @pytest.mark.parametrize(
        ("role", "superuser"),
        [("Arrangør", False), ("Administrator", False), ("Administrator", True)],
    )
    def test_nobody_else(self, role: str, superuser: bool) -> None:
        client = client_of(role, is_superuser=superuser)
        for address in pages(make_discreet()):
            assert client.get(address).status_code in {302, 403, 404}
            assert client.post(address).status_code in {302, 403, 404}
        for address in (
            reverse("courses_admin:interface_checks"),
            reverse("courses_admin:interface_check", args=["ar"]),
        ):
            refused = client.get(address, follow=True)
            assert "Gennemsyn af" not in refused.text

    def test_not_for_ordinary_activities(self, leader: Client) -> None:
        for address in pages(ActivityFactory()):
            assert leader.get(address).status_code == 404

    def test_buttons_on_discreet_activities_alone(self, leader: Client) -> None:
        discreet, ordinary = make_discreet(), ActivityFactory()
        people = "activity:participants"
        assert "Neutral side" in leader.get(reverse(people, args=[discreet.pk])).text
        assert "Neutral side" not in leader.get(reverse(people, args=[ordinary.pk])).text


class TestWriting:
    """Words in, checks in, sign-up open: all on pages."""

    def test_from_nothing_to_open(self, leader: Client) -> None:
        activity = ActivityFactory(
            discreet=True, with_page=False, status=ActivityStatus.PLANNED, title="Hemmelig titel"
        )
        page = leader.get(url("neutral", activity)).text
        assert "Der mangler en neutral tekst på dansk." in page
        day = timezone.localdate().strftime("%d.%m.%Y")
        checked = {"checked_by": "Juristen", "checked_on": day}
        leader.post(url("neutral_text", activity, "da"), {**WORDS, **checked})
        leader.post(url("neutral_text", activity, "so"), {**WORDS, "title": "Fiidnimo"})
        assert not NeutralText.objects.get(language="so").is_checked
        assert "tilmeldingen kan åbne" in leader.get(url("neutral", activity)).text
        leader.post(reverse("activity:open", args=[activity.pk]))
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.OPEN

    def test_what_was_typed_is_kept_when_it_is_refused(self, leader: Client) -> None:
        activity = make_discreet()
        refused = leader.post(
            url("neutral_text", activity, "da"), {**WORDS, "summary": "Helt nye ord"}
        )
        assert "Tilmeldingen er åben." in refused.text
        assert "Helt nye ord" in refused.text
        half = leader.post(url("neutral_text", activity, "so"), {**WORDS, "checked_by": "Ayaan"})
        assert "og hvornår" in half.text
        number = leader.post(
            url("neutral_text", activity, "so"), {**WORDS, "summary": "Ring om 010190-1234"}
        )
        assert "010190-1234" in number.text
        assert not NeutralText.objects.filter(language="so").exists()

    def test_the_danish_stands_beside_a_translation(self, leader: Client) -> None:
        page = leader.get(url("neutral_text", make_discreet(), "ar")).text
        assert "Kun to medarbejdere ser det (da)." in page
        assert 'dir="rtl"' in page

    def test_nothing_of_it_in_wagtails_log_or_index(self, leader: Client) -> None:
        activity = make_discreet()
        day = timezone.localdate().strftime("%d.%m.%Y")
        checked = {"checked_by": "Juristen", "checked_on": day}
        leader.post(url("neutral_text", activity, "da"), {**WORDS, **checked})
        assert NeutralText.objects.get().title == WORDS["title"]
        assert not ActivityLogEntry.objects.exists()
        assert not ModelLogEntry.objects.exists()
        assert not ReferenceIndex.objects.exists()


class TestNeeds:
    """Interpreters, children, companions: in numbers, one by one, and where staff need them."""

    @pytest.fixture
    def course(self) -> Activity:
        activity = make_discreet()
        host = with_needs(activity, "Amina", "so", interpreter="Somali", children=2)
        with_needs(activity, "Ledsager (Amina)", comes_with=host)
        with_needs(activity, "Bo", interpreter="somali ")
        waiting = RegistrationFactory(
            activity=activity, name="Carla", status=RegistrationStatus.WAITING
        )
        NeutralNeeds.objects.create(registration=waiting, children=5)
        return activity

    def test_numbers_of_those_with_a_seat_and_everyones_wishes(
        self, course: Activity, leader: Client
    ) -> None:
        page = leader.get(url("neutral_needs", course))
        sums = page.context["sums"]
        assert (sums.seats, sums.companions, sums.children) == (3, 1, 2)
        assert sums.interpreters == [("somali", 2)]
        notes = {line.registration.name: line.note for line in page.context["people"]}
        assert notes == {
            "Amina": "Sprog: somali; tolk: Somali; 2 børn; har en ledsager med",
            "Bo": "tolk: somali ",
            "Carla": "5 børn",
            "Ledsager (Amina)": "kommer sammen med en anden",
        }

    def test_language_and_wishes_are_put_right_after_a_call(
        self, course: Activity, leader: Client
    ) -> None:
        person = RegistrationFactory(activity=course, name="Dina")
        address = url("neutral_person", course, str(person.pk))
        assert leader.get(address).status_code == 200
        leader.post(address, {"language": "ar", "interpreter": "arabisk", "children": "2"})
        page = leader.get(url("neutral_needs", course)).text
        assert "Sprog: arabisk; tolk: arabisk; 2 børn" in page
        assert client_of("Arrangør").get(address).status_code == 404

    def test_more_people_take_no_more_queries(self, course: Activity, leader: Client) -> None:
        def queries() -> int:
            leader.get(url("neutral_needs", course))
            leader.get(reverse("events:checkin", args=[course.pk]))
            with CaptureQueriesContext(connection) as counted:
                leader.get(url("neutral_needs", course))
                leader.get(reverse("events:checkin", args=[course.pk]))
            return len(counted)

        few = queries()
        Activity.objects.filter(pk=course.pk).update(capacity=50)
        for number in range(8):
            with_needs(course, f"Person {number}", "ar", children=1)
        assert queries() == few

    def test_the_list_at_the_door_shows_them_small(self, course: Activity, leader: Client) -> None:
        page = leader.get(reverse("events:checkin", args=[course.pk]))
        assert "tolk: Somali; 2 børn" in page.text
        assert "checkin-queue" not in page.text  # nothing is kept on the phone

    def test_who_rings_reads_danish_and_knows_her_language(
        self, course: Activity, leader: Client
    ) -> None:
        person = Registration.objects.get(name="Amina")
        Registration.objects.filter(pk=person.pk).update(email=None, phone="+4520000000")
        person.refresh_from_db()
        notifications.enqueue(Mail.CONFIRMED, [person])
        page = leader.get(reverse("activity:calls", args=[course.pk])).text
        assert "Du har plads på »Aftener for voksne (da)«." in page
        assert "Sprog: somali; tolk: Somali; 2 børn" in page
        assert f"»{course.title}«" not in page


class TestByTelephone:
    """Someone rings: staff write down as little as the web asks, and her language."""

    def test_less_is_asked_and_the_language_is_kept(self, leader: Client) -> None:
        course = make_discreet()
        address = reverse("activity:sign_up", args=[course.pk])
        form = leader.get(address).context["form"]
        assert not {"role", "workplace", "workplace_kind"} & set(form.fields)
        said = {"name": "Ubax", "phone": "20101112", "language": "so", "channel": "phone"}
        key = str(form["idempotency_key"].value())
        assert leader.post(address, {**said, "idempotency_key": key}).status_code == 302
        person = Registration.objects.get(activity=course)
        assert (person.name, person.booking.language) == ("Ubax", "so")


class TestInterfaceChecks:
    """The group answers for our own sentences."""

    def test_read_and_noted(self, leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(interface, "digest", lambda language: f"digest of {language}")
        assert leader.get(reverse("courses_admin:interface_checks")).status_code == 200
        address = reverse("courses_admin:interface_check", args=["so"])
        page = leader.get(address)
        assert "dhallinyaro" in page.text  # the questions are read through as well
        day = timezone.localdate().strftime("%d.%m.%Y")
        form = {"checked_by": "Ayaan", "checked_on": day}
        stale = leader.post(address, {**form, "digest": "of yesterday"})
        assert "Sætningerne er ændret imens" in stale.text
        assert not InterfaceCheck.objects.exists()
        leader.post(address, {**form, "digest": "digest of so"})
        assert interface.shown_language("so") == "so"
        leader.post(address, {**form, "checked_by": "Hodan", "digest": "digest of so"})
        assert InterfaceCheck.objects.get().checked_by == "Hodan"


def test_the_evening_promises_no_mail_and_shows_nothing_on_a_big_screen(leader: Client) -> None:
    activity = make_discreet()
    RegistrationFactory(activity=activity)
    day = leader.get(reverse("events:checkin", args=[activity.pk])).text
    assert "Tal på storskærm" not in day
    assert "Skan kode" not in day
    assert leader.get(reverse("events:checkin_live", args=[activity.pk])).status_code == 404
    closing = leader.get(reverse("events:checkin_close", args=[activity.pk])).text
    assert "Ja, afslut dagen" in closing
    assert "spørgeskemaet på mail" not in closing


def test_placeholders_hold_together_from_right_to_left(leader: Client) -> None:
    page = leader.get(reverse("courses_admin:interface_check", args=["ur"])).text
    assert "\u2066%(day)s\u2069" in page
    assert re.search(r"(?<!\u2066)%\(day\)s(?!\u2069).*</", page)  # the Danish stays as it is


class TestTwoPeople:
    """One who is alone with it cannot fall ill: the warning."""

    def test_counted_by_group_whoever_is_a_superuser(self) -> None:
        UserFactory(role="Administrator", is_superuser=True)
        UserFactory(role="Kursusleder", is_active=False)
        UserFactory(role="Kursusleder")
        assert discretion.too_few()
        UserFactory(role="Kursusleder")
        assert not discretion.too_few()

    @pytest.mark.parametrize(
        ("role", "warned"), [("Kursusleder", True), ("Administrator", True), ("Arrangør", False)]
    )
    def test_said_to_those_who_can_do_something_about_it(self, role: str, warned: bool) -> None:
        home = client_of(role).get(reverse("wagtailadmin_home")).text
        assert ("Færre end to medarbejdere" in home) is warned

    def test_silent_where_there_are_two(self, leader: Client) -> None:
        UserFactory(role="Kursusleder")
        assert "Færre end to" not in leader.get(reverse("wagtailadmin_home")).text

    def test_said_by_the_system_checks_where_the_database_is_looked_at(self) -> None:
        def said(**kwargs: Any) -> list[str | None]:
            return [m.id for m in run_checks(**kwargs) if m.id == "courses.W001"]

        assert said() == []
        assert said(databases=["default"]) == ["courses.W001"]
        UserFactory(role="Kursusleder")
        UserFactory(role="Kursusleder")
        assert said(databases=["default"]) == []

"""What people meet: the sign-up form, the activity's page, the personal page, the mails."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Page, Site

from events import messages, notifications
from events.choices import choose
from events.models import Activity, ActivityIndexPage, OutboxMessage, Registration, Session
from events.views.personal import own_url
from events.workshops import chosen, rounds
from tests.factories import ActivityFactory, WorkplaceKindFactory
from tests.factories.site import danish, root_page
from tests.workshops.rooms import sign_up, standing, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def activity() -> Activity:
    """An open activity with two rounds; "Fuld" has no seats and one in line."""
    activity = ActivityFactory(capacity=30)
    workshop(activity, "Dialog", place="Lokale 12")
    workshop(activity, "Fuld", capacity=0)
    workshop(activity, "Film", title_en="Film club", round=2)
    sign_up(activity, activity.choices.get(title="Fuld"))
    return activity


def answers(**own: str) -> dict[str, str]:
    """Return a filled-in sign-up form."""
    WorkplaceKindFactory()
    return {
        "name": "Anna Holm",
        "email": "anna@skole.example",
        "workplace": "Skolen",
        "workplace_kind": "skole",
        "role": "frontline_youth",
        "idempotency_key": str(uuid.uuid4()),
        **own,
    }


def test_the_form_asks_once_a_round_and_signs_up_for_what_was_chosen(activity: Activity) -> None:
    """Room, free seats and the line stand at each; "later" is an answer, too."""
    url = f"/tilmelding/{activity.pk}/"
    html = Client().get(url).content.decode()
    assert "Lokale 12 · 2 ledige pladser" in html
    assert "Fuld – venteliste (1 foran dig)" in html
    assert html.count("Jeg vælger senere") == 2

    room = activity.choices.get(title="Dialog")
    response = Client().post(url, answers(workshop_1=str(room.pk), workshop_2="later"))
    assert response.status_code == 302
    person = Registration.objects.get(email="anna@skole.example")
    assert standing(person) == {"Dialog": "seated"}


def test_an_error_says_what_to_do_and_keeps_what_was_chosen(activity: Activity) -> None:
    """One round unanswered, and a workshop that was taken away meanwhile."""
    url, room = f"/tilmelding/{activity.pk}/", activity.choices.get(title="Dialog")
    html = Client().post(url, answers(workshop_1=str(room.pk))).content.decode()
    assert "Vælg en workshop, eller vælg «Jeg vælger senere»." in html
    marked = html.split(f'value="{room.pk}"')[1].split(">")[0]
    assert "checked" in marked

    html = Client().post(url, answers(workshop_1=str(uuid.uuid4()), workshop_2="later"))
    assert "Den workshop findes ikke længere. Vælg en anden." in html.content.decode()
    assert not Registration.objects.filter(email="anna@skole.example").exists()


def test_an_activity_without_workshops_asks_for_none() -> None:
    """The form is as it was."""
    plain = ActivityFactory()
    response = Client().post(f"/tilmelding/{plain.pk}/", answers())
    assert response.status_code == 302


def test_a_full_activity_says_when_the_wish_will_count(activity: Activity) -> None:
    """Whoever joins the line may wish, and reads that it counts from a seat on."""
    Activity.objects.filter(pk=activity.pk).update(capacity=1)
    html = Client().get(f"/tilmelding/{activity.pk}/").content.decode()
    assert "når du får plads på dagen, så langt pladserne rækker" in html


@pytest.fixture
def site() -> None:
    """A site on which the pages of activities have addresses."""
    home = root_page().add_child(instance=Page(title="Forside", slug="forside", locale=danish()))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    home.add_child(instance=ActivityIndexPage(title="Kalender", slug="kalender", locale=danish()))


@pytest.mark.usefixtures("site")
def test_the_page_of_the_activity_lists_the_workshops() -> None:
    """By round, with room and seats; not for a discreet activity."""
    activity = ActivityFactory()
    workshop(activity, place="Lokale 12")
    workshop(activity, "Film", round=2)
    url = activity.pages.get().get_url()
    html = Client().get(url).content.decode()
    assert html.index("Runde 1") < html.index("Dialog") < html.index("Runde 2") < html.index("Film")
    assert "Lokale 12 · 2 ledige pladser" in html
    Activity.objects.filter(pk=activity.pk).update(discreet=True)
    assert "Lokale 12" not in Client().get(url).content.decode()


def test_rounds_stand_in_order_and_titles_as_danes_sort_them() -> None:
    """Whatever order the database has: å comes after z."""
    activity = ActivityFactory()
    for title, number in (("Åben dør", 1), ("Zoneterapi", 1), ("Film", 2), ("Aften", 1)):
        workshop(activity, title, round=number)
    found = [(one.number, [w.title for w in one.workshops]) for one in rounds(activity)]
    assert found == [(1, ["Aften", "Zoneterapi", "Åben dør"]), (2, ["Film"])]


def test_the_personal_page_shows_and_changes_ones_workshops(activity: Activity) -> None:
    """From "Dialog" to the line for "Fuld", keeping the seat; the page says both."""
    dialog, full = activity.choices.get(title="Dialog"), activity.choices.get(title="Fuld")
    person = sign_up(activity, dialog)
    own, change = own_url("self_service", person), own_url("self_service_workshops", person)
    assert "Lokale 12 · Du har plads" in Client().get(own).content.decode()

    data = {"workshop_1": str(full.pk), "workshop_2": "later"}
    assert Client().post(change, data).headers["Location"] == own

    html = Client().get(own).content.decode()
    assert "Du har plads" in html
    assert "Du er nummer 2 på ventelisten" in html
    response = Client().get(change)
    assert response.context["form"].initial == {"workshop_1": str(full.pk)}
    assert "no-store" in response.headers["Cache-Control"]


def test_the_personal_page_lets_nobody_choose_once_the_day_has_begun(activity: Activity) -> None:
    """No link to it, and the address leads back."""
    person = sign_up(activity)
    change = own_url("self_service_workshops", person)
    assert change in Client().get(own_url("self_service", person)).content.decode()
    Session.objects.update(start=timezone.now() - timedelta(minutes=1))
    assert change not in Client().get(own_url("self_service", person)).content.decode()
    data = {"workshop_1": str(activity.choices.get(title="Dialog").pk), "workshop_2": "later"}
    assert Client().post(change, data).status_code == 302
    assert standing(person) == {}


def test_a_wrong_link_changes_nothing(activity: Activity) -> None:
    """The page is behind the personal link like the others."""
    person = sign_up(activity)
    change = own_url("self_service_workshops", person).replace("/workshops/", "0/workshops/")
    assert Client().post(change, {"workshop_1": "later"}).status_code == 404


def test_mails_list_the_workshops_with_their_rooms(activity: Activity) -> None:
    """The confirmation says where one has a seat and where one waits."""
    person = sign_up(activity, *activity.choices.filter(title__in=["Dialog", "Film"]))
    mail = messages.render(OutboxMessage.objects.get(registration=person, kind="confirmed"))
    assert "Runde 1: Dialog, Lokale 12" in mail.body
    assert "Runde 2: Film" in mail.body
    assert "Lokale 12" in str(mail.alternatives[0].content)


def test_whoever_moves_up_is_told_unless_it_is_no_longer_so(activity: Activity) -> None:
    """Title and room, in her language; a mail overtaken by a new choice is not sent."""
    film = activity.choices.get(title="Film")
    with translation.override("en"):
        person = sign_up(activity, film)
    notifications.enqueue(notifications.Mail.CHOICE_SEATED, [person], choice=str(film.pk))
    row = OutboxMessage.objects.get(registration=person, kind="choice_seated")
    mail = messages.render(row)
    assert "Film club" in mail.subject
    assert "Film club" in mail.body
    choose(person, [])
    with pytest.raises(messages.NoLongerTrue):
        messages.render(row)


def test_what_one_reads_takes_one_query(activity: Activity, django_assert_num_queries: Any) -> None:
    """However many workshops there are, and however many she has."""
    for number in range(3, 8):
        workshop(activity, f"W{number}", round=number)
    person = sign_up(activity, *activity.choices.all())
    with django_assert_num_queries(1):
        assert len(rounds(activity)) == 7
    with django_assert_num_queries(1):
        assert len(chosen(person)) == 7


@pytest.mark.e2e
@pytest.mark.django_db(transaction=True)
def test_choosing_on_a_phone_without_javascript(
    activity: Activity, live_server: Any, browse: Any, axe: Any
) -> None:
    """Sign-up and change of workshop, by tapping; axe finds nothing."""
    person = sign_up(activity)
    url = live_server.url + own_url("self_service_workshops", person)
    page = browse(width=360, javascript=False)
    page.goto(url)
    page.get_by_label("Dialog").check()
    page.get_by_role("group", name="Workshop, runde 2").get_by_label("Ingen workshop").check()
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Dine workshops er gemt.").wait_for()
    assert standing(person) == {"Dialog": "seated"}

    seen = browse(width=360)
    for address in (url, f"{live_server.url}/tilmelding/{activity.pk}/"):
        seen.goto(address)
        axe(seen)

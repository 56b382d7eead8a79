"""What staff do: set workshops up, look on, print, move a person."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Activity, Choice, Registration, RegistrationChoice
from tests.factories import ActivityFactory, UserFactory
from tests.workshops.rooms import counters, sign_up, standing, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    """An open activity with one workshop for one."""
    activity = ActivityFactory(capacity=30)
    workshop(activity, capacity=1, place="Lokale 12")
    return activity


@pytest.fixture
def organiser() -> Client:
    """Return a client signed in as Arrangør."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def url(activity: Activity, name: str, *more: Any) -> str:
    """Return the address of one view below the activity."""
    return reverse(f"activity:{name}", args=[activity.pk, *more])


def filled_in(client: Client, activity: Activity) -> dict[str, Any]:
    """Return the activity's form as it stands, with all its formsets."""
    form = client.get(url(activity, "edit")).context["form"]
    data: dict[str, Any] = {}
    for one in [form, *(f for s in form.formsets.values() for f in s.forms)]:
        for bound in one:
            value = bound.value()
            if value not in (None, False):
                data[bound.html_name] = value
    for formset in form.formsets.values():
        for bound in formset.management_form:
            data[bound.html_name] = bound.value()
    for name, value in data.items():
        if isinstance(value, datetime):  # as the browser shows it
            data[name] = f"{value:%Y-%m-%d %H:%M}"
    return data


def test_the_form_changes_words_and_seats_through_the_ledger(
    activity: Activity, organiser: Client
) -> None:
    """Title and seats at once; the line moves up; a stale number undoes nothing."""
    room = activity.choices.get()
    first, second = sign_up(activity, room), sign_up(activity, room)
    data = filled_in(organiser, activity)
    data |= {"choices-0-title": "Samtaler", "choices-0-capacity": 2}
    response = organiser.post(url(activity, "edit"), data)
    assert response.status_code == 302, response.context["form"].errors
    room.refresh_from_db()
    assert (room.title, room.capacity, room.taken) == ("Samtaler", 2, 2)
    assert standing(first) == standing(second) == {"Samtaler": "seated"}

    stale = filled_in(organiser, activity)
    Choice.objects.filter(pk=room.pk).update(capacity=5)  # a colleague, meanwhile
    organiser.post(url(activity, "edit"), stale)
    room.refresh_from_db()
    assert (room.capacity, room.taken) == (5, 2)


def test_a_workshop_is_added_and_one_with_people_stays(
    activity: Activity, organiser: Client
) -> None:
    """Deleting it or putting it into another round is refused with a sentence."""
    room = activity.choices.get()
    sign_up(activity, room)
    data = filled_in(organiser, activity)
    data |= {
        "choices-TOTAL_FORMS": 2,
        "choices-1-title": "Film",
        "choices-1-round": 2,
        "choices-1-capacity": 8,
    }
    organiser.post(url(activity, "edit"), data)
    assert list(activity.choices.values_list("title", "capacity")) == [("Dialog", 1), ("Film", 8)]

    data = filled_in(organiser, activity)
    positions = range(int(data["choices-TOTAL_FORMS"]))
    (at,) = [n for n in positions if str(data[f"choices-{n}-id"]) == str(room.pk)]
    for change, sentence in (
        ({f"choices-{at}-DELETE": "on"}, "Workshoppen «Dialog» kan ikke slettes"),
        ({f"choices-{at}-round": 3}, "Runden for «Dialog» kan ikke ændres"),
    ):
        html = organiser.post(url(activity, "edit"), data | change).content.decode()
        assert sentence in html
        assert "Flyt deltagerne først" in html
    room.refresh_from_db()
    assert room.round == 1
    RegistrationChoice.objects.all().delete()
    organiser.post(url(activity, "edit"), data | {f"choices-{at}-DELETE": "on"})
    assert list(activity.choices.values_list("title", flat=True)) == ["Film"]


def test_the_overview_says_how_full_and_leads_on(
    activity: Activity, organiser: Client, django_assert_max_num_queries: Any
) -> None:
    """Taken, seats, line; the people by the filter of the participants' list; the lists."""
    room = activity.choices.get()
    for _one in range(3):
        sign_up(activity, room)
    sign_up(activity)
    organiser.get(url(activity, "workshops"))
    for number in range(8):
        workshop(activity, f"W{number}")
    with django_assert_max_num_queries(14):
        html = organiser.get(url(activity, "workshops")).content.decode()
    assert "1 af 1" in html
    assert "1 med plads på dagen har ikke valgt nogen workshop." in html
    people = f"{url(activity, 'participants')}?workshop={room.pk}"
    assert people in html
    assert len(organiser.get(people).context["object_list"]) == 3
    assert url(activity, "workshops") in organiser.get(url(activity, "edit")).content.decode()


def test_the_printed_lists(activity: Activity, organiser: Client) -> None:
    """One PDF for all or for one, kept in no cache; a workshop of elsewhere is not found."""
    room = activity.choices.get()
    sign_up(activity, room)
    sign_up(activity, room)
    for address in (url(activity, "workshop_lists"), url(activity, "workshop_list", room.pk)):
        response = organiser.get(address)
        assert response.content.startswith(b"%PDF")
        assert "no-store" in response.headers["Cache-Control"]
    elsewhere = workshop(ActivityFactory())
    assert organiser.get(url(activity, "workshop_list", elsewhere.pk)).status_code == 404


def test_staff_move_a_person_and_past_the_line_only_with_a_reason(
    activity: Activity, organiser: Client
) -> None:
    """Without one she waits; with one she sits, and the room is overbooked."""
    room = activity.choices.get()
    sign_up(activity, room)
    person = sign_up(activity)
    address = url(activity, "person_workshops", person.pk)
    assert address in organiser.get(url(activity, "participant", person.pk)).content.decode()
    organiser.post(address, {"workshop_1": str(room.pk)})
    assert standing(person) == {"Dialog": "waiting"}
    organiser.post(address, {"workshop_1": str(room.pk), "reason": "Holder oplæg"})
    assert standing(person) == {"Dialog": "seated"}
    assert counters(room) == (2, 1)
    history = organiser.get(url(activity, "history")).content.decode()
    assert "Plads på «Dialog» givet ved undtagelse: Holder oplæg" in history


def test_nobody_else_gets_in(activity: Activity, organiser: Client) -> None:
    """A discreet activity is not there for an organiser, and nothing is for an analyst."""
    person = sign_up(activity)
    room = activity.choices.get()
    analyst = Client()
    analyst.force_login(UserFactory(role="Analytiker"))
    doors = [
        url(activity, "workshops"),
        url(activity, "workshop_lists"),
        url(activity, "workshop_list", room.pk),
        url(activity, "person_workshops", person.pk),
    ]
    assert {analyst.get(door).status_code for door in doors} == {302}
    Activity.objects.filter(pk=activity.pk).update(discreet=True)
    assert {organiser.get(door).status_code for door in doors} == {404}
    organiser.post(doors[-1], {"workshop_1": str(room.pk)})
    assert Registration.objects.get(pk=person.pk).chosen.count() == 0

"""Setting up questions, and reading the sums, in the admin."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from events import exports
from events.models import Activity, Needs, SignupAnswer, SignupQuestion
from events.question_checks import problems
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db

Kind, When = SignupQuestion.Kind, SignupQuestion.When


def question(**fields: Any) -> SignupQuestion:
    """Return an unsaved question."""
    return SignupQuestion(**{"text": "Hvad?", "key": "a", **fields})


def test_a_question_to_choose_from_needs_options() -> None:
    with pytest.raises(ValidationError, match="mindst to"):
        question(kind=Kind.ONE, options="Ja\n\n").clean()
    question(kind=Kind.ONE, options="Ja\nNej").clean()


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"condition_key": "x", "condition_value": "Ja"}, "ikke et andet spørgsmål"),
        ({"condition_key": "b", "condition_value": "Ja"}, "ikke et andet spørgsmål"),
        ({"condition_key": "a", "condition_value": "Måske"}, "ikke den svarmulighed"),
        ({"condition_key": "a", "condition_value": "Ja", "ask": When.SIGNUP}, "spørges senere"),
    ],
)
def test_conditions_that_can_never_be_met_are_refused(second: dict, words: str) -> None:
    first = question(kind=Kind.ONE, options="Ja | Yes\nNej")
    found = list(problems([first, question(key="b", **second)], [], set()))
    assert len(found) == 1
    assert words in found[0]


def test_what_is_right_is_not_refused() -> None:
    first = question(kind=Kind.ONE, options="Ja | Yes\nNej")
    second = question(key="b", condition_key="a", condition_value="Ja")
    assert not list(problems([first, second], [], {first.pk}))
    assert list(problems([second], [first.pk], {first.pk}))


def url(activity: Activity, step: str = "answers") -> str:
    """Return the address of the page."""
    return reverse(f"activity:{step}", args=[activity.pk])


def test_the_organiser_sees_sums_and_who_needs_what(client: Client) -> None:
    activity = ActivityFactory(ask_food=True, ask_access=True)
    person = RegistrationFactory(activity=activity, name="Rikke Rampe")
    Needs.objects.create(registration=person, food=["vegan"], access="Niveaufri adgang")
    client.force_login(UserFactory(role="Arrangør"))
    html = client.get(url(activity)).content.decode()
    assert "Vegansk" in html
    assert "Rikke Rampe" in html
    pdf = client.get(url(activity, "kitchen_pdf"))
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]


@pytest.mark.parametrize("step", ["answers", "kitchen_pdf"])
def test_others_are_kept_out(client: Client, step: str) -> None:
    activity, hidden = ActivityFactory(), ActivityFactory(discreet=True)
    client.force_login(UserFactory(role="Redaktør"))
    assert client.get(url(activity, step)).status_code in {302, 403}
    client.force_login(UserFactory(role="Arrangør"))
    assert client.get(url(hidden, step)).status_code == 404


def test_no_caterer_is_told_of_a_discreet_activity(client: Client) -> None:
    hidden = ActivityFactory(discreet=True, ask_food=True, with_page=False)
    client.force_login(UserFactory(role="Kursusleder"))
    assert url(hidden, "kitchen_pdf") not in client.get(url(hidden)).text
    assert client.get(url(hidden, "kitchen_pdf")).status_code == 404


def test_staff_write_down_what_someone_says_on_the_phone(client: Client) -> None:
    activity = ActivityFactory(ask_food=True)
    SignupQuestion.objects.create(activity=activity, key="bus", text="Kommer du med bus?")
    person = RegistrationFactory(activity=activity)
    client.force_login(UserFactory(role="Arrangør"))
    page = reverse("activity:person_answers", args=[activity.pk, person.pk])
    assert "Kommer du med bus?" in client.get(page).content.decode()
    client.post(page, {"q-bus": "Linje 5C", "food": ["vegan"]})
    own = client.get(reverse("activity:participant", args=[activity.pk, person.pk]))
    assert "Linje 5C" in own.content.decode()
    assert person.needs.food == ["vegan"]


def test_answers_are_columns_of_the_export_and_food_is_not() -> None:
    activity = ActivityFactory(ask_food=True)
    one = SignupQuestion.objects.create(activity=activity, key="bus", text="Bus?")
    person = RegistrationFactory(activity=activity)
    SignupAnswer.objects.create(registration=person, question=one, value=["Ja", "Nej"])
    Needs.objects.create(registration=person, food=["vegan"], access="Rampe")
    found = {column.key: column.read(person) for column in exports.columns(activity)}
    assert found["q-bus"] == "Ja, Nej"
    assert "Vegansk" not in str(found)
    assert "Rampe" not in str(found)

"""The organiser's questions: who is asked what, what is kept of the answers."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from events import questions
from events.enums import RegistrationStatus
from events.links import Purpose, token_for
from events.models import Activity, OutboxMessage, Registration, SignupAnswer, SignupQuestion
from tests.factories import ActivityFactory, RegistrationFactory, WorkplaceKindFactory

pytestmark = pytest.mark.django_db

Kind, When = SignupQuestion.Kind, SignupQuestion.When


def ask(activity: Activity, key: str, **fields: object) -> SignupQuestion:
    """Return a question of the activity, asked of those with a seat."""
    return SignupQuestion.objects.create(
        activity=activity, key=key, **{"text": f"Spørgsmål {key}?", **fields}
    )


def page_of(registration: Registration) -> str:
    """Return the address of the person's questions."""
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse("events:self_service_questions", args=[registration.pk, token])


@pytest.fixture
def person() -> Registration:
    """Someone with a seat at an activity that asks how she comes and, of drivers, for a plate."""
    activity = ActivityFactory()
    ask(activity, "kommer", kind=Kind.ONE, options="Cykel | Bicycle\nBil | Car", required=True)
    ask(
        activity, "nummerplade", required=True, condition_key="kommer", condition_value="Bil",
        sort_order=1,
    )  # fmt: skip
    ask(activity, "antal", kind=Kind.NUMBER, sort_order=2)
    return RegistrationFactory(activity=activity)


def stored(registration: Registration) -> dict[str, list[str]]:
    """Return what is stored, by the question's key."""
    rows = SignupAnswer.objects.filter(registration=registration).select_related("question")
    return {row.question.key: row.value for row in rows}


def test_answers_are_stored_and_come_back(client: Client, person: Registration) -> None:
    response = client.post(
        page_of(person), {"q-kommer": "Bil", "q-nummerplade": "AB 12 345", "q-antal": "3"}
    )
    assert response.status_code == 302
    assert stored(person) == {"kommer": ["Bil"], "nummerplade": ["AB 12 345"], "antal": ["3"]}
    html = client.get(page_of(person)).content.decode()
    assert "AB 12 345" in html
    assert 'value="Bil"' in html


def test_a_conditional_question_is_required_only_of_those_it_applies_to(
    client: Client, person: Registration
) -> None:
    refused = client.post(page_of(person), {"q-kommer": "Bil"})
    assert refused.status_code == 200
    assert "Svar på spørgsmålet" in refused.content.decode()
    assert stored(person) == {}
    assert client.post(page_of(person), {"q-kommer": "Cykel"}).status_code == 302
    assert stored(person) == {"kommer": ["Cykel"]}


def test_an_answer_that_no_longer_applies_is_deleted(client: Client, person: Registration) -> None:
    client.post(page_of(person), {"q-kommer": "Bil", "q-nummerplade": "AB 12 345"})
    client.post(page_of(person), {"q-kommer": "Cykel", "q-nummerplade": "AB 12 345"})
    assert stored(person) == {"kommer": ["Cykel"]}


def test_a_required_answer_and_a_listed_one_are_asked_for(
    client: Client, person: Registration
) -> None:
    assert "Svar på spørgsmålet" in client.post(page_of(person), {}).content.decode()
    html = client.post(page_of(person), {"q-kommer": "Helikopter"}).content.decode()
    assert "Vælg en mulighed på listen" in html
    assert stored(person) == {}


def test_a_cpr_number_is_refused_and_not_stored(client: Client, person: Registration) -> None:
    response = client.post(page_of(person), {"q-kommer": "Bil", "q-nummerplade": "010190-1234"})
    assert "CPR" in response.content.decode()
    assert stored(person) == {}


def test_options_are_read_in_english_and_stored_in_danish(
    client: Client, person: Registration
) -> None:
    html = client.get("/en" + page_of(person)).content.decode()
    assert "Bicycle" in html
    assert 'value="Cykel"' in html


@pytest.mark.parametrize("status", [RegistrationStatus.WAITING, RegistrationStatus.CANCELLED])
def test_who_has_no_seat_is_asked_nothing(client: Client, status: str) -> None:
    activity = ActivityFactory()
    ask(activity, "kommer")
    person = RegistrationFactory(activity=activity, status=status)
    assert client.get(page_of(person)).status_code == 302


def test_a_condition_on_a_question_that_is_not_asked_is_not_met() -> None:
    activity = ActivityFactory()
    first = ask(activity, "a", kind=Kind.ONE, options="Ja\nNej")
    second = ask(activity, "b", condition_key="a", condition_value="Ja")
    third = ask(activity, "c", condition_key="b", condition_value="x")
    by_key = {q.key: q for q in (first, second, third)}
    assert not questions.applies(third, {first.pk: ["Nej"], second.pk: ["x"]}, by_key)
    assert questions.applies(third, {first.pk: ["Ja"], second.pk: ["x"]}, by_key)


def test_conditions_in_a_circle_are_never_met() -> None:
    activity = ActivityFactory()
    one = ask(activity, "a", condition_key="b", condition_value="x")
    other = ask(activity, "b", condition_key="a", condition_value="x")
    answers = {one.pk: ["x"], other.pk: ["x"]}
    assert not questions.applies(one, answers, {"a": one, "b": other})


def test_those_who_owe_an_answer_are_written_to(person: Registration) -> None:
    activity = person.activity
    answered = RegistrationFactory(activity=activity)
    kommer = activity.signup_questions.get(key="kommer")
    SignupAnswer.objects.create(registration=answered, question=kommer, value=["Cykel"])
    drives = RegistrationFactory(activity=activity)
    SignupAnswer.objects.create(registration=drives, question=kommer, value=["Bil"])
    RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
    assert questions.ask_again(activity) == 2
    mails = OutboxMessage.objects.filter(kind="questions")
    assert set(mails.values_list("registration", flat=True)) == {person.pk, drives.pk}


def test_the_number_of_queries_does_not_grow_with_the_people(
    person: Registration, django_assert_num_queries: object
) -> None:
    activity = person.activity

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            questions.tallies(activity)
            questions.unanswered(activity)
        return len(seen)

    before = count()
    for _one in range(5):
        other = RegistrationFactory(activity=activity)
        question = activity.signup_questions.get(key="antal")
        SignupAnswer.objects.create(registration=other, question=question, value=["1"])
    assert count() == before


def test_tallies_count_options_and_sort_texts(person: Registration) -> None:
    activity = person.activity
    kommer = activity.signup_questions.get(key="kommer")
    plate = activity.signup_questions.get(key="nummerplade")
    for text in ("ZZ", "AA"):
        other = RegistrationFactory(activity=activity)
        SignupAnswer.objects.create(registration=other, question=kommer, value=["Bil"])
        SignupAnswer.objects.create(registration=other, question=plate, value=[text])
    gone = RegistrationFactory(activity=activity, status=RegistrationStatus.CANCELLED)
    SignupAnswer.objects.create(registration=gone, question=kommer, value=["Bil"])
    by_key = {tally.question.key: tally for tally in questions.tallies(activity)}
    assert by_key["kommer"].counts == [("Cykel", 0), ("Bil", 2)]
    assert by_key["nummerplade"].texts == ["AA", "ZZ"]


def test_a_wrong_link_opens_no_questions(client: Client, person: Registration) -> None:
    url = reverse("events:self_service_questions", args=[person.pk, "0" * 32])
    assert client.get(url).status_code == 404
    url = reverse("events:self_service_questions", args=[uuid.uuid4(), "0" * 32])
    assert client.get(url).status_code == 404


def test_what_must_be_known_first_is_asked_at_sign_up(client: Client) -> None:
    activity = ActivityFactory()
    now = ask(activity, "erfaring", ask=When.SIGNUP, required=True)
    ask(activity, "parkering")
    url = reverse("events:signup", args=[activity.pk])
    html = client.get(url).content.decode()
    assert "Spørgsmål erfaring?" in html
    assert "Spørgsmål parkering?" not in html
    WorkplaceKindFactory()
    form = {
        "name": "Bo Berg", "email": "bo@skole.example", "workplace": "Skolen", "role": "other",
        "workplace_kind": "skole", "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert "Svar på spørgsmålet" in client.post(url, form).content.decode()
    assert client.post(url, {**form, "q-erfaring": "To år"}).status_code == 302
    answer = SignupAnswer.objects.get()
    assert (answer.question_id, answer.value) == (now.pk, ["To år"])
    assert answer.registration.name == "Bo Berg"

"""Applying on the web, and what the applicant sees and may do afterwards."""

import re
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.applications import send_answers
from courses.enums import Verdict
from courses.models import Application
from courses.views.application import application_url
from events import outbox
from events.models import Activity, Registration, SignupAnswer
from events.views.personal import own_url
from tests.applications.makers import WORDS, apply, ask, course_by_application, decided, now
from tests.factories import ActivityFactory, WorkplaceKindFactory
from tests.registration.makers import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def filled(**changes: Any) -> dict[str, Any]:
    """Return a whole form."""
    WorkplaceKindFactory()
    return {
        "idempotency_key": str(uuid.uuid4()),
        "name": "Åse Østergård",
        "email": "aase@skole.example",
        "workplace": "Skolen ved Søerne",
        "workplace_kind": "skole",
        "role": "frontline_youth",
        **{f"application-{name}": value for name, value in WORDS.items()},
        **changes,
    }


def test_the_form_asks_and_says_what_is_done_with_it(client: Client) -> None:
    activity = course_by_application()
    ask(activity, "Hvilken bydel arbejder du i?")
    page = client.get(reverse("events:signup", args=[activity.pk])).content.decode()
    for said in (
        "Søg om plads",
        "Din faggruppe",
        "Hvilken bydel arbejder du i?",
        "Vi spørger aldrig om oprindelse eller tro.",
        "Skriv ikke om konkrete personer",
        "seks måneder efter svaret",
    ):
        assert said in page, said
    assert "Tilmeld en hel gruppe" not in page


def test_an_ordinary_activity_asks_none_of_it(client: Client) -> None:
    activity = ActivityFactory(needs_approval=True)
    page = client.get(reverse("events:signup", args=[activity.pk])).content.decode()
    assert "application-" not in page
    assert "Tilmeld dig" in page


def test_applying_stores_the_application_and_the_answers(client: Client) -> None:
    activity = course_by_application()
    ask(activity)
    address = reverse("events:signup", args=[activity.pk])
    response = client.post(address, filled(**{"q-bydel": "Valby"}), follow=True)
    assert "Tak for din ansøgning" in response.content.decode()
    application = Application.objects.get()
    assert {name: getattr(application, name) for name in WORDS} == WORDS
    assert SignupAnswer.objects.get(registration=application.pk).value == ["Valby"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"application-profession": ""}, "Vælg din faggruppe."),
        ({"application-motivation": ""}, "Skriv, hvorfor du vil med."),
        ({"application-background": "Barnet 010190-1234"}, "hotline"),
        ({"application-motivation": "x" * 1501}, "Skriv højst 1500 tegn."),
    ],
    ids=["no profession", "no reasons", "CPR", "too long"],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, changes: dict[str, str], said: str
) -> None:
    activity = course_by_application()
    address = reverse("events:signup", args=[activity.pk])
    page = client.post(address, filled(**changes)).content.decode()
    assert said in page
    assert "Åse Østergård" in page
    assert not Registration.objects.exists()


def test_her_own_page_shows_what_she_wrote_until_it_is_answered(client: Client) -> None:
    activity = course_by_application(activity__closes_at=timezone.now() + timedelta(days=3))
    application = apply(activity)
    page = client.get(own_url("self_service", now(application))).content.decode()
    assert "Din ansøgning venter på svar" in page
    assert WORDS["motivation"] in page
    assert application_url(now(application)) in page
    assert "Du kan rette den indtil" in page


def test_she_corrects_it_behind_her_link(client: Client) -> None:
    application = apply(course_by_application())
    address = application_url(now(application))
    assert WORDS["motivation"] in client.get(address).content.decode()
    response = client.post(address, {**WORDS, "motivation": "Et bedre svar."})
    assert response.headers["Location"] == own_url("self_service", now(application))
    application.refresh_from_db()
    assert application.motivation == "Et bedre svar."
    page = client.post(address, {**WORDS, "motivation": "Barnet 010190-1234"}).content.decode()
    assert "010190-1234" in page
    application.refresh_from_db()
    assert application.motivation == "Et bedre svar."


def test_after_the_answer_there_is_nothing_to_correct(client: Client) -> None:
    activity = course_by_application()
    (application,) = decided(activity, Verdict.ADMIT)
    send_answers(activity, by=None)
    address = application_url(now(application))
    assert client.get(address).status_code == HTTPStatus.FOUND
    client.post(address, {**WORDS, "motivation": "For sent."})
    application.refresh_from_db()
    assert application.motivation == WORDS["motivation"]
    page = client.get(own_url("self_service", now(application))).content.decode()
    assert "Du er optaget" in page


def test_withdrawing_deletes_the_words_at_once(client: Client) -> None:
    application = apply(course_by_application())
    registration = now(application)
    asked = client.get(own_url("self_service_cancel", registration)).content.decode()
    assert "Vil du trække ansøgningen tilbage?" in asked
    client.post(own_url("self_service_cancel", registration))
    assert not Application.objects.exists()
    page = client.get(own_url("self_service", registration)).content.decode()
    assert WORDS["motivation"] not in page


def test_whoever_was_signed_up_by_staff_writes_hers_on_her_own_page(client: Client) -> None:
    row = sign_up(course_by_application()).registrations.get()
    page = client.get(own_url("self_service", row)).content.decode()
    assert "Skriv din ansøgning" in page
    client.post(application_url(row), WORDS)
    assert Application.objects.get().pk == row.pk


@pytest.mark.parametrize("wrong", ["0" * 32, "x"])
def test_a_wrong_link_opens_nothing(client: Client, wrong: str) -> None:
    application = apply(course_by_application())
    address = reverse("courses:application", args=[application.pk, wrong])
    response = client.get(address)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert WORDS["motivation"] not in response.content.decode()


def test_the_mails_read_as_answers_to_an_application() -> None:
    activity = course_by_application(capacity=1)
    people = decided(activity, Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE)
    by_phone = sign_up(activity).registrations.get()
    send_answers(activity, by=None)
    Activity.objects.filter(pk=activity.pk).update(title="Mentorer")
    mail.outbox.clear()
    outbox.deliver_due()
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    admitted, reserve, declined = (now(one).email for one in people)
    assert "Du er optaget" in subjects[admitted]
    assert "Du er reserve" in subjects[reserve]
    assert "Svar på din ansøgning" in subjects[declined]
    assert "Skriv din ansøgning" in subjects[by_phone.email]
    said = {sent.to[0]: re.sub(r"\s+", " ", sent.body) for sent in mail.outbox}
    assert "Holdet skal være blandet" in said[declined]
    assert not any("tilmelding" in said[one].split("http")[0] for one in (admitted, declined))

"""The review in the admin: list, verdicts, answers; who may, and what it costs."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.applications import decide, send_answers
from courses.enums import Profession, Verdict
from courses.models import Application
from events import approval
from events.enums import ApprovalReason
from events.exports import columns
from events.models import Activity, Registration, SignupAnswer
from tests.applications.makers import apply, ask, course_by_application, decided, now
from tests.factories import ActivityFactory, CourseFactory, UserFactory
from tests.registration.makers import sign_up

pytestmark = pytest.mark.django_db

PAGES = ("applications", "send_answers")


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def as_role(client: Client) -> Callable[[str | None], Client]:
    """Return a function that gives a client signed in with a role."""

    def sign_in(role: str | None) -> Client:
        client.force_login(UserFactory(role=role))
        return client

    return sign_in


@pytest.fixture
def organiser(as_role: Callable[[str | None], Client]) -> Client:
    return as_role("Arrangør")


def address(activity: Activity, name: str = "applications", *more: Any) -> str:
    return reverse(f"courses_admin:{name}", args=[activity.pk, *more])


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def verdict(application: Application) -> str:
    application.refresh_from_db()
    return application.verdict


def test_the_list_shows_what_the_organiser_weighs(organiser: Client) -> None:
    activity = course_by_application()
    question = ask(activity)
    person = {"name": "Åse Østergård", "workplace": "Skolen ved Søerne"}
    application = apply(activity, person=person, profession=Profession.SSP)
    SignupAnswer.objects.create(registration_id=application.pk, question=question, value=["Valby"])
    page = text(organiser, address(activity))
    for said in ("Åse Østergård", "Skolen ved Søerne", "SSP-medarbejder", "2–5 år", "Valby"):
        assert said in page, said
    assert application.motivation not in page
    page = text(organiser, address(activity, "application", application.pk))
    for said in (application.motivation, application.background, "Hvilken bydel?", "Valby"):
        assert said in page, said


def test_the_list_costs_the_same_for_many(organiser: Client) -> None:
    activity = course_by_application(capacity=30)
    ask(activity)

    def queries() -> int:
        text(organiser, address(activity))  # what is looked up once is looked up now
        with CaptureQueriesContext(
            connection,
        ) as caught:
            text(organiser, address(activity))
        return len(caught)

    decided(activity, Verdict.ADMIT, Verdict.RESERVE)
    few = queries()
    decided(activity, *[Verdict.ADMIT] * 5, *[Verdict.DECLINE] * 5)
    assert queries() == few


def test_the_list_is_paginated(organiser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courses.admin_views.applications.PER_PAGE", 2)
    activity = course_by_application()
    people = [apply(activity) for _number in range(3)]
    assert now(people[2]).name not in text(organiser, address(activity))
    assert now(people[2]).name in text(organiser, address(activity) + "?p=2")


def test_it_is_narrowed_in_the_address_and_searched_without(organiser: Client) -> None:
    activity = course_by_application()
    teacher = apply(activity, person={"name": "Anna Lærer"})
    police = apply(activity, person={"name": "Bo Betjent"}, profession=Profession.POLICE)
    decide(police, Verdict.RESERVE, by=None)
    for query, shown, hidden in (
        ("?profession=police", "Bo Betjent", "Anna Lærer"),
        ("?verdict=none", "Anna Lærer", "Bo Betjent"),
        ("?verdict=reserve", "Bo Betjent", "Anna Lærer"),
    ):
        page = text(organiser, address(activity) + query)
        assert shown in page, query
        assert hidden not in page, query
    response = organiser.post(address(activity), {"q": "lærer"})
    page = response.content.decode()
    assert "Anna Lærer" in page
    assert "Bo Betjent" not in page
    # A verdict from the search's result stays with the search, and out of the address.
    posted = {"q": "lærer", "one": f"{teacher.pk}:admit"}
    response = organiser.post(address(activity), posted)
    assert response.status_code == HTTPStatus.OK
    assert "Bo Betjent" not in response.content.decode()
    assert verdict(teacher) == Verdict.ADMIT


def test_one_button_is_one_verdict(organiser: Client) -> None:
    activity = course_by_application()
    first, second = apply(activity), apply(activity)
    url = address(activity)
    for application in (first, second):
        response = organiser.post(url + "?p=1", {"one": f"{application.pk}:reserve"})
        # Back to the row whose button was pressed, or a keyboard has to walk there again.
        assert response["Location"] == f"{url}?p=1#a-{application.pk}"
    organiser.post(url, {"up": str(second.pk)})
    ranks = dict(Application.objects.values_list("pk", "rank"))
    assert ranks[second.pk] < ranks[first.pk]
    organiser.post(url, {"one": f"{first.pk}:"})
    assert verdict(first) == Verdict.UNDECIDED


def test_a_refusal_asks_for_the_reason_first(organiser: Client) -> None:
    activity = course_by_application()
    first, second = apply(activity), apply(activity)
    url = address(activity)
    page = organiser.post(url, {"one": f"{first.pk}:decline", "reason": "mix"}).content.decode()
    assert "Hvorfor afslag?" in page
    assert verdict(first) == Verdict.UNDECIDED
    again = organiser.post(url, {"many": "decline", "chosen": [str(first.pk)], "asked": "1"})
    assert "Vælg en grund." in again.content.decode()
    chosen = {"chosen": [str(first.pk), str(second.pk)]}
    organiser.post(url, {"many": "decline", "reason": "mix", **chosen})
    assert set(Application.objects.values_list("verdict", "reason")) == {("decline", "mix")}


def test_many_get_one_verdict_and_those_of_other_courses_none(organiser: Client) -> None:
    activity, other = course_by_application(), course_by_application()
    mine, theirs = apply(activity), apply(other)
    chosen = {"chosen": [str(mine.pk), str(theirs.pk)]}
    organiser.post(address(activity), {"many": "admit", **chosen})
    assert (verdict(mine), verdict(theirs)) == (Verdict.ADMIT, Verdict.UNDECIDED)
    assert organiser.get(address(activity, "application", theirs.pk)).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [{"one": "x:admit"}, {"one": ":"}, {"many": "king", "chosen": []}, {"up": "x"}],
    ids=str,
)
def test_what_no_button_says_is_refused(organiser: Client, posted: dict[str, Any]) -> None:
    activity = course_by_application()
    application = apply(activity)
    assert organiser.post(address(activity), posted).status_code == HTTPStatus.NOT_FOUND
    assert verdict(application) == Verdict.UNDECIDED


def test_reading_goes_from_one_to_the_next_within_the_filter(organiser: Client) -> None:
    activity = course_by_application()
    first, police, third = (
        apply(activity, profession=profession)
        for profession in (Profession.TEACHER, Profession.POLICE, Profession.TEACHER)
    )
    query = "?verdict=none&profession=teacher"
    page = text(organiser, address(activity, "application", first.pk) + query)
    assert str(third.pk) in page
    assert str(police.pk) not in page
    response = organiser.post(address(activity, "application", first.pk) + query, {"many": "admit"})
    assert str(third.pk) in response.headers["Location"]
    assert verdict(first) == Verdict.ADMIT


def test_sending_says_how_many_first_and_then_sends(organiser: Client) -> None:
    activity = course_by_application(capacity=1)
    decided(activity, Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE)
    apply(activity)
    page = text(organiser, address(activity, "send_answers"))
    assert "1 er ikke afgjort og hører ikke noget nu." in page
    assert not Application.objects.exclude(answered_at=None).exists()
    response = organiser.post(address(activity, "send_answers"), follow=True)
    page = response.content.decode()
    assert "3 har fået svar." in page
    assert "Afslag (besvaret)" in page
    assert "Afmeldt" not in page  # she was refused, and withdrew nothing
    assert Application.objects.exclude(answered_at=None).count() == 3


def test_too_many_are_refused_in_words(organiser: Client) -> None:
    activity = course_by_application(capacity=1)
    decided(activity, Verdict.ADMIT, Verdict.ADMIT)
    page = text(organiser, address(activity, "send_answers"))
    assert "2 skal optages, men kun 1 plads er ledig." in page
    assert "Send svarene nu" not in page
    response = organiser.post(address(activity, "send_answers"), follow=True)
    assert "2 skal optages, men kun 1 plads er ledig." in response.content.decode()


@pytest.mark.parametrize("role", [None, "Redaktør", "Analytiker", "Administrator"])
def test_only_those_who_run_activities_come_in(
    as_role: Callable[[str | None], Client], role: str | None
) -> None:
    activity = course_by_application()
    application = apply(activity)
    client = as_role(role)
    urls = [
        *(address(activity, name) for name in PAGES),
        address(activity, "application", application.pk),
    ]
    for url in urls:
        for response in (client.get(url), client.post(url, {"one": f"{application.pk}:admit"})):
            # Wagtail answers a refusal by sending home whoever may enter the admin.
            assert response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}
    assert verdict(application) == Verdict.UNDECIDED


@pytest.mark.parametrize("said", [{"discreet": True}, {"kind": "temadag"}], ids=str)
def test_other_activities_have_no_such_list(
    as_role: Callable[[str | None], Client], said: dict[str, Any]
) -> None:
    activity = ActivityFactory(
        **{"kind": "kursus", "needs_approval": True, "with_page": False, **said}
    )
    CourseFactory(activity=activity, takes_applications=True)
    for role in ("Arrangør", "Kursusleder"):
        client = as_role(role)
        assert client.get(address(activity)).status_code == HTTPStatus.NOT_FOUND


def test_the_floor_leads_to_the_list_instead_of_past_it(organiser: Client) -> None:
    activity = course_by_application()
    application = apply(activity, person={"name": "Åse Østergård"})
    by_phone = sign_up(activity).registrations.get()
    page = text(organiser, reverse("activity:pending", args=[activity.pk]))
    assert "Åse Østergård" not in page
    assert by_phone.name in page
    assert address(activity) in page
    for step in ("approve", "refuse"):
        url = reverse(f"activity:{step}", args=[activity.pk, application.pk])
        for response in (organiser.get(url), organiser.post(url, {"reason": "full"})):
            assert response.headers["Location"] == address(activity)
    assert now(application).is_pending


def test_ticking_many_in_the_list_of_participants_leaves_applications_out(
    organiser: Client,
) -> None:
    activity = course_by_application()
    application = apply(activity)
    url = reverse("wagtail_bulk_action", args=["events", "registration", "approve"])
    organiser.post(f"{url}?id={application.pk}&next=/admin/")
    assert now(application).is_pending


def test_the_ordinary_reasons_do_not_speak_of_applications() -> None:
    from events.admin_forms import RefuseForm

    reasons = dict(RefuseForm().fields["reason"].choices)
    assert ApprovalReason.EXPERIENCE not in reasons
    assert ApprovalReason.FULL in reasons


def test_profession_and_experience_may_be_exported_and_no_words() -> None:
    activity = course_by_application()
    application = apply(activity)
    found = {column.key: column for column in columns(activity)}
    row = Registration.objects.select_related("booking").get(pk=application.pk)
    assert found["profession"].read(row) == "Lærer"
    assert found["experience"].read(row) == "2–5 år"
    cells = {str(column.read(row)) for column in found.values()}
    assert not cells & {application.motivation, application.background}
    assert "profession" not in {column.key for column in columns(ActivityFactory())}


def test_the_answered_are_read_only(organiser: Client) -> None:
    activity = course_by_application()
    (application,) = decided(activity, Verdict.ADMIT)
    send_answers(activity, by=None)
    page = text(organiser, address(activity, "application", application.pk))
    assert "Ansøgningen er besvaret." in page
    assert 'name="many"' not in page
    with pytest.raises(approval.NotPending):
        approval.approve(now(application), by=None)

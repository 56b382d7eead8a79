"""Setting a course up on one page of the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums import Profession, Release
from courses.models import Application, Course, CourseMaterial, CoursePart, CourseTeacher
from courses.set_up import ApprovalMissing
from events import planning
from events.enums import ActivityKind, ActivityStatus, RegistrationStatus
from events.models import Activity, Registration, Session
from tests.factories import (
    ActivityFactory,
    CourseFactory,
    RegistrationFactory,
    UserFactory,
    make_document,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Client:
    """Return a client signed in as Arrangør."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    return client


def address(activity: Activity) -> str:
    """Return the page "Kursus" of an activity."""
    return reverse("courses_admin:setup", args=[activity.pk])


def training(days: int = 3, **kwargs: Any) -> Activity:
    """Return an activity of kind "kursus" that nobody has set up."""
    return ActivityFactory(**{"kind": ActivityKind.KURSUS, "days": days, **kwargs})


def sessions_of(activity: Activity) -> list[Session]:
    """Return its sessions in order."""
    return list(activity.sessions.order_by("start"))


def filled_in(client: Client, activity: Activity) -> dict[str, Any]:
    """Return what the form, as it stands, would send."""
    setup = client.get(address(activity)).context["setup"]
    data: dict[str, Any] = {}
    formsets = [setup.teachers, *(one.materials for one in setup.sessions)]
    rows = [form for formset in formsets for form in formset.forms]
    for form in [setup.form, *(one.part for one in setup.sessions), *rows]:
        for bound in form:
            if bound.value() not in (None, False):
                data[bound.html_name] = bound.value()
    for formset in formsets:
        for bound in formset.management_form:
            data[bound.html_name] = bound.value()
    return data


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> None:
    """Add one row to a set of the form, as the script does."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data[f"{prefix}-{number}-ORDER"] = number + 1
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def materials(session: Session) -> str:
    """Return the prefix of a session's materials."""
    return f"materials-{session.pk.hex}"


@pytest.mark.postgres
def test_the_first_save_makes_the_course(organiser: Client) -> None:
    """Everything on the page is stored, in the order given; a look stores nothing."""
    activity = training()
    first, second, third = sessions_of(activity)
    data = filled_in(organiser, activity)
    assert not Course.objects.exists()
    data |= {
        "course-aims": "Kende tegn\nHolde en samtale",
        "course-hours": "18",
        "course-sessions_needed": "2",
        "course-refresh_months": "24",
        f"part-{first.pk.hex}-required": "on",
        f"part-{second.pk.hex}-programme": "Samtalens fire trin",
    }
    add_row(data, "teachers", name="Bo Berg", title="Psykolog")
    add_row(data, "teachers", name="Ane Ask")
    data["teachers-0-ORDER"], data["teachers-1-ORDER"] = 2, 1  # moved
    document = make_document()
    add_row(data, materials(first), title="Plan", document=document.pk, release=Release.START)
    add_row(
        data, materials(first), title="Læs mere", url="https://vink.example/", release=Release.END
    )

    response = organiser.post(address(activity), data)
    assert response.status_code == 302, response.context["setup"].form.errors
    course = Course.objects.get(activity=activity)
    assert (course.display_aims, course.hours, course.sessions_needed) == (
        ["Kende tegn", "Holde en samtale"],
        18,
        2,
    )
    assert [t.name for t in course.teachers.all()] == ["Ane Ask", "Bo Berg"]
    parts = CoursePart.objects.in_bulk()
    assert parts.keys() == {first.pk, second.pk}, "nothing is said about the third"
    assert parts[first.pk].required
    assert [m.title for m in first.materials.all()] == ["Plan", "Læs mere"]

    # As it stands, sent again: nothing is added or lost.
    again = filled_in(organiser, activity)
    assert organiser.post(address(activity), again).status_code == 302
    assert (CourseTeacher.objects.count(), CourseMaterial.objects.count()) == (2, 2)
    # Rows are changed, moved and removed.
    again |= {"teachers-0-DELETE": "1", f"{materials(first)}-0-ORDER": 5}
    again[f"{materials(first)}-1-title"] = "Læs mere her"
    assert organiser.post(address(activity), again).status_code == 302
    assert [t.name for t in course.teachers.all()] == ["Bo Berg"]
    assert [m.title for m in first.materials.all()] == ["Læs mere her", "Plan"]
    assert third.materials.count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"course-sessions_needed": "4"}, "Kurset har kun 3 mødegange."),
        ({"course-hours": "-1"}, "0.5"),
        ({"course-aims": "Ring til 010190-1234"}, "CPR"),
    ],
)
def test_an_error_keeps_what_was_typed(
    organiser: Client, change: dict[str, str], sentence: str
) -> None:
    """The sentence stands there, so does every word; nothing is stored."""
    activity = training()
    first = sessions_of(activity)[0]
    data = filled_in(organiser, activity) | {f"part-{first.pk.hex}-programme": "Velkomst kl. 9"}
    add_row(data, "teachers", name="Bo Berg")
    response = organiser.post(address(activity), data | change)
    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert "Velkomst kl. 9" in html
    assert "Bo Berg" in html
    assert not Course.objects.exists()


def test_a_material_is_a_document_or_a_link(organiser: Client) -> None:
    """Neither and both are refused, at the field, in every session at once."""
    activity = training()
    first, second, _third = sessions_of(activity)
    data = filled_in(organiser, activity)
    add_row(data, materials(first), title="Intet", release=Release.ADMISSION)
    add_row(
        data,
        materials(second),
        title="Begge",
        document=make_document().pk,
        url="https://vink.example/",
        release=Release.ADMISSION,
    )
    setup = organiser.post(address(activity), data).context["setup"]
    assert setup.sessions[0].materials.errors == [
        {"document": ["Vælg et dokument, eller skriv et link."]}
    ]
    assert setup.sessions[1].materials.errors == [
        {"url": ["Vælg et dokument, eller skriv et link, ikke begge."]}
    ]
    assert not CourseMaterial.objects.exists()


def test_an_empty_row_is_left_out(organiser: Client) -> None:
    """Added by mistake and not filled in, it is no error."""
    activity = training()
    data = filled_in(organiser, activity)
    add_row(data, "teachers", name="", title="")
    add_row(data, materials(sessions_of(activity)[0]), title="", release=Release.ADMISSION)
    assert organiser.post(address(activity), data).status_code == 302
    assert not CourseTeacher.objects.exists()


def test_no_more_sessions_are_required_than_needed(organiser: Client) -> None:
    """Two that cannot be missed, and one that is enough, do not go together."""
    activity = training()
    data = filled_in(organiser, activity) | {"course-sessions_needed": "1"}
    data |= {f"part-{s.pk.hex}-required": "on" for s in sessions_of(activity)[:2]}
    setup = organiser.post(address(activity), data).context["setup"]
    (error,) = setup.form.errors["sessions_needed"]
    assert error.startswith("2 mødegange er sat til")
    assert (
        organiser.post(address(activity), data | {"course-sessions_needed": ""}).status_code == 302
    ), "all of them are needed"


def test_a_session_added_meanwhile_is_left_alone(organiser: Client) -> None:
    """The form was opened before a colleague added the last day: the rest is saved."""
    activity = training(days=1)
    data = filled_in(organiser, activity) | {"course-aims": "Kende tegn"}
    only = sessions_of(activity)[0]
    late = Session.objects.create(
        activity=activity, start=only.end, end=only.end.replace(year=2099)
    )
    CoursePart.objects.create(session=late, programme="Afslutning")
    assert organiser.post(address(activity), data).status_code == 302
    assert Course.objects.get().aims == "Kende tegn"
    assert CoursePart.objects.get(session=late).programme == "Afslutning"


@pytest.mark.postgres
def test_applications_and_approval_go_together(organiser: Client) -> None:
    """Turned on, nobody gets a seat without a yes; turned off, they do again."""
    activity = training()
    data = filled_in(organiser, activity)
    organiser.post(address(activity), data | {"course-takes_applications": "on"})
    activity.refresh_from_db()
    assert activity.needs_approval
    organiser.post(address(activity), data)
    activity.refresh_from_db()
    assert not activity.needs_approval


def test_an_approval_of_another_kind_is_left_alone(organiser: Client) -> None:
    """The organiser may want to say yes to each sign-up without asking for applications."""
    activity = training(needs_approval=True)
    organiser.post(address(activity), filled_in(organiser, activity))
    activity.refresh_from_db()
    assert Course.objects.exists()
    assert activity.needs_approval


def refusal_of(organiser: Client, activity: Activity, **change: str) -> str:
    """Send the form with a change of admission; return the sentence that refuses it."""
    data = filled_in(organiser, activity)
    data.pop("course-takes_applications", None)
    response = organiser.post(address(activity), data | change)
    if response.status_code == 302:
        return ""
    return " ".join(response.context["setup"].form.errors["takes_applications"])


@pytest.mark.postgres
def test_people_without_an_application_stand_in_the_way(organiser: Client) -> None:
    """Whoever has a seat never applied; once she is gone, the course may ask for it."""
    activity = training()
    person = RegistrationFactory(activity=activity)
    on = {"course-takes_applications": "on"}
    assert "uden at have søgt" in refusal_of(organiser, activity, **on)
    activity.refresh_from_db()
    assert not activity.needs_approval
    assert not Course.objects.exists()
    Registration.objects.filter(pk=person.pk).update(status=RegistrationStatus.CANCELLED)
    assert refusal_of(organiser, activity, **on) == ""


def test_applications_without_an_answer_stand_in_the_way(organiser: Client) -> None:
    """Nobody would ever answer them; answered, the course may open to everyone."""
    course = CourseFactory(sessions=2, takes_applications=True, activity__needs_approval=True)
    activity = course.activity
    person = RegistrationFactory(activity=activity, status=RegistrationStatus.PENDING)
    Application.objects.create(
        registration=person, profession=Profession.TEACHER, experience="none", motivation="Vil"
    )
    assert "ikke fået svar" in refusal_of(organiser, activity)
    Registration.objects.filter(pk=person.pk).update(status=RegistrationStatus.CANCELLED)
    assert refusal_of(organiser, activity) == ""


def test_a_course_by_application_does_not_open_to_everyone() -> None:
    """The activity's own form has a box for approval, too: the two must agree."""
    course = CourseFactory(
        sessions=2, takes_applications=True, activity__status=ActivityStatus.PLANNED
    )
    with pytest.raises(ApprovalMissing):
        planning.open_signup(course.activity)
    Activity.objects.filter(pk=course.pk).update(needs_approval=True)
    planning.open_signup(Activity.objects.get(pk=course.pk))


@pytest.mark.parametrize(
    ("role", "status"),
    [("Arrangør", 200), ("Kursusleder", 200), ("Redaktør", 302), ("Administrator", 302)],
)
def test_only_those_who_run_activities_come_in(role: str, status: int) -> None:
    """Others are sent away, whether the course exists or not."""
    client = Client()
    client.force_login(UserFactory(role=role))
    assert client.get(address(training())).status_code == status


@pytest.mark.parametrize(
    "kwargs",
    [
        {"discreet": True},
        {"kind": ActivityKind.TEMADAG},
        {"kind": ActivityKind.FORAELDREKURSUS, "discreet": True},
    ],
)
def test_other_activities_have_no_such_page(kwargs: dict[str, Any]) -> None:
    """A theme day is no course; discreet ones are set up elsewhere, and not found by others."""
    activity = training(**kwargs)
    for role in ("Arrangør", "Kursusleder"):
        client = Client()
        client.force_login(UserFactory(role=role))
        assert client.get(address(activity)).status_code == 404
        listing = client.get(reverse("activity:index")).content.decode()
        assert f'href="{address(activity)}"' not in listing


def test_the_way_there(organiser: Client) -> None:
    """The activity's own page leads to it."""
    activity = training()
    html = organiser.get(reverse("activity:edit", args=[activity.pk])).content.decode()
    assert f'href="{address(activity)}"' in html


def test_queries_do_not_grow_with_sessions_and_materials(
    organiser: Client, django_assert_max_num_queries: Any
) -> None:
    """Twelve sessions with documents and teachers cost what one does."""
    course = CourseFactory(sessions=12)
    for number, session in enumerate(course.activity.sessions.all()):
        CourseTeacher.objects.create(course=course, name=f"Underviser {number}")
        CoursePart.objects.create(session=session, programme="Noget")
        CourseMaterial.objects.create(session=session, title="Plan", document=make_document())
    organiser.get(address(course.activity))
    with django_assert_max_num_queries(18):
        assert organiser.get(address(course.activity)).status_code == 200

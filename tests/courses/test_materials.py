"""Materials: for those who are admitted, from their day on, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from courses import materials
from courses.enums import Release
from courses.models import CourseMaterial
from events import links
from events.enums import RegistrationStatus
from events.models import Activity, Registration
from tests.factories import CourseFactory, RegistrationFactory, UserFactory, make_document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def a_material(
    activity: Activity, release: str = Release.ADMISSION, **kwargs: Any
) -> CourseMaterial:
    """Return a material of the first session, a document unless told otherwise."""
    if "url" not in kwargs:
        kwargs["document"] = make_document("øvelse.pdf", b"%PDF-1.7 hemmeligt")
    session = activity.sessions.order_by("start").first()
    return CourseMaterial.objects.create(
        **{"session": session, "title": "Øvelse", "release": release, **kwargs}
    )


@pytest.fixture
def activity() -> Activity:
    """A course of two sessions, the first in thirty days."""
    return CourseFactory(sessions=2).activity


def address(person: Registration, material: CourseMaterial) -> str:
    """Return where a person finds a material, open or not."""
    token = links.token_for(links.Purpose.SELF_SERVICE, person.pk, person.link_version)
    return f"/t/{person.pk}/{token}/materiale/{material.pk}/"


def own_page(person: Registration) -> str:
    """Return "your sign-up" as HTML."""
    url = links.self_service_url(person.pk, person.link_version, "da")
    return Client().get(url).content.decode()


def test_the_admitted_fetch_the_file(activity: Activity) -> None:
    """As a download, in no cache, and the address goes to no other site."""
    material = a_material(activity)
    person = RegistrationFactory(activity=activity)
    assert address(person, material) in own_page(person)
    response = Client().get(address(person, material))
    assert response.status_code == 200
    assert b"hemmeligt" in b"".join(response)  # type: ignore[arg-type]
    headers = response.headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Type"] == "application/pdf"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert (headers["X-Content-Type-Options"], headers["X-Robots-Tag"]) == ("nosniff", "noindex")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert Client().post(address(person, material)).status_code == 405


@pytest.mark.parametrize(
    "status",
    [
        RegistrationStatus.PENDING,
        RegistrationStatus.WAITING,
        RegistrationStatus.OFFERED,
        RegistrationStatus.CANCELLED,
    ],
)
def test_nobody_else_does(activity: Activity, status: RegistrationStatus) -> None:
    """Whoever applied, waits or has left sees no list and gets no file."""
    material = a_material(activity)
    person = RegistrationFactory(activity=activity, status=status)
    assert "Materialer" not in own_page(person)
    assert Client().get(address(person, material)).status_code == 404


def test_not_with_a_wrong_link_nor_another_courses(activity: Activity) -> None:
    """A revoked link, a guess, a material of elsewhere."""
    material = a_material(activity)
    person = RegistrationFactory(activity=activity)
    elsewhere = a_material(CourseFactory(sessions=1).activity)
    link = a_material(activity, url="https://vink.example/")
    for one in (elsewhere, link):
        assert Client().get(address(person, one)).status_code == 404
    old = address(person, material)
    Registration.objects.filter(pk=person.pk).update(link_version=person.link_version + 1)
    assert Client().get(old).status_code == 404
    assert Client().get(old.replace(str(material.pk), str(uuid4()))).status_code == 404


@pytest.mark.parametrize(
    ("release", "moment", "is_open"),
    [
        (Release.ADMISSION, "before", True),
        (Release.START, "before", False),
        (Release.START, "start", True),
        (Release.END, "start", False),
        (Release.END, "end", True),
    ],
)
def test_when_it_opens(activity: Activity, release: str, moment: str, is_open: bool) -> None:
    """At admission, when the session begins, or when it is over; to the second."""
    material = a_material(activity, release)
    session = material.session
    now = {"before": session.start - DAY, "start": session.start, "end": session.end}[moment]
    assert materials.is_open(material, now) is is_open
    assert materials.is_open(material, now - timedelta(seconds=1)) is (
        is_open and moment == "before"
    )


def test_what_is_closed_says_when_it_opens(activity: Activity) -> None:
    """The title stands there with the day, and neither file nor link can be had."""
    file, link = (
        a_material(activity, Release.START),
        a_material(activity, Release.END, title="Film", url="https://film.example/hemmelig"),
    )
    person = RegistrationFactory(activity=activity)
    html = own_page(person)
    assert "1. mødegang" in html
    assert html.count("åbner") >= 2
    assert "film.example" not in html
    assert address(person, file) not in html
    assert Client().get(address(person, file)).status_code == 404
    activity.sessions.update(start=timezone.now() - DAY, end=timezone.now() - DAY / 2)
    html = own_page(person)
    assert link.url in html
    assert address(person, file) in html
    assert Client().get(address(person, file)).status_code == 200


def test_a_discreet_course_shows_none(activity: Activity) -> None:
    """Its pages are neutral and come from elsewhere."""
    material = a_material(activity)
    person = RegistrationFactory(activity=activity)
    Activity.objects.filter(pk=activity.pk).update(discreet=True)
    assert Client().get(address(person, material)).status_code == 404


def test_the_documents_own_address_is_closed(activity: Activity) -> None:
    """Whoever knows or guesses Wagtail's address gets nothing, staff who run courses aside."""
    document = a_material(activity).document
    other = make_document("folder.pdf")
    assert document is not None
    for role, status in ((None, 404), ("Redaktør", 404), ("Arrangør", 200)):
        client = Client()
        if role:
            client.force_login(UserFactory(role=role))
        assert client.get(document.url).status_code == status
        assert client.get(other.url).status_code == 200
    assert Client().get(f"/media/{document.file.name}").status_code == 404
    assert Client().get(f"/media/images/../{document.file.name}").status_code == 404


def test_queries_are_the_same_for_any_number(
    activity: Activity, django_assert_num_queries: Callable[..., Any]
) -> None:
    """One for the sessions, one for the materials."""
    for _one in range(9):
        a_material(activity)
    person = RegistrationFactory(activity=activity)
    fresh = Registration.objects.select_related("activity").get(pk=person.pk)
    with django_assert_num_queries(2):
        (shelf,) = materials.shelves(fresh)
    assert len(shelf.items) == 9


def test_a_document_in_use_is_not_deleted(
    activity: Activity, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The people admitted rely on it: Wagtail's own page says why not, and where it is used."""
    with django_capture_on_commit_callbacks(execute=True):
        document = a_material(activity).document
    assert document is not None
    address = reverse("wagtaildocs:delete", args=[document.pk])
    client = Client()
    client.force_login(UserFactory(role="Redaktør"))
    assert client.get(address).context["is_protected"]
    client.post(address)
    assert Document.objects.filter(pk=document.pk).exists()

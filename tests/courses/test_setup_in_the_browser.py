"""The page "Kursus" with Wagtail's own script, on a phone: rows are added, moved and removed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from courses.models import Course, CourseMaterial, CourseTeacher
from tests.factories import CourseFactory, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_teachers_and_materials_come_and_go(
    browse: "Callable[..., Page]", live_server: "LiveServer"
) -> None:
    course = CourseFactory(sessions=2, activity__with_page=False)
    for position, name in enumerate(("Bo Berg", "Ea Eg")):
        CourseTeacher.objects.create(course=course, name=name, position=position)
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    name = settings.SESSION_COOKIE_NAME
    page = browse(width=360)
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("courses_admin:setup", args=[course.pk]))
    teachers = page.locator("#teachers-section")
    teachers.get_by_role("button", name="Tilføj en underviser").click()
    teachers.get_by_label("Navn").nth(2).fill("Ane Ask")
    teachers.get_by_role("button", name="Flyt op").nth(2).click()
    page.locator("#id_teachers-0-DELETE-button").click()
    session = page.locator("#session-2-section")
    session.get_by_role("button", name="Tilføj et materiale").click()
    session.get_by_label("Titel", exact=False).first.fill("Læs mere")
    page.get_by_label("Mødegange, der skal til").fill("3")
    page.get_by_role("button", name="Gem").click()

    # Nothing is saved, nothing is lost; what is wrong stands at its field.
    page.get_by_text("Kurset har kun 2 mødegange.").first.wait_for()
    page.get_by_text("Vælg et dokument, eller skriv et link.").first.wait_for()
    session.get_by_label("Link").fill("https://vink.example/")
    page.get_by_label("Mødegange, der skal til").fill("1")
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Kurset er gemt.").wait_for()
    assert [teacher.name for teacher in course.teachers.all()] == ["Ane Ask", "Ea Eg"]
    assert CourseMaterial.objects.get().title == "Læs mere"
    assert Course.objects.get().sessions_needed == 1

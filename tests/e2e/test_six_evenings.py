"""Six evenings: ticked off at the door, one made up elsewhere, and the certificate at the end."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from courses import certificates
from courses.models import Certificate, Course
from events.clock import tick
from events.models import Registration, Session
from tests.checkin.door import sign_in
from tests.factories import CourseFactory, CoursePartFactory, RegistrationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab
    from pytest_django.live_server_helper import LiveServer

    type Browse = Callable[..., Tab]
    type Axe = Callable[[Tab], None]

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Åse Østergård"
MISSED = 3  # the evening she cannot come


def sessions_of(course: Course) -> list[Session]:
    return list(course.activity.sessions.order_by("start"))


def begins(session: Session) -> None:
    """Let the session be now; the clock of the test stands still."""
    now = timezone.now()
    length = timedelta(hours=3)
    Session.objects.filter(pk=session.pk).update(start=now - timedelta(minutes=5), end=now + length)


def ends(session: Session, evening: int) -> None:
    """Let it have been, in order with the others."""
    start = timezone.now() - timedelta(days=40 - evening)
    Session.objects.filter(pk=session.pk).update(start=start, end=start + timedelta(hours=3))


def test_six_evenings_up_to_the_certificate(
    live_server: "LiveServer", settings: object, browse: "Browse", axe: "Axe"
) -> None:
    cache.clear()
    settings.VINK_BASE_URL = live_server.url  # type: ignore[attr-defined]
    course: Course = CourseFactory(
        sessions_needed=6, hours="18.0", refresh_months=24, activity__with_page=False
    )
    evenings = sessions_of(course)
    CoursePartFactory(session=evenings[0], required=True)
    parallel: Course = CourseFactory(
        starts_in_days=32,
        activity__series=course.activity.series,
        activity__place="Kvarterhuset, 2300 København S",
        activity__with_page=False,
    )
    registration: Registration = RegistrationFactory(
        activity=course.activity, name=NAME, email="aase@skole.example"
    )
    RegistrationFactory(activity=course.activity, name="Halvvejs Hansen")
    own, door = browse(width=360), browse(width=360)
    sign_in(door, live_server)
    say_absent(own, live_server.url, registration, axe)
    for number, evening in enumerate(evenings, 1):
        begins(evening)
        if number == MISSED:
            assert "Har meldt fravær" in listed(door, live_server.url, course, evening)
        else:
            tick_off(door, live_server.url, course, evening)
        ends(evening, number)
        tick()
        assert not Certificate.objects.exists()
    as_guest(door, live_server.url, parallel, axe)
    tick()
    certificate = Certificate.objects.get()
    assert certificate.registration == registration
    fetch_and_check(own, certificate, axe)


def say_absent(tab: "Tab", portal: str, registration: Registration, axe: "Axe") -> None:
    """On her own page she says that she cannot come, and picks another evening instead."""
    from courses.views.own_sessions import courses_url

    tab.goto(portal + courses_url("own_sessions", registration))
    axe(tab)
    evening = tab.get_by_role("listitem").filter(
        has=tab.get_by_role("heading", name=re.compile(rf"^{MISSED}\."))
    )
    evening.get_by_role("button", name="Jeg kan ikke komme").click()
    tab.get_by_role("button", name="Vælg").click()
    expect(tab.get_by_text("Aftalt.")).to_be_visible()
    expect(tab.get_by_text(re.compile("Som gæst: .*Kvarterhuset"))).to_be_visible()
    axe(tab)


def listed(tab: "Tab", portal: str, course: Course, evening: Session) -> str:
    """Open the evening's list."""
    tab.goto(f"{portal}/tjek-ind/{course.pk}/?session={evening.pk}")
    return tab.locator("main").inner_text()


def tick_off(tab: "Tab", portal: str, course: Course, evening: Session) -> None:
    """Staff tick her off with a thumb."""
    listed(tab, portal, course, evening)
    tab.get_by_role("button", name=f"Mødt {NAME}").click()
    row = tab.locator(".vk-person", has_text=NAME)
    row.and_(tab.locator("[data-state=present]")).wait_for()
    tab.wait_for_function("() => checkinQueue.actions().length === 0")


def as_guest(tab: "Tab", portal: str, parallel: Course, axe: "Axe") -> None:
    """At the parallel course she stands among the guests."""
    evening = sessions_of(parallel)[MISSED - 1]
    begins(evening)
    assert "Gæster fra et andet hold" in listed(tab, portal, parallel, evening)
    axe(tab)
    tab.get_by_role("button", name=f"Mødt {NAME}").click()
    tab.locator(".vk-person[data-state=present]", has_text=NAME).wait_for()
    ends(evening, 8)


def fetch_and_check(tab: "Tab", certificate: Certificate, axe: "Axe") -> None:
    """The mail leads to her page, the page to the paper, the paper's code to the proof."""
    sent = next(m for m in mail.outbox if "Dit deltagerbevis er klar" in m.subject)
    assert sent.to == ["aase@skole.example"]
    found = re.search(r"https?://\S+/t/\S+", sent.body)
    assert found
    tab.goto(found.group())
    axe(tab)
    tab.get_by_role("link", name="Hent dit deltagerbevis").click()
    axe(tab)
    address = tab.get_by_role("link", name="Hent på dansk (PDF)").evaluate("link => link.href")
    reader = PdfReader(BytesIO(tab.request.get(address).body()))
    text = " ".join(reader.pages[0].extract_text().split())
    code = certificates.spaced(certificate.code)
    for said in (NAME, "Mentorernes seks dage", "18 timer", "6 af 6 mødegange", code):
        assert said in text, said
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == "da"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.metadata
    assert NAME not in str(dict(reader.metadata))
    tab.get_by_role("link", name="kontrolsiden").click()
    expect(tab.get_by_text("ægte deltagerbevis")).to_be_visible()
    axe(tab)
    assert NAME not in tab.content()
    tab.get_by_label("Navnet på beviset").fill(NAME)
    tab.get_by_role("button", name="Sammenlign navnet").click()
    expect(tab.get_by_text("Navnet er det rigtige")).to_be_visible()
    axe(tab)

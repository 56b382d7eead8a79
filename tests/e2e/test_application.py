"""Admission to a course, from the application to the seat, in Chromium without JavaScript.

Two people apply on a phone. The organiser reads, admits one, declines the other with a reason
and sends the answers; the one admitted reads her mail, and her own page.
"""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Site

from courses.models import Application
from events.models import Activity, Registration
from tests.applications.makers import ask, course_by_application
from tests.factories import UserFactory, WorkplaceKindFactory
from tests.knowledge.small_site import make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab
    from pytest_django.live_server_helper import LiveServer

    type Browse = Callable[..., Tab]
    type Axe = Callable[[Tab], None]

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Jeg møder unge, der trækker sig, og vil kunne tage samtalen."


@pytest.fixture
def portal(live_server: "LiveServer", settings: object) -> str:
    """A small site; return its address."""
    cache.clear()
    settings.VINK_BASE_URL = live_server.url  # type: ignore[attr-defined]
    make_site()
    Site.objects.update(hostname="localhost", port=live_server.thread.port)
    WorkplaceKindFactory()
    return live_server.url


def test_from_application_to_seat(portal: str, browse: "Browse", axe: "Axe") -> None:
    activity = course_by_application(capacity=1)
    ask(activity, "Hvilken bydel arbejder du i?")
    axe(open_form(browse(width=360), portal, activity))
    apply(browse(width=360, javascript=False), portal, activity, "Åse Østergård", "Lærer")
    apply(browse(width=360, javascript=False), portal, activity, "Bo Betjent", "Leder")
    assert not Registration.objects.exclude(status="pending").exists()

    staff = browse(javascript=False, storage_state=signed_in(portal))
    review(staff, portal, activity)
    with_script = browse(storage_state=signed_in(portal))
    with_script.goto(portal + reverse("courses_admin:applications", args=[activity.pk]))
    axe(with_script)
    assert answers("aase") == answers("bo") == ["Vi har modtaget din ansøgning"]
    send(staff)

    assert answers("aase")[-1] == "Du er optaget"
    assert answers("bo")[-1] == "Svar på din ansøgning"
    tab = browse(width=360)
    tab.goto(own_link("aase"))
    expect(tab.get_by_text("Du er optaget").first).to_be_visible()
    axe(tab)


def open_form(tab: "Tab", portal: str, activity: Activity) -> "Tab":
    """Come from the course's page."""
    tab.goto(portal + activity.pages.get().url)
    tab.get_by_role("link", name="Søg om plads").click()
    return tab


def apply(tab: "Tab", portal: str, activity: Activity, name: str, profession: str) -> None:
    """Fill in the form; a CPR number is refused, and what was typed stays."""
    open_form(tab, portal, activity)
    first = name.split(maxsplit=1)[0].lower().replace("å", "aa")
    tab.get_by_label("Navn").fill(name)
    tab.get_by_label("Arbejdsmail").fill(f"{first}@skole.example")
    tab.get_by_label("Arbejdsplads eller forening").fill("Skolen ved Søerne")
    tab.get_by_label(re.compile("Slags arbejdsplads")).select_option(label="Skole")
    tab.get_by_text("Frontmedarbejder med kontakt til unge").click()
    tab.get_by_label("Din faggruppe").select_option(label=profession)
    tab.get_by_text("2–5 år").click()
    tab.get_by_label(re.compile("Hvilken bydel")).fill("Valby")
    reasons = tab.get_by_label("Hvorfor vil du med?")
    reasons.fill("Det handler om 010190-1234")
    tab.get_by_role("button", name="Send ansøgning").click()
    assert tab.get_by_label("Navn").input_value() == name
    reasons.fill(WHY)
    tab.get_by_role("button", name="Send ansøgning").click()
    tab.wait_for_url("**/tak/")
    assert tab.get_by_role("heading", level=1).inner_text() == "Tak for din ansøgning"


def review(tab: "Tab", portal: str, activity: Activity) -> None:
    """Read one whole application and admit; decline the next with a reason."""
    tab.goto(portal + reverse("courses_admin:applications", args=[activity.pk]))
    tab.get_by_role("link", name="Åse Østergård").click()
    expect(tab.get_by_text(WHY)).to_be_visible()
    expect(tab.get_by_text("Valby")).to_be_visible()
    tab.get_by_role("button", name="Optag").click()
    expect(tab.get_by_role("heading", name="Bo Betjent").first).to_be_visible()
    tab.get_by_role("link", name="Alle ansøgninger").click()
    tab.get_by_role("button", name=re.compile(r"Afslag\s*: Bo Betjent")).click()
    tab.get_by_label(re.compile("Grund til afslag")).select_option(value="mix")
    tab.get_by_role("button", name="Giv afslag").click()
    assert set(Application.objects.values_list("verdict", flat=True)) == {"admit", "decline"}


def send(tab: "Tab") -> None:
    """Be told how many, then send."""
    tab.get_by_role("link", name="Send svarene").first.click()
    tab.get_by_role("button", name="Send svarene nu").click()
    expect(tab.get_by_text("2 har fået svar.").first).to_be_visible()


def signed_in(portal: str) -> dict:
    """Return the browser's state of a signed-in organiser."""
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    cookies: SimpleCookie = client.cookies
    name = django_settings.SESSION_COOKIE_NAME
    return {"cookies": [{"name": name, "value": cookies[name].value, "url": portal}], "origins": []}


def answers(person: str) -> list[str]:
    """Return how the mails to someone begin, oldest first."""
    to = f"{person}@skole.example"
    return [sent.subject.partition(":")[0] for sent in mail.outbox if to in sent.to]


def own_link(person: str) -> str:
    """Return the personal link of the newest mail."""
    sent = next(m for m in reversed(mail.outbox) if m.to == [f"{person}@skole.example"])
    found = re.search(r"https?://\S+/t/\S+", sent.body)
    assert found, "the mail has no personal link"
    return found.group().rstrip(".,)")

"""A theme day lived through from all four sides, on the running server, in Chromium.

The organiser publishes it, a teacher finds it and signs up without JavaScript, is ticked off
on a phone, answers the survey without JavaScript, and everyone sees the target. Only the
calendar is moved by hand: the day begins, and the survey's time runs out.
"""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Site

from events.attendance import mark
from events.clock import tick
from events.enums import AttendanceState
from events.links import Purpose, token_for
from events.models import Activity, Registration, Session, Survey, SurveyInvitation
from events.registration import Contact, register
from events.surveys.instruments import ensure_instrument
from events.surveys.responses import submit
from portal.demo.content import read
from tests.factories import AudienceFactory, UserFactory, WorkplaceKindFactory, make_person
from tests.knowledge.small_site import make_site
from tests.targets.makers import make_plan, make_target

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab
    from playwright.sync_api import ViewportSize
    from pytest_django.live_server_helper import LiveServer

    type Browse = Callable[..., Tab]
    type Axe = Callable[[Tab], None]

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Temadag: se tegnene i tide"
PASSWORD = "sammen-om-de-unge"
COLLEAGUES = 11
PHONE: "ViewportSize" = {"width": 360, "height": 800}
DESK: "ViewportSize" = {"width": 1280, "height": 800}


@pytest.fixture
def portal(live_server: "LiveServer", settings: object) -> str:
    """A small site with an organiser, a questionnaire and the target; return its address."""
    cache.clear()
    settings.VINK_BASE_URL = live_server.url  # type: ignore[attr-defined]
    make_site()
    Site.objects.update(hostname="localhost", port=live_server.thread.port)
    AudienceFactory()
    WorkplaceKindFactory()
    ensure_instrument(read("survey"))
    make_target("survey_share", plan=make_plan(), code="T4", title="80 % kan hjælpe")
    organiser = UserFactory(email="arrangoer@vink.example", role="Arrangør")
    organiser.set_password(PASSWORD)
    organiser.save()
    EmailAddress.objects.create(user=organiser, email=organiser.email, verified=True, primary=True)
    return live_server.url


def test_from_publication_to_proof(portal: str, browse: "Browse", axe: "Axe") -> None:
    staff = browse(width=1280)  # planning is desk work; check-in is not
    publish(staff, portal, axe)
    visitor, axe = browse(width=360), on_a_desk_as_well(axe)
    find(visitor, portal, axe)
    registration = sign_up(visitor, browse(width=360, javascript=False), portal, axe)
    manage(visitor, registration, axe)
    phone = browse(width=360, storage_state=staff.context.storage_state())
    attend(phone, portal, registration, axe)
    answer(visitor, browse(width=360, javascript=False), registration, axe)
    see(visitor, portal, axe)


def on_a_desk_as_well(axe: "Axe") -> "Axe":
    """Return an axe that looks at a phone's page a second time, drawn out to a desk's width."""

    def check(tab: "Tab") -> None:
        axe(tab)
        tab.set_viewport_size(DESK)
        axe(tab)
        tab.set_viewport_size(PHONE)

    return check


def publish(tab: "Tab", portal: str, axe: "Axe") -> None:
    """One form and two clicks bring the day online."""
    tab.goto(f"{portal}/konto/login/?next=/admin/aktiviteter/new/")
    tab.get_by_text("Log ind med adgangskode").click()
    tab.locator("input[name=login]").fill("arrangoer@vink.example")
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.locator("input[name=password]").press("Enter")
    tab.wait_for_url("**/aktiviteter/new/")
    axe(tab)
    start = timezone.localtime() + timedelta(days=30)
    tab.locator("#id_title").fill(TITLE)
    tab.get_by_label("Frontpersonale").check()
    tab.locator("#id_place").fill("Rådhuset, 1599 København V")
    for field, hour in (("start", "09:00"), ("end", "15:00")):
        tab.locator(f"#id_sessions-0-{field}").fill(f"{start:%d.%m.%Y} {hour}")
        # The date picker opens a moment later; a click elsewhere closes it.
        picker = tab.locator(".xdsoft_datetimepicker:visible")
        picker.wait_for()
        tab.locator("#id_place").click()
        picker.wait_for(state="detached")
    tab.locator("#id_capacity").fill("12")
    tab.locator("#id_summary").fill("En dag om at se tegn og handle på dem.")
    tab.get_by_role("button", name="Opret aktivitet og side").click()
    tab.wait_for_url("**/admin/pages/*/edit/")
    axe(tab)
    tab.get_by_role("button", name="Udgiv", exact=True).click()
    tab.wait_for_load_state()
    activity = Activity.objects.get(title=TITLE)
    assert activity.pages.get().live


def find(tab: "Tab", portal: str, axe: "Axe") -> None:
    """The front page leads to the calendar, the filter to the day."""
    tab.goto(portal)
    axe(tab)
    tab.goto(f"{portal}/kalender/?kind=temadag&audience=frontpersonale&level=yellow")
    axe(tab)
    tab.get_by_role("link", name=TITLE).click()
    assert tab.get_by_role("heading", level=1).inner_text() == TITLE
    axe(tab)


def sign_up(tab: "Tab", plain: "Tab", portal: str, axe: "Axe") -> Registration:
    """A teacher signs up without JavaScript; a CPR number is refused, nothing typed is lost."""
    tab.get_by_role("link", name="Tilmeld dig").click()
    axe(tab)
    plain.goto(tab.url)
    plain.get_by_label("Navn").fill("Åse Østergård")
    plain.get_by_label("Arbejdsmail").fill("aase@skole.example")
    plain.get_by_label("Arbejdsplads eller forening").fill("Skolen 010190-1234")
    plain.get_by_label(re.compile("Slags arbejdsplads")).select_option(label="Skole")
    plain.get_by_text("Frontmedarbejder med kontakt til unge").click()
    plain.get_by_role("button", name="Send tilmelding").click()
    expect(plain.get_by_text("hotline").first).to_be_visible()
    assert plain.get_by_label("Navn").input_value() == "Åse Østergård"
    assert not Registration.objects.exists()
    plain.get_by_label("Arbejdsplads eller forening").fill("Skolen ved Søerne")
    plain.get_by_role("button", name="Send tilmelding").click()
    plain.wait_for_url("**/tak/")
    assert "aase" not in plain.url
    registration = Registration.objects.get(email="aase@skole.example")
    assert registration.is_confirmed
    confirmation = next(m for m in mail.outbox if m.to == ["aase@skole.example"])
    assert "/t/" in confirmation.body
    parts = {part.get_content_type() for part in confirmation.message().walk()}
    assert {"text/plain", "text/html", "text/calendar", "image/png"} <= parts
    return registration


def manage(tab: "Tab", registration: Registration, axe: "Axe") -> None:
    """The personal link of the mail shows the sign-up."""
    tab.goto(link_in_mail("/t/"))
    expect(tab.get_by_text(TITLE).first).to_be_visible()
    axe(tab)


def attend(tab: "Tab", portal: str, registration: Registration, axe: "Axe") -> None:
    """Ticked off by the code of the QR; a guest is added; the day is closed."""
    activity = Activity.objects.get(title=TITLE)
    others = [make_person(role="frontline_youth") for _number in range(COLLEAGUES)]
    for person in others:
        register(activity=activity, people=[person], contact=Contact(), idempotency_key=new_key())
    now = timezone.now()
    Session.objects.update(start=now - timedelta(hours=1), end=now + timedelta(hours=5))
    tab.goto(f"{portal}/c/{registration.checkin_code}/")
    axe(tab)
    tab.get_by_role("button", name="Kryds af").click()
    expect(tab.get_by_text("Krydset af")).to_be_visible()
    session = Session.objects.get()
    for other in Registration.objects.filter(activity=activity).exclude(pk=registration.pk):
        mark(other, session, AttendanceState.PRESENT, by=None)
    tab.goto(f"{portal}/tjek-ind/{activity.pk}/")
    axe(tab)
    tab.get_by_role("link", name="Afslut dagen").click()
    axe(tab)
    mail.outbox.clear()
    tab.get_by_role("button", name="Ja, afslut dagen").click()
    tab.wait_for_load_state()
    activity.refresh_from_db()
    assert activity.status == "held"


def answer(tab: "Tab", plain: "Tab", registration: Registration, axe: "Axe") -> None:
    """The survey's link works once, without JavaScript; the colleagues answer too."""
    address = link_in_mail("/s/", to=registration.email or "")
    tab.goto(address)
    axe(tab)
    plain.goto(address)
    for group in plain.get_by_role("group").all():
        group.get_by_text("I meget høj grad").click()
    plain.get_by_role("button", name="Send svar").click()
    plain.wait_for_url("**/s/tak/")
    plain.goto(address)
    assert plain.get_by_role("heading", level=1).inner_text().startswith("Der er allerede svaret")
    for invitation in SurveyInvitation.objects.filter(spent=False):
        token = token_for(Purpose.SURVEY, invitation.pk, invitation.link_version)
        asked = invitation.survey.instrument.questions.values_list("key", flat=True)
        submit(invitation.pk, token, dict.fromkeys(asked, 5))


def see(tab: "Tab", portal: str, axe: "Axe") -> None:
    """Nothing shows while the survey is open; then the verdict stands in words."""
    # Looked for in the target's own card: the page explains the verdicts' words elsewhere.
    tab.goto(f"{portal}/handleplan/")
    card = tab.locator("#T4")
    assert "Målet er nået" not in card.inner_text()
    assert "100 %" not in card.inner_text()
    Survey.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    tick()
    cache.clear()
    tab.goto(f"{portal}/handleplan/")
    for said in ("Målet er nået", "100 %", "12 af 12"):
        assert said in card.inner_text(), said
    axe(tab)


def link_in_mail(path: str, *, to: str = "aase@skole.example") -> str:
    """Return the newest address with this path in a mail to someone."""
    for message in reversed(mail.outbox):
        found = re.search(rf"https?://\S*{path}\S+", message.body)
        if found and to in message.to:
            return found.group().rstrip(".,)")
    raise AssertionError(f"no mail to the person has a link with {path}")


def new_key() -> uuid.UUID:
    """Return a new idempotency key."""
    return uuid.uuid4()

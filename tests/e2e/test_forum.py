"""The medborgerforum in Chromium: joining, renewal, lapse, a meeting, a hearing statement."""

import re
from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events import attendance, outbox, planning
from events.enums import AttendanceState
from events.links import Purpose
from events.models import Activity, Registration, Session
from medborgerforum import charter, links, membership, renewal
from medborgerforum.models import (
    Application,
    Association,
    CharterEvent,
    ForumText,
    Meeting,
    Representative,
    Statement,
)
from tests.factories import AudienceFactory, UserFactory
from tests.factories.forum import (
    make_association,
    make_charter,
    make_hearing,
    make_meeting,
    make_representative,
)
from tests.knowledge.small_site import make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab
    from pytest_django.live_server_helper import LiveServer

    type Browse = Callable[..., Tab]
    type Axe = Callable[[Tab], None]

pytestmark = pytest.mark.django_db(transaction=True)

DANISH = re.compile(r"[æøåÆØÅ]")
ROLE = "Forumkoordinator"


@pytest.fixture
def portal(live_server: "LiveServer", settings: object) -> str:
    """A small site and the editor's texts; return its address."""
    cache.clear()
    settings.VINK_BASE_URL = live_server.url  # type: ignore[attr-defined]
    make_site()
    for key in ("before-joining", "complaint"):
        for language, body in (("da", "Hvem ser hvad?"), ("ar", "من يرى ماذا؟")):
            ForumText.objects.create(
                key=key, language=language, body=body,
                approved_by="Jurist", approved_on=timezone.localdate(),
            )  # fmt: skip
    return live_server.url


def coordinator(browse: "Browse", portal: str) -> "Tab":
    """Return a tab in which the coordinator is signed in."""
    client = Client()
    client.force_login(UserFactory(role=ROLE))
    cookies: SimpleCookie = client.cookies
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": cookies[name].value, "url": portal}
    return browse(javascript=False, storage_state={"cookies": [cookie], "origins": []})


def admin(portal: str, name: str, *args: object) -> str:
    return portal + reverse(f"forum_admin:{name}", args=args)


def own(portal: str, name: str, who: Representative, *more: object) -> str:
    return portal + links.own_path(name, Purpose.FORUM, who, *more)


def newest_mail() -> mail.EmailMessage:
    """Send what waits; return the newest."""
    outbox.deliver_due()
    return mail.outbox[-1]


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://\S+/t/\S+", str(message.body))
    assert found
    return found[0]


def reads_in_arabic(tab: "Tab") -> None:
    """Assert that the page is Arabic, from right to left, all of it, and fits a phone."""
    html = tab.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    width, inner = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner
    left = tab.evaluate(
        """() => {
            const walk = document.createTreeWalker(document.querySelector("main"), 4);
            const found = [];
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                if (!node.parentElement.closest("[lang=da], script, bdi")) found.push(node.data);
            }
            return found.filter((text) => /[æøåÆØÅ]/.test(text));
        }"""
    )
    assert left == []


def test_an_association_joins_in_arabic_on_a_phone(
    browse: "Browse", portal: str, axe: "Axe"
) -> None:
    make_charter(languages=("da", "ar"), bodies={"ar": "## قيمنا\n\nنستمع بعضنا إلى بعض."})
    tab = browse(width=360, locale="ar-DK")
    tab.goto(portal + "/ar/medborgerforum/")
    reads_in_arabic(tab)
    tab.goto(portal + "/ar/medborgerforum/bliv-medlem/")
    reads_in_arabic(tab)
    assert "Charter 1 (ar)" in tab.locator("#charter").inner_text()
    axe(tab)

    # A mistake: what was typed stays, and the mail address runs from left to right.
    tab.fill("#id_name", "جمعية الجسر")
    tab.fill("#id_contact_email", "amal@jisr.example")
    tab.locator("main form button[type=submit]").last.click()
    tab.locator(".vk-error-summary, .alert").first.wait_for()
    reads_in_arabic(tab)
    axe(tab)
    assert tab.input_value("#id_name") == "جمعية الجسر"
    assert tab.locator("#id_contact_email").get_attribute("dir") == "ltr"

    tab.check("input[name=kind][value=association]")
    tab.fill("#id_contact_name", "أمل حداد")
    tab.fill("#id_signatory_name", "أمل حداد")
    tab.fill("#id_signatory_role", "رئيسة")
    for box in tab.locator("input[name=works_in][value=ar], input[name=districts]").all()[:2]:
        box.check()
    tab.check("#id_authority")
    tab.check("#id_accept")
    tab.locator("main form button[type=submit]").last.click()
    tab.wait_for_url("**/tak/")
    reads_in_arabic(tab)

    # The link in the mail is in Arabic; opening it verifies nothing, pressing the button does.
    sent = newest_mail()
    assert sent.to == ["amal@jisr.example"]
    assert not DANISH.search(sent.subject)
    tab.goto(link_in(sent))
    reads_in_arabic(tab)
    assert Application.objects.get().verified_at is None
    tab.locator("main form button[type=submit]").first.click()
    tab.wait_for_load_state()
    application = Application.objects.get()
    assert application.verified_at is not None
    assert application.accepted_text.language == "ar"

    # The coordinator can but admit, and the welcome brings the signed copy.
    staff = coordinator(browse, portal)
    staff.goto(admin(portal, "application_admit", application.pk))
    staff.locator("input[type=checkbox]").last.check()
    staff.get_by_role("button", name="Optag foreningen").click()
    member = Association.objects.get()
    assert membership.standing(member).may_sign_up
    assert not Application.objects.exists()
    welcome = newest_mail()
    (copy,) = welcome.attachments
    assert copy[1].startswith(b"%PDF")

    tab.goto(link_in(welcome))
    reads_in_arabic(tab)
    axe(tab)
    assert "جمعية الجسر" in tab.locator("main").inner_text()


def test_a_new_charter_is_accepted_by_one_and_lapses_for_another(
    browse: "Browse", portal: str, axe: "Axe"
) -> None:
    make_charter()
    keen = make_representative(make_association("Ivrige"), email="i@ivrig.example")
    slow = make_representative(make_association("Sene"), email="s@sen.example")
    meeting = make_meeting(starts_in_days=90)
    today = timezone.localdate()
    version = make_charter(
        2, valid_from=today, accept_by=today + timedelta(days=10),
        lapse_on=today + timedelta(days=40), body="## Nyt\n\nVi siger fra.", publish=False,
    )  # fmt: skip
    staff = coordinator(browse, portal)
    staff.goto(admin(portal, "charter_publish", version.pk))
    staff.locator("main form button[type=submit]").last.click()
    outbox.deliver_due()
    assert {"i@ivrig.example", "s@sen.example"} <= {to for m in mail.outbox for to in m.to}

    tab = browse(width=360)
    tab.goto(own(portal, "own", keen))
    tab.goto(own(portal, "renew", keen))
    axe(tab)
    tab.fill("input[name=signatory_name]", "Amina Yusuf")
    tab.fill("input[name=signatory_role]", "Formand")
    tab.check("input[name=authority_stated]")
    tab.check("input[name=accepts]")
    tab.get_by_role("button", name="Sig ja til charteret").click()
    tab.wait_for_load_state()
    assert CharterEvent.objects.filter(association=keen.association).count() == 2

    # Ten days later the other cannot sign up, but reads; forty days later it is no member.
    late = timezone.now() + timedelta(days=11)
    assert membership.standing(slow.association, late.date()).is_overdue
    assert membership.standing(slow.association, late.date()).may_read
    assert membership.standing(keen.association, late.date()).may_sign_up
    renewal.lapse_due(timezone.now() + timedelta(days=41))
    slow.refresh_from_db()
    assert Association.objects.get(pk=slow.association_id).state == "lapsed"
    tab.goto(own(portal, "own_meeting", slow, meeting.pk))
    expect(tab.get_by_text("Dagsorden og bilag er for medlemmer.")).to_be_visible()
    expect(tab.get_by_role("button", name="Tilmeld mig")).to_have_count(0)

    # It comes back by accepting.
    tab.goto(own(portal, "renew", slow))
    tab.fill("input[name=signatory_name]", "Bo Sen")
    tab.fill("input[name=signatory_role]", "Kasserer")
    tab.check("input[name=authority_stated]")
    tab.check("input[name=accepts]")
    tab.get_by_role("button", name="Sig ja til charteret").click()
    tab.wait_for_load_state()
    assert membership.standing(Association.objects.get(pk=slow.association_id)).may_sign_up


def test_a_meeting_from_the_agenda_to_approved_minutes(
    browse: "Browse", portal: str, axe: "Axe"
) -> None:
    amina = make_representative(may_sign_up_others=True)
    activity = make_meeting(title="Møde om lys")
    tab = browse(width=360, javascript=False)

    # A member proposes a point and signs up.
    page = own(portal, "own_meeting", amina, activity.pk)
    tab.goto(page)
    tab.get_by_text("Foreslå et punkt").click()
    tab.get_by_label("Hvad skal vi tale om?").fill("Lys på stien")
    tab.get_by_role("button", name="Send forslaget").click()
    tab.get_by_role("button", name="Tilmeld mig").click()
    assert Registration.objects.get(activity=activity).is_confirmed

    # The coordinator puts it on the agenda and sends that out.
    staff = coordinator(browse, portal)
    staff.goto(admin(portal, "meeting", activity.pk))
    staff.get_by_role("button", name="Sæt på").click()
    staff.get_by_role("link", name="Udsend dagsordenen").click()
    staff.get_by_role("button", name="Udsend dagsordenen").click()
    assert "Lys på stien" not in newest_mail().subject
    tab.goto(page)
    expect(tab.get_by_role("heading", name="Lys på stien")).to_be_visible()
    with_script = browse(width=360)
    with_script.goto(page)
    axe(with_script)

    hold(activity)

    # The minutes: written, sent to who was there, approved, published, found again.
    staff.goto(admin(portal, "minutes", activity.pk))
    staff.locator("textarea[name^=point-]").first.fill("Der skal lys på stien ved broen.")
    staff.get_by_role("button", name="Gem").first.click()
    staff.get_by_role("link", name="Send til bemærkninger").click()
    staff.get_by_role("button", name="Send til bemærkninger").click()
    assert newest_mail().to == ["amina@forening.example"]
    tab.goto(own(portal, "own_minutes", amina, activity.pk))
    expect(tab.get_by_text("Der skal lys på stien ved broen.")).to_be_visible()
    tab.get_by_role("button", name="Vi godkender referatet").click()
    staff.goto(admin(portal, "minutes", activity.pk))
    staff.get_by_role("link", name="Offentliggør").click()
    staff.get_by_role("button", name="Offentliggør").click()
    assert Meeting.objects.get(activity=activity).minutes_state == "published"
    with_script.goto(own(portal, "own_archive", amina) + "?q=BROEN")
    assert "Lys på stien" in with_script.locator("main").inner_text()
    axe(with_script)

    # Another association reads it, too; one that left does not.
    gone = make_representative(make_association("Væk", accepted=False), email="v@vaek.example")
    tab.goto(own(portal, "own_minutes", gone, activity.pk))
    expect(tab.get_by_text("Der skal lys på stien ved broen.")).to_have_count(0)


def hold(activity: Activity) -> None:
    """Let the meeting have been, with everybody there."""
    Session.objects.filter(activity=activity).update(
        start=timezone.now() - timedelta(hours=3), end=timezone.now() - timedelta(hours=1)
    )
    fresh = Activity.objects.get(pk=activity.pk)
    for person in Registration.objects.filter(activity=activity):
        attendance.mark(person, fresh.sessions.get(), AttendanceState.PRESENT, by=None)
    planning.hold(fresh)


def test_a_statement_from_sending_to_publication(browse: "Browse", portal: str, axe: "Axe") -> None:
    AudienceFactory()
    activity = make_hearing(title="Høring om fritid")
    tab = browse(width=360, javascript=False)
    tab.goto(portal + reverse("forum:statement_form", args=[activity.pk]))
    tab.check("input[name=behalf][value=citizen]")
    tab.fill("textarea[name=body]", "Min nabo 010190-1234 vil også gerne i klub.")
    tab.get_by_role("button", name="Send svaret").click()
    assert "CPR" in tab.locator("main").inner_text()  # refused, and nothing typed is lost
    assert "010190" in tab.input_value("textarea[name=body]")
    tab.fill("textarea[name=body]", "Lad klubben holde åbent om fredagen.")
    tab.check("input[name=consent]")
    tab.fill("input[name=email]", "borger@x.example")
    tab.get_by_role("button", name="Send svaret").click()
    row = Statement.objects.get()
    assert row.state == "received"
    receipt = newest_mail()

    public = portal + reverse("forum:hearing", args=[activity.pk])
    tab.goto(public)
    expect(tab.get_by_text("Lad klubben holde åbent")).to_have_count(0)
    staff = coordinator(browse, portal)
    staff.goto(admin(portal, "statement", activity.pk, row.pk))
    assert "borger@x.example" not in staff.content()
    staff.get_by_role("link", name="Offentliggør", exact=True).click()
    staff.get_by_role("button", name="Offentliggør svaret").click()
    tab.goto(public)
    expect(tab.get_by_text("Lad klubben holde åbent om fredagen.")).to_be_visible()
    assert "borger@x.example" not in tab.content()
    with_script = browse(width=360)
    with_script.goto(public)
    axe(with_script)

    # Withdrawn by its own link, it is gone everywhere.
    tab.goto(link_in(receipt))
    tab.get_by_role("link", name="Træk svaret tilbage").click()
    tab.get_by_role("button", name="Ja, træk det tilbage").click()
    tab.goto(public)
    expect(tab.get_by_text("Lad klubben holde åbent")).to_have_count(0)
    row.refresh_from_db()
    assert (row.body, row.email) == ("", "")


def test_the_charter_in_force_is_the_one_that_is_read(browse: "Browse", portal: str) -> None:
    version = make_charter(languages=("da", "ur"))
    tab = browse(width=360, locale="ur-PK")
    tab.goto(portal + "/ur/medborgerforum/charter/")
    text = charter.text_in(version, "ur")
    assert text.sha256 in tab.locator("main").inner_text()
    assert tab.locator("html").get_attribute("dir") == "rtl"

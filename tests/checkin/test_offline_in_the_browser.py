"""A lost connection: nothing is lost, nothing counts twice, and names are forgotten."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.enums import AttendanceState
from events.models import Activity, Attendance, CheckinAction, Registration
from tests.checkin.door import sign_in, wait_until_sent
from tests.factories import ActivityFactory, RegistrationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Anna Holm", "Bo Berg", "Cæcilie Dam", "Dorte Eg", "Åse Aa")
COPIES = """async () => {
    const pages = await (await caches.open('vink-checkin-pages-1')).keys();
    return pages.map((page) => page.url).filter((url) => !url.includes('uden-net'));
}"""
LEFT = "() => Object.keys(localStorage).filter((name) => name.startsWith('vink-checkin:'))"


@pytest.fixture
def activity() -> Activity:
    """Return a day with five people on its list."""
    made = ActivityFactory(starts_in_days=0, capacity=20)
    for name in NAMES:
        RegistrationFactory(activity=made, name=name)
    return made


def list_url(server: "LiveServer", activity: Activity) -> str:
    return server.url + reverse("events:checkin", args=[activity.pk])


def open_list(page: "Page", url: str) -> None:
    """Open the list and wait until the phone has its copy."""
    page.goto(url)
    wait_for_copies(page, 3)


def wait_for_copies(page: "Page", number: int) -> None:
    """Wait until the phone has so many copies: the list by both its addresses, the guest form."""
    page.evaluate(
        f"""async (number) => {{
            const copies = {COPIES};
            while ((await copies()).length !== number) {{
                await new Promise((go) => setTimeout(go, 50));
            }}
        }}""",
        number,
    )


def tick(page: "Page", name: str) -> None:
    page.get_by_role("button", name=f"Mødt {name}").click()


def present() -> set[str]:
    rows = Attendance.objects.filter(state=AttendanceState.PRESENT)
    return set(rows.values_list("registration__name", flat=True))


def add_guest(page: "Page", name: str) -> None:
    page.get_by_role("link", name="Tilføj gæst").click()
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Andet").check()
    page.get_by_role("button", name="Tilføj og kryds af").click()
    page.locator(".vk-people--guests").get_by_text(name).wait_for()


def test_marks_and_guests_wait_for_the_connection_and_are_sent_once(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    open_list(page, list_url(live_server, activity))
    tick(page, "Anna Holm")
    wait_until_sent(page)
    second = page.context.new_page()
    second.goto(list_url(live_server, activity))

    page.context.set_offline(True)
    for name in ("Bo Berg", "Cæcilie Dam", "Dorte Eg"):
        tick(page, name)
    page.get_by_text("Venter på forbindelse (3)").wait_for()
    assert "4 af 5" in page.locator(".vk-counts").inner_text()
    page.reload()  # what the phone shows now comes from the phone
    page.get_by_text("Venter på forbindelse (3)").wait_for()
    page.get_by_role("button", name="Fortryd Anna Holm").wait_for()
    page.get_by_role("button", name="Fortryd Dorte Eg").wait_for()
    page.get_by_role("button", name="Mødt Åse Aa").wait_for()
    for name in ("Gæst Et", "Gæst To"):
        add_guest(page, name)
    page.get_by_text("Venter på forbindelse (5)").wait_for()
    assert "6 af 7" in page.locator(".vk-counts").inner_text()
    page.get_by_role("link", name="Tæl hoveder").click()
    page.get_by_role("heading", name="Ingen forbindelse").wait_for()
    page.go_back()
    assert present() == {"Anna Holm"}

    page.context.set_offline(False)  # both tabs hear of it, and both send
    second.evaluate("() => { checkinQueue.flush(); }")
    page.evaluate("() => { checkinQueue.flush(); }")
    wait_until_sent(page)
    page.get_by_role("button", name="Fortryd Gæst Et").wait_for()
    assert present() == {"Anna Holm", "Bo Berg", "Cæcilie Dam", "Dorte Eg", "Gæst Et", "Gæst To"}
    assert Registration.objects.count() == 7
    assert CheckinAction.objects.count() == 6
    expect(page.locator("[data-queue-state]")).not_to_be_visible()
    assert "6 af 7" in page.locator(".vk-counts").inner_text()


def test_what_another_tab_has_sent_stays_ticked_here(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    open_list(page, list_url(live_server, activity))
    second = page.context.new_page()
    second.goto(list_url(live_server, activity))
    person = Registration.objects.get(name="Bo Berg")
    page.evaluate(  # a tap that this tab does not send
        "(key) => { checkinQueue.add({ kind: 'mark', registration: key, state: 'present' }); }",
        str(person.pk),
    )
    second.evaluate("() => checkinQueue.flush()")
    wait_until_sent(page)
    assert present() == {"Bo Berg"}
    expect(page.locator(".vk-counts")).to_contain_text("1 af 5")
    expect(page.get_by_role("button", name="Fortryd Bo Berg")).to_be_visible()
    page.wait_for_timeout(1_000)  # the list has been fetched anew by now
    expect(page.get_by_role("button", name="Fortryd Bo Berg")).to_be_visible()


def test_who_withdrew_meanwhile_is_told_of_and_names_are_forgotten_at_sign_out(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    open_list(page, list_url(live_server, activity))
    page.context.set_offline(True)
    tick(page, "Bo Berg")
    Registration.objects.filter(name="Bo Berg").update(status="cancelled")
    page.context.set_offline(False)
    page.get_by_text("Bo Berg har ikke længere en plads").wait_for()
    page.get_by_role("button", name="Mødt Bo Berg").wait_for(state="detached")
    assert present() == set()
    page.get_by_role("button", name="Set").click()
    assert page.evaluate(LEFT) == []

    assert len(page.evaluate(COPIES)) == 3
    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main form button").click()
    wait_for_copies(page, 0)
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(list_url(live_server, activity))


def test_names_are_forgotten_when_the_day_is_closed_and_after_a_day(
    browse: "Callable[..., Page]", live_server: "LiveServer", activity: Activity
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    url = list_url(live_server, activity)
    open_list(page, url)
    # The worker's clock is the machine's: an old copy is one that says it was kept long ago.
    page.evaluate(
        """async () => {
            const pages = await caches.open('vink-checkin-pages-1');
            for (const request of await pages.keys()) {
                const copy = await pages.match(request);
                const headers = new Headers(copy.headers);
                headers.set('X-Kept-At', String(Date.now() - 25 * 60 * 60 * 1000));
                await pages.put(request, new Response(await copy.blob(), { headers }));
            }
        }"""
    )
    page.context.set_offline(True)
    page.goto(url)
    assert "Anna Holm" not in page.content()
    page.get_by_role("heading", name="Ingen forbindelse").wait_for()
    wait_for_copies(page, 0)

    page.context.set_offline(False)
    page.goto(url)
    wait_for_copies(page, 3)
    Activity.objects.update(status="held")
    page.goto(url)
    wait_for_copies(page, 0)

"""QR codes before a camera and on a picture, read in Chromium."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from PIL import Image

from events.enums import AttendanceState
from events.models import Activity, Attendance, Registration
from events.qr import checkin_png
from tests.checkin.door import sign_in
from tests.factories import ActivityFactory, RegistrationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row() -> Registration:
    activity = ActivityFactory(starts_in_days=0, with_page=False)
    return RegistrationFactory(activity=activity, name="Bo Berg")


def scan_url(server: "LiveServer", activity: Activity) -> str:
    return server.url + reverse("events:checkin_scan", args=[activity.pk])


def photo_of(code: str) -> Image.Image:
    """Return what a camera sees: the code on a grey table, a little turned."""
    table = Image.new("RGB", (640, 480), "#9a9a90")
    picture = Image.open(io.BytesIO(checkin_png(code))).convert("RGB").resize((300, 300))
    table.paste(picture.rotate(8, expand=True, fillcolor="#9a9a90"), (150, 70))
    return table


def test_a_picture_of_the_code_finds_the_person(
    browse: "Callable[..., Page]",
    axe: "Callable[[Page], None]",
    live_server: "LiveServer",
    row: Registration,
    tmp_path: Path,
) -> None:
    page = browse(width=360)
    sign_in(page, live_server)
    page.goto(scan_url(live_server, row.activity))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    empty, photo = tmp_path / "tom.jpg", tmp_path / "kode.jpg"
    Image.new("RGB", (200, 200), "white").save(empty)
    photo_of(row.checkin_code).save(photo)
    page.get_by_label("Eller tag et billede").set_input_files(empty)
    page.get_by_text("Der er ingen kode at læse").wait_for()
    page.get_by_label("Eller tag et billede").set_input_files(photo)
    page.get_by_text("Bo Berg").wait_for()
    assert not Attendance.objects.exists()
    page.get_by_role("button", name="Kryds af").click()
    page.get_by_text("Krydset af").wait_for()
    assert Attendance.objects.get().state == AttendanceState.PRESENT
    assert "1 af 1" in page.locator(".vk-counts").inner_text()


def test_the_camera_reads_the_code(
    browser: "Browser", chromium: str, live_server: "LiveServer", row: Registration, tmp_path: Path
) -> None:
    film = tmp_path / "kode.mjpeg"
    frame = io.BytesIO()
    photo_of(row.checkin_code).save(frame, "JPEG", quality=90)
    film.write_bytes(frame.getvalue() * 5)
    with_camera = browser.browser_type.launch(
        executable_path=chromium,
        args=[
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        page = with_camera.new_context(locale="da-DK").new_page()
        sign_in(page, live_server)
        page.goto(scan_url(live_server, row.activity))
        page.get_by_role("button", name="Brug kameraet").click()
        page.get_by_text("Bo Berg").wait_for()
        page.get_by_role("button", name="Sluk kameraet").click()
        assert not Attendance.objects.exists()
    finally:
        with_camera.close()


def test_a_typed_code_works_without_javascript(
    browse: "Callable[..., Page]", live_server: "LiveServer", row: Registration
) -> None:
    page = browse(width=360, javascript=False)
    sign_in(page, live_server)
    page.goto(scan_url(live_server, row.activity))
    page.get_by_label("Kode", exact=True).fill(row.checkin_code.lower())
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Kryds af").click()
    assert Attendance.objects.get().state == AttendanceState.PRESENT

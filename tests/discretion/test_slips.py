"""The slip of someone without e-mail: neutral words, her language, and nothing of us."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from courses.models import NeutralText
from events import slips
from events.models import Booking, Registration
from tests.factories import RegistrationFactory, make_discreet

pytestmark = pytest.mark.django_db


def someone(language: str = "da", **kwargs: Any) -> Registration:
    activity = make_discreet(languages=("ar", "so"), days=2)
    person = RegistrationFactory(activity=activity, name="Nour", email=None, **kwargs)
    Booking.objects.filter(pk=person.booking_id).update(language=language)
    return Registration.objects.get(pk=person.pk)


def read(person: Registration) -> PdfReader:
    return PdfReader(BytesIO(slips.slip_pdf(person)))


def test_title_days_place_telephone_and_nothing_more(settings: Any) -> None:
    person = someone()
    reader = read(person)
    (page,) = reader.pages
    text = " ".join(page.extract_text().split()).replace("\xa0", " ")
    for said in ("Aftener for voksne (da)", "Sted 1, 2200", settings.VINK_NEUTRAL_PHONE):
        assert said in text
    for hidden in (person.activity.title, "Nour", "VINK", "Kommune", person.checkin_code):
        assert hidden not in text
    assert set(reader.metadata or {}) == {"/Title", "/Producer"}
    assert reader.metadata["/Title"] == "Aftener for voksne (da)"
    assert reader.trailer["/Root"]["/Lang"] == "da"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.usefixtures("all_checked")
def test_in_her_language() -> None:
    assert read(someone("ar")).trailer["/Root"]["/Lang"] == "ar"
    assert read(someone("so")).metadata["/Title"] == "Aftener for voksne (so)"


@pytest.mark.usefixtures("all_checked")
def test_no_boxes_instead_of_the_letters_of_urdu_and_arabic() -> None:
    """Whatever fonts the machine has: ours comes first, in both weights."""
    person = someone("ar")
    NeutralText.objects.filter(activity=person.activity, language="ar").update(
        title="ہے ے ۔ ٹ ڈ ڑ ں گ", place="ہے ے ۔ ٹ ڈ ڑ ں گ"
    )
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for font in read(person).pages[0]["/Resources"]["/Font"].values()
    }
    assert {"Paper-Arabic", "Paper-Arabic-Bold"} <= fonts
    assert {ord(letter) for letter in "ہے۔ٹڈڑںگچپژکی"} <= _letters(400) & _letters(700)


def _letters(weight: int) -> set[int]:
    file = f"vendor/noto-sans-arabic/noto-sans-arabic-arabic-{weight}-normal.woff2"
    return set(TTFont(finders.find(file)).getBestCmap())


def test_handed_out_by_the_group(leader: Client) -> None:
    person = someone()
    address = reverse("activity:slip", args=[person.activity_id, person.pk])
    response = leader.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    page = reverse("activity:participant", args=[person.activity_id, person.pk])
    assert address in leader.get(page).text

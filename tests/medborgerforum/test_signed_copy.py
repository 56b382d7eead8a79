"""The signed copy says who, for whom, which version, when and in which language."""

import io

import pytest
from django.utils import translation
from pypdf import PdfReader

from events import when
from medborgerforum import admission, membership_papers
from medborgerforum.models import CharterEvent, Signatory
from tests.factories.forum_applications import CVR, make_application, open_joining

pytestmark = pytest.mark.django_db


def words(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_it_is_tagged_and_says_it_all() -> None:
    version = open_joining(languages=("da", "tr"))
    admission.admit(make_application(language="tr", cvr=CVR), local=True)
    event = CharterEvent.objects.get()
    data = membership_papers.signed_copy_pdf(event)
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    text = words(data)
    for said in (
        "Nordvest Nabohjælp",
        CVR,
        "Bo Berg",
        "Formand",
        "Version 1",
        "Türkçe",
        "Nørrebro",
    ):
        assert said in text
    assert when.clock(event.at) in text
    hashes = "".join(text.split())
    for row in version.texts.all():
        assert row.sha256 in hashes
        assert row.title in text


def test_a_blanked_signatory_is_said_to_be_and_other_languages_are_set_their_way() -> None:
    open_joining(languages=("da", "ar"))
    admission.admit(make_application(language="ar"), local=True)
    Signatory.objects.update(name="", role="")
    event = CharterEvent.objects.get()
    assert "Navnet er slettet" in words(membership_papers.signed_copy_pdf(event))
    with translation.override("ar"):
        data = membership_papers.signed_copy_pdf(event)
    assert PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"] == "ar"

"""The charter as the public reads it, and takes it home."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from medborgerforum import charter, charter_drafts
from medborgerforum.charter_drafts import Words
from medborgerforum.forum_texts import Approval
from medborgerforum.models import CharterVersion
from tests.factories.forum import BODY, make_charter

pytestmark = pytest.mark.django_db
ROOT = "/medborgerforum/charter/"


def page(client: Client, address: str = ROOT) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def next_version(number: int = 2, **fields: object) -> CharterVersion:
    later = timezone.localdate() + timedelta(days=10)
    body = BODY.replace("Vi hører på", "Vi lytter til")
    fields = {"material": False, "valid_from": later, "body": body, **fields}
    return make_charter(number, **fields)  # type: ignore[arg-type]


def test_before_there_is_one(client: Client) -> None:
    make_charter(publish=False)
    assert "Charteret er på vej" in page(client)
    assert client.get(f"{ROOT}1/").status_code == 404
    assert client.get(f"{ROOT}1/da.txt").status_code == 404
    assert client.get(f"{ROOT}1/da.pdf").status_code == 404


def test_a_translation_stands_beside_the_danish_that_binds(client: Client) -> None:
    version = make_charter(languages=("da", "ar"))
    texts = charter.texts(version)
    html = page(client, f"/ar{ROOT}")
    assert '<h1 lang="ar" dir="rtl">Charter 1 (ar)</h1>' in html
    assert "Charter 1 (da)" in html
    assert texts["ar"].sha256 in html
    assert texts["da"].sha256 in html
    # Without a translation the reader is told, and shown the Danish as Danish.
    html = page(client, f"/so{ROOT}")
    assert '<h1 lang="da" dir="ltr">Charter 1 (da)</h1>' in html


def test_the_plain_text_has_the_printed_hash(client: Client) -> None:
    version = make_charter(languages=("da", "ur"), body="Første linje  \r\n\r\nå\n\n\n- sidste")
    for language, text in charter.texts(version).items():
        response = client.get(f"{ROOT}1/{language}.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert hashlib.sha256(response.content).hexdigest() == text.sha256
        assert text.sha256 in page(client, f"/{language}{ROOT}".replace("/da/", "/"))


def test_a_mended_translation_leaves_the_old_one_to_be_found(client: Client) -> None:
    version = make_charter(languages=("da", "ar"))
    old = charter.text_in(version, "ar")
    check = Approval("Nogen", timezone.localdate())
    draft = charter_drafts.save_translation(version, "ar", Words("Bedre", "Ord", check))
    assert draft is not None
    assert "Bedre" not in page(client, f"/ar{ROOT}")
    assert client.get(f"{ROOT}1/ar-2.txt").status_code == 404
    charter.publish_text(draft)
    html = page(client, f"/ar{ROOT}")
    assert "Bedre" in html
    assert f"{ROOT}1/ar-1.txt" in html
    kept = client.get(f"{ROOT}1/ar-1.txt").content
    assert hashlib.sha256(kept).hexdigest() == old.sha256


def test_an_announced_version_is_told_of_and_can_be_compared(client: Client) -> None:
    make_charter(languages=("da", "en"))
    next_version(languages=("da", "en"))
    assert f"{ROOT}2/aendringer/" in page(client)
    html = page(client, f"{ROOT}2/aendringer/")
    assert "fjernet: </span>hører på</del>" in html
    assert "tilføjet: </span>lytter til</ins>" in html
    assert html.count("<del><span") == 2  # title and paragraph, in Danish alone
    assert page(client, f"/en{ROOT}2/aendringer/").count("<del><span") == 4
    assert client.get(f"{ROOT}1/aendringer/").status_code == 404


def test_drafts_stay_inside(client: Client) -> None:
    make_charter()
    next_version(publish=False)
    assert "Version 2" not in page(client)
    for address in ("2/", "2/aendringer/", "2/da.txt", "2/da.pdf"):
        assert client.get(ROOT + address).status_code == 404


def test_many_versions_take_no_more_queries(client: Client) -> None:
    make_charter()
    page(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client)
    for number in range(2, 13):
        day = timezone.localdate() - timedelta(days=200 - number)
        make_charter(number, valid_from=day, material=False, languages=("da", "en", "ar"))
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)


@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_pdf_says_its_language_title_and_hash(client: Client, language: str) -> None:
    cache.clear()
    version = make_charter(languages=("da", "ar"))
    response = client.get(f"{ROOT}1/{language}.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Charter 1 ({language})"
    words = "".join("".join(p.extract_text() for p in reader.pages).split())
    assert charter.text_in(version, language).sha256 in words
    assert charter.text_in(version, "da").sha256 in words


def test_the_pdf_is_made_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    make_charter()
    made = []
    monkeypatch.setattr("events.documents.pdf", lambda *a, **k: made.append(a) or b"%PDF")
    for _time in range(3):
        client.get(f"{ROOT}1/da.pdf")
    assert len(made) == 1

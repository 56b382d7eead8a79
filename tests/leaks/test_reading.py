"""The reader finds a mark wherever a response can hide one; otherwise no leak test proves much."""

import io
import json

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from openpyxl import Workbook
from pypdf import PdfWriter

from tests.leaks.crawler import Crawler
from tests.leaks.marks import NAME, PHONE_DIGITS, keys_in, marks_in
from tests.leaks.reading import text_of

ALIAS = {"zzqvarkalias"}


def pdf_about(title: str) -> bytes:
    """Return an empty page whose metadata says something."""
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Subject": title})
    writer.write(stream)
    return stream.getvalue()


def sheet_with(cell: str) -> bytes:
    """Return a spreadsheet with one cell."""
    book, stream = Workbook(), io.BytesIO()
    book.active["B7"] = cell
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(f"<p>{NAME}</p>"),
        HttpResponse(NAME.upper()),
        HttpResponse("Zzqvark&#97;lias"),
        HttpResponse(json.dumps({"name": NAME})),
        HttpResponse(headers={"Location": "/?q=%5A%7A%71varkalias"}),
        HttpResponse(headers={"Content-Disposition": f'inline; filename="{NAME}.pdf"'}),
        HttpResponse(b"SUMMARY:Zzqva\r\n rkalias\r\n"),
        HttpResponse(pdf_about(NAME)),
        HttpResponse(sheet_with(NAME)),
        StreamingHttpResponse([b"Zzq", b"varkalias"]),
    ],
)
def test_marks_are_found_however_they_are_written(response: HttpResponse) -> None:
    assert marks_in(text_of(response)) == ALIAS


def test_a_cookie_and_a_telephone_number_are_read_too() -> None:
    response = HttpResponse("Ring 99 88 77 66")
    response.set_cookie("navn", "zzqvarkalias")
    assert marks_in(text_of(response)) == ALIAS | {PHONE_DIGITS}
    assert marks_in("tel:+45-9988.7766") == {PHONE_DIGITS}
    assert marks_in("9988 og 7766") == set()


def test_a_key_in_the_address_itself_is_an_echo() -> None:
    keys = {"8d7f0c5e-1111-4222-8333-944444444444": "a row"}
    text = "<a href='/x/8d7f0c5e-1111-4222-8333-944444444444/'>"
    assert keys_in(text, keys) == {"key of a row"}
    assert keys_in(text.replace("-", ""), keys) == {"key of a row"}
    assert keys_in(text, keys, but="/x/8d7f0c5e-1111-4222-8333-944444444444/") == set()


def test_the_crawler_follows_what_a_page_leads_to_and_fills_in_its_searches() -> None:
    page = """
        <a href="/kalender/">x</a> <a href='http://testserver/en/'>x</a>
        <div data-url="/admin/pages/results/"></div> <script>{"url": "/admin/users/"}</script>
        <a href="https://elsewhere.example/viden/">x</a> <a href="/konto/logout/">x</a>
        <a href="?p=2">2</a>
        <form action="/admin/images/"><input type="text" name="q"></form>
        <form method="post" action="/x/"><input name="q"></form>
    """
    crawler = Crawler(Client(), baits=["kvistbo"])
    crawler._follow("/admin/aktiviteter/", page)
    assert set(crawler._waiting) == {
        "/kalender/", "/en/", "/admin/pages/results/", "/admin/users/",
        "/admin/aktiviteter/?p=2", "/admin/images/", "/x/", "/admin/images/?q=kvistbo",
    }  # fmt: skip

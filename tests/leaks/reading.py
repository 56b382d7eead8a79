"""Everything a response tells, as text: headers, cookies, and the body whatever its kind."""

import io
import zipfile
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

PDF, ZIP = b"%PDF", b"PK\x03\x04"


def text_of(response: Any) -> str:
    """Return headers, cookies and decoded body of a response of Django's test client."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return "\n".join([headers, response.cookies.output(), body_text(body)])


def body_text(body: bytes) -> str:
    """Return what a body says: of a PDF words and metadata, of a spreadsheet every cell."""
    if body.startswith(PDF):
        return pdf_text(body)
    if body.startswith(ZIP):
        return _zip_text(body)
    # Lines of a calendar file are folded after 75 bytes.
    return body.replace(b"\r\n ", b"").decode("utf-8", errors="replace")


def pdf_text(body: bytes) -> str:
    """Return the words of every page, the metadata, and the names of what is attached."""
    reader = PdfReader(io.BytesIO(body))
    pages = [page.extract_text() for page in reader.pages]
    return "\n".join([*pages, pdf_metadata(body), *reader.attachments])


def pdf_metadata(body: bytes) -> str:
    """Return what the file says about itself: title, author, subject, XMP, outline."""
    reader = PdfReader(io.BytesIO(body))
    facts = [f"{name}: {value}" for name, value in (reader.metadata or {}).items()]
    xmp = reader.xmp_metadata
    outline = [str(entry) for entry in reader.outline]
    return "\n".join([*facts, *([_xmp(xmp)] if xmp else []), *outline])


def _xmp(xmp: Any) -> str:
    return str(xmp.rdf_root.toxml())


def _zip_text(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = [
            archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()
        ]
        names = archive.namelist()
    cells: list[str] = []
    if "xl/workbook.xml" in names:
        book = load_workbook(io.BytesIO(body), data_only=True)
        cells = [
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        ]
    return "\n".join([*names, *parts, *cells])

"""Printed documents: HTML templates made into tagged PDF (PDF/UA-1, ISO 14289-1)."""

import logging
import mimetypes
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from weasyprint import HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from events import when
from events.models import Activity, Registration

type Tell = Callable[[int], None]

# Where documents say their style sheets and fonts are. The name can never be looked up
# (RFC 6761); the fetcher answers for it from the project's static files.
STATIC_BASE = "http://static.invalid/"
BLANK_ROWS = range(4)  # lines for those who come without having signed up
WIDE_FROM = 4  # sessions from which the sheet is turned


class NotAStaticFile(ValueError):
    """A document asked for something that is not one of the project's static files."""


class StaticFilesOnly(URLFetcher):
    """Answers from the static files; never from the network or elsewhere on the disk."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the static file. Raises NotAStaticFile for anything else."""
        if not url.startswith(STATIC_BASE):
            raise NotAStaticFile(urlsplit(url).scheme)
        name = unquote(urlsplit(url).path).lstrip("/")
        found = finders.find(name)
        if not found:
            raise NotAStaticFile(name)
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": content_type})


# Only this module listens to how far WeasyPrint is; its words belong in no log.
PROGRESS_LOGGER.setLevel(logging.INFO)
PROGRESS_LOGGER.propagate = False


class _Pages(logging.Handler):
    """Hears WeasyPrint say which page it lays out, and passes the number on."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.tell, self.thread = tell, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on what this thread lays out; others may be printing, too."""
        if record.thread == self.thread and "Page %d" in record.msg:
            match record.args:
                case (int(number),):
                    self.tell(number)


@contextmanager
def _telling(tell: Tell | None) -> Iterator[None]:
    if tell is None:
        yield
        return
    listener = _Pages(tell)
    PROGRESS_LOGGER.addHandler(listener)
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(listener)


def pdf(template: str, context: Mapping[str, Any], *, tell: Tell | None = None) -> bytes:
    """Return a template under ``templates/pdf/`` as tagged PDF/UA in the active language.

    ``tell`` is called with the number of each page that is laid out.
    Slow (up to seconds): never inside a transaction.
    """
    html = render_to_string(
        f"pdf/{template}.html", {**context, "language": translation.get_language()}
    )
    document = HTML(string=html, base_url=STATIC_BASE, url_fetcher=StaticFilesOnly())
    with _telling(tell):
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def participant_list_pdf(
    activity: Activity,
    registrations: Iterable[Registration],
    *,
    now: datetime | None = None,
    tell: Tell | None = None,
) -> bytes:
    """Return the list for the door: those with a seat by name, then those in line.

    A box to tick for each person and session, and some empty lines for walk-ins. The
    caller has checked that the reader may see these registrations. ``now`` (aware,
    default: the present) is printed as the time of the list.
    """
    rows = list(registrations)
    sessions = [
        {"day": session.title or when.short_day(session.start), "time": when.clock(session.start)}
        for session in activity.sessions.all()
    ]
    return pdf(
        "participant_list",
        {
            "activity": activity,
            "title": activity.display_title,
            "times": [when.session_time(session) for session in activity.sessions.all()],
            "sessions": sessions,
            "confirmed": sorted(
                (r for r in rows if r.is_confirmed), key=lambda r: (r.sort_key, str(r.pk))
            ),
            "waiting": sorted((r for r in rows if r.is_waiting), key=lambda r: r.place_in_line),
            "blank_rows": BLANK_ROWS,
            "wide": len(sessions) >= WIDE_FROM,
            "printed": when.moment(now or timezone.now()),
        },
        tell=tell,
    )

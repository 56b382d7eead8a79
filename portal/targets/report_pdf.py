"""The report on paper: tagged PDF/UA with cover, contents, charts, method and figures."""

from collections.abc import Callable
from typing import Any

from django.utils import translation

from events.documents import pdf

from .report_content import Content
from .report_edition import edition


def make(content: Content, language: str, *, tell: Callable[[int], None] | None = None) -> bytes:
    """Return the report in a language; each page of a draft says that it is one.

    Slow (seconds): never inside a transaction.
    """
    context: dict[str, Any] = {"report": edition(content, language)}
    with translation.override(language):
        return pdf("status_report", context, tell=tell)

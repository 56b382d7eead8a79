"""Addresses of the forum's pages behind a personal link, in the reader's language."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from events.links import Purpose, absolute, token_for


def own_path(name: str, purpose: Purpose, row: Any, *more: UUID | str) -> str:
    """Return the path of one of a row's private pages, in the active language."""
    token = token_for(purpose, row.pk, row.link_version)
    return reverse(f"forum:{name}", args=[row.pk, token, *more])


def own_url(name: str, purpose: Purpose, row: Any, *more: UUID | str, language: str) -> str:
    """Return the full address of one of a row's private pages, for a mail in ``language``."""
    with translation.override(language):
        return absolute(own_path(name, purpose, row, *more))


def page_url(name: str, *args: Any, language: str) -> str:
    """Return the full address of one of the forum's public pages in ``language``."""
    with translation.override(language):
        return absolute(reverse(f"forum:{name}", args=args))

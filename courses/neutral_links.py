"""Addresses on the neutral host: personal links, and those of mails and slips."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from events import changes
from events.links import Purpose, token_for, token_is_valid
from events.models import Registration
from events.registration import resend_confirmation


def path(name: str, *args: Any, language: str) -> str:
    """Return the path of a neutral page in a language, whichever host is being served."""
    with translation.override(language):
        return reverse(f"neutral:{name}", args=args, urlconf=settings.VINK_NEUTRAL_URLCONF)


def absolute(path: str) -> str:
    """Return the full address of a path on the neutral host."""
    return f"{urlsplit(settings.VINK_BASE_URL).scheme}://{settings.VINK_NEUTRAL_HOST}{path}"


def own_path(registration: Registration, language: str, name: str = "own") -> str:
    """Return the path of one of the pages behind a personal link."""
    token = token_for(Purpose.NEUTRAL, registration.pk, registration.link_version)
    return path(name, registration.pk, token, language=language)


def own_url(registration: Registration, language: str) -> str:
    """Return the full address of a person's own page, in the language she chose."""
    return absolute(own_path(registration, language))


def withdraw_url(registration: Registration, language: str) -> str:
    """Return the full address where a person is asked whether she withdraws."""
    return absolute(own_path(registration, language, "own_withdraw"))


def survey_url(path: str, language: str) -> str:
    """Return the full address of a printed survey code; its path is the same on both hosts."""
    return absolute(path)


def opens(token: str, registration: Registration) -> bool:
    """Whether the token is that of the person's link as it is now."""
    return token_is_valid(token, Purpose.NEUTRAL, registration.pk, registration.link_version)


@transaction.atomic
def resend(email: str) -> int:
    """Mail an address its personal links again; return how many.

    The mails are neutral like all of them. The caller answers the same whether any were found.
    """
    found = changes.coming_at(email, discreet=True)
    resend_confirmation(found)
    return len(found)

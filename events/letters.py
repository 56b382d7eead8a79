"""Mails to others than participants: bookers, helpers, hosts, members of networks.

Each rule module that sends some adds its kinds to ``LETTERS`` with ``register``; the texts
lie in ``templates/email/<kind>/`` like all others and extend the same layout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from events import links, messages
from events.models import OutboxMessage
from events.notifications import Mail


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes, in which language, and where her answers go ("" for VINK)."""

    email: str
    language: str = "da"
    reply_to: str = ""


def _no_files(_row: OutboxMessage) -> list[tuple[str, bytes, str]]:
    return []


@dataclass(frozen=True)
class Letter:
    """How one kind is rendered. Both functions may raise ``messages.NotToBeSent``.

    ``context`` and ``files`` run in the addressee's language, outside any transaction.
    """

    addressee: Callable[[OutboxMessage], Addressee]
    context: Callable[[OutboxMessage, str], dict[str, Any]]
    # What is attached: name, content, MIME type.
    files: Callable[[OutboxMessage], list[tuple[str, bytes, str]]] = _no_files


LETTERS: dict[Mail, Letter] = {}


def register(kind: Mail, letter: Letter) -> None:
    """Say how a kind of letter is rendered; the last word counts."""
    LETTERS[kind] = letter


def render(row: OutboxMessage) -> EmailMultiAlternatives:
    """Return the letter of one outbox row, ready to be sent; raises NotToBeSent."""
    letter = LETTERS[Mail(row.kind)]
    addressee = letter.addressee(row)
    if not addressee.email:
        raise messages.NoLongerTrue
    known = addressee.language in dict(settings.LANGUAGES)
    language = addressee.language if known else settings.LANGUAGE_CODE
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    with translation.override(language):
        context = {
            "language": language,
            "home_url": links.absolute(home),
            "contact_email": addressee.reply_to or settings.VINK_CONTACT_EMAIL,
            "contact_phone": settings.VINK_CONTACT_PHONE.replace(" ", "\N{NO-BREAK SPACE}"),
            **letter.context(row, language),
        }
        mail = messages.compose(row, context, to=addressee.email, language=language)
        for name, content, kind in letter.files(row):
            mail.attach(name, content, kind)
        return mail

"""Text messages for people with a phone and no e-mail, where a gateway is set up. Off by default.

The gateway takes one HTTP POST of JSON for each message. The text is neutral: a telephone
lies about, so neither activity nor subject is in it, only that there is news and where.
"""

import json
from http import HTTPStatus
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from events import links, neutral
from events.models import Registration
from events.notifications import Mail, mailbox_of

TIMEOUT = 15  # seconds
# An offer's time runs from a talk; a survey's link goes by mail or on paper; a message from
# the organiser stands nowhere that a link could lead to. These are for the call list.
NOT_BY_SMS = frozenset({Mail.OFFERED, Mail.SURVEY, Mail.MESSAGE})


class NotSent(Exception):
    """The gateway did not take the message. Its answer may hold the number: the class is all."""


class _NoRedirect(HTTPRedirectHandler):
    """The token and the number go to the gateway that was set up, and nowhere else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow none."""


def is_on() -> bool:
    """Whether a gateway is set up."""
    return bool(settings.VINK_SMS_URL)


def can_tell(kind: str, registration: Registration) -> bool:
    """Whether a message of this kind may go to this person as a text message.

    Of a discreet activity it says nothing but that there is news, on the neutral host.
    """
    return (
        is_on()
        and kind not in NOT_BY_SMS
        and bool(registration.phone)
        and not mailbox_of(registration)
    )


def tell(registration: Registration) -> None:
    """Send the person a link to her own page. Network: never inside a transaction.

    Raises NotSent.
    """
    from events.messages import language_of

    language, template = language_of(registration), "sms/news.txt"
    sender = settings.VINK_SMS_FROM
    if registration.activity.discreet:
        language = neutral.face().words(registration.activity, language).language
        url, template = neutral.face().own_url(registration, language), "sms/neutral.txt"
        sender = settings.VINK_NEUTRAL_SMS_FROM
    else:
        url = links.self_service_url(registration.pk, registration.link_version, language)
    with translation.override(language):
        text = render_to_string(template, {"url": url}).strip()
    _post({"from": sender, "to": registration.phone or "", "text": text})


def _post(message: dict[str, str]) -> None:
    if not settings.VINK_SMS_URL.startswith(("https://", "http://")):
        raise NotSent
    request = Request(  # noqa: S310 - the scheme is checked above
        settings.VINK_SMS_URL,
        data=json.dumps(message).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.VINK_SMS_TOKEN}",
        },
        method="POST",
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            taken = answer.status < HTTPStatus.MULTIPLE_CHOICES
    except (URLError, OSError, ValueError):
        raise NotSent from None
    if not taken:
        raise NotSent

"""Every kind of mail in both languages through a real SMTP server, read as it arrived."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from events import outbox
from events.models import OutboxMessage
from events.notifications import Mail
from tests.mail.makers import KINDS, queued
from tests.mail.postbox import smtp_server

pytestmark = pytest.mark.django_db


def parts(message: EmailMessage) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part in message.walk():
        if not part.is_multipart():
            found.setdefault(part.get_content_type(), []).append(part.get_content())  # type: ignore[attr-defined]
    return found


def test_all_kinds_arrive_whole() -> None:
    queued_rows = {
        (kind, language): queued(kind, language=language)
        for kind in KINDS
        for language in ("da", "en")
    }
    # The survey and the workshop of one row must not be those of another.
    with smtp_server() as server:
        smtp = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": server.port},
            }
        }
        with override_settings(MAILERS={**django_settings.MAILERS, **smtp}):
            assert outbox.deliver_due() == len(queued_rows)
        arrived = {str(m["Message-ID"]): m for m in server.handler.messages}
    assert len(arrived) == len(queued_rows)
    for (kind, language), row in queued_rows.items():
        message = arrived[f"<{row.pk}@testserver>"]
        person = row.registration
        assert person is not None
        found = parts(message)
        (text,), (html,) = found["text/plain"], found["text/html"]
        assert message["To"] == person.email
        assert message["Content-Language"] == language
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Subject"] == " ".join(str(message["Subject"]).split())
        assert person.name in text.replace("\r\n", "\n"), kind
        assert f'<html lang="{language}"' in html
        assert ("X-VINK-Ref" in message) == (kind != Mail.SURVEY)
    assert not OutboxMessage.objects.exclude(registration=None).exists()

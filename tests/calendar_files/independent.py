"""Read our calendars with vobject: another parser than the one that writes them."""

from email.message import EmailMessage
from typing import Any

import vobject


def read(data: bytes | str) -> Any:
    """Return the one calendar of a file, checked against the rules of RFC 5545."""
    text = data.decode() if isinstance(data, bytes) else data
    assert "\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), "lines are folded"
    calendars = list(vobject.readComponents(text))
    assert len(calendars) == 1
    calendars[0].validate(raiseException=True)
    return calendars[0]


def events(data: bytes | str) -> list[Any]:
    """Return the events of a file, in its order."""
    return list(read(data).contents.get("vevent", ()))


def summaries(data: bytes | str) -> list[str]:
    """Return the titles of a file's events, in its order."""
    return [event.summary.value for event in events(data)]


def of_mail(mail: EmailMessage) -> list[Any]:
    """Return the calendars that a mail carries."""
    parts = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    return [read(part.get_payload(decode=True)) for part in parts]

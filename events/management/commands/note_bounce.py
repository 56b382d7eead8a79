"""Note a mail that came back: ``manage.py note_bounce < report``, piped by the mail server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from events import bounces


class Command(BaseCommand):
    """Read one mail from standard input and act on it if it is a delivery report."""

    help = "Læs en mail, der kom retur (RFC 3464), fra standard input. Anden post gør intet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what it was; never repeat anything of it. A mail server sees success either way."""
        was_report = bounces.note(sys.stdin.buffer.read(bounces.LARGEST))
        self.stdout.write("Noteret." if was_report else "Ikke en retur på vores mail.")

"""Enter the standard questionnaires into the question bank."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.surveys.instruments import WordingChanged
from events.surveys.standard import ensure_standard


class Command(BaseCommand):
    """Repeating it changes nothing; it fails where what has been asked would be reworded."""

    help = "Enter the standard questionnaires, and mend those that no survey has asked yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter them, and say which."""
        try:
            made = ensure_standard()
        except WordingChanged as changed:
            raise CommandError(str(changed)) from changed
        for instrument in made.values():
            self.stdout.write(str(instrument))

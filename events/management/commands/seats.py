"""Check the seat counters of activities and workshops against the rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events import choices, seats


class Command(BaseCommand):
    """``seats --check`` prints each counter that is wrong and exits with 1 if any is."""

    help = "Tæl pladserne efter og vis de aktiviteter, hvor tælleren ikke passer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Require ``--check``: the command never changes anything by itself."""
        parser.add_argument("--check", action="store_true", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report; what is wrong is named by key, never by who is in it."""
        wrong = seats.find_discrepancies()
        for item in wrong:
            self.stdout.write(
                f"{item.activity_id}: tæller {item.counter}, tilmeldinger {item.rows}"
            )
        workshops = choices.find_discrepancies()
        for workshop in workshops:
            self.stdout.write(
                f"{workshop.activity_id}, workshop {workshop.choice_id}: "
                f"tæller {workshop.counter}, tilmeldinger {workshop.rows}"
            )
        if wrong or workshops:
            raise SystemExit(1)
        self.stdout.write("Alle pladser passer.")

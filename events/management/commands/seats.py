"""Check the seat counters against the registrations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events import seats


class Command(BaseCommand):
    """``seats --check`` prints each counter that is wrong and exits with 1 if any is."""

    help = "Tæl pladserne efter og vis de aktiviteter, hvor tælleren ikke passer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Require ``--check``: the command never changes anything by itself."""
        parser.add_argument("--check", action="store_true", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report; activities are named by key, never by who is in them."""
        wrong = seats.find_discrepancies()
        for item in wrong:
            self.stdout.write(
                f"{item.activity_id}: tæller {item.counter}, tilmeldinger {item.rows}"
            )
        if wrong:
            raise SystemExit(1)
        self.stdout.write("Alle pladser passer.")

"""``manage.py demo``: fill an empty portal with believable content."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Load the demo content; repeating it changes nothing."""

    help = "Loads the demo content and accounts (once; repeating it changes nothing)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be chosen."""
        parser.add_argument(
            "--print-logins", action="store_true", help="show the demo accounts afterwards"
        )
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            metavar="N",
            help="N times as many past activities, sign-ups, attendances and answers",
        )

    def handle(self, *, scale: int, print_logins: bool, **options: Any) -> None:
        """Load, and say what was done. Raises CommandError outside the demo's settings."""
        if not settings.VINK_IS_DEMO:
            raise CommandError(
                "The demo has accounts with a password that everyone knows: it loads only "
                "where VINK_IS_DEMO is set, never in production."
            )
        if scale < 1:
            raise CommandError("--scale must be 1 or more.")
        from portal.demo.load import load

        loaded = load(scale)
        if options["verbosity"]:
            self.stdout.write(
                "Demoen er indlæst / demo loaded." if loaded else "Demoen er klar / demo ready."
            )
        if print_logins:
            from portal.demo.staff import login_table

            self.stdout.write(login_table())

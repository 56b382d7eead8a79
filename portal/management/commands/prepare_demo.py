"""``manage.py prepare_demo``: everything that must be in place before ``make run`` serves."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Migrate where needed, set up the roles, load the demo, and print how to sign in.

    One process instead of four, so that a second start is quick.
    """

    help = "Migrates where needed, sets up roles and demo, and prints the demo accounts."
    # Whatever is wrong with the settings is said by the commands called from here.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Do the steps in order; each does nothing where nothing is to be done."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Klargør databasen / preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        from portal.accounts.roles import set_up_roles

        set_up_roles()
        call_command("demo", print_logins=True, stdout=self.stdout)

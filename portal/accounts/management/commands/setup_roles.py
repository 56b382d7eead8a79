"""``manage.py setup_roles``: make the groups say what the table of roles says."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts.roles import set_up_roles


class Command(BaseCommand):
    """Create or refresh the staff's groups and their permissions."""

    help = "Create or refresh the groups of the staff and their permissions (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and name the groups."""
        groups = set_up_roles()
        self.stdout.write(f"Roller / roles: {', '.join(group.name for group in groups)}")

"""Small jobs of the clock that keep the house in order."""

from datetime import datetime

from django.conf import settings
from django.core.management import call_command

KEPT_DAYS = 2  # finished tasks are of use to nobody but whoever looks for yesterday's fault


def prune_tasks(now: datetime) -> None:
    """Delete the rows of tasks finished more than two days before ``now``, once an hour.

    The database's task backend keeps them for ever otherwise.
    """
    backend = str(settings.TASKS["default"]["BACKEND"])
    if now.minute == 0 and backend.startswith("django_tasks_db."):
        call_command("prune_db_task_results", queue_name="*", min_age_days=KEPT_DAYS, verbosity=0)

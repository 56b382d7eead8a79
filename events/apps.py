"""App configuration."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The floor: activities, registration, attendance and surveys."""

    name = "events"
    verbose_name = "Aktiviteter"

    def ready(self) -> None:
        """Let the outbox know its letters, and the spreadsheet its columns."""
        from events import (
            answer_columns,  # noqa: F401 - the columns of the organiser's questions
            host_letters,  # noqa: F401 - it registers them
        )
        from events.teams import letters  # noqa: F401 - and so does this

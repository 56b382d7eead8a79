"""App configuration."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The floor: activities, registration, attendance and surveys."""

    name = "events"
    verbose_name = "Aktiviteter"

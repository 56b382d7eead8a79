"""App configuration."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Trainings by application, certificates, and the neutral face of discreet activities."""

    name = "courses"
    verbose_name = "Kurser"

    def ready(self) -> None:
        """Tell the floor what courses add to it."""
        from courses import (
            checks,  # noqa: F401
            composition,
        )

        composition.join_the_floor()

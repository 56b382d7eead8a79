"""App configuration."""

from django.apps import AppConfig


class MedborgerforumConfig(AppConfig):
    """The citizens' forum: charter, members, meetings and open hearings."""

    name = "medborgerforum"
    verbose_name = "Medborgerforum"

    def ready(self) -> None:
        """Tell the floor what the forum adds to it."""
        from medborgerforum import composition

        composition.join_the_floor()

"""What of the forum is never changed: acceptances, histories, the published charter.

``events.immutable`` says how the database keeps it.
"""

from typing import Any

from events import immutable
from events.immutable import Kept

KEPT = (
    Kept("medborgerforum_charterevent"),
    Kept("medborgerforum_membershipevent"),
    Kept("medborgerforum_charterversion", "OLD.published_at IS NOT NULL", (("id",), ("number",))),
    Kept(
        "medborgerforum_chartertext",
        "OLD.published_at IS NOT NULL",
        (("id",), ("version_id", "language", "revision")),
    ),
)


def install(connection: Any) -> None:
    """Make the triggers, in place of those that are there."""
    immutable.install(connection, KEPT)


def remove(connection: Any) -> None:
    """Take the triggers away: for a migration undone, and for tests that empty the tables."""
    immutable.remove(connection, KEPT)

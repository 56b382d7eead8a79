"""Kinds of activity that are signed up for on another app's page instead of the usual form."""

from collections.abc import Callable

from events.models import Activity

type Address = Callable[[Activity], str]

_addresses: dict[str, Address] = {}


def register(kind: str, address: Address) -> None:
    """Say where people sign up for a kind of activity; ``address`` returns a path or ""."""
    _addresses[kind] = address


def elsewhere(activity: Activity) -> str:
    """Return the path where one signs up for the activity, "" where it is the usual form."""
    address = _addresses.get(activity.kind)
    return address(activity) if address else ""

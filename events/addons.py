"""Where other apps add to the floor's pages: sections, and buttons of an activity.

A section is a template with a context, and nothing for most activities: whether there is one
must cost no query where the kind of activity tells already.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.models import Activity
from events.permissions import Viewer


class Place(StrEnum):
    """Where a section stands, and what its provider is given as ``subject``."""

    ACTIVITY_PAGE = "activity_page"  # below the page's words; the Activity
    SELF_SERVICE = "self_service"  # on "your sign-up"; the Registration
    CHECK_IN = "check_in"  # above the list at the door, for staff; the Session
    HOST_REQUEST = "host_request"  # below a request's facts, for staff; the HostRequest


@dataclass(frozen=True)
class Section:
    """One part of a page."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


type Provider = Callable[[HttpRequest, Any], Section | None]
type Buttons = Callable[[Activity, Viewer], Iterator[Any]]

_sections: dict[Place, list[Provider]] = {place: [] for place in Place}
_buttons: list[Buttons] = []


def register(place: Place, provider: Provider) -> Provider:
    """Add a section to a place, below those registered before."""
    if provider not in _sections[place]:
        _sections[place].append(provider)
    return provider


def sections(place: Place, request: HttpRequest, subject: Any) -> list[SafeString]:
    """Return what others add to a page, rendered, in the active language."""
    found = (provider(request, subject) for provider in _sections[place])
    return [render_to_string(s.template, dict(s.context), request) for s in found if s is not None]


def register_buttons(provider: Buttons) -> Buttons:
    """Add buttons to an activity in the admin. Nothing there may cost a query."""
    if provider not in _buttons:
        _buttons.append(provider)
    return provider


def buttons(activity: Activity, user: Viewer) -> Iterator[Any]:
    """Yield the buttons that others add; the caller has checked that the user may run it."""
    for provider in _buttons:
        yield from provider(activity, user)

"""Bookings of teams, and the addresses and forms around them."""

from typing import Any
from uuid import uuid4

from django.urls import reverse

from events.links import Purpose, token_for
from events.models import Activity, Booking
from events.registration import Contact
from events.teams import bookings
from tests.factories import WorkplaceKindFactory


def book(activity: Activity, number: int = 3, **changes: Any) -> Booking:
    """Book for a team as its leader does, her address shown to be hers."""
    return bookings.book(
        **{
            "activity": activity,
            "number": number,
            "contact": Contact(name="Mette Leder", email="mette@skole.example"),
            "workplace": "Søskolen",
            "workplace_kind": WorkplaceKindFactory(),
            "idempotency_key": uuid4(),
            "is_verified": True,
            **changes,
        }
    )


def url(booking: Booking, name: str = "team", *more: Any, draft: bool = False) -> str:
    """Return the path of one of the booker's pages, by mail or (``draft``) after booking."""
    purpose = Purpose.BOOKING_DRAFT if draft else Purpose.BOOKING
    token = token_for(purpose, booking.pk, booking.link_version)
    return reverse(f"events:{name}", args=[booking.pk, token, *more])


def share_url(booking: Booking, name: str = "team_share") -> str:
    """Return the path that colleagues are given, of the version in the database."""
    version = Booking.objects.get(pk=booking.pk).share_version
    token = token_for(Purpose.SHARE, booking.pk, version)
    return reverse(f"events:{name}", args=[booking.pk, token])


def rows(*people: tuple[str, str], role: str = "frontline_youth", **more: Any) -> dict[str, Any]:
    """Return the names form as it is sent."""
    data: dict[str, Any] = {
        "row-TOTAL_FORMS": len(people),
        "row-INITIAL_FORMS": 0,
        "role": role,
        **more,
    }
    for index, (name, email) in enumerate(people):
        data |= {
            f"row-{index}-take": "on",
            f"row-{index}-name": name,
            f"row-{index}-email": email,
            f"row-{index}-role": "",
        }
    return data

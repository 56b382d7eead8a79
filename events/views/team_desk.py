"""What all pages behind a booker's link share: the check of the link, the frame, the standing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from events import queries, when
from events.links import Purpose, token_for, token_is_valid
from events.models import Activity, Booking
from events.teams import bookings
from events.views.personal import form_page, private, wrong_link

PAGES = (
    "team",
    "team_names",
    "team_list",
    "team_keep",
    "team_more",
    "team_give_back",
    "team_share_link",
)


@dataclass(frozen=True)
class Desk:
    """A team's page as it was opened.

    ``is_mailed``: by the link that was mailed to the booker. Else by the one her browser got
    when she booked, which ends as soon as she has shown that the address is hers.
    """

    request: HttpRequest
    booking: Booking
    is_mailed: bool

    @property
    def purpose(self) -> Purpose:
        """What the link was made for."""
        return Purpose.BOOKING if self.is_mailed else Purpose.BOOKING_DRAFT

    @property
    def token(self) -> str:
        """The token of the link this page was opened by."""
        return token_for(self.purpose, self.booking.pk, self.booking.link_version)

    def url(self, name: str, *more: UUID) -> str:
        """Return the path of one of the team's pages, opened as this one was."""
        return booking_path(self.booking, self.purpose, name, *more)

    @cached_property
    def activity(self) -> Activity:
        """The activity with what its card needs."""
        activity = queries.with_facts(Activity.objects.all()).get(pk=self.booking.activity_id)
        assert isinstance(activity, Activity)
        return activity

    @cached_property
    def team(self) -> bookings.Standing:
        """How the team stands, read once for the page."""
        return bookings.standing(self.booking)

    def context(self) -> dict[str, Any]:
        """Return what each of the pages shows."""
        until = self.team.held_until
        return {
            "desk": self,
            "booking": self.booking,
            "activity": self.activity,
            "card": queries.cards([self.activity], self.request)[0],
            "team": self.team,
            "held_until": when.moment(until) if until else "",
            "is_open": is_open(self.activity),
            "urls": {name: self.url(name) for name in PAGES},
        }

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Render one of the team's pages; each has a form."""
        return form_page(
            self.request, f"events/team/{template}.html", {**self.context(), **context}, status
        )


type DeskView = Callable[..., HttpResponse]


def booking_path(booking: Booking, purpose: Purpose, name: str, *more: UUID) -> str:
    """Return the path of one of a team's pages under one of its two links."""
    token = token_for(purpose, booking.pk, booking.link_version)
    return reverse(f"events:{name}", args=[booking.pk, token, *more])


def is_open(activity: Activity) -> bool:
    """Whether anything about a team can still change."""
    try:
        bookings.check_open(activity)
    except bookings.TeamOver:
        return False
    return True


def team_booking(booking_id: UUID) -> Booking | None:
    """Return a team's booking; a discreet activity is as if it were not there."""
    booking = (
        Booking.objects.select_related("activity", "workplace_kind")
        .filter(pk=booking_id, is_team=True)
        .first()
    )
    if booking and booking.activity.discreet:
        raise Http404
    return booking


def by_booking_link(view: DeskView) -> DeskView:
    """Hand the view its desk if the link is right; else say how to get a new one.

    Opening a mailed link changes nothing, for mail programs open links as well. The first
    thing *done* behind it shows that the address is the booker's.
    """

    @wraps(view)
    def opened(request: HttpRequest, booking_id: UUID, token: str, **more: UUID) -> HttpResponse:
        booking = team_booking(booking_id)
        desk = _desk(request, booking, token) if booking else None
        if desk is None:
            return private(wrong_link(request))
        if not desk.is_mailed and desk.booking.contact_verified_at is not None:
            response = render(request, "events/team/use_mail.html", {"booking": desk.booking})
            return private(response)
        if desk.is_mailed and request.method == "POST":
            bookings.verify(desk.booking)
        return private(view(desk, **more))

    return opened


def _desk(request: HttpRequest, booking: Booking, token: str) -> Desk | None:
    for purpose in (Purpose.BOOKING, Purpose.BOOKING_DRAFT):
        if token_is_valid(token, purpose, booking.pk, booking.link_version):
            return Desk(request, booking, is_mailed=purpose == Purpose.BOOKING)
    return None

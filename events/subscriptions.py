"""Calendars to subscribe to by a secret address: one's own, and the staff's of everything.

The addresses are recomputed, never stored (see ``links``); raising the version of a
``CalendarSubscription`` ends the one in use. A user without a row has version 1.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import calendar, history, links
from events.enums import ActivityStatus, DecisionKind, EndReason, RegistrationStatus
from events.links import Purpose
from events.models import Activity, CalendarSubscription, QueueDecision, Registration
from events.permissions import may_run

KEPT = timedelta(days=90)  # how long what is over, or was called off, stays in a calendar
AT_MOST = 500  # sign-ups or activities in one calendar

VERSIONS = {Purpose.CALENDAR: "version", Purpose.STAFF_CALENDAR: "staff_version"}
ROUTES = {
    Purpose.CALENDAR: "events:private_feed",
    Purpose.STAFF_CALENDAR: "events:staff_feed",
}
# With these she had a seat once, so that the calendar of hers may have to take it out again.
GAVE_A_SEAT = (
    DecisionKind.SEATED,
    DecisionKind.MOVED_UP,
    DecisionKind.ACCEPTED,
    DecisionKind.OUT_OF_TURN,
    DecisionKind.APPROVED,
)


def address(user: AbstractBaseUser, purpose: Purpose = Purpose.CALENDAR) -> str:
    """Return the full address of one of the user's calendars, in the active language."""
    token = links.token_for(purpose, user.pk, _version(user.pk, purpose))
    return links.absolute(reverse(ROUTES[purpose], args=[user.pk, token]))


def webcal(address: str) -> str:
    """Return the address in the form that opens the calendar program at once."""
    return f"webcal:{urlsplit(address)._replace(scheme='').geturl()}"


def renew(user: AbstractBaseUser, purpose: Purpose = Purpose.CALENDAR) -> None:
    """Give the calendar a new address; the old one opens nothing any more."""
    field = VERSIONS[purpose]
    CalendarSubscription.objects.get_or_create(user_id=user.pk)
    CalendarSubscription.objects.filter(user_id=user.pk).update(**{field: F(field) + 1})


def subscriber(user_id: UUID, token: str, purpose: Purpose) -> AbstractBaseUser | None:
    """Return the active user whom an address belongs to; None for a wrong or old one.

    For the staff's calendar also None when she may no longer run activities: asked at each
    fetch, since the address outlives the role.
    """
    if not links.token_is_valid(token, purpose, user_id, _version(user_id, purpose)):
        return None
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    if user is None or (purpose == Purpose.STAFF_CALENDAR and not may_run(user)):
        return None
    return user


def _version(user_id: UUID, purpose: Purpose) -> int:
    found = CalendarSubscription.objects.filter(user_id=user_id)
    return found.values_list(VERSIONS[purpose], flat=True).first() or 1


def private_feed(user: AbstractBaseUser, now: datetime | None = None) -> bytes:
    """Return the user's confirmed sign-ups; what was called off stays a while, cancelled.

    In a constant number of queries, and never with anything discreet.
    """
    rows = _one_per_activity(_private_rows(user, now or timezone.now()))
    calendar.with_pages(row.activity for row in rows)
    feed = calendar.new_feed(_("Mine aktiviteter hos VINK"))
    stamp = calendar.now_stamp()
    for row in rows:
        for session in row.activity.sessions.all():
            event = calendar.personal_event(row, session, stamp, cancelled=not row.is_confirmed)
            feed.add_component(event)
    return bytes(feed.to_ical())


def _private_rows(user: AbstractBaseUser, now: datetime) -> list[Registration]:
    had_a_seat = QueueDecision.objects.filter(registration=OuterRef("pk"), kind__in=GAVE_A_SEAT)
    called_off = Q(status=RegistrationStatus.CANCELLED, changed_at__gte=now - KEPT) & (
        Q(ended=EndReason.CANCELLED_ACTIVITY) | Exists(had_a_seat)
    )
    return list(
        history.own(user)
        .filter(Q(status=RegistrationStatus.CONFIRMED) | called_off)
        .annotate(ends_at=Max("activity__sessions__end"))
        .filter(ends_at__gte=now - KEPT)
        .select_related("activity")
        .prefetch_related("chosen__choice")
        .order_by("ends_at", "pk")[:AT_MOST]
    )


def _one_per_activity(rows: Iterable[Registration]) -> list[Registration]:
    """Leave one row an activity, since its sessions have one UID each: a seat goes first."""
    chosen: dict[UUID, Registration] = {}
    for row in rows:
        if row.activity_id not in chosen or row.is_confirmed:
            chosen[row.activity_id] = row
    return list(chosen.values())


def staff_feed(now: datetime | None = None) -> bytes:
    """Return all activities, planned ones too, with status and seats but without any name.

    Discreet ones are left out: an Outlook calendar has more readers than the portal.
    """
    since = (now or timezone.now()) - KEPT
    activities = calendar.with_pages(
        Activity.objects.visible_to(None)
        .with_times()
        .filter(ends_at__gte=since)
        .order_by("starts_at", "pk")[:AT_MOST]
    )
    feed = calendar.new_feed(_("VINK: alle aktiviteter"))
    stamp = calendar.now_stamp()
    for activity in activities:
        for session in activity.sessions.all():
            event = calendar.session_event(activity, session, stamp)
            event.pop("summary")
            event.add("summary", _staff_title(activity, session.title))
            event.add("transp", "TRANSPARENT")
            if activity.status == ActivityStatus.PLANNED:
                event.status = "TENTATIVE"
            feed.add_component(event)
    return bytes(feed.to_ical())


def _staff_title(activity: Activity, session_title: str) -> str:
    """Return such as "Planlagt: Temadag om tegn (0/30)"."""
    title = activity.display_title
    if session_title:
        title = f"{title}: {session_title}"
    seats = f"{activity.taken}/{activity.capacity}"
    marked = {ActivityStatus.PLANNED, ActivityStatus.CANCELLED, ActivityStatus.HELD}
    if activity.status in marked:
        return f"{activity.get_status_display()}: {title} ({seats})"
    return f"{title} ({seats})"

"""What the tests of members' meetings set up: members that may sign up, and some that may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from events.enums import RegistrationStatus
from events.links import Purpose
from events.models import Activity, Registration
from events.registration import Contact, Person, register
from medborgerforum import charter, links, membership
from medborgerforum.enums import CharterEventKind, MembershipEventKind, MembershipState
from medborgerforum.models import Association, CharterEvent, ForumSeat, Representative
from tests.factories import RegistrationFactory
from tests.factories.forum import make_charter


def person_of(representative: Representative | None, **fields: Any) -> Person:
    """Return someone whom a representative signs up; herself unless fields say otherwise."""
    values: dict[str, Any] = {"association": None, "representative": None}
    if representative is not None:
        fields = {"name": representative.name, "email": representative.email, **fields}
        values = {
            "association": representative.association_id,
            "representative": representative.pk,
        }
    return Person(**{"extras": {"forum": values}, **fields})


def enter(activity: Activity, *people: Person, by: Any = None, **more: Any) -> list[Registration]:
    """Sign people up through the one path there is."""
    booking = register(
        activity=activity,
        people=people,
        contact=Contact(language="da"),
        idempotency_key=uuid4(),
        by=by,
        **more,
    )
    return list(booking.registrations.all())


def seat_for(
    association: Association, activity: Activity, status: str = "confirmed", **fields: Any
) -> Registration:
    """Return a row of someone who comes for an association, as if signed up earlier."""
    row = RegistrationFactory(activity=activity, status=RegistrationStatus(status), **fields)
    ForumSeat.objects.create(registration=row, association=association)
    activity.refresh_from_db()
    return row


def make_overdue(association: Association) -> None:
    """Let the last day to accept a new version have passed."""
    newest = charter.published()[0].number
    today = timezone.localdate()
    version = make_charter(
        newest + 1,
        publish=False,
        accept_by=today + timedelta(days=1),
        lapse_on=today + timedelta(days=30),
        valid_from=today,
    )
    type(version).objects.filter(pk=version.pk).update(
        valid_from=today - timedelta(days=3),
        accept_by=today - timedelta(days=1),
        published_at=timezone.now(),
    )
    version.texts.update(published_at=timezone.now(), sha256="0" * 64)
    standing = membership.standing(association)
    assert standing.is_overdue
    assert standing.may_read


def make_lapsed(association: Association) -> None:
    """Let the membership have ended for want of an acceptance."""
    _end(association, MembershipState.LAPSED, MembershipEventKind.LAPSED)


def make_left(association: Association) -> None:
    """Let the association have left, without anything else being done about it."""
    text = association.charter_events.first().text
    CharterEvent.objects.create(
        association=association, text=text, kind=CharterEventKind.WITHDRAWN, at=timezone.now()
    )
    _end(association, MembershipState.LEFT, MembershipEventKind.LEFT)


def _end(association: Association, state: MembershipState, kind: MembershipEventKind) -> None:
    association.state, association.ended_on = state, timezone.localdate()
    association.save(update_fields=["state", "ended_on"])
    membership.note(association, kind)


ENDINGS: dict[str, Callable[[Association], None]] = {
    "overdue": make_overdue,
    "lapsed": make_lapsed,
    "left": make_left,
}


def own_url(name: str, person: Representative, *more: Any) -> str:
    """Return the address of one of a representative's pages."""
    return links.own_path(name, Purpose.FORUM, person, *more)

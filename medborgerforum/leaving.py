"""An association leaves, on its own word; nobody is thrown out here.

The day is Copenhagen's. Its people are told and keep their page for thirty days, in which they
can fetch what is kept; then everything about persons goes (``representatives.delete_due``).
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import notifications
from events.enums import ACTIVE
from events.notifications import Mail
from events.one_by_one import one_by_one
from events.permissions import Viewer
from events.when import today
from medborgerforum import membership
from medborgerforum.enums import (
    CharterEventKind,
    MembershipEventKind,
    MembershipState,
    Visibility,
)
from medborgerforum.locking import lock
from medborgerforum.models import (
    Association,
    CharterEvent,
    ForumSeat,
    MembershipEvent,
    Representative,
)


class LeaveRefused(Exception):
    """The association did not leave; ``message`` says why."""

    message: str | Promise = _("Kun den, der styrer medlemskabet, kan melde foreningen ud.")


def leave(
    association: Association,
    *,
    by_representative: Representative | None = None,
    by: Viewer = None,
    at: datetime | None = None,
) -> bool:
    """End a membership on the association's word; return False if it had ended so before.

    Either one of its managing representatives does it, or staff (``by``) write down that the
    association has said so. ``at`` (aware, default: now) is when. Its acceptance is withdrawn,
    its coming sign-ups too. Raises LeaveRefused.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = lock(association.pk)
        _check(row, by_representative, by)
        if row.state == MembershipState.LEFT:
            return False
        _end(row, at)
        if by_representative is None:
            log(row, "wagtail.edit", user=by, data={"left": "on its own word"})
    # Afterwards: seats are given back under the lock of their activity, which comes first.
    withdraw_sign_ups(row, by=by, at=at)
    return True


def _check(row: Association, representative: Representative | None, by: Viewer) -> None:
    if representative is None:
        if by is None:
            raise LeaveRefused
        return
    known = row.representatives.filter(
        pk=representative.pk, manages=True, confirmed_at__isnull=False
    )
    if not known.exists():
        raise LeaveRefused


def _end(row: Association, at: datetime) -> None:
    accepted = row.charter_events.filter(kind=CharterEventKind.ACCEPTED).order_by("at", "id").last()
    if accepted is not None:
        CharterEvent.objects.create(
            association=row, text=accepted.text, kind=CharterEventKind.WITHDRAWN, at=at
        )
    membership.note(row, MembershipEventKind.LEFT, at)
    # The membership of one that had lapsed ended then.
    row.ended_on = row.ended_on or today(at)
    row.state = MembershipState.LEFT
    row.visibility = Visibility.NOBODY
    row.show_email = row.show_phone = False
    row.save(update_fields=["ended_on", "state", "visibility", "show_email", "show_phone"])
    people = row.representatives.filter(confirmed_at__isnull=False)
    notifications.enqueue_letters(
        Mail.FORUM_LEFT, [{"subject_key": key} for key in people.values_list("pk", flat=True)]
    )
    row.representatives.filter(confirmed_at__isnull=True).delete()


def left_at(association: Association) -> datetime | None:
    """Return when an association left; None for one that has not."""
    found = MembershipEvent.objects.filter(association=association, kind=MembershipEventKind.LEFT)
    return found.values_list("at", flat=True).first()


# --- Their coming sign-ups ---------------------------------------------------------------------
def withdraw_sign_ups(association: Association, *, by: Viewer = None, at: datetime) -> int:
    """Withdraw what an association is signed up for and has not been held; return how many."""
    from medborgerforum import seating

    return seating.withdraw_upcoming(association, by=by, at=at)


def sweep_sign_ups(now: datetime) -> int:
    """Withdraw sign-ups of former members that a crash left behind. For the clock."""
    seats = ForumSeat.objects.filter(
        registration__status__in=ACTIVE,
        registration__activity__sessions__start__gt=now,
    ).exclude(association__state=MembershipState.MEMBER)
    keys = seats.order_by().values_list("association", flat=True).distinct()
    rows = Association.objects.filter(pk__in=list(keys))
    return one_by_one(rows, lambda row: withdraw_sign_ups(row, at=now))

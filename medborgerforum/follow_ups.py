"""What was promised at meetings: who does what by when, and whether it is done.

Follow-ups are written with the minutes (``minutes.save``). Once those are published their words
stay; they can be marked as done, by staff or by whoever manages the responsible association's
membership, and staff can move the day.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import when
from events.permissions import Viewer
from medborgerforum import membership, minutes_comments
from medborgerforum.enums import PointState
from medborgerforum.models import Association, FollowUp, Representative

OVERDUE, OPEN, DONE = _("Over tid"), _("Ikke gjort endnu"), _("Gjort")


class FollowUpRefused(Exception):
    """Nothing was changed; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre med den opfølgning.")


class NotPublished(FollowUpRefused):
    """The minutes are still a draft, where it can be edited."""

    message = _("Referatet er ikke offentliggjort endnu. Ret opfølgningen i referatet.")


class NotYours(FollowUpRefused):
    """Another association's, or one's own role does not do."""

    message = _(
        "Kun den, der styrer medlemskabet i den ansvarlige forening, kan melde opfølgningen gjort."
    )


def published() -> QuerySet[FollowUp]:
    """Return the follow-ups of published minutes, the nearest day first."""
    return FollowUp.objects.filter(
        point__meeting__in=minutes_comments.published(), point__state=PointState.ON_AGENDA
    ).select_related("association", "point__meeting__activity")


def still_open() -> QuerySet[FollowUp]:
    """Return those that nobody has marked as done."""
    return published().filter(done_on=None)


def of(association: Association) -> QuerySet[FollowUp]:
    """Return what an association has promised and not done."""
    return still_open().filter(association=association)


def is_overdue(row: FollowUp, now: datetime | None = None) -> bool:
    """Whether its Copenhagen day has passed without it being done."""
    return row.done_on is None and row.due < when.today(now or timezone.now())


def status(row: FollowUp, now: datetime | None = None) -> str:
    """Return in words how it stands."""
    if row.done_on:
        return str(DONE)
    return str(OVERDUE if is_overdue(row, now) else OPEN)


def can_finish(representative: Representative, row: FollowUp) -> bool:
    """Whether the representative could mark it as done, as far as the row itself tells."""
    return (
        representative.manages
        and row.association_id == representative.association_id
        and row.done_on is None
    )


@transaction.atomic
def finish(representative: Representative, key: UUID, *, now: datetime | None = None) -> FollowUp:
    """Mark an association's own follow-up as done today; twice is once. Raises FollowUpRefused."""
    row = _locked(key)
    known = Representative.objects.select_related("association").get(pk=representative.pk)
    if row.association_id != known.association_id or not known.manages:
        raise NotYours
    if not membership.may_read(known):
        raise NotYours
    return _set_done(row, done=True, now=now)


@transaction.atomic
def change(
    key: UUID, *, due: date, done: bool, by: Viewer = None, now: datetime | None = None
) -> FollowUp:
    """Move the day and say whether it is done, for staff. Raises FollowUpRefused."""
    row = _locked(key)
    if due != row.due:
        row.due = due
        row.save(update_fields=["due"])
    _set_done(row, done=done, now=now)
    log(row.point.meeting, "wagtail.edit", user=by)
    return row


def _set_done(row: FollowUp, *, done: bool, now: datetime | None) -> FollowUp:
    if done != (row.done_on is not None):
        row.done_on = when.today(now or timezone.now()) if done else None
        row.save(update_fields=["done_on"])
    return row


def _locked(key: UUID) -> FollowUp:
    row = FollowUp.objects.select_for_update().filter(pk=key).first()
    if row is None or not published().filter(pk=key).exists():
        raise NotPublished
    return row

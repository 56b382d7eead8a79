"""Approval: where the organiser wants it, nobody has a seat before staff have said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import (
    applying,
    choices,
    decisions,
    eligibility,
    endings,
    notifications,
    placing,
    waitlist,
)
from events.enums import ApprovalReason, DecisionKind, EndReason
from events.models import Activity, Registration
from events.permissions import Viewer


class NotPending(Exception):
    """The registration does not wait for an approval (any more)."""

    message: str | Promise = _("Tilmeldingen afventer ikke længere godkendelse.")


class SeatBarred(NotPending):
    """Another app's rule lets the person have no seat now; ``message`` says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__("barred")
        self.message = message


class AnsweredTogether(NotPending):
    """It is an application: all of them are weighed, and answered, together."""

    message = _("Det er en ansøgning. Den afgøres under «Ansøgninger» og besvares med de andre.")


class SeatsDoNotFit(Exception):
    """The answers do not fit the seats; nobody was answered. ``message`` has the numbers."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


@transaction.atomic
def approve(registration: Registration, *, by: Viewer) -> Registration:
    """Say yes: the person gets a free seat, or from now on the last place in line.

    A team that comes only whole stands in line from the first yes, and gets its seats once
    all of it has an answer. Raises NotPending; AnsweredTogether for an application, SeatBarred
    where another app's rule lets the person have no seat now.
    """
    activity, waiting = waitlist.enter_counting(registration.activity_id)
    row = _pending(activity, registration)
    if why := eligibility.barred(activity, [row]).get(row.pk):
        raise SeatBarred(why)
    booking = row.booking
    decisions.note(row, DecisionKind.APPROVED, by=by)
    team = booking.registrations.active().count() if booking.together else 1
    if team > 1:
        decided = placing.queue_up(activity, booking, [row], waiting=waiting, people=team, by=by)
    else:
        decided = placing.place(activity, booking, [row], waiting=waiting, by=by)
    row.save(update_fields=["status", "place_in_line", "expires_at", "changed_at"])
    decisions.write(decided)
    choices.seat_wishes(activity, [row])
    placing.let_in(activity, booking, [row])
    row.refresh_from_db(fields=["status", "place_in_line", "expires_at"])
    return row


@transaction.atomic
def refuse(registration: Registration, reason: ApprovalReason, *, by: Viewer) -> Registration:
    """Say no, with a reason from the list, which a kind mail tells.

    Raises NotPending; AnsweredTogether for an application.
    """
    activity = waitlist.enter(registration.activity_id)
    row = _pending(activity, registration)
    reason = ApprovalReason(reason)
    endings.end(activity, [row], EndReason.NOT_APPROVED)
    decisions.note(row, DecisionKind.NOT_APPROVED, by=by, reason=reason.value)
    if row.name:
        notifications.enqueue(notifications.Mail.NOT_APPROVED, [row], reason=reason.value)
    waitlist.move_up(activity)  # a team may have waited for this answer alone
    return row


def _pending(activity: Activity, registration: Registration) -> Registration:
    row = waitlist.lock_row(activity, registration)
    if not row.is_pending or activity.status in waitlist.OVER:
        raise NotPending
    if applying.has_applied(row):
        raise AnsweredTogether
    return row


@dataclass(frozen=True)
class Answers:
    """What is answered to pending sign-ups of one activity, each list in its order."""

    seated: Sequence[Registration]
    in_line: Sequence[Registration]
    refused: Sequence[tuple[Registration, ApprovalReason]]


def settle(activity: Activity, answers: Answers, *, waiting: int, by: Viewer) -> None:
    """Answer many applications of a locked activity at once, as the organiser weighed them.

    The rows are locked, pending, named, and have their bookings; ``waiting`` is the length of
    the line. Seats are given to those in line before anyone new, so the answers must leave
    none free while there are reserves. Everyone is told by mail.

    Raises SeatsDoNotFit, and has answered nobody then.
    """
    check_seats(activity, len(answers.seated), len(answers.in_line), waiting=waiting)
    given = [
        decisions.decision(row, DecisionKind.APPROVED, by=by, applied=1) for row in answers.seated
    ]
    for row in answers.seated:
        given += placing.place(activity, row.booking, [row], waiting=0, by=by)
    for place, row in enumerate(answers.in_line, start=waiting):
        given += placing.queue_up(activity, row.booking, [row], waiting=place, by=by)
    placed = [*answers.seated, *answers.in_line]
    placing.store(placed)
    decisions.write(given)
    choices.seat_wishes(activity, answers.seated)
    placing.tell(placed)
    _refuse_many(activity, answers.refused, by)
    waitlist.move_up(activity)


def check_seats(activity: Activity, wanted: int, reserves: int, *, waiting: int) -> None:
    """Raise SeatsDoNotFit if ``wanted`` new seats and ``reserves`` do not fit the free seats.

    ``waiting`` is the length of the line as it is.
    """
    left = activity.free_seats - wanted
    if wanted and waiting and activity.free_seats:
        # In the last day before the start nobody moves up unasked.
        raise SeatsDoNotFit(_("Ledige pladser går først til dem, der står på ventelisten."))
    if wanted > activity.free_seats:
        raise SeatsDoNotFit(_too_many(wanted, activity.free_seats))
    if left > 0 and reserves and not waiting:
        raise SeatsDoNotFit(_some_left(left, reserves))


def _too_many(wanted: int, free: int) -> str:
    return ngettext(
        "%(wanted)d skal optages, men kun %(free)d plads er ledig. Gør nogen til reserver, "
        "eller giv kurset flere pladser.",
        "%(wanted)d skal optages, men kun %(free)d pladser er ledige. Gør nogen til reserver, "
        "eller giv kurset flere pladser.",
        free,
    ) % {"wanted": wanted, "free": free}


def _some_left(left: int, reserves: int) -> str:
    return ngettext(
        "%(left)d plads er stadig ledig, mens %(reserves)d står som reserve. Optag fra "
        "reserverne, eller sæt antallet af pladser ned.",
        "%(left)d pladser er stadig ledige, mens %(reserves)d står som reserve. Optag fra "
        "reserverne, eller sæt antallet af pladser ned.",
        left,
    ) % {"left": left, "reserves": reserves}


def _refuse_many(
    activity: Activity, refused: Sequence[tuple[Registration, ApprovalReason]], by: Viewer
) -> None:
    rows = [row for row, _reason in refused]
    if not rows:
        return
    endings.end(activity, rows, EndReason.NOT_APPROVED)
    decisions.write(
        decisions.decision(row, DecisionKind.NOT_APPROVED, by=by, reason=reason, applied=1)
        for row, reason in refused
    )
    notifications.enqueue_each(
        notifications.Mail.NOT_APPROVED, ((row, {"reason": reason}) for row, reason in refused)
    )

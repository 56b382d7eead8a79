"""The rules of an activity's parallel workshops: who goes to which.

A workshop's seats go to those with a CONFIRMED seat at the activity, first come, first
served. Until then a choice is a wish: it takes no seat and no place in line, whether the
person waits, is pending, or holds an offer. (An offer that reserved a workshop would keep
others out for a "no thank you".) In each round a person has at most one seat and stands in
at most one line; waiting for a workshop, she keeps her seat in another until it is her turn.

A freed seat goes on in the same transaction: to the first in that workshop's line, whose own
seat in the round goes on in turn. People first in line for each other's workshops swap. Once
the activity has begun nothing moves by itself any more.

Locks: the activity's row first, then its workshops by key. Behind the arithmetic stands the
database's CHECK ``taken <= capacity + overbooked``. ``events.workshops`` has what is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import decisions, notifications, seats
from events.enums import ActivityStatus, ChoiceState, DecisionKind
from events.models import Activity, Choice, Registration, RegistrationChoice
from events.permissions import Viewer
from events.workshop_board import Board, has_begun


class ChoiceRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message = _("Workshoppen kunne ikke vælges. Prøv igen.")


class NoSuchWorkshop(ChoiceRefused):
    """The activity has no such workshop (any more)."""

    message = _("Workshoppen findes ikke længere. Vælg en anden.")


class ChoosingIsOver(ChoiceRefused):
    """The activity has begun, is over or cancelled, or the registration has ended."""

    message = _("Workshops kan ikke skiftes længere. Spørg i stedet på dagen.")


def wish(activity: Activity, wishes: Iterable[tuple[Registration, Sequence[UUID]]]) -> int:
    """Note what each (saved) registration of a locked activity asks for; return how many rows.

    Call it once the registrations are stored, seat or no seat, and then ``seat_wishes``; after
    a 0 that can be left out. Unknown ids, and a second one of the same round, are passed by.
    """
    asked = [(registration, ids) for registration, ids in wishes if ids]
    if not asked:
        return 0
    rounds = dict(Choice.objects.filter(activity=activity).values_list("pk", "round"))
    rows = [
        RegistrationChoice(
            registration=registration, choice_id=pk, round=number, state=ChoiceState.WISHED
        )
        for registration, ids in asked
        for number, pk in _one_a_round(ids, rounds).items()
    ]
    RegistrationChoice.objects.bulk_create(rows)
    return len(rows)


def seat_wishes(activity: Activity, registrations: Iterable[Registration]) -> None:
    """Turn the wishes of those who are confirmed now into seats, or places in line.

    In the order given; the others' wishes stay wishes. The mail that tells of the seat at the
    activity lists the workshops, so none is sent from here.
    """
    order = {r.pk: place for place, r in enumerate(registrations) if r.is_confirmed}
    wishes = RegistrationChoice.objects.filter(
        registration__in=list(order), state=ChoiceState.WISHED
    ).select_related("registration")
    rows = sorted(wishes, key=lambda row: (order[row.registration_id], row.round))
    if not rows:
        return
    board = Board(activity)
    for row in rows:
        board.admit(row)
    board.write()
    _note(rows, board)


def release(activity: Activity, registrations: Iterable[Registration]) -> None:
    """Take registrations that have ended out of every workshop; their seats pass on.

    When the activity itself is cancelled, nobody moves.
    """
    keys = [registration.pk for registration in registrations]
    rows = list(RegistrationChoice.objects.filter(registration__in=keys))
    if not rows:
        return
    board = Board(activity)
    for row in rows:
        board.leave(row)
    moved = board.move_on()
    board.write()
    _note(moved, board)
    _tell(moved)


def hand_over(old: Registration, new: Registration) -> None:
    """Let a substitute take over wishes, seats and places in line.

    The caller holds the activity and does not ``release`` the old registration.
    """
    RegistrationChoice.objects.filter(registration=old).update(registration=new)


@transaction.atomic
def choose(
    registration: Registration, choice_ids: Iterable[UUID], *, by: Viewer = None, reason: str = ""
) -> None:
    """Set which workshops a person wants, at most one a round; a round left out is given up.

    A workshop with free seats and no line seats her at once. Otherwise she stands last in its
    line and keeps her present seat. What she has already stays as it is, place included.

    ``by`` is a member of staff, who may choose for her after the activity has begun, too. She
    is told of a new seat by mail; with a ``reason``, which is logged, she gets it past the
    line and beyond the capacity.

    Raises ChoiceRefused (NoSuchWorkshop, ChoosingIsOver).
    """
    activity = seats.lock(registration.activity_id)
    person = Registration.objects.select_for_update().get(pk=registration.pk)
    _check_time(activity, person, by)
    board = Board(activity)
    asked = list(choice_ids)
    if not board.workshops.keys() >= set(asked):
        raise NoSuchWorkshop
    wanted = _one_a_round(asked, {pk: c.round for pk, c in board.workshops.items()})
    mine = list(RegistrationChoice.objects.filter(registration=person))
    if not person.is_confirmed:
        RegistrationChoice.objects.filter(registration=person).delete()
        wish(activity, [(person, list(wanted.values()))])
        return
    new = []
    for number in sorted({row.round for row in mine} | wanted.keys()):
        held = [row for row in mine if row.round == number]
        row = _choose_in_round(board, held, wanted.get(number), person, by, reason.strip())
        new += [row] if row else []
    moved = board.move_on()
    board.write()
    _note([*new, *(row for row in moved if row not in new)], board, by=by)
    told = [row for row in new if by and row.state == ChoiceState.SEATED]
    _tell([*told, *(row for row in moved if row not in told)])


def _check_time(activity: Activity, person: Registration, by: Viewer) -> None:
    over = activity.status in {ActivityStatus.CANCELLED, ActivityStatus.HELD}
    if over or not person.is_active or (by is None and has_begun(activity)):
        raise ChoosingIsOver


def _choose_in_round(
    board: Board,
    held: list[RegistrationChoice],
    target: UUID | None,
    person: Registration,
    by: Viewer,
    reason: str,
) -> RegistrationChoice | None:
    """Bring one round in line with the wish; return the row that is new there, or None."""
    forced = bool(by and reason)
    kept = next((row for row in held if row.choice_id == target), None)
    stays = kept is not None and (
        kept.state == ChoiceState.SEATED or (kept.state == ChoiceState.WAITING and not forced)
    )
    new = None
    if target and not stays:
        number = board.workshops[target].round
        new = kept or RegistrationChoice(registration=person, choice_id=target, round=number)
        if forced and not board.is_free(target):
            _log(board, "events.overbook_workshop", target, by, reason=reason)
            board.seat(new)
        else:
            board.admit(new)
        kept = new
    waits = kept is not None and kept.state == ChoiceState.WAITING
    for row in held:
        if row is not kept and not (waits and row.state == ChoiceState.SEATED):
            board.leave(row)
    return new


@transaction.atomic
def resize(choice: Choice, capacity: int, *, by: Viewer = None) -> Choice:
    """Set a workshop's number of seats, up or down, at any time; its line moves up if it can.

    Nobody loses a seat: what is above the new number counts as overbooked until freed.
    """
    activity = seats.lock(choice.activity_id)
    board = Board(activity)
    locked = board.workshops[choice.pk]
    before = locked.capacity
    if capacity == before:
        return locked
    board.set_capacity(choice.pk, capacity)
    moved = board.move_on()
    board.write()
    _log(board, "events.resize_workshop", choice.pk, by, **{"from": before, "to": capacity})
    _note(moved, board, by=by)
    _tell(moved)
    return locked


def recount(activity: Activity) -> None:
    """Set the counters of a locked activity's workshops anew, after people were deleted."""
    for choice in Choice.objects.select_for_update().filter(activity=activity).order_by("pk"):
        choice.taken = choice.chosen.filter(state=ChoiceState.SEATED).count()
        choice.overbooked = max(0, choice.taken - choice.capacity)
        choice.write_ledger()


@dataclass(frozen=True)
class Discrepancy:
    """A workshop's counter that does not agree with the rows."""

    activity_id: UUID
    choice_id: UUID
    counter: int
    rows: int


def find_discrepancies() -> list[Discrepancy]:
    """Recount every workshop's seats from the rows; an empty list is good."""
    seated = Count("chosen", filter=Q(chosen__state=ChoiceState.SEATED))
    return [
        Discrepancy(choice.activity_id, choice.pk, choice.taken, choice.rows)
        for choice in Choice.objects.order_by().annotate(rows=seated).iterator()
        if choice.taken != choice.rows
    ]


def _one_a_round(ids: Iterable[UUID], rounds: dict[UUID, int]) -> dict[int, UUID]:
    chosen: dict[int, UUID] = {}
    for pk in ids:
        if pk in rounds:
            chosen.setdefault(rounds[pk], pk)
    return chosen


def _log(board: Board, action: str, pk: UUID, by: Viewer, **data: object) -> None:
    log(board.activity, action, user=by, data={"workshop": board.workshops[pk].title, **data})


def _note(rows: Iterable[RegistrationChoice], board: Board, *, by: Viewer = None) -> None:
    """Keep each decision: seated, or in line at which place."""
    notes = []
    for row in rows:
        params: dict[str, object] = {"choice": str(row.choice_id)}
        kind = DecisionKind.CHOICE_SEATED
        if row.state == ChoiceState.WAITING:
            kind = DecisionKind.CHOICE_QUEUED
            params["place"] = board.place_of(row)
        notes.append(decisions.decision(row.registration, kind, by=by, **params))
    decisions.write(notes)


def _tell(rows: Iterable[RegistrationChoice]) -> None:
    notifications.enqueue_each(
        notifications.Mail.CHOICE_SEATED,
        ((row.registration, {"choice": str(row.choice_id)}) for row in rows),
    )

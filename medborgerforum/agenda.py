"""The agenda of a members' meeting: points that members propose and staff order, and its mail.

A point is proposed, on the agenda, or "not this time". Members see the agenda once it is
published; until then each association sees its own proposals alone. Commands lock the meeting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import letters, notifications, waitlist, when
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import Activity, OutboxMessage
from events.notifications import Mail
from events.permissions import Viewer
from medborgerforum import links, membership, minutes, seating
from medborgerforum.enums import MinutesState, PointKind, PointState
from medborgerforum.models import AgendaPoint, Association, Meeting, Representative

MOST_PROPOSALS = 10  # of one association for one meeting
ORDER = ("position", "created_at", "id")


class AgendaRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message: str | Promise = _("Dagsordenen kan ikke ændres sådan.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("agenda refused")
        if message is not None:
            self.message = message


class TooLateToPropose(AgendaRefused):
    """The agenda is out, the last day is past, or the meeting has begun."""

    message = _("Der kan ikke foreslås flere punkter til dette møde.")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a member wants to have discussed; ``language`` is the one it is written in."""

    kind: PointKind
    title: str
    body: str = ""
    language: str = "da"


# --- What members do -----------------------------------------------------------------------------
def takes_points(meeting: Meeting, now: datetime | None = None) -> bool:
    """Whether members may propose points at ``now`` (aware, default: now).

    Through the Copenhagen day ``points_until``, and no longer than until the agenda is
    published or the meeting begins.
    """
    now = now or timezone.now()
    activity = meeting.activity
    if meeting.agenda_published_at is not None or activity.status in waitlist.OVER:
        return False
    if activity.first_start is not None and activity.first_start <= now:
        return False
    return meeting.points_until is None or when.today(now) <= meeting.points_until


def propose(
    representative: Representative,
    activity: Activity,
    proposal: Proposal,
    *,
    idempotency_key: UUID,
) -> AgendaPoint:
    """Propose a point for an association that may sign up; the same form twice is one point.

    Raises AgendaRefused (TooLateToPropose).
    """
    key = uuid5(idempotency_key, f"{representative.association_id} {proposal.title.casefold()}")
    with transaction.atomic():
        meeting = _lock(activity)
        known = AgendaPoint.objects.filter(idempotency_key=key, meeting=meeting).first()
        if known is not None:
            return known
        if not takes_points(meeting):
            raise TooLateToPropose
        standing = membership.standing(representative.association)
        if not membership.can_act(representative) or not standing.may_sign_up:
            raise AgendaRefused(seating.refusal_of(standing) or None)
        own = AgendaPoint.objects.filter(meeting=meeting, proposed_by=representative.association_id)
        if own.count() >= MOST_PROPOSALS:
            raise AgendaRefused(_("I har foreslået mange punkter. Træk et tilbage først."))
        return AgendaPoint.objects.create(
            meeting=meeting,
            idempotency_key=key,
            kind=proposal.kind,
            title=proposal.title.strip(),
            body=proposal.body.strip(),
            language=proposal.language,
            proposed_by_id=representative.association_id,
        )


def take_back(representative: Representative, activity: Activity, point_id: UUID) -> None:
    """Delete a proposal of the representative's own association; repeating it does nothing.

    Raises AgendaRefused once staff have answered it.
    """
    with transaction.atomic():
        own = AgendaPoint.objects.filter(
            meeting=_lock(activity), pk=point_id, proposed_by=representative.association_id
        )
        point = own.first()
        if point is None:
            return
        if point.state != PointState.PROPOSED:
            raise AgendaRefused(_("Punktet er behandlet. Skriv til os, hvis det skal ændres."))
        point.delete()


def proposals_of(association: Association, meeting: Meeting) -> QuerySet[AgendaPoint]:
    """Select what an association has proposed for a meeting, whatever became of it."""
    return AgendaPoint.objects.filter(meeting=meeting, proposed_by=association).order_by(
        "created_at", "id"
    )


def for_members(meeting: Meeting) -> list[AgendaPoint]:
    """Return the published agenda in its order, with papers; empty before. Two queries.

    Whether the reader may see it is for ``membership.may_read``.
    """
    if meeting.agenda_published_at is None:
        return []
    rows = on_agenda(meeting).select_related("proposed_by")
    return list(rows.prefetch_related("papers__document"))


# --- What staff do -------------------------------------------------------------------------------
def on_agenda(meeting: Meeting) -> QuerySet[AgendaPoint]:
    """Select the points on the agenda, in their order."""
    return AgendaPoint.objects.filter(meeting=meeting, state=PointState.ON_AGENDA).order_by(*ORDER)


@transaction.atomic
def add(activity: Activity, fields: Mapping[str, Any], *, by: Viewer) -> AgendaPoint:
    """Put a point of staff's own at the end of the agenda. Raises AgendaRefused."""
    meeting = _lock_open(activity)
    point = AgendaPoint.objects.create(
        meeting=meeting, state=PointState.ON_AGENDA, position=_last(meeting) + 1, **fields
    )
    _changed(meeting, "add_point", by)
    return point


@transaction.atomic
def change(point: AgendaPoint, fields: Mapping[str, Any], *, by: Viewer) -> None:
    """Change words, kind and minutes of a point; state and order stay. Raises AgendaRefused."""
    meeting = _lock_open(point.meeting.activity)
    AgendaPoint.objects.filter(pk=point.pk, meeting=meeting).update(**fields)
    _changed(meeting, "change_point", by)


@transaction.atomic
def accept(point: AgendaPoint, *, by: Viewer) -> None:
    """Put a proposed point last on the agenda; repeating it does nothing. Raises AgendaRefused."""
    meeting = _lock_open(point.meeting.activity)
    waiting = AgendaPoint.objects.filter(pk=point.pk).exclude(state=PointState.ON_AGENDA)
    if waiting.update(state=PointState.ON_AGENDA, position=_last(meeting) + 1):
        _changed(meeting, "accept_point", by)


@transaction.atomic
def leave_out(point: AgendaPoint, *, by: Viewer) -> None:
    """Answer a point with "not this time", also one on the agenda. Raises AgendaRefused."""
    meeting = _lock_open(point.meeting.activity)
    AgendaPoint.objects.filter(pk=point.pk).update(state=PointState.NOT_NOW, position=0)
    _renumber(meeting, list(on_agenda(meeting)))
    _changed(meeting, "leave_point_out", by)


@transaction.atomic
def remove(point: AgendaPoint, *, by: Viewer) -> None:
    """Delete a point of staff's own.

    Raises AgendaRefused for what a member proposed, and for what stands in the minutes.
    """
    meeting = _lock_open(point.meeting.activity)
    if point.proposed_by_id is not None:
        raise AgendaRefused(_("Et medlem har foreslået punktet. Vælg «Ikke denne gang» i stedet."))
    if point.minutes or point.decisions.exists() or point.follow_ups.exists():
        raise AgendaRefused(_("Punktet står i referatet, så det kan ikke slettes."))
    AgendaPoint.objects.filter(pk=point.pk).delete()
    _renumber(meeting, list(on_agenda(meeting)))
    _changed(meeting, "remove_point", by)


@transaction.atomic
def move(point: AgendaPoint, *, up: bool, by: Viewer) -> None:
    """Move a point on the agenda one place; the first goes no higher. Raises AgendaRefused."""
    meeting = _lock_open(point.meeting.activity)
    rows = list(on_agenda(meeting))
    here = next((index for index, row in enumerate(rows) if row.pk == point.pk), None)
    if here is None:
        raise AgendaRefused(_("Punktet står ikke på dagsordenen længere."))
    there = max(0, min(len(rows) - 1, here + (-1 if up else 1)))
    rows.insert(there, rows.pop(here))
    _renumber(meeting, rows)
    _changed(meeting, "order_points", by)


@transaction.atomic
def publish(activity: Activity, *, tell: bool = True, by: Viewer) -> int:
    """Show the agenda to members, and tell them unless ``tell`` is False; return how many mails.

    Publishing it again does nothing. Raises AgendaRefused for an empty one.
    """
    meeting = _lock(activity)
    if meeting.agenda_published_at is not None:
        return 0
    if not on_agenda(meeting).exists():
        raise AgendaRefused(_("Der er ingen punkter på dagsordenen endnu."))
    meeting.agenda_published_at = timezone.now()
    meeting.save(update_fields=["agenda_published_at"])
    _log(meeting, "publish_agenda", by)
    return _tell(meeting) if tell else 0


@transaction.atomic
def withdraw(activity: Activity, *, by: Viewer) -> None:
    """Hide the agenda and its papers from members again. Raises AgendaRefused."""
    meeting = _lock(activity)
    if meeting.minutes_state != MinutesState.NONE:
        raise AgendaRefused(_("Referatet er sendt ud, så dagsordenen kan ikke trækkes tilbage."))
    meeting.agenda_published_at = None
    meeting.save(update_fields=["agenda_published_at"])
    _log(meeting, "withdraw_agenda", by)


@transaction.atomic
def tell_again(activity: Activity, *, by: Viewer) -> int:
    """Mail members about a published agenda once more; return how many. Raises AgendaRefused."""
    meeting = _lock(activity)
    if meeting.agenda_published_at is None:
        raise AgendaRefused(_("Dagsordenen er ikke udsendt endnu."))
    _log(meeting, "tell_agenda", by)
    return _tell(meeting)


def _lock(activity: Activity) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(pk=seating.meeting_of(activity).pk)
    meeting.activity = activity
    return meeting


def _lock_open(activity: Activity) -> Meeting:
    meeting = _lock(activity)
    if meeting.minutes_state == MinutesState.PUBLISHED:
        raise AgendaRefused(_("Referatet er offentliggjort, så dagsordenen ligger fast."))
    return meeting


def _last(meeting: Meeting) -> int:
    return on_agenda(meeting).order_by().aggregate(last=Max("position"))["last"] or 0


def _renumber(meeting: Meeting, rows: list[AgendaPoint]) -> None:
    for number, row in enumerate(rows, start=1):
        row.position = number
    AgendaPoint.objects.bulk_update(rows, ["position"])


def _changed(meeting: Meeting, step: str, by: Viewer) -> None:
    # The agenda is part of the minutes, and an approval stands for what was read.
    minutes.ask_for_approval_again(meeting)
    _log(meeting, step, by)


def _log(meeting: Meeting, step: str, by: Viewer) -> None:
    log(meeting, "wagtail.edit", user=by, data={"step": step})


# --- The mail ------------------------------------------------------------------------------------
def _tell(meeting: Meeting) -> int:
    """Queue the mail for every confirmed representative of an association that may read."""
    people = Representative.objects.filter(confirmed_at__isnull=False).select_related("association")
    rows = list(people.order_by("pk"))
    standings = membership.standings({row.association for row in rows})
    return notifications.enqueue_letters(
        Mail.FORUM_AGENDA,
        [
            {"subject_key": row.pk, "meeting": str(meeting.pk)}
            for row in rows
            if standings[row.association_id].may_read
        ],
    )


def _reader(row: OutboxMessage) -> tuple[Representative, Meeting]:
    """Return whom the mail is for and what about; raises NoLongerTrue where it is true no more."""
    people = Representative.objects.select_related("association")
    representative = people.filter(pk=row.subject_key).first() if row.subject_key else None
    meetings = Meeting.objects.filter(agenda_published_at__isnull=False)
    meeting = meetings.select_related("activity").filter(pk=row.params.get("meeting")).first()
    if representative is None or meeting is None or not membership.may_read(representative):
        raise NoLongerTrue
    if meeting.activity.status in waitlist.OVER:
        raise NoLongerTrue
    return representative, meeting


def _addressee(row: OutboxMessage) -> letters.Addressee:
    representative, meeting = _reader(row)
    return letters.Addressee(
        email=representative.email,
        language=representative.language,
        reply_to=meeting.activity.contact_email,
    )


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    representative, meeting = _reader(row)
    activity = meeting.activity
    sessions = list(activity.sessions.all())
    return {
        "title": activity.display_title,
        "when": capfirst(when.span(activity.first_start, activity.last_end, len(sessions))),
        "place": activity.place,
        "url": links.own_url(
            "own_meeting", Purpose.FORUM, representative, activity.pk, language=language
        ),
    }


def letter() -> letters.Letter:
    """Return how the mail about an agenda is rendered."""
    return letters.Letter(addressee=_addressee, context=_context)

"""Who may read minutes, and what associations that were there say about the draft.

The one place that decides on reading: pages, the archive, the PDF and the follow-ups ask here.
Whether an association may read at all is ``membership``'s to say.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityKind, ActivityStatus
from medborgerforum import membership, minutes
from medborgerforum.enums import MinutesState, PointState
from medborgerforum.models import (
    AgendaPoint,
    Association,
    Meeting,
    MeetingAttendance,
    MinutesComment,
    Representative,
)


class CommentRefused(Exception):
    """Nothing was stored; ``message`` says why."""

    message = _("Bemærkningen er ikke gemt.")


class NotForYou(CommentRefused):
    """Only members that were there say something about the draft."""

    message = _("Kun foreninger, der var med til mødet, kan skrive bemærkninger til referatet.")


class WindowClosed(CommentRefused):
    """Comments are not taken now."""

    message = _("Fristen for bemærkninger er gået. Ring til os, hvis noget i referatet er forkert.")


class NoWords(CommentRefused):
    """A comment without a text."""

    message = _("Skriv, hvad der skal ændres.")


class NoSuchPoint(CommentRefused):
    """The point is not on this meeting's agenda."""

    message = _("Punktet står ikke på dagsordenen mere. Hent siden igen, og prøv på ny.")


# --- Reading -----------------------------------------------------------------------------------
def published() -> QuerySet[Meeting]:
    """Return the meetings whose minutes members may read."""
    return Meeting.objects.filter(
        minutes_state=MinutesState.PUBLISHED,
        activity__status=ActivityStatus.HELD,
        activity__kind=ActivityKind.FORUMMOEDE,
    )


def readable(representative: Representative, activity_id: UUID) -> Meeting | None:
    """Return the meeting if the representative may read its minutes now; else None.

    Published ones every member that may read; a draft that is out for comments only those
    whose association was there. Without a right to read, nothing is looked up.
    """
    if not membership.may_read(representative):
        return None
    rows = Meeting.objects.select_related("activity").filter(
        pk=activity_id, activity__status=ActivityStatus.HELD
    )
    meeting = rows.first()
    if meeting is None or meeting.minutes_state == MinutesState.NONE:
        return None
    if meeting.minutes_state == MinutesState.PUBLISHED:
        return meeting
    return meeting if _was_there(representative.association_id, meeting) else None


def _was_there(association_id: UUID, meeting: Meeting) -> bool:
    return MeetingAttendance.objects.filter(meeting=meeting, association=association_id).exists()


def waiting_for(association: Association, now: datetime | None = None) -> QuerySet[Meeting]:
    """Return the meetings whose draft the association can comment on and has not approved.

    It was there, the window is open at ``now`` (aware, default: now). The caller has checked
    that it may read.
    """
    approved = MinutesComment.objects.filter(association=association, approves=True)
    return (
        Meeting.objects.filter(
            minutes_state=MinutesState.COMMENTS,
            comments_until__gt=now or timezone.now(),
            attendances__association=association,
            activity__status=ActivityStatus.HELD,
        )
        .exclude(pk__in=approved.values("meeting"))
        .select_related("activity")
        .order_by("comments_until")
    )


# --- Commenting --------------------------------------------------------------------------------
def comment(
    representative: Representative,
    meeting: Meeting,
    text: str,
    *,
    key: UUID,
    point: UUID | None = None,
    now: datetime | None = None,
) -> MinutesComment:
    """Store what an association says about a point, or about the minutes as a whole.

    Sent again under the same ``key`` it is the same comment. An approval that the association
    gave before is taken back: it wants something changed. Raises CommentRefused.
    """
    with transaction.atomic():
        row = _enter(representative, meeting, now)
        mine = MinutesComment.objects.filter(
            meeting=row, association_id=representative.association_id
        )
        if known := mine.filter(idempotency_key=key).first():
            return known
        if not text.strip():
            raise NoWords
        if point is not None and not _is_on_agenda(row, point):
            raise NoSuchPoint
        mine.filter(text="").delete()
        return MinutesComment.objects.create(
            meeting=row,
            association_id=representative.association_id,
            point_id=point,
            text=text.strip(),
            idempotency_key=key,
        )


def approve(
    representative: Representative,
    meeting: Meeting,
    *,
    seen: str | None = None,
    now: datetime | None = None,
) -> MinutesComment:
    """Approve the draft as it stands, for the association; once is enough. Raises CommentRefused.

    ``seen`` is the ``minutes.edition`` that was read, if that may be an earlier one: then the
    approval is one of an earlier text, and asked for again. What the association has said
    before stays, and is still to be answered.
    """
    with transaction.atomic():
        row = _enter(representative, meeting, now)
        approval, _made = MinutesComment.objects.get_or_create(
            meeting=row, association_id=representative.association_id, text=""
        )
        if not approval.approves and seen in {None, minutes.edition(row)}:
            approval.approves = True
            approval.save(update_fields=["approves"])
        return approval


def _enter(representative: Representative, meeting: Meeting, now: datetime | None) -> Meeting:
    """Lock the meeting, then the association, and see that it may say something now."""
    row = minutes.lock(meeting)
    association = Association.objects.select_for_update(no_key=True).get(
        pk=representative.association_id
    )
    known = Representative.objects.filter(pk=representative.pk).first()
    if known is None or known.association_id != association.pk:
        raise NotForYou
    known.association = association
    if not (membership.may_read(known) and _was_there(association.pk, row)):
        raise NotForYou
    if not minutes.window_is_open(row, now):
        raise WindowClosed
    return row


def _is_on_agenda(meeting: Meeting, point: UUID) -> bool:
    on_agenda = AgendaPoint.objects.filter(meeting=meeting, state=PointState.ON_AGENDA)
    return on_agenda.filter(pk=point).exists()


# --- How far the others are --------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    """How many associations were there, how many approve the text as it stands, what is open.

    ``mine`` is the own association's approval: True, False for one of an earlier text, None.
    """

    there: int
    approved: int
    unanswered: int
    mine: bool | None = None


def comments_on(meeting: Meeting) -> list[MinutesComment]:
    """Return the comments, approvals included, each with its association; one query."""
    return list(MinutesComment.objects.filter(meeting=meeting).select_related("association"))


def progress(
    meeting: Meeting, comments: list[MinutesComment], association: Association | None = None
) -> Progress:
    """Return how far the comments are, from those at hand; one query."""
    there = set(meeting.attendances.values_list("association", flat=True))
    approvals = {c.association_id: c.approves for c in comments if not c.text}
    return Progress(
        there=len(there),
        approved=sum(approvals.get(key, False) for key in there),
        unanswered=sum(bool(c.text and not c.answer) for c in comments),
        mine=approvals.get(association.pk) if association else None,
    )

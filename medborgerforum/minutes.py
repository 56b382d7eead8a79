"""The minutes of a meeting: drafted by staff, commented on by those who were there, published.

Nothing → for comments → published. Only associations that were there (``MeetingAttendance``)
read the draft and comment on it, until a Copenhagen midnight that may be put off but never
brought forward. Publishing waits for that midnight, or for the approval of every association
that was there, and for an answer to every comment. Published minutes are never changed; only
their follow-ups live on (``follow_ups``). Every command locks the meeting's row first.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import when
from events.enums import ActivityStatus
from events.models import Activity
from events.permissions import Viewer
from medborgerforum.enums import MinutesState, PointState
from medborgerforum.models import (
    AgendaPoint,
    Decision,
    FollowUp,
    Meeting,
    MeetingAttendance,
    MinutesComment,
)

WINDOW_DAYS = 10  # suggested to staff


class MinutesRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message = _("Det kan ikke lade sig gøre med referatet, som det er nu.")


class MeetingNotHeld(MinutesRefused):
    """Minutes are of a meeting that was held and closed."""

    message = _("Afslut mødet først. Et referat kan først skrives, når mødet er holdt.")


class MinutesAreFinal(MinutesRefused):
    """Published minutes are never changed."""

    message = _("Referatet er godkendt og offentliggjort, så teksten kan ikke ændres mere.")


class NothingWritten(MinutesRefused):
    """There is no text yet."""

    message = _("Skriv referatet først: mindst én tekst eller beslutning.")


class NobodyCame(MinutesRefused):
    """No association was there, so nobody can comment."""

    message = _(
        "Ingen foreninger er noteret som mødt, så ingen kan skrive bemærkninger. Ret fremmødet, "
        "eller offentliggør referatet direkte."
    )


class NotSentYet(MinutesRefused):
    """Those who were there have not been asked."""

    message = _("Send referatet til bemærkninger hos dem, der var med, før det offentliggøres.")


class AlreadySent(MinutesRefused):
    """It has been sent for comments before."""

    message = _("Referatet er allerede sendt til bemærkninger. Fristen kan forlænges.")


class TooSoon(MinutesRefused):
    """The window would end today or before."""

    message = _("Fristen skal være i morgen eller senere, så alle kan nå at læse referatet.")


class NotEarlier(MinutesRefused):
    """A window that was announced is never made shorter."""

    message = _("Fristen er meldt ud og kan kun rykkes til en senere dag.")


class WindowOpen(MinutesRefused):
    """The comment window runs, and not all have approved."""

    message = _(
        "Fristen for bemærkninger er ikke udløbet, og ikke alle foreninger, der var med, har "
        "godkendt. Vent til fristen er gået."
    )


class CommentUnanswered(MinutesRefused):
    """Somebody's comment has no answer."""

    message = _("Svar på alle bemærkninger, før referatet offentliggøres.")


class NotOfThisMeeting(MinutesRefused):
    """A point, row or comment of another meeting, or one that is gone."""

    message = _("Dagsordenen er ændret imens. Hent siden igen, og ret til.")


class DayMissing(MinutesRefused):
    """A follow-up says what, but not by when."""

    message = _("Skriv, hvornår opfølgningen skal være gjort.")


# --- What staff write --------------------------------------------------------------------------
@dataclass(frozen=True)
class DecisionDraft:
    """One decision under its key; an empty text takes it off."""

    id: UUID
    text: str


@dataclass(frozen=True)
class FollowUpDraft:
    """One follow-up under its key; no association: VINK does it. An empty text takes it off."""

    id: UUID
    text: str
    association: UUID | None = None
    due: date | None = None


@dataclass(frozen=True)
class PointDraft:
    """What was said of one point on the agenda. Rows that are not named stay as they are."""

    point: UUID
    minutes: str
    decisions: Sequence[DecisionDraft] = ()
    follow_ups: Sequence[FollowUpDraft] = ()


@dataclass(frozen=True)
class Draft:
    """The whole draft, with answers by the key of their comment."""

    intro: str
    points: Sequence[PointDraft] = ()
    answers: tuple[tuple[UUID, str], ...] = ()


@transaction.atomic
def save(meeting: Meeting, draft: Draft, *, by: Viewer = None) -> Meeting:
    """Store the draft; saving the same again changes nothing.

    An approval stands for the text that was approved: when the text changes while comments are
    asked for, those who approved are asked again. Raises MinutesRefused.
    """
    row = lock(meeting)
    _check_open(row)
    before = _snapshot(row)
    points = {point.pk: point for point in on_agenda(row)}
    if not {part.point for part in draft.points} <= points.keys():
        raise NotOfThisMeeting
    row.minutes_intro = draft.intro.strip()
    row.save(update_fields=["minutes_intro"])
    for part in draft.points:
        _save_point(points[part.point], part)
    _save_answers(row, draft.answers)
    if _snapshot(row) != before:
        ask_for_approval_again(row)
        log(row, "wagtail.edit", user=by)
    return row


def _save_point(point: AgendaPoint, part: PointDraft) -> None:
    if point.minutes != part.minutes.strip():
        point.minutes = part.minutes.strip()
        point.save(update_fields=["minutes"])
    for place, decision in enumerate(part.decisions):
        _save_row(Decision, point, decision.id, {"text": decision.text.strip(), "position": place})
    for row in part.follow_ups:
        if row.text.strip() and row.due is None:
            raise DayMissing
        fields = {"text": row.text.strip(), "association_id": row.association, "due": row.due}
        _save_row(FollowUp, point, row.id, fields)


def _save_row(
    model: type[Decision] | type[FollowUp], point: AgendaPoint, key: UUID, fields: dict
) -> None:
    known = model._default_manager.filter(pk=key)
    if known.exclude(point=point).exists():
        raise NotOfThisMeeting
    if not fields["text"]:
        known.delete()
    elif not known.update(**fields):
        model._default_manager.create(pk=key, point=point, **fields)


def _save_answers(row: Meeting, answers: tuple[tuple[UUID, str], ...]) -> None:
    for key, answer in answers:
        found = MinutesComment.objects.filter(meeting=row, pk=key).exclude(text="")
        if not found.update(answer=answer.strip()):
            raise NotOfThisMeeting


def _snapshot(row: Meeting) -> tuple:
    """Return all words of the draft, to see whether they change."""
    points = AgendaPoint.objects.filter(meeting=row, state=PointState.ON_AGENDA)
    decisions = Decision.objects.filter(point__in=points).order_by("point", "position", "id")
    promised = FollowUp.objects.filter(point__in=points).order_by("id")
    return (
        row.minutes_intro,
        list(points.values_list("pk", "title", "kind", "minutes")),
        list(decisions.values_list("pk", "text")),
        list(promised.values_list("pk", "text", "association", "due")),
    )


def edition(meeting: Meeting) -> str:
    """Return a key of the draft's words as they are now; other words have another."""
    return hashlib.sha256(repr(_snapshot(meeting)).encode()).hexdigest()


def ask_for_approval_again(row: Meeting) -> None:
    """Turn approvals into what ``minutes_comments`` reads as "approved an earlier text"."""
    MinutesComment.objects.filter(meeting=row, approves=True).update(approves=False)


# --- Steps -------------------------------------------------------------------------------------
@transaction.atomic
def send_for_comments(
    meeting: Meeting, until: date, *, by: Viewer = None, now: datetime | None = None
) -> Meeting:
    """Ask the associations that were there for comments, to the end of a Copenhagen day.

    Their confirmed representatives get a mail. Raises MinutesRefused.
    """
    from medborgerforum import minutes_letters

    now = now or timezone.now()
    row = lock(meeting)
    _check_open(row)
    if row.minutes_state != MinutesState.NONE:
        raise AlreadySent
    _check_written(row)
    if not MeetingAttendance.objects.filter(meeting=row).exists():
        raise NobodyCame
    _check_day(until, now)
    row.minutes_state = MinutesState.COMMENTS
    row.comments_until = end_of(until)
    row.save(update_fields=["minutes_state", "comments_until"])
    minutes_letters.ask(row)
    log(row, "wagtail.edit", user=by, data={"comments_until": until.isoformat()})
    return row


@transaction.atomic
def extend(
    meeting: Meeting, until: date, *, by: Viewer = None, now: datetime | None = None
) -> Meeting:
    """Give more time for comments, also after the window has ended. Raises MinutesRefused."""
    row = lock(meeting)
    _check_open(row)
    if row.minutes_state != MinutesState.COMMENTS or row.comments_until is None:
        raise NotSentYet
    if end_of(until) <= row.comments_until:
        raise NotEarlier
    _check_day(until, now or timezone.now())
    row.comments_until = end_of(until)
    row.save(update_fields=["comments_until"])
    log(row, "wagtail.edit", user=by, data={"comments_until": until.isoformat()})
    return row


@transaction.atomic
def publish(meeting: Meeting, *, by: Viewer = None, now: datetime | None = None) -> Meeting:
    """Publish for good; doing it again changes nothing. Raises MinutesRefused."""
    now = now or timezone.now()
    row = lock(meeting)
    if row.minutes_state == MinutesState.PUBLISHED:
        return row
    if problem := obstacle(row, now):
        raise problem
    row.minutes_state = MinutesState.PUBLISHED
    row.minutes_published_at = now
    row.save(update_fields=["minutes_state", "minutes_published_at"])
    log(row, "wagtail.publish", user=by)
    return row


def obstacle(meeting: Meeting, now: datetime | None = None) -> MinutesRefused | None:
    """Return what keeps the minutes from being published at ``now`` (aware); None for nothing."""
    now = now or timezone.now()
    try:
        _check_open(meeting)
        _check_written(meeting)
        _check_asked(meeting, now)
    except MinutesRefused as refusal:
        return refusal
    return None


def _check_asked(meeting: Meeting, now: datetime) -> None:
    there = set(meeting.attendances.values_list("association", flat=True))
    if meeting.minutes_state == MinutesState.NONE:
        if there:
            raise NotSentYet
        return
    if MinutesComment.objects.filter(meeting=meeting, answer="").exclude(text="").exists():
        raise CommentUnanswered
    if not window_is_open(meeting, now):
        return
    approving = MinutesComment.objects.filter(meeting=meeting, approves=True)
    if there - set(approving.values_list("association", flat=True)):
        raise WindowOpen


def lock(meeting: Meeting) -> Meeting:
    """Return the meeting with its row locked until the transaction ends."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _check_open(meeting: Meeting) -> None:
    if not is_held(meeting):
        raise MeetingNotHeld
    if meeting.minutes_state == MinutesState.PUBLISHED:
        raise MinutesAreFinal


def is_held(meeting: Meeting) -> bool:
    """Whether the meeting was held and closed, read afresh; one query."""
    return Activity.objects.filter(pk=meeting.pk, status=ActivityStatus.HELD).exists()


def _check_written(meeting: Meeting) -> None:
    points = on_agenda(meeting)
    written = meeting.minutes_intro or any(point.minutes for point in points)
    if not written and not Decision.objects.filter(point__in=points).exists():
        raise NothingWritten


def _check_day(until: date, now: datetime) -> None:
    if until <= when.today(now):
        raise TooSoon


# --- Looking -----------------------------------------------------------------------------------
def on_agenda(meeting: Meeting) -> list[AgendaPoint]:
    """Return the points that were on the agenda, in order; one query."""
    return list(AgendaPoint.objects.filter(meeting=meeting, state=PointState.ON_AGENDA))


def end_of(day: date) -> datetime:
    """Return the Copenhagen midnight at the end of a day: the first moment that is too late."""
    return datetime.combine(day + timedelta(days=1), time(), when.COPENHAGEN)


def last_day(meeting: Meeting) -> date | None:
    """Return the last Copenhagen day for comments; None where none were asked for."""
    until = meeting.comments_until
    return when.today(until - timedelta(microseconds=1)) if until else None


def window_is_open(meeting: Meeting, now: datetime | None = None) -> bool:
    """Whether comments are taken at ``now`` (aware, default: now)."""
    until = meeting.comments_until
    return (
        meeting.minutes_state == MinutesState.COMMENTS
        and until is not None
        and (now or timezone.now()) < until
    )

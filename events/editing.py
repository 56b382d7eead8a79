"""What follows from changing or deleting an activity's row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import choices, deadlines, planning, seats, waitlist
from events.enums import ACTIVE, ActivityStatus
from events.models import (
    Activity,
    ActivityHelper,
    ActivityPage,
    Attendance,
    AttendedCount,
    Choice,
    HeadCount,
    Registration,
    Session,
)
from events.permissions import Viewer

type InUse = Callable[[list[UUID]], Iterable[UUID]]
type Timetable = tuple[str, frozenset[tuple[datetime, datetime, str, str]]]

SESSION_IN_USE = _(
    "Mødegangen kan ikke slettes, for der er noteret fremmøde på den. Ret tidspunktet i stedet."
)
HAS_PEOPLE = _(
    "Aktiviteten kan ikke slettes, for der er eller har været tilmeldte. Aflys i stedet."
)
HAS_ATTENDANCE = _("Aktiviteten kan ikke slettes, for der er noteret fremmøde. Aflys i stedet.")
HAS_SURVEY = _("Aktiviteten kan ikke slettes, for den har en spørgeskemaundersøgelse.")
HAS_PAGE = _("Aktiviteten kan ikke slettes, mens den har en side. Slet siden først.")
HAS_REQUEST = _("Aktiviteten kan ikke slettes, for den er aftalt med en vært. Aflys i stedet.")
HAS_HELPERS = _("Aktiviteten kan ikke slettes, for der er spurgt medvirkende. Aflys i stedet.")
PAGE_HAS_PEOPLE = _(
    "Siden kan ikke slettes, for der er tilmeldte til aktiviteten. Aflys aktiviteten i stedet."
)


_in_use: list[InUse] = []


def register_in_use(find: InUse) -> None:
    """Have another app say on which of some sessions it has attendance of its own; one query."""
    if find not in _in_use:
        _in_use.append(find)


@dataclass(frozen=True)
class Outcome:
    """What a change led to: how many mails about a new time or place."""

    mails: int = 0


def timetable(activity: Activity) -> Timetable:
    """Return when and where, as stored now, in a form that can be compared."""
    place = Activity.objects.values_list("place", flat=True).get(pk=activity.pk)
    sessions = Session.objects.filter(activity=activity)
    return place, frozenset(sessions.values_list("start", "end", "place", "online_url"))


@transaction.atomic
def change(
    activity: Activity,
    save: Callable[[], object],
    *,
    capacity: int | None,
    workshops: Mapping[UUID, int] | None = None,
    by: Viewer = None,
) -> Outcome:
    """Save an activity's changes and do what follows from them.

    ``save`` writes the form. ``capacity`` is a new number of seats, or None to leave it, and
    goes through the ledger, as do those of ``workshops``, by key. When time or place of a
    coming activity changed, everyone with a seat is told.
    """
    locked = seats.lock(activity.pk)
    before, sessions = timetable(locked), _coming(locked)
    save()
    if capacity is not None:
        seats.resize(locked, capacity, by=by)
    for choice in Choice.objects.filter(activity=locked, pk__in=workshops or {}):
        choices.resize(choice, (workshops or {})[choice.pk], by=by)
    moved = timetable(locked) != before
    over = locked.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    if not moved or over or not (sessions or _coming(locked)):
        return Outcome()
    left = set(Session.objects.filter(activity=activity).values_list("pk", flat=True))
    mails = planning.announce_move(locked, removed=[s for s in sessions if s.pk not in left])
    fresh = seats.lock(activity.pk)
    deadlines.keep_before_start(fresh)
    # A day put off is no longer within the last 24 hours: seats kept for the phone move on.
    waitlist.move_up(fresh)
    return Outcome(mails=mails)


def _coming(activity: Activity) -> list[Session]:
    return list(Session.objects.filter(activity=activity, end__gt=timezone.now()))


def sessions_in_use(sessions: Iterable[UUID]) -> set[UUID]:
    """Return those sessions that attendance or head counts refer to."""
    keys = list(sessions)
    return {
        *Attendance.objects.filter(session__in=keys).values_list("session", flat=True),
        *HeadCount.objects.filter(session__in=keys).values_list("session", flat=True),
        *AttendedCount.objects.filter(session__in=keys).values_list("session", flat=True),
        *(key for find in _in_use for key in find(keys)),
    }


def why_not_delete(activity: Activity) -> str | None:
    """Return the sentence that refuses deletion, or None where nothing leans on the row."""
    keys = Session.objects.filter(activity=activity).values_list("pk", flat=True)
    if activity.registrations.exists() or activity.bookings.exists():
        return str(HAS_PEOPLE)
    if sessions_in_use(keys):
        return str(HAS_ATTENDANCE)
    if activity.surveys.exists():
        return str(HAS_SURVEY)
    if activity.pages.exists():
        return str(HAS_PAGE)
    if activity.requests.exists():
        return str(HAS_REQUEST)
    if activity.helpers.exclude(answer=ActivityHelper.Answer.NOT_ASKED).exists():
        return str(HAS_HELPERS)
    return None


def why_not_delete_pages(paths: Iterable[str]) -> str | None:
    """Return the sentence that refuses to delete pages, or None.

    ``paths`` are tree paths; their descendants are deleted along with them. A page may go
    while another live page still tells of the same activity (a translation, say).
    """
    doomed: set[int] = set()
    for path in paths:
        doomed.update(
            ActivityPage.objects.filter(path__startswith=path, live=True).values_list(
                "pk", flat=True
            )
        )
    if not doomed:
        return None
    people = Registration.objects.filter(status__in=ACTIVE, activity__pages__in=doomed)
    told_elsewhere = ActivityPage.objects.filter(live=True).exclude(pk__in=doomed)
    if people.exclude(activity__in=told_elsewhere.values("activity")).exists():
        return str(PAGE_HAS_PEOPLE)
    return None

"""The organiser's checklist: standard lists, days due, ticks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, PreparationItem, Session
from events.permissions import Viewer, storable
from events.when import today

AHEAD = timedelta(days=14)  # what the front page of the admin looks forward to
BACK = timedelta(days=60)  # what is overdue by more will not be done any more

type Entry = tuple[Any, int]  # the task, and its day as ``PreparationItem.days``

ROOM: Entry = (_("Bestil lokale"), -42)
CATERING: Entry = (_("Meld antal til forplejningen"), -7)
INTERPRETER: Entry = (_("Bestil tolk, hvis nogen har brug for det"), -14)
BRIEFING: Entry = (_("Gennemgå dagen med oplægsholderen"), -10)
HOST_TALK: Entry = (_("Aftal ramme og udstyr med værten"), -10)
SURVEY: Entry = (_("Se spørgeskemaet igennem"), -3)
BADGES: Entry = (_("Udskriv navneskilte og deltagerliste"), -2)
SIGNS: Entry = (_("Udskriv dørskilt, og pak kassen"), -1)
CLOSE: Entry = (_("Kryds fremmødet af, og afslut dagen"), 0)
THANKS: Entry = (_("Send tak til oplægsholdere og medvirkende"), 2)
SLIDES: Entry = (_("Læg slides og materialer ud"), 3)
AGENDA: Entry = (_("Send dagsorden"), -10)
MINUTES: Entry = (_("Send referat og næste dato"), 5)
AMBASSADORS: Entry = (_("Find to dialogambassadører"), -28)
HEADS: Entry = (_("Se, at værten har talt deltagerne op"), 4)

WHOLE_DAY = (ROOM, INTERPRETER, BRIEFING, CATERING, SURVEY, BADGES, SIGNS, CLOSE, THANKS, SLIDES)
VISIT = (HOST_TALK, INTERPRETER, CLOSE, HEADS, THANKS)
MEETING = (ROOM, AGENDA, CATERING, BADGES, CLOSE, MINUTES)

STANDARD: dict[str, tuple[Entry, ...]] = {
    ActivityKind.TEMADAG: WHOLE_DAY,
    ActivityKind.KONFERENCE: WHOLE_DAY,
    ActivityKind.KURSUS: WHOLE_DAY,
    ActivityKind.OPLAEG: (BRIEFING, *VISIT),
    ActivityKind.RAADGIVNING: (HOST_TALK, CLOSE, THANKS),
    ActivityKind.UNG_TIL_UNG: (AMBASSADORS, *VISIT),
    ActivityKind.NETVAERKSMOEDE: MEETING,
    ActivityKind.FORUMMOEDE: MEETING,
}
OTHERWISE = (ROOM, INTERPRETER, CATERING, SIGNS, CLOSE, THANKS)


@transaction.atomic
def add_standard_list(activity: Activity) -> int:
    """Add what is missing of the standard list of the activity's kind; return how many."""
    there = set(
        PreparationItem.objects.filter(activity_id=activity.pk).values_list("title", flat=True)
    )
    rows = [
        PreparationItem(activity_id=activity.pk, title=str(title), days=days)
        for title, days in STANDARD.get(activity.kind, OTHERWISE)
        if str(title) not in there
    ]
    PreparationItem.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def tick(item: PreparationItem, *, done: bool, by: Viewer) -> PreparationItem:
    """Note a task as done, by whom and when, or take the note away; repeating changes nothing."""
    row = PreparationItem.objects.select_for_update().get(pk=item.pk)
    if done == (row.done_at is not None):
        return row
    row.done_at = timezone.now() if done else None
    row.done_by = storable(by) if done else None
    row.save(update_fields=["done_at", "done_by"])
    return row


@dataclass(frozen=True)
class Task:
    """One task with the Copenhagen day it is due; None while the activity has no session."""

    item: PreparationItem
    due: date | None
    today: date

    @property
    def is_done(self) -> bool:
        """Whether somebody has ticked it off."""
        return self.item.done_at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and nobody has ticked it off."""
        return not self.is_done and self.due is not None and self.due < self.today


def tasks(activity: Activity, now: datetime | None = None) -> list[Task]:
    """Return the activity's checklist, what is due first at the top. Three queries at most."""
    day = today(now or timezone.now())
    items = PreparationItem.objects.filter(activity_id=activity.pk).select_related("done_by")
    first, last = activity.first_start, activity.last_end
    found = [Task(item, due_day(item.days, first, last), day) for item in items]
    return sorted(found, key=lambda task: (task.due or day, task.item.title))


def due_day(days: int, first_start: datetime | None, last_end: datetime | None) -> date | None:
    """Return the day: before the first session or, for what comes after, after the last."""
    anchor = first_start if days < 0 else last_end
    return today(anchor) + timedelta(days=days) if anchor else None


def coming(user: Viewer, now: datetime | None = None) -> QuerySet[PreparationItem]:
    """Return what the user has to think of now: overdue, or due within ``AHEAD``.

    Of all activities the user may see, but for those called off; what is due first at the
    top. Each row carries ``first_start`` and ``last_end`` of its activity. One query, beside
    the one that asks for the discreet right.
    """
    now = now or timezone.now()
    sessions = Session.objects.filter(activity=OuterRef("activity")).order_by().values("activity")
    seen = Activity.objects.visible_to(user).exclude(status=ActivityStatus.CANCELLED)
    # Cast, because SQLite multiplies no small integers by a length of time.
    number = Cast("days", IntegerField())
    days = ExpressionWrapper(number * timedelta(days=1), output_field=DurationField())
    anchor = Case(When(days__lt=0, then=F("first_start")), default=F("last_end"))
    return (
        PreparationItem.objects.filter(done_at=None, activity__in=seen)
        .annotate(
            first_start=Subquery(sessions.annotate(at=Min("start")).values("at")),
            last_end=Subquery(sessions.annotate(at=Max("end")).values("at")),
        )
        .annotate(due_at=ExpressionWrapper(anchor + days, output_field=DateTimeField()))
        .filter(due_at__gt=now - BACK, due_at__lte=now + AHEAD)
        # What was to be done before a day that is held is past helping.
        .exclude(activity__status=ActivityStatus.HELD, days__lte=0)
        .select_related("activity")
        .order_by("due_at", "title")
    )

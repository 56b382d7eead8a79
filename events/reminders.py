"""Remind people of what they signed up for, some days before each time they are to come."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events import notifications, seats
from events.enums import ActivityStatus
from events.models import Activity, Registration, Session
from events.one_by_one import one_by_one

MORNING = time(9, 0)
LONGEST = timedelta(days=60)  # no activity reminds earlier; bounds the search
JUST_SIGNED_UP = timedelta(hours=24)  # their confirmation is reminder enough


def reminder_time(activity: Activity, now: datetime | None = None) -> datetime | None:
    """Return when the activity reminds: in the morning, so many days before, in Copenhagen.

    Before the first session, and before each later one whose reminder comes after the session
    before it: the evenings of a course, but not the second day of a conference. With ``now``
    that of the next session. None for an activity that reminds nobody or has no such session.
    """
    sessions = sorted(activity.sessions.all(), key=lambda session: session.start)
    for number, session in enumerate(sessions):
        if now is not None and session.start <= now:
            continue
        morning = _morning_before(session, activity.remind_days)
        if morning is None or not number or sessions[number - 1].end < morning:
            return morning
    return None


def _morning_before(session: Session, days: int | None) -> datetime | None:
    if not days:
        return None
    day = timezone.localdate(session.start) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))


def remind_due(now: datetime | None = None) -> int:
    """Queue the reminders whose time has come (aware ``now``); return how many. For the clock.

    Each session reminds once; whoever signed up in the last 24 hours is left in peace.
    """
    now = now or timezone.now()
    soon = Session.objects.filter(activity=OuterRef("pk"), start__gt=now, start__lte=now + LONGEST)
    coming = Activity.objects.filter(
        Exists(soon),
        # Planned ones, too: members of a network sign up for what is not public.
        status__in=[ActivityStatus.PLANNED, ActivityStatus.OPEN, ActivityStatus.CLOSED],
        remind_days__gt=0,
    ).prefetch_related("sessions")
    due = [activity for activity in coming if _is_due(activity, now)]
    return one_by_one(due, lambda activity: _remind(activity, now))


def _is_due(activity: Activity, now: datetime) -> bool:
    moment = reminder_time(activity, now)
    if moment is None or moment > now:
        return False
    return activity.reminded_at is None or activity.reminded_at < moment


@transaction.atomic
def _remind(activity: Activity, now: datetime) -> int:
    locked = seats.lock(activity.pk)
    if not _is_due(locked, now):
        return 0
    locked.reminded_at = now
    seats.write(locked, "reminded_at")
    people = Registration.objects.filter(activity=locked, created_at__lt=now - JUST_SIGNED_UP)
    return notifications.enqueue(notifications.Mail.REMINDER, people.confirmed())

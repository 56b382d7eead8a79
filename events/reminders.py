"""Remind people of what they signed up for, some days before, once."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from events import notifications, seats
from events.enums import ActivityStatus
from events.models import Activity, Registration
from events.one_by_one import one_by_one

MORNING = time(9, 0)
LONGEST = timedelta(days=60)  # no activity reminds earlier; bounds the search
JUST_SIGNED_UP = timedelta(hours=24)  # their confirmation is reminder enough


def reminder_time(activity: Activity) -> datetime | None:
    """Return when the activity reminds: in the morning, so many days before, in Copenhagen.

    None for an activity that reminds nobody or has no session.
    """
    start = activity.first_start
    if not activity.remind_days or start is None:
        return None
    day = timezone.localdate(start) - timedelta(days=activity.remind_days)
    return timezone.make_aware(datetime.combine(day, MORNING))


def remind_due(now: datetime | None = None) -> int:
    """Queue the reminders whose time has come (aware ``now``); return how many. For the clock.

    Each activity reminds once; whoever signed up in the last 24 hours is left in peace.
    """
    now = now or timezone.now()
    coming = (
        Activity.objects.filter(
            # Planned ones, too: members of a network sign up for what is not public.
            status__in=[ActivityStatus.PLANNED, ActivityStatus.OPEN, ActivityStatus.CLOSED],
            reminded_at=None,
            remind_days__gt=0,
        )
        .with_times()
        .filter(starts_at__gt=now, starts_at__lte=now + LONGEST)
    )
    due = [activity for activity in coming if (reminder_time(activity) or now) <= now]
    return one_by_one(due, lambda activity: _remind(activity, now))


@transaction.atomic
def _remind(activity: Activity, now: datetime) -> int:
    locked = seats.lock(activity.pk)
    if locked.reminded_at is not None:
        return 0
    locked.reminded_at = now
    seats.write(locked, "reminded_at")
    people = Registration.objects.filter(activity=locked, created_at__lt=now - JUST_SIGNED_UP)
    return notifications.enqueue(notifications.Mail.REMINDER, people.confirmed())

"""Until when: answering an offer, naming a seat, withdrawing on the web.

No deadline lies past the start of the first session.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from events.models import Activity, Booking, Registration
from events.officehours import add_office_hours

NAMING_HOURS = 20  # office hours, two working days: for the name of a seat got from the line


def offer_deadline(activity: Activity, now: datetime) -> datetime:
    """Return until when an offer that begins to run ``now`` holds."""
    return before_start(activity, add_office_hours(now, activity.offer_hours))


def naming_deadline(activity: Activity, booking: Booking, now: datetime) -> datetime:
    """Return until when an unnamed seat got ``now`` is kept for its name."""
    two_days = add_office_hours(now, NAMING_HOURS)
    return before_start(activity, max(booking.names_by or two_days, two_days))


def withdrawal_deadline(activity: Activity) -> datetime | None:
    """Return until when a seat can be given up on the web; None without a date.

    With ``withdraw_days`` that is the midnight (Copenhagen) at the end of the day so many days
    before the first: for two days before a Thursday, all of Tuesday counts.
    """
    start = activity.first_start
    if start is None or activity.withdraw_days is None:
        return start
    last_day = timezone.localtime(start).date() - timedelta(days=activity.withdraw_days)
    midnight = datetime.combine(
        last_day + timedelta(days=1), time(), timezone.get_default_timezone()
    )
    return min(start, midnight)


def before_start(activity: Activity, moment: datetime) -> datetime:
    """Return the moment, or the start of the activity where that comes first."""
    return min(moment, activity.first_start or moment)


def keep_before_start(activity: Activity) -> None:
    """Shorten the offers and holds of a locked activity that now begins earlier."""
    if start := activity.first_start:
        late = Registration.objects.filter(activity=activity, expires_at__gt=start)
        late.update(expires_at=start, changed_at=timezone.now())

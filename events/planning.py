"""The life of an activity: open, close, hold, cancel, duplicate."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log

from events import notifications, seats, waitlist
from events.attendance import mark_rest_absent
from events.enums import (
    ACTIVE,
    SEATED,
    ActivityStatus,
    AttendanceState,
    RegistrationStatus,
)
from events.models import Activity, ActivityPage, Attendance, Registration, Session
from events.permissions import Viewer

# Which status may follow which; everything else is refused.
NEXT: dict[str, set[str]] = {
    ActivityStatus.PLANNED: {ActivityStatus.OPEN, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.OPEN: {ActivityStatus.CLOSED, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.CLOSED: {ActivityStatus.OPEN, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.HELD: set(),
    ActivityStatus.CANCELLED: set(),
}


class StepRefused(Exception):
    """The activity cannot take this step; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre i aktivitetens nuværende status.")


class DiscreetHostMissing(StepRefused):
    """A discreet activity needs the neutral host and sender before it opens."""

    message = _(
        "Diskrete aktiviteter kan først åbnes, når et neutralt værtsnavn og en neutral "
        "afsenderadresse er sat op."
    )


class NobodyTicked(StepRefused):
    """People had seats, and nobody was marked present: surely the list was forgotten."""

    message = _(
        "Ingen er krydset af som mødt. Kryds af på listen først, eller bekræft, at ingen kom."
    )


class NotOverYet(StepRefused):
    """An activity cannot be held before it has begun."""

    message = _("Aktiviteten er ikke begyndt endnu, så den kan ikke afsluttes.")


def _step(activity: Activity, status: ActivityStatus, by: Viewer) -> Activity:
    locked = seats.lock(activity.pk)
    if status not in NEXT[locked.status]:
        raise StepRefused
    before, locked.status = locked.status, status
    seats.write(locked, "status")
    log(locked, "events.status", user=by, data={"from": before, "to": status})
    activity.status = status
    return locked


@transaction.atomic
def open_signup(activity: Activity, *, by: Viewer = None) -> Activity:
    """Open sign-up (it begins when a page is live and the window has come).

    Raises StepRefused, or DiscreetHostMissing for a discreet activity without its host.
    """
    if activity.discreet and not (settings.VINK_NEUTRAL_HOST and settings.VINK_NEUTRAL_FROM_EMAIL):
        raise DiscreetHostMissing
    locked = _step(activity, ActivityStatus.OPEN, by)
    waitlist.move_up(locked)
    return locked


@transaction.atomic
def close_signup(activity: Activity, *, by: Viewer = None) -> Activity:
    """Close sign-up; the line still moves up. Raises StepRefused."""
    return _step(activity, ActivityStatus.CLOSED, by)


@transaction.atomic
def hold(activity: Activity, *, by: Viewer = None, nobody_came: bool = False) -> Activity:
    """Close the day: whoever is not ticked off was absent, and the survey goes out.

    Raises StepRefused, NotOverYet before the first session has begun, or NobodyTicked
    when there were seats taken but nobody is marked present (unless ``nobody_came``).
    """
    from events.surveys.invitations import open_surveys

    if not activity.starts_within(timedelta(0)):
        raise NotOverYet
    locked = _step(activity, ActivityStatus.HELD, by)
    present = Attendance.objects.filter(
        session__activity=locked, state=AttendanceState.PRESENT
    ).exists()
    if locked.taken and not present and not nobody_came:
        raise NobodyTicked
    for session in locked.sessions.all():
        mark_rest_absent(session, by=by)
    open_surveys(locked)
    return locked


def sessions_left(activity: Activity, now: datetime | None = None) -> int:
    """Return how many sessions have not begun at ``now`` (aware, default: now)."""
    return activity.sessions.filter(start__gt=now or timezone.now()).count()


@transaction.atomic
def cancel(activity: Activity, *, message: str = "", by: Viewer = None) -> int:
    """Cancel the activity; everyone with a seat or a place in line is told by mail.

    The mail carries a calendar cancellation. Registrations are ended, seats freed, and no
    publishing of an old page draft can undo it. Returns how many people were signed up.
    Raises StepRefused.
    """
    locked = _step(activity, ActivityStatus.CANCELLED, by)
    people = list(
        Registration.objects.filter(activity=locked, status__in=ACTIVE).select_related("booking")
    )
    locked.taken = locked.overbooked = 0
    locked.calendar_sequence += 1
    seats.write(locked, "taken", "overbooked", "calendar_sequence")
    Activity.objects.filter(pk=locked.pk).update(cancel_message=message.strip())
    Registration.objects.filter(pk__in=[r.pk for r in people]).update(
        status=RegistrationStatus.CANCELLED, place_in_line=None
    )
    notifications.enqueue_each(
        notifications.Mail.ACTIVITY_CANCELLED,
        ((person, {"had_seat": person.status in SEATED}) for person in people),
    )
    return len(people)


@transaction.atomic
def announce_move(activity: Activity, *, removed: Iterable[Session] = ()) -> int:
    """Tell everyone with a seat that time or place changed; return how many mails went out.

    ``removed`` are sessions that were to come and have been taken off: the mail takes them
    out of people's calendars, too.
    """
    locked = seats.lock(activity.pk)
    locked.calendar_sequence += 1
    locked.reminded_at = None  # the reminder of the old day does not count for the new one
    seats.write(locked, "calendar_sequence", "reminded_at")
    people = Registration.objects.filter(activity=locked).confirmed().select_related("booking")
    gone = [
        {"id": str(s.pk), "start": s.start.isoformat(), "end": s.end.isoformat(), "title": s.title}
        for s in removed
    ]
    return notifications.enqueue(notifications.Mail.ACTIVITY_MOVED, people, removed=gone)


@transaction.atomic
def duplicate(
    activity: Activity, *, by: Viewer = None, shift: timedelta = timedelta(weeks=4)
) -> tuple[Activity, ActivityPage | None]:
    """Copy an activity with its sessions, moved by ``shift``, and its page as a draft.

    The copy is planned, empty, and has no sign-up window; nobody comes along.
    """
    sessions = list(activity.sessions.all())
    copy = Activity(
        **{
            f: getattr(activity, f)
            for f in (
                "kind", "title", "title_en", "level", "track", "place", "contact_email",
                "eligibility", "discreet", "capacity", "remind_days",
            )
        }
    )  # fmt: skip
    copy.audiences = list(activity.audiences.all())
    copy.sessions = [
        Session(
            # In Copenhagen's wall time: nine o'clock stays nine across a clock change.
            start=timezone.localtime(s.start) + shift,
            end=timezone.localtime(s.end) + shift,
            title=s.title,
            place=s.place,
            online_url=s.online_url,
        )
        for s in sessions
    ]
    copy.save()
    log(copy, "wagtail.create", user=by)
    return copy, _copy_page(activity, copy, by)


def _copy_page(activity: Activity, copy: Activity, by: Viewer) -> ActivityPage | None:
    page = activity.pages.order_by("-live", "pk").first()
    if page is None:
        return None
    new_page = page.copy(
        keep_live=False,
        copy_revisions=False,
        user=by,
        update_attrs={
            "activity": copy,
            "slug": find_available_slug(page.get_parent(), page.slug),
        },
    )
    # Excluded from copying (see the model), so it is set afterwards: on the row and the draft.
    new_page.activity = copy
    ActivityPage.objects.filter(pk=new_page.pk).update(activity=copy)
    new_page.save_revision(user=by)
    return new_page

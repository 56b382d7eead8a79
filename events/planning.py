"""The life of an activity: open, close, hold, cancel, duplicate."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log

from events import endings, notifications, seats, waitlist, webhooks
from events.attendance import mark_rest_absent
from events.enums import (
    ACTIVE,
    FOR_RELATIVES,
    HEADS_ONLY,
    ActivityKind,
    ActivityStatus,
    AttendanceState,
    EndReason,
    RegistrationStatus,
)
from events.models import (
    Activity,
    ActivityPage,
    Attendance,
    Booking,
    Choice,
    HeadCount,
    PreparationItem,
    Registration,
    Session,
    SignupQuestion,
)
from events.permissions import Viewer

# Which status may follow which; everything else is refused.
NEXT: dict[str, set[str]] = {
    ActivityStatus.PLANNED: {ActivityStatus.OPEN, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.OPEN: {ActivityStatus.CLOSED, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.CLOSED: {ActivityStatus.OPEN, ActivityStatus.HELD, ActivityStatus.CANCELLED},
    ActivityStatus.HELD: set(),
    ActivityStatus.CANCELLED: set(),
}

# What a copy of an activity takes over, of its row and of its children.
COPIED = (
    "kind", "title", "title_en", "level", "track", "place", "contact_email", "eligibility",
    "discreet", "capacity", "remind_days", "network", "waitlist_mode", "offer_hours",
    "needs_approval", "withdraw_days", "ask_food", "ask_access",
)  # fmt: skip
COPIED_CHILDREN: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "choices": (Choice, ("round", "title", "title_en", "place", "capacity")),
    "signup_questions": (
        SignupQuestion,
        (
            "key", "kind", "ask", "text", "text_en", "help_text", "options", "required",
            "condition_key", "condition_value", "sort_order",
        ),
    ),
    "preparations": (PreparationItem, ("title", "days")),
}  # fmt: skip


class StepRefused(Exception):
    """The activity cannot take this step; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre i aktivitetens nuværende status.")


class DiscreetHostMissing(StepRefused):
    """A discreet activity needs the neutral host and sender before it opens."""

    message = _(
        "Diskrete aktiviteter kan først åbnes, når et neutralt værtsnavn og en neutral "
        "afsenderadresse er sat op."
    )


class OnlyDiscreet(StepRefused):
    """What is for parents and relatives is never open to everyone's eyes."""

    message = _(
        "Kurser og netværk for forældre og pårørende skal være diskrete. Gruppen Kursusleder "
        "opretter dem og sætter kryds ved «diskret»."
    )


class NobodyTicked(StepRefused):
    """People had seats, and nobody was marked present: surely the list was forgotten."""

    message = _(
        "Ingen er krydset af som mødt. Kryds af på listen først, eller bekræft, at ingen kom."
    )


class NobodyCounted(NobodyTicked):
    """Heads are counted there, and no number was written down: surely it was forgotten."""

    message = _(
        "Der er ikke skrevet, hvor mange der kom. Tæl hoveder først, eller bekræft, at ingen kom."
    )


class NotOverYet(StepRefused):
    """An activity cannot be held before it has begun."""

    message = _("Aktiviteten er ikke begyndt endnu, så den kan ikke afsluttes.")


type OpeningCheck = Callable[[Activity], None]
type Closer = Callable[[Activity], object]
type Copier = Callable[[Activity, Activity, Mapping[UUID, Session]], None]

_opening_checks: list[OpeningCheck] = []
_copiers: list[Copier] = []
_closers: list[Closer] = []


def register_opening_check(check: OpeningCheck) -> None:
    """Ask ``check`` before sign-up opens; it raises StepRefused to say why not."""
    if check not in _opening_checks:
        _opening_checks.append(check)


def register_copier(copier: Copier) -> None:
    """Have what another app keeps beside an activity copied along.

    It gets the original, the saved copy, and the copy's sessions by the original's keys.
    """
    if copier not in _copiers:
        _copiers.append(copier)


def register_closer(closer: Closer) -> None:
    """Have what another app does when the day is closed done with it, in the transaction."""
    if closer not in _closers:
        _closers.append(closer)


def _step(activity: Activity, status: ActivityStatus, by: Viewer) -> Activity:
    locked = seats.lock(activity.pk)
    if status not in NEXT[locked.status]:
        raise StepRefused
    before, locked.status = locked.status, status
    seats.write(locked, "status")
    log(locked, "events.status", user=by, data={"from": before, "to": status})
    activity.status = status
    webhooks.note_status(locked)
    return locked


@transaction.atomic
def open_signup(activity: Activity, *, by: Viewer = None) -> Activity:
    """Open sign-up (it begins when a page is live and the window has come).

    Raises StepRefused, DiscreetHostMissing for a discreet activity without its host, or
    OnlyDiscreet for one that has to be discreet and is not.
    """
    if activity.kind in FOR_RELATIVES and not activity.discreet:
        raise OnlyDiscreet
    if activity.discreet and not (settings.VINK_NEUTRAL_HOST and settings.VINK_NEUTRAL_FROM_EMAIL):
        raise DiscreetHostMissing
    for check in _opening_checks:
        check(activity)
    locked = _step(activity, ActivityStatus.OPEN, by)
    waitlist.move_up(locked)
    return locked


@transaction.atomic
def close_signup(activity: Activity, *, by: Viewer = None) -> Activity:
    """Close sign-up; the line still moves up. Raises StepRefused."""
    return _step(activity, ActivityStatus.CLOSED, by)


@transaction.atomic
def hold(activity: Activity, *, by: Viewer = None, nobody_came: bool = False) -> Activity:
    """Close the day: whoever is not ticked off was absent, and the survey or a thanks goes out.

    Raises StepRefused, NotOverYet before the first session has begun, or NobodyTicked
    when there were seats taken but nobody is marked present (unless ``nobody_came``); where
    heads are counted, NobodyCounted when no number was written down. There, nobody is absent.
    """
    from events.surveys.invitations import open_surveys
    from events.thanks import thank_attenders

    if not activity.starts_within(timedelta(0)):
        raise NotOverYet
    locked = _step(activity, ActivityStatus.HELD, by)
    waitlist.sweep(locked, timezone.now())  # offers and holds end with the start
    if not nobody_came:
        _refuse_unattended(locked)
    for session in locked.sessions.all():
        mark_rest_absent(session, by=by)
    open_surveys(locked)
    thank_attenders(locked)
    for closer in _closers:
        closer(locked)
    return locked


def _refuse_unattended(activity: Activity) -> None:
    """Raise NobodyTicked or NobodyCounted where nothing says that anybody came."""
    if activity.kind in HEADS_ONLY:
        if not HeadCount.objects.filter(session__activity=activity).exists():
            raise NobodyCounted
        return
    present = Attendance.objects.filter(session__activity=activity, state=AttendanceState.PRESENT)
    if activity.taken and not present.exists():
        raise NobodyTicked


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
    had_seat = {person.pk: person.is_confirmed for person in people}
    locked.calendar_sequence += 1
    seats.write(locked, "calendar_sequence")
    Activity.objects.filter(pk=locked.pk).update(cancel_message=message.strip())
    endings.end(locked, people, EndReason.CANCELLED_ACTIVITY)
    notifications.enqueue_each(
        notifications.Mail.ACTIVITY_CANCELLED,
        ((person, {"had_seat": had_seat[person.pk]}) for person in _once_a_booker(people)),
    )
    _tell_hosts_and_helpers(locked)
    return len(people)


def _once_a_booker(people: Iterable[Registration]) -> Iterator[Registration]:
    """Leave out all but one of each booking's unnamed seats: its booker is told once."""
    seen: set[UUID] = set()
    for person in people:
        if person.name or person.booking_id not in seen:
            yield person
        if not person.name:
            seen.add(person.booking_id)


def _tell_bookers(activity: Activity) -> None:
    """Whoever booked by number passes it on to people whose names nobody has written yet."""
    unnamed = Registration.objects.filter(activity=activity, name="").active()
    for booking in Booking.objects.filter(pk__in=unnamed.values("booking")):
        notifications.enqueue_letter(notifications.Mail.TEAM_MOVED, booking=booking)


def _tell_hosts_and_helpers(activity: Activity) -> None:
    """Those who are no participants hear of it, too. Inside the transaction of the change."""
    from events import helpers, requests

    helpers.tell_of_change(activity)
    requests.tell_of_change(activity)


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
    webhooks.note(locked, webhooks.Event.MOVED)
    people = Registration.objects.filter(activity=locked).confirmed().select_related("booking")
    gone = [
        {
            "id": str(s.pk),
            "start": s.start.isoformat(),
            "end": s.end.isoformat(),
            # The outbox is read by more people than may see a discreet activity.
            "title": "" if locked.discreet else s.title,
        }
        for s in removed
    ]
    _tell_hosts_and_helpers(locked)
    _tell_bookers(locked)
    offered = Registration.objects.filter(activity=locked, status=RegistrationStatus.OFFERED)
    # Whoever is still to answer is asked again, now for the new day.
    notifications.enqueue(notifications.Mail.OFFERED, offered.select_related("booking"))
    return notifications.enqueue(notifications.Mail.ACTIVITY_MOVED, people, removed=gone)


@transaction.atomic
def duplicate(
    activity: Activity,
    *,
    by: Viewer = None,
    shift: timedelta = timedelta(weeks=4),
    moves: Mapping[date, date] | None = None,
    title: str = "",
) -> tuple[Activity, ActivityPage | None]:
    """Copy an activity with its sessions, moved by ``shift``, and its page as a draft.

    ``moves`` gives each day on which a session begins (Copenhagen's) another instead of
    ``shift``; raises KeyError where one is missing. Times of day stay as they are.

    Workshops, questions and the working list (undone) come along, nobody else. The copy is
    planned, empty, and has no sign-up window. ``title`` is its own name, "" for the same one:
    then, and always for a course, it is another date of the same series.
    """
    copy = Activity(**_fields(activity, *COPIED))
    renamed = bool(title) and title != activity.title
    if renamed:
        copy.title, copy.title_en = title, ""
    if not renamed or activity.kind == ActivityKind.KURSUS:
        # Another date of the same: people may move between them. Classes of a course have names
        # of their own, and a day missed in one is made up in another.
        copy.series = activity.series
    copy.audiences = list(activity.audiences.all())
    sessions = {s.pk: _moved(s, shift, moves) for s in activity.sessions.all()}
    copy.sessions = list(sessions.values())
    for name, (child, fields) in COPIED_CHILDREN.items():
        rows = getattr(activity, name).all()
        setattr(copy, name, [child(**_fields(row, *fields)) for row in rows])
    copy.save()
    for copier in _copiers:
        copier(activity, copy, sessions)
    log(copy, "wagtail.create", user=by)
    return copy, _copy_page(activity, copy, by)


def _moved(session: Session, shift: timedelta, moves: Mapping[date, date] | None) -> Session:
    # In Copenhagen's wall time: nine o'clock stays nine across a clock change.
    start, end = timezone.localtime(session.start), timezone.localtime(session.end)
    if moves is not None:
        shift = moves[start.date()] - start.date()
    return Session(
        start=start + shift,
        end=end + shift,
        title=session.title,
        place=session.place,
        online_url=session.online_url,
    )


def _fields(row: models.Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


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

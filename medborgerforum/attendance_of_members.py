"""Which associations came to a meeting, and with how many people.

Kept as one row for each association that was there (``MeetingAttendance``); it names nobody, so
it stays when the sign-ups are deleted. Nothing is kept of associations that did not come.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from events import planning, seats
from events.enums import ActivityKind, ActivityStatus, AttendanceState, RegistrationStatus
from events.models import Activity
from medborgerforum.enums import MinutesState
from medborgerforum.models import Association, ForumSeat, Meeting, MeetingAttendance


class RecordRefused(Exception):
    """Who came was not counted again; ``message`` says why."""


class PartOfTheMinutes(RecordRefused):
    """The minutes are published, and who came is part of them."""

    message = _("Referatet er offentliggjort, så fremmødet i det kan ikke ændres.")


def join_the_floor() -> None:
    """Count when a meeting is closed."""
    planning.register_closer(record_when_held)


def record_when_held(activity: Activity) -> None:
    """Count who came, in the transaction that closes the meeting; other kinds are left alone."""
    if activity.kind == ActivityKind.FORUMMOEDE:
        record(activity)


@transaction.atomic
def record(activity: Activity) -> int:
    """Write down which associations came, from the marks as they are now; return how many.

    Before the meeting is held and closed nothing is written. Doing it again changes nothing but
    what was corrected meanwhile. An association whose sign-ups have all been deleted keeps the
    row it has. Raises RecordRefused.
    """
    locked = seats.lock(activity.pk)
    if locked.status != ActivityStatus.HELD:
        return 0
    meeting, _made = Meeting.objects.select_for_update().get_or_create(activity=locked)
    if meeting.minutes_state == MinutesState.PUBLISHED:
        raise PartOfTheMinutes
    had_seats = ForumSeat.objects.filter(registration__activity=locked)
    came = _people(locked)
    gone = MeetingAttendance.objects.filter(
        meeting=meeting, association__in=had_seats.values("association")
    )
    gone.exclude(association__in=came).delete()
    for association, people in came.items():
        MeetingAttendance.objects.update_or_create(
            meeting=meeting, association_id=association, defaults={"people": people}
        )
    return len(came)


def _people(activity: Activity) -> dict[UUID, int]:
    """Return how many people came for each association: once each, however many sessions."""
    there = ForumSeat.objects.filter(
        registration__activity=activity,
        registration__status=RegistrationStatus.CONFIRMED,
        registration__attendances__state=AttendanceState.PRESENT,
    )
    counted = there.values("association").annotate(people=Count("registration", distinct=True))
    return {row["association"]: row["people"] for row in counted.order_by("association")}


def associations_at(meeting: Meeting) -> list[Association]:
    """Return the associations that came, in alphabetical order; one query."""
    return list(Association.objects.filter(meetings_attended__meeting=meeting))


def was_there(association: Association, meeting: Meeting) -> bool:
    """Whether the association came to the meeting."""
    return MeetingAttendance.objects.filter(meeting=meeting, association=association).exists()


def people_at(meeting: Meeting) -> list[tuple[Association, int]]:
    """Return the associations that came, each with its number of people; for staff. One query."""
    rows = MeetingAttendance.objects.filter(meeting=meeting).select_related("association")
    ordered = rows.order_by("association__sort_key", "association")
    return [(row.association, row.people) for row in ordered]

"""The mail that asks those who were there to look at the draft of the minutes."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst

from events import letters, notifications, when
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import links, membership, minutes, minutes_comments
from medborgerforum.models import Association, Meeting, Representative


def join_the_floor() -> None:
    """Say how the mail is rendered."""
    letters.register(Mail.FORUM_MINUTES, letters.Letter(_addressee, _context))


def ask(meeting: Meeting) -> int:
    """Queue one mail for each confirmed representative of the associations that were there.

    Members that may read only; inside the transaction that opens the window. Returns how many.
    """
    there = Association.objects.filter(meetings_attended__meeting=meeting)
    readers = [key for key, one in membership.standings(there).items() if one.may_read]
    people = Representative.objects.filter(association__in=readers, confirmed_at__isnull=False)
    return notifications.enqueue_letters(
        Mail.FORUM_MINUTES,
        [
            {"subject_key": key, "meeting": str(meeting.pk)}
            for key in people.values_list("pk", flat=True)
        ],
    )


def _addressee(row: OutboxMessage) -> letters.Addressee:
    person, meeting = _about(row)
    return letters.Addressee(
        email=person.email, language=person.language, reply_to=meeting.activity.contact_email
    )


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    person, meeting = _about(row)
    activity = meeting.activity
    day = minutes.last_day(meeting)
    return {
        "name": person.name,
        "association": person.association.name,
        "title": activity.display_title,
        "when": capfirst(when.span(activity.first_start, activity.last_end)),
        "until": when.day(day) if day else "",
        "url": links.own_url("own_minutes", Purpose.FORUM, person, activity.pk, language=language),
    }


def _about(row: OutboxMessage) -> tuple[Representative, Meeting]:
    """Return who is asked about what; raises NoLongerTrue once she could not read or comment."""
    if row.subject_key is None:
        raise NoLongerTrue
    people = Representative.objects.select_related("association")
    person = people.filter(pk=row.subject_key).first()
    if person is None or person.confirmed_at is None:
        raise NoLongerTrue
    meeting = minutes_comments.readable(person, UUID(row.params["meeting"]))
    if meeting is None or not minutes.window_is_open(meeting, timezone.now()):
        raise NoLongerTrue
    return person, meeting

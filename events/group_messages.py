"""A message from the organiser to a group of one activity's participants, and to no others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from events import calls, notifications, questions, seats, when
from events.enums import AttendanceState, RegistrationStatus
from events.models import Activity, Attendance, OrganiserMessage, Registration
from events.permissions import Viewer, storable

Group = OrganiserMessage.Group
WRITTEN_UNTIL = timedelta(days=14)
"""After the last session; then the participants are left in peace."""

STATUSES = {
    Group.CONFIRMED: RegistrationStatus.CONFIRMED,
    Group.WAITING: RegistrationStatus.WAITING,
    Group.PENDING: RegistrationStatus.PENDING,
}


class MessageRefused(Exception):
    """Nothing was sent; ``message`` says why."""

    message = gettext_lazy("Beskeden kunne ikke sendes.")


class TooLate(MessageRefused):
    """The activity has been over for more than 14 days."""

    message = gettext_lazy(
        "Aktiviteten sluttede for mere end 14 dage siden, så der skrives ikke til deltagerne mere."
    )


class Discreet(MessageRefused):
    """A discreet activity has no mail of this kind."""

    message = gettext_lazy("Diskrete aktiviteter skriver ikke ud herfra. Ring til deltagerne.")


class Nobody(MessageRefused):
    """The group is empty."""

    message = gettext_lazy("Der er ingen i den gruppe lige nu.")


@dataclass(frozen=True)
class Reach:
    """How many of a group are told in which way."""

    mails: int
    calls: int
    unreachable: int  # neither address nor phone: on the call list all the same

    @property
    def people(self) -> int:
        """Everyone in the group."""
        return self.mails + self.calls + self.unreachable

    def __str__(self) -> str:
        """Say it in words, such as "42 får mail, 3 skal ringes op"."""
        parts = [
            ngettext("%(number)s får mail", "%(number)s får mail", self.mails)
            % {"number": self.mails}
        ]
        if self.calls:
            text = ngettext("%(number)s skal ringes op", "%(number)s skal ringes op", self.calls)
            parts.append(text % {"number": self.calls})
        if self.unreachable:
            text = ngettext(
                "%(number)s har hverken mail eller telefon",
                "%(number)s har hverken mail eller telefon",
                self.unreachable,
            )
            parts.append(text % {"number": self.unreachable})
        return ", ".join(parts)


def why_not(activity: Activity, now: datetime | None = None) -> str:
    """Return why nobody may be written to about this activity, "" if one may."""
    if activity.discreet:
        return str(Discreet.message)
    end = activity.last_end
    if end is not None and end + WRITTEN_UNTIL < (now or timezone.now()):
        return str(TooLate.message)
    return ""


def last_day(activity: Activity) -> str:
    """Return the last day on which one may write, in words; "" without a session."""
    return when.day(activity.last_end + WRITTEN_UNTIL) if activity.last_end else ""


def people_in(activity: Activity, group: str) -> list[Registration]:
    """Return the group's people as it stands now. A fixed number of queries."""
    if group == Group.UNANSWERED:
        return questions.unanswered(activity)
    people = Registration.objects.filter(activity=activity).select_related("booking")
    if group in STATUSES:
        return _once_a_booker(people.filter(status=STATUSES[Group(group)]))
    noted = Attendance.objects.filter(session__activity=activity)
    came = noted.filter(state=AttendanceState.PRESENT).values("registration")
    if group == Group.PRESENT:
        return list(people.confirmed().filter(pk__in=came))
    stayed_away = noted.filter(state=AttendanceState.ABSENT).values("registration")
    return list(people.confirmed().filter(pk__in=stayed_away).exclude(pk__in=came))


def _once_a_booker(people: Iterable[Registration]) -> list[Registration]:
    """Leave out all but one of each booking's places without a name: its booker reads once."""
    seen: set[UUID] = set()
    chosen = []
    for person in people:
        if person.name or person.booking_id not in seen:
            chosen.append(person)
        if not person.name:
            seen.add(person.booking_id)
    return chosen


def reach(people: Sequence[Registration]) -> Reach:
    """Count how the people would be told."""
    mails = sum(bool(notifications.mailbox_of(person)) for person in people)
    rung = sum(
        not notifications.mailbox_of(person) and bool(calls.phone_of(person)) for person in people
    )
    return Reach(mails=mails, calls=rung, unreachable=len(people) - mails - rung)


@transaction.atomic
def send(
    activity: Activity, *, group: str, subject: str, body: str, key: UUID, by: Viewer
) -> OrganiserMessage:
    """Write to the group as it stands now; return the message with how many it went to.

    Repeating a call with the same ``key`` sends nothing again. The log keeps group and
    number, neither words nor names. Raises MessageRefused (TooLate, Discreet, Nobody).
    """
    locked = seats.lock(activity.pk)
    sent = OrganiserMessage.objects.filter(pk=key, activity=locked).first()
    if sent is not None:
        return sent
    if locked.discreet:
        raise Discreet
    if why_not(locked):
        raise TooLate
    people = people_in(locked, group)
    if not people:
        raise Nobody
    message = OrganiserMessage.objects.create(
        pk=key,
        activity=locked,
        group=group,
        subject=" ".join(subject.split()),
        body=body.strip(),
        sent_by=storable(by),
        number=len(people),
    )
    notifications.enqueue(notifications.Mail.MESSAGE, people, message=str(message.pk))
    log(
        locked,
        "events.message",
        user=by,
        data={"number": len(people), "group": str(group)},
    )
    return message


def group_label(group: str) -> str:
    """Return the group in words, for the log too."""
    return str(dict(Group.choices).get(group, _("deltagerne")))
